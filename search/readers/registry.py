"""Which format is this, and what does its reader make of it?

The beginning of a file decides before its name does: a web page that was saved
as ``story.txt`` is a web page.
"""

from __future__ import annotations

from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from search.errors import ReadError
from search.readers.assembly import assemble
from search.readers.containers.streams import Broken
from search.readers.draft import Draft
from search.readers.signs import SIGNS, candidates
from search.readers.source import Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.article import Article
    from search.readers.source import Source

TEXT = "plain"  # what is left where no other format fits
_START = 2048  # characters in which a format shows itself


class Format(Protocol):
    """A module of ``search.readers.formats``."""

    SUFFIXES: Sequence[str]

    def recognises(self, head: Head) -> bool:
        """Say whether the beginning of a file is surely of this format."""

    def read(self, source: Source) -> Iterator[Draft | Article | Unread]:
        """Yield what is in a source."""


class Head:
    """The beginning of a file, as the formats look at it.

    ``data`` are its first bytes (16 KB at most) and ``name`` its name in lower case.
    """

    def __init__(self, data: bytes, name: str) -> None:
        """Take the bytes and the name."""
        self.data = data
        self.name = name.lower()

    @cached_property
    def text(self) -> str:
        """The bytes as text, decoded leniently; UTF-16 and UTF-32 by their mark."""
        if self.data[:4] in {b"\xff\xfe\0\0", b"\0\0\xfe\xff"}:
            return self.data.decode("utf-32", "replace")
        if self.data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            return self.data.decode("utf-16", "replace")
        return self.data.decode("utf-8-sig", "replace")

    @cached_property
    def start(self) -> str:
        """The first characters behind blanks, in lower case."""
        text = self.text[: 2 * _START].lstrip()[:_START]
        return text.lower()

    def has_suffix(self, *suffixes: str) -> bool:
        """Say whether the name ends in one of these."""
        return self.name.endswith(suffixes)


@cache
def load(name: str) -> Format:
    """Return the format of this name."""
    return cast("Format", import_module(f"search.readers.formats.{name}"))


def suffixes() -> tuple[str, ...]:
    """Return the endings of names that promise a format."""
    return tuple(sorted(suffix for sign in SIGNS.values() for suffix in sign.suffixes))


def recognise(source: Source) -> Format:
    """Return the format of a source: by its beginning, else by its name, else text."""
    sure = recognise_surely(source)
    if sure:
        return sure
    name = source.called.lower()
    named = (each for each, sign in SIGNS.items() if name.endswith(sign.suffixes))
    return load(next(named, TEXT))


def recognise_surely(source: Source) -> Format | None:
    """Return the format that a source's beginning shows, if any."""
    head = Head(source.head, source.called)
    formats = map(load, candidates(head.data))
    return next((each for each in formats if each.recognises(head)), None)


def read(source: Source) -> Iterator[Article | Unread]:
    """Yield the articles of a source, and what in it cannot be read.

    Raises:
        ReadError: There is nothing more to be had; the message says why.
    """
    if not source.head:
        raise ReadError(f"{source.name} is empty.")
    taken: dict[str, int] = {}
    found = None
    for found in recognise(source).read(source):
        yield _assembled(found, source, taken) if isinstance(found, Draft) else found
    if found is None:
        raise ReadError(f"{source.name} holds no articles.")


def _assembled(draft: Draft, source: Source, taken: dict[str, int]) -> Article | Unread:
    """Return the article of a draft; one of several without text does not end its file."""
    try:
        return assemble(draft, source, taken)
    except ReadError as error:
        if draft.place is None:
            raise
        return Unread.of(f"{source.name}#{draft.place}", error)


def read_member(source: Source) -> Iterator[Article | Unread]:
    """Yield the articles of a member; what is wrong with it does not end its container.

    Raises:
        Broken: What is wrong is not this member but what it lies in.
    """
    try:
        yield from read(source)
    except ReadError as error:
        if isinstance(error, Broken) and error.path != source.name:
            raise
        yield Unread.of(source.name, error)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of one reader does not cost the neighbours
        reason = f"cannot be read because of a fault in Nutgraf ({type(error).__name__}: {error})."
        yield Unread(path=source.name, reason=f"{reason} Please report it.")
