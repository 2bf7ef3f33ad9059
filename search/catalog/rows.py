"""The tables of a catalog, and what their rows mean."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from search.article import Article, Paragraphs
from search.catalog import blocks
from search.errors import ArchiveUnreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

FORMAT = 4
APPLICATION_ID = 0x4E757467  # "Nutg", in the header of the file

# Between promise and keep an article is on its way: to be found, to be gone, or to
# be what it was before (a former version, which no search finds).
ADDING, LIVE, REMOVING, RETIRING, FORMER = range(5)
CURRENT = f"state IN ({ADDING}, {LIVE})"  # what an index built now must hold
HIDDEN = f"state IN ({RETIRING}, {FORMER})"  # former versions, of this batch too
SAFE = f"state IN ({LIVE}, {REMOVING}, {RETIRING})"  # what searches may still find

SCHEMA = f"""
CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    aid INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL,
    state INTEGER NOT NULL,
    content INTEGER,
    lead INTEGER,
    read TEXT,
    date TEXT,
    updated TEXT,
    block BLOB NOT NULL
);
CREATE INDEX articles_by_id ON articles (id);
CREATE INDEX articles_by_content ON articles (content);
CREATE INDEX articles_by_lead ON articles (lead) WHERE lead IS NOT NULL;
CREATE INDEX articles_unsettled ON articles (state) WHERE state NOT IN ({LIVE}, {FORMER});
CREATE TABLE places (
    file TEXT NOT NULL, aid INTEGER NOT NULL, path TEXT NOT NULL, PRIMARY KEY (file, aid, path)
) WITHOUT ROWID;
CREATE INDEX places_by_aid ON places (aid);
CREATE TABLE files (
    path TEXT PRIMARY KEY,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    digest BLOB,
    failed INTEGER NOT NULL,
    fields TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE failures (
    file TEXT NOT NULL, part TEXT NOT NULL, reason TEXT NOT NULL, since TEXT NOT NULL,
    PRIMARY KEY (file, part)
) WITHOUT ROWID;
CREATE TABLE bands (band INTEGER, aid INTEGER, PRIMARY KEY (band, aid)) WITHOUT ROWID;
CREATE TABLE boilerplate (mark INTEGER PRIMARY KEY);
"""
# Made by the next writer in archives of earlier versions, which did not have it.
ADDITIONS = """
CREATE TABLE IF NOT EXISTS additions (aid INTEGER PRIMARY KEY, first INTEGER NOT NULL)
"""
COLUMNS = "id, date, updated, block"
_DERIVED = "derived from the path"  # values that differ between copies of one file
_SAID = tuple(
    field.name
    for field in fields(Article)
    if field.name not in {"id", "path", "copies", "provenance", "paragraphs"}
)
_MASK = (1 << 63) - 1  # SQLite's integers have a sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an archive was made with, and the folder of its index."""

    engine: str
    language: str
    analysis: int
    folder: str
    format: int = FORMAT
    copying: str = ""  # what an archive is an unfinished copy of

    @classmethod
    def of(cls, values: Mapping[str, Any], place: str, again: str) -> Settings:
        """Return the settings that an archive has written down.

        ``again`` says what to do with an archive of an earlier version.

        Raises:
            ArchiveUnreadable: if the archive is of another format.
            LookupError: if they are no settings.
            ValueError: likewise.
        """
        written = int(values["format"])
        if written != FORMAT:
            remedy = "Install a newer Nutgraf to open it." if written > FORMAT else again
            raise ArchiveUnreadable(
                f"The archive in {place} was written by format {values['format']};"
                f" this version of Nutgraf reads format {FORMAT}. {remedy}"
            )
        return cls(
            format=written,
            engine=values["engine"],
            language=values["language"],
            analysis=int(values["analysis"]),
            folder=values["folder"],
            copying=values.get("copying", ""),
        )

    def values(self) -> dict[str, str | int]:
        """Return them as they are written down."""
        return {
            "format": self.format,
            "engine": self.engine,
            "language": self.language,
            "analysis": self.analysis,
            "folder": self.folder,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """A line of the ledger: a file as it was when it was last read.

    There is no ``digest`` of a file that is to be tried again: one that could not be
    opened, for example. ``failed`` counts what could not be read of it; ``fields``
    says, as JSON, which keys of its records were read as which fields.
    """

    path: str
    size: int
    mtime_ns: int
    digest: bytes | None
    failed: int = 0
    fields: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureRecord:
    """A file, or a part of it, from which nothing could be read: why, and since when.

    ``part`` is the path of the part in the archive, empty for the whole file;
    ``since`` is a time in UTC, in ISO 8601.
    """

    file: str
    part: str
    reason: str
    since: str


@dataclass(frozen=True, slots=True)
class Claim:
    """An article that claims an id: is it current, does it stand in a file, and of when is it?"""

    aid: int
    is_current: bool
    stands: bool
    day: str | None
    read: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article as one catalog has it, for another that is to have it too.

    ``first`` is the aid that it was first added under, if that was another; ``places``
    are the files that it stands in, with its paths there, in the order of both.
    """

    aid: int
    is_current: bool
    id: str
    content: int | None
    lead: int | None
    read: str | None
    first: int | None
    date: str | None
    updated: str | None
    block: bytes
    places: tuple[tuple[str, str], ...]

    def article(self) -> Article:
        """Return the article itself.

        Raises:
            sqlite3.DatabaseError: if it is damaged.
        """
        return article_of((self.id, self.date, self.updated, self.block))


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An article as it was when it was read; ``read`` is a time in UTC, in ISO 8601.

    >>> article = Article.of("The ferry sank.", title="Ferry")
    >>> Version(article=article, read="2021-08-17T10:00:00+00:00", current=True).article.title
    'Ferry'
    """

    article: Article
    read: str | None
    current: bool


def article_values(article: Article, block: bytes | None = None) -> tuple[Any, ...]:
    """Return an article as the values of ``COLUMNS``; its ``block`` may be made already.

    Raises:
        UnicodeEncodeError: if a text is not ``storable``.
    """
    return (
        article.id,
        article.date.isoformat() if article.date else None,
        article.updated.isoformat() if article.updated else None,
        blocks.packed(article) if block is None else block,
    )


def article_of(row: Sequence[Any]) -> Article:
    """Return the article of a row of ``COLUMNS``.

    Raises:
        sqlite3.DatabaseError: if the row is damaged.
    """
    id_, date, updated, block = row
    try:
        return blocks.unpacked(
            block,
            id=id_,
            date=datetime.date.fromisoformat(date) if date else None,
            updated=datetime.date.fromisoformat(updated) if updated else None,
        )
    except (ValueError, TypeError) as error:
        raise sqlite3.DatabaseError(f"article {id_}: {error}") from error


def content_of(article: Article) -> int:
    """Return a number that two articles share if they say the same, wherever they lie.

    What was derived from a path is left out, as are the paths themselves.

    >>> content_of(Article.of("One.", path="a")) == content_of(Article.of("One.", path="b"))
    True
    """
    from hashlib import blake2b  # noqa: PLC0415 - this loads OpenSSL, which no search needs

    derived = {name for name, origin in article.provenance.items() if origin == _DERIVED}
    if "date" in derived:
        derived.add("date_precision")
    values = {name: None if name in derived else getattr(article, name) for name in _SAID}
    values["extra"] = sorted(article.extra.items())
    if article.date is None:
        values["date_precision"] = None
    said = Paragraphs.of(article.paragraphs)
    columns = zip(said.kinds, said.pages, said.texts, strict=True)
    paragraphs = "\n".join([f"{kind} {page} {text}" for kind, page, text in columns])
    text = f"{list(values.values())}{paragraphs}"
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest) & _MASK


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
