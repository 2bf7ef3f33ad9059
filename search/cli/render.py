"""Text for terminals and pipes."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.archive.reports import CheckReport, Comparison, Stats, Summary
    from search.article import Article
    from search.errors import QueryError
    from search.results import FoundParagraph, Hit, Mark, Results

_MEGABYTE = 1_000_000


_JOINERS = "\u200c\u200d"  # Persian and the scripts of India are not written without


def echo(line: str) -> None:
    """Print a line of data."""
    click.echo(line, color=False if os.environ.get("NO_COLOR") else None)


def echo_json(value: object) -> None:
    """Print a value as JSON."""
    from search.results import json_text

    echo(json_text(value))


def tell(message: str) -> None:
    """Print a message, which is not data."""
    click.echo(message, err=True)


def plain(text: str) -> str:
    r"""Return a text without what could disturb a terminal: controls and overrides.

    >>> plain("safe\x1b[2J")
    'safe[2J'
    """
    return "".join(
        sign
        for sign in text
        if unicodedata.category(sign) not in ("Cc", "Cf", "Cs") or sign in f"\n\t{_JOINERS}"
    )


def line(text: str) -> str:
    r"""Return a text on one line, without what could disturb a terminal.

    >>> line("One\n\n  two")
    'One two'
    """
    return " ".join(plain(text).split())


def count(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> count(1, "article"), count(1200, "article")
    ('1 article', '1,200 articles')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def names(several: Sequence[str]) -> str:
    """Return names on one line; those with commas within are divided by semicolons.

    >>> names(["Ann Lee", "Bo Cole"]), names(["Lee, Ann", "Bo Cole"])
    ('Ann Lee, Bo Cole', 'Lee, Ann; Bo Cole')
    """
    return ("; " if any("," in name for name in several) else ", ").join(several)


def date(article: Article) -> str:
    """Return an article's date as precisely as it is known."""
    if article.date is None:
        return "undated"
    length = {"day": 10, "month": 7, "year": 4}[article.date_precision]
    return article.date.isoformat()[:length]


def marked(text: str, marks: Sequence[Mark]) -> str:
    """Return a text with its marks in bold."""
    parts, done = [], 0
    for start, end in marks:
        parts += [plain(text[done:start]), click.style(plain(text[start:end]), bold=True, fg="red")]
        done = end
    return "".join(parts) + plain(text[done:])


def tell_reading(found: Results) -> None:
    """Tell how a query was read, and what may be wrong with it."""
    tell(f"read as: {plain(found.interpreted)}")
    for suggestion in found.suggestions:
        articles = count(suggestion.count, "article")
        tell(f"did you mean: {plain(suggestion.text)} ({suggestion.replacement}: {articles})")
    for notice in found.notices:
        tell(f"note: {plain(notice.message)}")
    for part in found.parts:
        alone = count(part.alone, found.scope)
        tell(f"part: {plain(part.part)} finds {alone} alone; without it there are {part.without:,}")


def results(found: Results) -> Iterator[str]:
    """Yield the lines of a page of results."""
    yield _counts(found)
    for place, hit in enumerate(found.hits, start=found.offset + 1):
        yield ""
        yield from hit_lines(place, hit)
    last = found.offset + len(found.hits)
    if last < found.distinct and found.hits:
        yield ""
        yield f"{found.offset + 1:,} to {last:,}; go on with --offset {last}"


def _counts(found: Results) -> str:
    counts = count(found.total, found.scope)
    if found.distinct != found.total:
        counts += f" ({found.distinct:,} without near-identical copies; collapse:off shows them)"
    return counts


def hit_lines(place: int, hit: Hit) -> Iterator[str]:
    """Yield the lines of the hit that has this place among the results."""
    article = hit.article
    yield f"{place}. " + click.style(line(article.label), bold=True)
    others = f"+{count(hit.others, 'paper')}" if hit.others else None
    about = [article.source, date(article), ", ".join(article.authors), article.id, others]
    yield "   " + " · ".join(line(each) for each in about if each)
    for found in hit.paragraphs:
        snippet = " ".join(marked(found.snippet.text, found.snippet.marks).split())
        yield f"   ¶{found.number} {snippet}"
    more = hit.matching_paragraphs - len(hit.paragraphs)
    if more > 0 and any(found.marks for found in hit.paragraphs):
        yield f"   and {count(more, 'more matching paragraph')}"


def article(shown: Article, paragraphs: Sequence[FoundParagraph]) -> Iterator[str]:
    """Yield the lines of an article."""
    yield click.style(line(shown.label), bold=True)
    about = {
        "id": shown.id,
        "date": date(shown),
        "updated": shown.updated.isoformat() if shown.updated else None,
        "authors": names(shown.authors),
        "source": shown.source,
        "section": shown.section,
        "place": shown.place,
        "tags": ", ".join(shown.tags),
        "language": shown.language,
        "url": shown.url,
        "path": shown.path,
        "also in": ", ".join(shown.copies),
        **shown.extra,
    }
    for name, value in about.items():
        origin = shown.provenance.get(name)
        if value and (value != "undated" or origin):
            told = f" ({origin})" if origin and origin != "stated" else ""
            yield line(f"{name}: {value}{told}")
    pages = {each.number: each.page for each in shown.paragraphs}
    for found in paragraphs:
        kind = "" if found.kind == "body" else f"[{found.kind}] "
        yield ""
        page = pages.get(found.number)
        where = f"¶{found.number} " + (f"(p. {page}) " if page else "")
        text = marked(found.text, found.marks).replace("\n", "\n   ")
        yield f"{where}{kind}{text}"


def summary(done: Summary) -> str:
    """Return the line that ends a run."""
    speed = done.bytes_read / _MEGABYTE / done.seconds if done.seconds else 0.0
    parts = [
        f"added {done.added:,}",
        f"updated {done.updated:,}",
        f"unchanged {done.unchanged:,}",
        f"gone {len(done.gone):,}" + (f" (removed {done.removed:,})" if done.removed else ""),
        f"failed {len(done.failed):,}",
        f"{done.seconds:.1f} s",
    ]
    if done.bytes_read:
        parts.append(f"{speed:.1f} MB/s")
    if done.articles != done.added + done.updated:  # several in a file, or copies
        parts.append(count(done.articles, "article"))
    return ", ".join(parts)


def stats(held: Stats) -> Iterator[str]:
    """Yield the lines that describe an archive."""
    dates = f"{held.first_date} to {held.last_date}" if held.first_date else "none"
    rows = {
        "archive": held.place,
        "articles": f"{held.articles:,}",
        "undated": f"{held.undated:,}",
        "dates": dates,
        "files": f"{held.files:,}",
        "failures": f"{held.failed:,}",
        "former versions": f"{held.versions:,}",
        "engine": held.engine,
        "language": held.language,
        "format": str(held.format),
        "catalog": f"{held.catalog_bytes / _MEGABYTE:.1f} MB",
        "index": f"{held.index_bytes / _MEGABYTE:.1f} MB",
    }
    if held.health:
        rows["health"] = held.health
    width = max(map(len, rows))
    for name, value in rows.items():
        yield f"{name:<{width}}  {value}"


def comparison(found: Comparison) -> str:
    """Return the sentence that a comparison ends with."""
    if found.agrees:
        return "Both archives hold the same."
    parts = {
        "article": found.articles,
        "line of the ledger": found.files,
        "saved search": found.searches,
    }
    plurals = {"line of the ledger": "lines of the ledger", "saved search": "saved searches"}
    said = [
        f"{number:,} {name if number == 1 else plurals.get(name, f'{name}s')}"
        for name, number in parts.items()
        if number
    ]
    return f"The archives differ in {', '.join(said)}."


def check(report: CheckReport) -> str:
    """Return the sentence that a check ends with."""
    if report.agrees:
        return f"The catalog is sound and the index agrees: {count(report.articles, 'article')}."
    parts = [
        f"{report.missing:,} missing from the index",
        f"{report.surplus:,} that only the index has",
        f"{report.different:,} indexed otherwise",
    ]
    verdict = (
        "They were indexed again." if report.repaired else "Mend it with: nutgraf check --repair"
    )
    if not report.sound:
        return (
            "The catalog's file is damaged. Restore it from a backup, or index the articles again."
        )
    return f"Catalog and index differ: {', '.join(parts)}. {verdict}"


def query_error(error: QueryError) -> str:
    """Return an error with the query and carets under the place."""
    line = "".join(" " if sign.isspace() else sign for sign in plain(error.text))
    window = max(0, error.start - 60)
    shown = line[window : window + 120]
    width = max(1, min(error.end, window + 120) - error.start)
    carets = " " * (error.start - window) + "^" * width
    return f"{shown}\n{carets}\nnutgraf: {error}" if line.strip() else f"nutgraf: {error}"
