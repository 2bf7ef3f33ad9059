"""The rows of a table of separated values, whatever is wrong with its quotation marks."""

from __future__ import annotations

import csv
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.chunks import Line

LONGEST_ROW = 4_000_000  # characters; an article has fewer
_TOO_LONG = f"{LONGEST_ROW // 1_000_000} million characters"


class Dialect(csv.Dialect):
    r"""How values are separated and quoted.

    ``escaped`` tells that a quotation mark within a quotation is written ``\"`` and
    not ``""``.
    """

    quotechar = '"'
    doublequote = True
    skipinitialspace = True
    lineterminator = "\n"
    quoting = csv.QUOTE_MINIMAL
    strict = True  # a quotation that goes on where it is closed was never closed

    def __init__(self, delimiter: str, *, escaped: bool = False) -> None:
        """Take what differs from table to table."""
        self.delimiter = delimiter
        self.doublequote = not escaped
        self.escapechar = "\\" if escaped else None
        super().__init__()


class Row(NamedTuple):
    """A row's cells, and the line that it begins on; ``reason`` says why it cannot be read."""

    line: int
    cells: list[str]
    reason: str = ""


def rows(found: Iterator[Line], dialect: Dialect) -> Iterator[Row]:
    r"""Yield the rows that are not empty.

    A quotation that is never closed would take the rows behind it, even the rest
    of the file, into one cell. Such a row is reported, and the next one read from
    the next line on.

    >>> from search.readers.chunks import lines
    >>> found = lines(['a,"b\nc,d\n'], LONGEST_ROW)
    >>> [row.cells or row.reason for row in rows(found, Dialect(","))]
    ['has a quotation that is not closed.', ['c', 'd']]
    """
    csv.field_size_limit(max(csv.field_size_limit(), 2 * LONGEST_ROW))
    taken = _Lines(found)
    reader = csv.reader(taken, dialect)
    while True:
        taken.begin()
        try:
            cells = next(reader, None)
        except (_TooLong, csv.Error) as error:
            yield taken.broken_row(dialect, error)
            taken.go_back()
            reader = csv.reader(taken, dialect)
            continue
        if cells is None:
            return
        if any(cells):
            yield Row(taken.row[0].number, cells)


class _TooLong(Exception):
    """A row, or a line of it, is longer than ``LONGEST_ROW``."""


class _Lines:
    """The lines of a table; ``row`` are those of the row that is being read."""

    def __init__(self, found: Iterator[Line]) -> None:
        self.row: list[Line] = []
        self._found = found
        self._again: deque[Line] = deque()
        self._length = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._found)
        self.row.append(line)
        self._length += len(line.text)
        if line.cut or self._length > LONGEST_ROW:
            raise _TooLong
        return line.text

    def begin(self) -> None:
        """Begin a row."""
        self.row = []
        self._length = 0

    def go_back(self) -> None:
        """Go back to the line behind the one that the row began on."""
        self._again.extendleft(reversed(self.row[1:]))

    def broken_row(self, dialect: Dialect, error: Exception) -> Row:
        """Return the row that cannot be read: with the reason, or as a line without quotations."""
        first = self.row[0]
        if dialect.delimiter == "\t" and not first.cut:  # as databases write them
            return Row(first.number, first.text.rstrip("\n").split("\t"))
        if first.cut:
            reason = f"has more than {_TOO_LONG} in one line."
        elif isinstance(error, _TooLong):
            reason = f"has a quotation that is not closed within {_TOO_LONG}."
        else:
            reason = "has a quotation that is not closed."
        return Row(first.number, [], reason)
