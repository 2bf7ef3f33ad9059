"""What goes through the pipes between a pool and its workers.

A message is its kind (one byte), the length of its content (four bytes) and its
content: plain values as ``marshal`` has them. Both ends run the same Python; of
what was measured, it is the quickest, three times as quick as ``pickle``.
"""

from __future__ import annotations

import datetime
import marshal
import struct
from collections.abc import Mapping
from dataclasses import fields
from enum import IntEnum
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from search.article import Article, Paragraphs
from search.readers.folders import SourceFile
from search.readers.source import Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.readers.workers.readings import Task

HEADER = struct.Struct("<BI")
WORN = 75  # the exit code of a worker that wants to be replaced; BSD's "try again"
_DAYS = ("date", "updated")
_FIELDS = tuple(each.name for each in fields(Article) if each.name not in {"paragraphs", *_DAYS})
_values = attrgetter(*_FIELDS)
_days = attrgetter(*_DAYS)
_about = attrgetter("relative", "root", "size", "mtime_ns")
_COLUMNS = ("numbers", "texts", "kinds", "headings", "pages")
_columns = attrgetter(*_COLUMNS)


class Kind(IntEnum):
    """What a message from a worker tells."""

    READY = 1  # it has started, or what kept it from starting
    ALIVE = 2  # it works on something long
    CONTENT = 3  # the digest of the next file
    FOUND = 4  # an article
    MISSED = 5  # a part of the file that cannot be read
    ENDED = 6  # the end of the file: whether it is unchanged, and its failure


def framed(kind: int, content: bytes = b"") -> bytes:
    """Return a message as it goes through a pipe."""
    return HEADER.pack(kind, len(content)) + content


def split(data: bytearray) -> Iterator[tuple[int, bytes]]:
    """Yield the messages that are whole, and take them off the beginning of ``data``."""
    start = 0
    while len(data) - start >= HEADER.size:
        kind, length = HEADER.unpack_from(data, start)
        end = start + HEADER.size + length
        if len(data) < end:
            break
        yield kind, bytes(memoryview(data)[start + HEADER.size : end])
        start = end
    del data[:start]


def pack(value: Any) -> bytes:  # noqa: ANN401 - whatever marshal can
    """Return plain values as bytes; kinds of text that are not quite ``str`` become it.

    Raises:
        TypeError: One of the values is not plain.
    """
    try:
        return marshal.dumps(value)
    except ValueError:  # such as the text that lxml's XPath gives
        plain = _plain(value)
    try:
        return marshal.dumps(plain)
    except ValueError as error:  # it says so too where there is no room for a long text
        raise MemoryError from error


def unpack(content: bytes) -> Any:  # noqa: ANN401 - as above
    """Return what ``pack`` was given."""
    return marshal.loads(content)  # noqa: S302 - from our own process


def _plain(value: Any) -> Any:  # noqa: ANN401 - as above
    if isinstance(value, str):
        return str(value)
    if isinstance(value, tuple):
        return tuple([_plain(each) for each in value])
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {_plain(key): _plain(each) for key, each in value.items()}
    if value is None or isinstance(value, (bool, int, float, bytes)):
        return value
    raise TypeError(f"no article has a {type(value).__name__}")


def pack_article(article: Article, more: Any) -> bytes:  # noqa: ANN401 - whatever marshal can
    """Return an article as bytes, with what else was made of it."""
    days = [day and day.toordinal() for day in _days(article)]
    return pack((_values(article), days, _columns(Paragraphs.of(article.paragraphs)), more))


def unpack_article(content: bytes) -> tuple[Article, Any]:
    """Return what ``pack_article`` was given."""
    values, days, columns, more = unpack(content)
    known = dict(zip(_FIELDS, values, strict=True))
    for name, day in zip(_DAYS, days, strict=True):
        known[name] = day and datetime.date.fromordinal(day)
    paragraphs = Paragraphs(**dict(zip(_COLUMNS, columns, strict=True)))
    return Article(paragraphs=paragraphs, **known), more


def pack_tasks(tasks: Sequence[Task]) -> bytes:
    """Return tasks as bytes, without their keys, which only their caller needs."""
    return pack([(each.file.path, each.digest, *_about(each.file)) for each in tasks])


def unpack_tasks(content: bytes) -> list[tuple[SourceFile, bytes | None]]:
    """Return the files of tasks, each with the digest that is known."""
    return [
        (
            SourceFile(path=path, relative=relative, root=root, size=size, mtime_ns=mtime_ns),
            digest,
        )
        for path, digest, relative, root, size, mtime_ns in unpack(content)
    ]


def pack_unread(unread: Unread) -> tuple[str, str, bool]:
    """Return what could not be read as plain values."""
    return unread.path, unread.reason, unread.again


def unpack_unread(values: tuple[str, str, bool]) -> Unread:
    """Return what ``pack_unread`` was given."""
    path, reason, again = values
    return Unread(path=path, reason=reason, again=again)
