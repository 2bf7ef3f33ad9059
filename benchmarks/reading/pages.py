"""Read the saved web pages of the shared data and score what comes out, beside two peers.

Usage: python benchmarks/reading/pages.py [--update] [--lower] [--pages]

Every page has the article that readers see (``expected.html``) and its metadata. A
score below its floor in ``floors.json`` ends the program with 1; ``--update`` raises
the floors to what was reached, and lowers one only with ``--lower``. ``--pages`` tells
what is wrong on which page. The peers need the packages of the group ``benchmarks``.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import math
import re
import statistics
import sys
import tarfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import shared_data
from search.article import Article
from search.errors import ReadError
from search.readers import registry
from search.readers.dates.printed import parse_date
from search.readers.source import Source
from search.readers.webpages.fragments import pieces_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ARCHIVE = "pages.tar.xz"
FLOORS = Path(__file__).with_name("floors.json")
ROUNDS = 3
PLACES = 3  # of the decimals of a floor
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+")
_QUOTES = str.maketrans("‘’“”„«»", '\'\'"""""')
_BY = re.compile(r"^\s*(?:written\s+)?by\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page with what is expected of it; ``date`` is '' where nothing is expected."""

    name: str
    data: bytes
    text: str
    title: str
    byline: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader made of a page: None where it does not look for that at all."""

    text: str = ""
    title: str | None = None
    byline: str | None = None
    date: str | None = None


@dataclass(slots=True, kw_only=True)
class Scores:
    """Means over all pages, from 0 to 1.

    ``f1`` is that of the words of the paragraphs. A date is right where it is the
    expected one and wrong where it is another; where none is expected, nothing can
    be said of it. ``date`` are the pages without a wrong date, and ``dated`` those
    with the right one among those of which one is expected.
    """

    f1: float = 0.0
    title: float = 0.0
    byline: float = 0.0
    date: float = 0.0
    dated: float = 0.0
    wrong_dates: int = 0


@dataclass(slots=True, kw_only=True)
class Tally:
    """The scores of each page of one reader, and its times in milliseconds."""

    f1: list[float] = field(default_factory=list)
    title: list[bool] = field(default_factory=list)
    byline: list[bool] = field(default_factory=list)
    dated: list[bool] = field(default_factory=list)
    wrong: list[bool] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def add(self, page: Page, reading: Reading) -> None:
        """Score one page."""
        self.f1.append(f1(reading.text, page.text))
        self.title.append(plain(reading.title or "") == plain(page.title))
        self.byline.append(names(reading.byline or "") == names(page.byline))
        date = reading.date or ""
        self.wrong.append(bool(page.date and date and date != page.date))
        if page.date:
            self.dated.append(date == page.date)

    def scores(self) -> Scores:
        """Return the means."""
        return Scores(
            f1=statistics.fmean(self.f1),
            title=statistics.fmean(self.title),
            byline=statistics.fmean(self.byline),
            date=1 - statistics.fmean(self.wrong),
            dated=statistics.fmean(self.dated),
            wrong_dates=sum(self.wrong),
        )


def archive() -> Path:
    """Return where the pages lie, whether they exist or not."""
    return shared_data.folder() / ARCHIVE


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pages(path: Path) -> Iterator[Page]:
    """Yield the pages of the archive, by name."""
    files: dict[str, dict[str, bytes]] = {}
    with tarfile.open(path) as tar:
        for member in tar:
            content = tar.extractfile(member) if member.isfile() else None
            if content:
                folder, name = member.name.split("/")[-2:]
                files.setdefault(folder, {})[name] = content.read()
    for name, parts in sorted(files.items()):
        expected = json.loads(parts["expected-metadata.json"])
        published = parse_date(expected.get("publishedTime") or "")
        yield Page(
            name=name,
            data=parts["source.html"],
            text=text_of(parts["expected.html"]),
            title=expected.get("title") or "",
            byline=expected.get("byline") or "",
            date=published[0].isoformat() if published else "",
        )


def text_of(html: str | bytes) -> str:
    """Return all text of a piece of HTML."""
    return " ".join(piece.text for piece in pieces_of(html))


def f1(found: str, expected: str) -> float:
    """Return the harmonic mean of precision and recall of words, counted as often as they stand.

    >>> f1("the bridge opened", "the bridge")
    0.8
    """
    ours, theirs = tokens(found), tokens(expected)
    return 2 * (ours & theirs).total() / ((ours.total() + theirs.total()) or 1)


def tokens(text: str) -> Counter[str]:
    """Count words, and single characters where there are no spaces between words."""
    return Counter(_TOKEN.findall(text.casefold()))


def plain(text: str) -> str:
    """Return a text without differences in blanks, case and quotation marks."""
    return " ".join(text.translate(_QUOTES).casefold().split())


def names(byline: str) -> str:
    """Return the words of a byline without "by"."""
    return " ".join(re.findall(r"\w+", _BY.sub("", byline).casefold()))


def nutgraf(page: Page) -> Reading:
    """Read a page as an archive does."""
    source = Source(f"{page.name}.html", io.BytesIO(page.data), size=len(page.data))
    try:
        article = next(each for each in registry.read(source) if isinstance(each, Article))
    except (ReadError, StopIteration):
        return Reading()
    return Reading(
        text=" ".join(part.text for part in article.paragraphs if part.number),
        title=article.title,
        byline=", ".join(article.authors),
        date=article.date.isoformat() if article.date else None,
    )


def trafilatura(page: Page) -> Reading:
    """Read a page with trafilatura as it comes, with metadata."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - a peer

    found: Any = bare_extraction(page.data, with_metadata=True)
    if found is None:
        return Reading()
    return Reading(text=found.text, title=found.title, byline=found.author, date=found.date)


def readability(page: Page) -> Reading:
    """Read a page with readability-lxml as it comes; it knows no authors and dates."""
    from readability import Document  # noqa: PLC0415 - a peer

    document = Document(page.data.decode("utf-8", "replace"))
    return Reading(text=text_of(document.summary()), title=document.short_title())


READERS: dict[str, Callable[[Page], Reading]] = {
    "nutgraf": nutgraf,
    "trafilatura": trafilatura,
    "readability-lxml": readability,
}
NO_METADATA = {"readability-lxml"}  # but a title


def measure(found: list[Page]) -> dict[str, Tally]:
    """Return the tallies of all readers; each page is read by one after the other."""
    tallies = {name: Tally() for name in READERS}
    for page in found:
        for name, read in READERS.items():
            tallies[name].add(page, read(page))
        times: dict[str, list[float]] = {name: [] for name in READERS}
        for _ in range(ROUNDS):
            for name, read in READERS.items():
                began = time.perf_counter()
                read(page)
                times[name].append((time.perf_counter() - began) * 1000)
        for name, each in times.items():
            tallies[name].times.append(min(each))
    return tallies


def table(tallies: dict[str, Tally]) -> str:
    """Return the scores of all readers side by side."""
    base = tallies["trafilatura"].times
    heads = f"{'F1':>7}{'title':>8}{'byline':>8}{'date right':>12}{'dates wrong':>13}"
    lines = [f"{'':<18}{heads}{'ms a page':>11}{'of trafilatura':>16}"]
    for name, tally in tallies.items():
        scores = tally.scores()
        ratio = statistics.median(own / other for own, other in zip(tally.times, base, strict=True))
        who, when = f"{scores.byline:>8.3f}", f"{scores.dated:>12.3f}{scores.wrong_dates:>13}"
        if name in NO_METADATA:
            who, when = f"{'-':>8}", f"{'-':>12}{'-':>13}"
        lines.append(
            f"{name:<18}{scores.f1:>7.3f}{scores.title:>8.3f}{who}{when}"
            f"{statistics.fmean(tally.times):>11.1f}{ratio:>15.2f}x"
        )
    return "\n".join(lines)


def faults(found: list[Page], tally: Tally) -> Iterator[str]:
    """Yield what is wrong, page by page."""
    for number, page in enumerate(found):
        reading = nutgraf(page)
        if tally.f1[number] < 0.95:
            yield f"{page.name}: F1 {tally.f1[number]:.2f}"
        for what in ("title", "byline"):
            if not getattr(tally, what)[number]:
                told, expected = getattr(reading, what), getattr(page, what)
                yield f"{page.name}: {what} {told!r}, expected {expected!r}"
        if (reading.date or "") != page.date:
            yield f"{page.name}: date {reading.date!r}, expected {page.date!r}"


def below(scores: Scores, floors: dict[str, Any]) -> list[str]:
    """Return a line for each score that is below its floor."""
    reached = asdict(scores)
    lines = [
        f"{name} is {reached[name]:.3f}, its floor {floors[name]}."
        for name in ("f1", "title", "byline", "date", "dated")
        if reached[name] < floors[name]
    ]
    if scores.wrong_dates > floors["wrong_dates"]:
        lines.append(f"{scores.wrong_dates} dates are wrong, allowed {floors['wrong_dates']}.")
    return lines


def load_floors() -> dict[str, Any]:
    """Return the floors of the pages."""
    floors: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))["pages"]
    return floors


def update(scores: Scores, sha256: str, *, lower: bool) -> list[str]:
    """Set the floors to what was reached; return those that would be lowered and are not."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    old = floors.get("pages", {})
    refused = [] if lower or not old else below(scores, old)
    if refused:
        return refused
    new: dict[str, Any] = {"sha256": sha256}
    for name, value in asdict(scores).items():
        new[name] = math.floor(value * 10**PLACES) / 10**PLACES if value % 1 else value
    floors["pages"] = new
    FLOORS.write_text(json.dumps(floors, indent=1) + "\n", encoding="utf-8")
    return []


def main() -> int:
    """Print the table; return 1 where a floor is not reached."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    options.add_argument("--update", action="store_true", help="raise the floors")
    options.add_argument("--lower", action="store_true", help="let --update lower floors")
    options.add_argument("--pages", action="store_true", help="tell the faults of each page")
    chosen = options.parse_args()
    path = archive()
    if not path.exists():
        sys.exit(f"There is no {ARCHIVE} in {path.parent}. Name its folder in NUTGRAF_DATA.")
    found = list(pages(path))
    tallies = measure(found)
    print(table(tallies))
    if chosen.pages:
        print(*faults(found, tallies["nutgraf"]), sep="\n")
    scores = tallies["nutgraf"].scores()
    if chosen.update:
        failed = update(scores, digest(path), lower=chosen.lower)
    else:
        failed = below(scores, load_floors())
        if digest(path) != load_floors()["sha256"]:
            failed.append(f"{path} is not the file that the floors were measured on.")
    print(*failed, sep="\n", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
