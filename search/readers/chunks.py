"""A source of any length to text in chunks and in lines, in memory that does not grow with it."""

from __future__ import annotations

import codecs
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from search.errors import ReadError
from search.readers.encoding import NotText, name_encoding, restore

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from search.readers.source import Source

_STEP = 1 << 18  # bytes; larger chunks are no faster


class Line(NamedTuple):
    """A line with its end, counted from 1; ``cut`` tells that it is only the beginning of one."""

    number: int
    text: str
    cut: bool = False


def chunks(source: Source, encoding: str | None = None) -> Iterator[str]:
    """Yield the text of a source in chunks; without ``encoding`` its head decides.

    Raises:
        ReadError: It is no text, or cannot be read.
    """
    try:
        encoding = encoding or name_encoding(source.head)
    except NotText as error:
        raise ReadError(f"{source.name} {error}.") from error
    is_utf8 = encoding.startswith("utf-8")
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape" if is_utf8 else "replace")
    mend = restore if is_utf8 else str
    try:
        for data in iter(partial(source.stream().read, _STEP), b""):
            yield mend(decoder.decode(data))
    except OSError as error:
        reason = error.strerror or error
        raise ReadError(f"{source.name} cannot be read: {reason}.", again=True) from error
    if rest := mend(decoder.decode(b"", final=True)):
        yield rest


def lines(texts: Iterable[str], longest: int) -> Iterator[Line]:
    r"""Cut chunks of text into lines.

    Of a line with more than ``longest`` characters only the beginning is yielded,
    marked as cut.

    >>> [(line.text, line.cut) for line in lines(["a\nbc", "d\nefghijk"], 6)]
    [('a\n', False), ('bcd\n', False), ('efghijk', True)]
    """
    number, held, length, cut = 1, [""], 0, False
    for text in texts:
        *whole, rest = text.split("\n")
        for part in whole:
            held.append(part)
            if not cut:
                line = "".join(held)
                yield Line(number, line + "\n", len(line) > longest)
            held, length, cut = [], 0, False
            number += 1
        length += len(rest)
        if not cut:
            held.append(rest)
            if length > longest:
                yield Line(number, "".join(held), cut=True)
                cut = True
    if not cut and length:
        yield Line(number, "".join(held))
