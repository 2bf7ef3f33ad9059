"""CSV and TSV: an article a row, under a row with the columns' names."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.chunks import Line, chunks, lines
from search.readers.metadata import field_of
from search.readers.records.drafts import Numbered, Records
from search.readers.records.keys import is_known, is_text_name
from search.readers.records.tables import LONGEST_ROW, Dialect, rows
from search.readers.source import Unread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from search.readers.draft import Draft
    from search.readers.records.tables import Row
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".csv", ".tsv", ".tab", ".psv")
_DELIMITERS = (",", "\t", ";", "|")
_NAMED_DELIMITER = re.compile(r"sep=([,;|\t])\s*")  # the first line of files made for Excel
_LONGEST_HEADER = 1000  # characters by which a file is recognised, whatever its name
_NAME = re.compile(r"[^\W\d][\w .:/-]{0,40}")
_MOST_COLUMNS = 1000


def recognises(head: Head) -> bool:
    """Say whether its first line names columns, one of them that of a text."""
    first, end, rest = head.start.partition("\n")
    if not end or len(first) > _LONGEST_HEADER:
        return False
    delimiter = next((each for each in _DELIMITERS if each in first), None)
    if delimiter is None or delimiter not in rest:
        return False
    names = [name.strip(' "\r') for name in first.split(delimiter)]
    return (
        any(map(is_text_name, names))
        and any(map(field_of, names))
        and all(_NAME.fullmatch(name) or not name for name in names)
    )


def read(source: Source) -> Iterator[Draft | Unread]:
    """Yield the article of each row.

    Raises:
        ReadError: It is no table, or none of its columns can be the text.
    """
    records = Records(source, "column")
    found = _without_returns(lines(chunks(source), LONGEST_ROW), source)
    first, delimiter = _first_line(found, source.options.fields.values())
    if first is None:
        raise ReadError(f"{source.name} is empty.")
    each_row = rows(chain([first], found), Dialect(delimiter, escaped=_is_escaped(source.head)))
    header = next(each_row, None)
    if header is None:
        raise ReadError(
            f"{source.name} holds no articles: there is nothing between its delimiters."
        )
    columns = _columns(source.name, header)
    records.check_header(columns)
    yield from records.drafts(_numbered(source.name, each_row, columns))


def _without_returns(found: Iterable[Line], source: Source) -> Iterator[Line]:
    """Yield lines with neither NULs nor carriage returns, which may be the only line ends."""
    only = b"\r" in source.head and b"\n" not in source.head
    for line in found:
        text = line.text
        if "\0" in text or "\r" in text:
            text = text.replace("\0", "").replace("\r\n", "\n")
            if only:
                yield from (Line(line.number, f"{part}\n", line.cut) for part in text.split("\r"))
                continue
            text = text.replace("\r", " ")
        yield Line(line.number, text, line.cut)


def _first_line(found: Iterator[Line], mapped: Collection[str]) -> tuple[Line | None, str]:
    """Return the line that begins the header, and the delimiter of the table."""
    named = None
    for line in found:
        if named is None and (named := _NAMED_DELIMITER.fullmatch(line.text.lower())):
            continue
        if line.text.strip():
            return line, named[1] if named else _delimiter(line.text, mapped)
    return None, ""


def _delimiter(header: str, mapped: Collection[str]) -> str:
    """Return the delimiter that gives the most names that are known, else the most names."""

    def names(delimiter: str) -> tuple[int, int]:
        cells = [cell.strip(' "\n') for cell in header.split(delimiter)]
        return sum(cell in mapped or is_known(cell) for cell in cells), len(cells)

    return max(_DELIMITERS, key=names)


def _is_escaped(head: bytes) -> bool:
    r"""Say whether quotation marks in quotations are written ``\"``."""
    return head.count(rb"\"") > head.count(b'""')


def _columns(name: str, header: Row) -> list[str]:
    """Return names of the columns that are there once each, whatever the header says."""
    if header.reason:
        raise ReadError(f"{name} is no table that can be read: line {header.line} {header.reason}")
    if len(header.cells) > _MOST_COLUMNS:
        raise ReadError(
            f"{name} has {len(header.cells):,} columns; at most {_MOST_COLUMNS:,} are read. Leave"
            " out those that say nothing about an article."
        )
    columns: dict[str, None] = {}
    for number, cell in enumerate(header.cells, start=1):
        column = " ".join(cell.split()) or f"column {number}"
        columns[f"{column} ({number})" if column in columns else column] = None
    return list(columns)


def _numbered(
    name: str, each_row: Iterator[Row], columns: list[str]
) -> Iterator[Numbered | Unread]:
    for number, (line, cells, reason) in enumerate(each_row, start=1):
        if any(cells[len(columns) :]):
            reason = (  # noqa: PLW2901 - the row's own comes first
                f"has {len(cells):,} cells under {len(columns):,} columns; texts that have the"
                " delimiter in them need quotation marks."
            )
        if reason:
            yield Unread(path=f"{name}#{number}", reason=f"(line {line}) {reason}")
        else:
            yield Numbered(number, dict(zip(columns, cells, strict=False)))
