"""The tables of a catalog, and what their rows mean."""

from __future__ import annotations

import datetime
import json
import sqlite3
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from search.article import Article, Paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

FORMAT = 1
APPLICATION_ID = 0x4E757467  # "Nutg", in the header of the file
COMPRESSION = 1  # zlib's fastest: half the size at 80 MB/s

ADDING, LIVE, REMOVING = 0, 1, 2
CURRENT = f"state IN ({ADDING}, {LIVE})"  # what an index built now must hold
SAFE = f"state IN ({LIVE}, {REMOVING})"  # what searches may still find

SCHEMA = """
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    aid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    state INTEGER NOT NULL,
    file TEXT,
    title TEXT, description TEXT, authors TEXT, date TEXT, date_precision TEXT, updated TEXT,
    source TEXT, section TEXT, place TEXT, tags TEXT, url TEXT, path TEXT, language TEXT,
    extra TEXT,
    paragraphs BLOB NOT NULL
);
CREATE INDEX articles_by_id ON articles (id);
CREATE INDEX articles_by_file ON articles (file) WHERE file IS NOT NULL;
CREATE INDEX articles_unsettled ON articles (state) WHERE state <> 1;
CREATE TABLE files (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    digest BLOB,
    failure TEXT,
    since TEXT NOT NULL
) WITHOUT ROWID;
"""
COLUMNS = (
    "id, title, description, authors, date, date_precision, updated, source, section, place,"
    " tags, url, path, language, extra, paragraphs"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an archive was made with, and the folder of its index."""

    engine: str
    language: str
    analysis: int
    folder: str
    format: int = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """A line of the ledger: a file as it was when it was last read.

    ``failure`` is the reason why no article could be read from it, or None;
    there is no ``digest`` of a file that could not be opened.
    """

    path: str
    size: int
    mtime_ns: int
    digest: bytes | None
    failure: str | None
    since: str


def article_values(article: Article) -> tuple[Any, ...]:
    """Return an article as the values of ``COLUMNS``.

    Raises:
        UnicodeEncodeError: if a text is not ``storable``.
    """
    paragraphs = [[p.number, p.kind, p.heading, p.text] for p in article.paragraphs]
    text = json.dumps(paragraphs, ensure_ascii=False, separators=(",", ":"))
    return (
        article.id,
        article.title,
        article.description,
        _list(article.authors),
        article.date.isoformat() if article.date else None,
        article.date_precision,
        article.updated.isoformat() if article.updated else None,
        article.source,
        article.section,
        article.place,
        _list(article.tags),
        article.url,
        article.path,
        article.language,
        json.dumps(dict(article.extra), ensure_ascii=False) if article.extra else None,
        zlib.compress(text.encode(), COMPRESSION),
    )


def article_of(row: Sequence[Any]) -> Article:
    """Return the article of a row of ``COLUMNS``.

    Raises:
        sqlite3.DatabaseError: if the row is damaged.
    """
    try:
        return _article_of(row)
    except (zlib.error, ValueError, TypeError) as error:
        raise sqlite3.DatabaseError(f"article {row[0]}: {error}") from error


def _article_of(row: Sequence[Any]) -> Article:
    paragraphs = json.loads(zlib.decompress(row[15]))
    return Article(
        id=row[0],
        title=row[1],
        description=row[2],
        authors=tuple(json.loads(row[3])) if row[3] else (),
        date=datetime.date.fromisoformat(row[4]) if row[4] else None,
        date_precision=row[5],
        updated=datetime.date.fromisoformat(row[6]) if row[6] else None,
        source=row[7],
        section=row[8],
        place=row[9],
        tags=tuple(json.loads(row[10])) if row[10] else (),
        url=row[11],
        path=row[12],
        language=row[13],
        extra=json.loads(row[14]) if row[14] else {},
        paragraphs=tuple(
            Paragraph(number=number, kind=kind, heading=heading, text=text)
            for number, kind, heading, text in paragraphs
        ),
    )


def _list(values: Iterable[str]) -> str | None:
    found = list(values)
    return json.dumps(found, ensure_ascii=False) if found else None


def storable(text: str) -> str:
    r"""Return a text without halves of surrogate pairs, which no file can hold.

    >>> storable("caf\udce9")
    'caf?'
    """
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def storable_article(article: Article) -> Article:
    """Return an article in which every text is storable."""
    values: dict[str, object] = {
        field.name: _storable_value(getattr(article, field.name)) for field in fields(article)
    }
    paragraphs = tuple(
        replace(p, text=storable(p.text), heading=storable(p.heading) if p.heading else None)
        for p in article.paragraphs
    )
    return replace(article, **values | {"paragraphs": paragraphs})  # type: ignore[arg-type]


def _storable_value(value: object) -> object:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, tuple):
        return tuple(_storable_value(each) for each in value)
    if isinstance(value, Mapping):
        return {storable(name): storable(each) for name, each in value.items()}
    return value
