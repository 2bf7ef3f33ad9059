"""The real articles of the shared data, cleaned to plain paragraphs.

They make a corpus like those of users; nothing of them may stand in what is committed.
"""

from __future__ import annotations

import datetime
import html
import itertools
import random
import re
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import shared_data
from benchmarks.speed.files import Story

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("briefings", "gov-blogs", "reuters21578", "books")
_PIECE = 40  # paragraphs of a book that make an article
_BLANK = re.compile(r"\n[ \t]*\n")
_MARKUP = re.compile(r"^[#>*\-\s|]+|\{[{%].*?[}%]\}|</?\w[^>]*>|[*_`|]+|(?<=\])\([^)]*\)|!?\[|\]")
_UNSAFE = re.compile(r"[^\w ,.'’-]+")
_FIELD = re.compile(r"^(title|date|source_url|authors?):\s*(.*)$", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_STORY = re.compile(r"<REUTERS.*?</REUTERS>", re.DOTALL)
_ELEMENT = re.compile(r"<(DATE|TITLE|AUTHOR|BODY|TOPICS)>(.*?)</\1>", re.DOTALL)
_HEADING = re.compile(r"^##? ", re.MULTILINE)
_BOOK_FIELD = re.compile(r"^#+ (Title|Author): (.*)$", re.MULTILINE)
_FIRST_DAY = datetime.date(2015, 1, 1)
_DAYS = 4_320


def available() -> bool:
    """Tell whether all of the data is there."""
    return all((shared_data.folder() / f"{name}.tar.xz").exists() for name in NAMES)


def stories(seed: int) -> list[Story]:
    """Return all real articles, mixed, without paths."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in NAMES:
            shared_data.unpack(name, place)
        found = [
            *_posts(place / "briefings"),
            *_posts(place / "gov-blogs"),
            *_reuters(place / "reuters21578"),
            *_books(place / "books"),
        ]
    random.Random(seed).shuffle(found)  # noqa: S311 - not a secret
    return [_told_once(story) for story in found]


def _told_once(story: Story) -> Story:
    """Return an article without a first paragraph that repeats its title."""
    first, *others = story.paragraphs
    return (
        replace(story, paragraphs=tuple(others))
        if others and _safe(first) == story.title
        else story
    )


def _posts(folder: Path) -> Iterator[Story]:
    """Yield posts: Markdown with front matter."""
    for path in sorted(folder.rglob("*.md")):
        head, _, body = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---")
        fields = {name: value.strip(" '\"") for name, value in _FIELD.findall(head)}
        paragraphs = _paragraphs(body)
        if paragraphs:
            source = re.match(r"https?://([^/]+)", fields.get("source_url", ""))
            yield Story(
                path="",
                title=_safe(fields.get("title", "")) or "Untitled",
                date=_day(fields.get("date", ""), path.name),
                source=source.group(1) if source else path.relative_to(folder).parts[0],
                author=_safe(fields.get("author") or fields.get("authors") or "") or "Staff",
                tags=(path.parent.name, folder.name),
                paragraphs=paragraphs,
            )


def _reuters(folder: Path) -> Iterator[Story]:
    """Yield stories of 1987: SGML, paragraphs begin with blanks."""
    for path in sorted(folder.glob("*.sgm")):
        for found in _STORY.findall(path.read_text(encoding="latin-1")):
            fields = dict(_ELEMENT.findall(found))
            body = re.sub(r"\n {3,}", "\n\n", fields.get("BODY", ""))
            paragraphs = _paragraphs(re.sub(r"[\x00-\x08\x0e-\x1f]", "", body))
            if paragraphs:
                day = datetime.datetime.strptime(fields["DATE"].split()[0], "%d-%b-%Y")  # noqa: DTZ007 - a day
                topics = re.findall(r"<D>(.*?)</D>", fields.get("TOPICS", ""))
                yield Story(
                    path="",
                    title=_safe(html.unescape(fields.get("TITLE", ""))) or "Untitled",
                    date=day.date().isoformat(),
                    source="Reuters",
                    author=_safe(fields.get("AUTHOR", "")) or "Staff",
                    tags=tuple(topics) or ("none",),
                    paragraphs=paragraphs,
                )


def _books(folder: Path) -> Iterator[Story]:
    """Yield chapters, in pieces of the size of an article."""
    for path in sorted(folder.rglob("*.md")):
        content = path.read_text(encoding="utf-8", errors="replace")
        fields = dict(_BOOK_FIELD.findall(content))
        for chapter in _HEADING.split(content):
            paragraphs = iter(_paragraphs(chapter))
            while piece := tuple(itertools.islice(paragraphs, _PIECE)):
                if len(piece) > 1:
                    yield Story(
                        path="",
                        title=_safe(" ".join(piece[0].split()[:12])) or "Untitled",
                        date=_day("", f"{path.stem}{piece[0]}"),
                        source=_safe(fields.get("Title", path.stem)),
                        author=_safe(fields.get("Author", path.parent.name)),
                        tags=("books",),
                        paragraphs=piece,
                    )


def _paragraphs(body: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, each on one line, without marks of Markdown."""
    body = html.unescape(html.unescape(body))  # some were escaped twice
    lines = (
        " ".join(_MARKUP.sub(" ", " ".join(piece.split())).split()) for piece in _BLANK.split(body)
    )
    return tuple(line for line in lines if any(map(str.isalnum, line)) and line != "REUTER")


def _safe(value: str) -> str:
    """Return a value that front matter can hold as it is."""
    return " ".join(_UNSAFE.sub(" ", value).split()).strip(" ,.'’-")


def _day(value: str, name: str) -> str:
    """Return the day of a value, or of a name, or one that is always the same for the name."""
    found = _DAY.match(value) or _DAY.match(name)
    if found:
        return found.group()
    drawn = random.Random(name).randrange(_DAYS)  # noqa: S311 - not a secret
    return (_FIRST_DAY + datetime.timedelta(drawn)).isoformat()
