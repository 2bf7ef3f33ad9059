"""reStructuredText: sections, field lists, directives, lists and block quotes to pieces.

Read by ourselves in one pass over the lines: docutils, made for documents that one
trusts, takes time without bound for some that are hostile. What a directive or a
role means to a program is left; the words that a reader would see are kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from search.readers.draft import Draft
from search.readers.metadata import read_metadata
from search.readers.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.article import Kind
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".rst", ".rest")

_SURE = re.compile(
    r"^(?P<line>([=#*~^\"'`+.:-])\2{3,})[ ]*\n(?:.+\n(?P=line)[ ]*\n)?\s*"
    r"(?::(?:date|authors?|tags|category|slug|summary|title|status|modified): "
    r"|\.\. (?:image|figure|contents|note|code-block|raw|include|_[\w-]+):)",
    re.MULTILINE,
)
_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}")
_DIRECTIVE = re.compile(r"(?:\|([^|]+)\| )?([A-Za-z][\w.+-]*) ?::(?:\s+(.*))?$")
_TARGET = re.compile(r"_[^\s].*:|__(?::|$)")
_NOTE = re.compile(r"(\[[#*\w]+\]) +(.*)")
_FIELD = re.compile(r":((?![\s:])[^:]{1,60}):(?:\s+(.*))?$")
_ITEM = re.compile(r"([-*+•]|(?:\(?(?:\d{1,3}|[a-zA-Z]|#)[.)]))\s+")
_GRID = re.compile(r"\+(?:[-=]+\+)+")
_SIMPLE_BORDER = re.compile(r"=+(?:\s+=+)+")
_COLUMNS = re.compile(r"\s{2,}")
_CODE = frozenset({"code", "code-block", "sourcecode", "parsed-literal", "math", "literalinclude"})
_DROPPED = frozenset(
    (
        *("raw", "include", "contents", "toctree", "meta", "role", "default-role", "sectnum"),
        *("highlight", "default-domain", "index", "date", "unicode", "target-notes", "csv-table"),
    )
)
_SHOWN_OPTIONS = frozenset({"alt", "caption"})

# Marks within a line; none of these patterns repeats what it starts with.
_LITERAL = re.compile(r"``([^`]+)``")
_ROLE = re.compile(r"(?::[\w.+:-]{1,40}:)?`([^`<>]*?)(?:\s*<[^<>`]*>)?`(?:__?|:[\w.+-]{1,40}:)?")
_EMPHASIS = re.compile(r"(?<!\w)(\*\*?)(?=\S)([^*]+)(?<=\S)\1(?!\w)")
_SUBSTITUTION = re.compile(r"\|(?=\S)([^|]{1,80})(?<=\S)\|_{0,2}")
_REFERENCE = re.compile(r"(?<=[^\W_])__?(?!\w)|(?<=\])_(?!\w)")
_ESCAPED = re.compile(r"\\(?:[ ]|(\S))")


class _Mode(NamedTuple):
    """What lines are that are indented more than ``indent``."""

    indent: int
    kind: Kind | str
    options: bool = False  # may ":name: value" follow?


def recognises(head: Head) -> bool:
    """Say whether a section's title is followed by a field list or a directive."""
    start = head.start
    return ("\n:" in start or "\n.. " in start) and _SURE.search(start) is not None


def read(source: Source) -> Iterator[Draft]:
    """Yield the article of a text."""
    yield draft(source.text())


def draft(text: str) -> Draft:
    """Return the article of a clean text."""
    reader = _Reader(text)
    reader.read()
    fields = {key: _without_marks(value) for key, value in reader.fields.items()}
    return Draft(pieces=reader.pieces, metadata=read_metadata(fields))


class _Reader:
    """Goes through the lines once; knows in what the present one stands."""

    def __init__(self, text: str) -> None:
        self.pieces: list[Piece] = []
        self.fields: dict[str, str] = {}
        self._lines = [line.expandtabs(4).rstrip() for line in text.split("\n")]
        self._substitutions: dict[str, str] = {}
        self._modes: list[_Mode] = []
        self._held: list[str] = []
        self._kind: Kind = "body"
        self._indent = 0
        self._field: str | None = None
        self._table = False

    def read(self) -> None:
        """Read all lines."""
        place = 0
        while place < len(self._lines):
            place += self._read_heading(place) or self._read_line(place)
        self._flush()
        for place, piece in enumerate(self.pieces):
            if "|" in piece.text:
                self.pieces[place] = piece._replace(text=self._substituted(piece.text))

    def _read_heading(self, place: int) -> int:
        """Read a title with its line below, or above and below; return how many lines."""
        first, second, third = (self._line(place + number) for number in range(3))
        if not self._held and _ADORNMENT.fullmatch(first) and second and third == first:
            title, length = second.strip(), 3
        elif first[:1].strip() and _is_underline(second, first) and not self._held:
            title, length = first, 2
        else:
            return 0
        if _ADORNMENT.fullmatch(title):
            return 0
        self._modes.clear()
        self._append("heading", title)
        return length

    def _line(self, place: int) -> str:
        return self._lines[place] if place < len(self._lines) else ""

    def _read_line(self, place: int) -> int:
        line = self._lines[place].lstrip()
        if not line:
            self._end_block()
            return 1
        indent = len(self._lines[place]) - len(line)
        while self._modes and indent <= self._modes[-1].indent:
            self._flush()
            self._modes.pop()
        mode = self._modes[-1] if self._modes else None
        if mode is None or not self._read_within(mode, line):
            self._read_text(line, indent, place)
        return 1

    def _end_block(self) -> None:
        literal = bool(self._held) and self._held[-1].endswith("::")
        indent = self._indent
        if literal:
            self._held[-1] = self._held[-1].removesuffix("::").rstrip()
            self._held[-1] += ":" if self._held[-1] else ""
        self._flush()
        if self._modes and self._modes[-1].options:
            self._modes[-1] = self._modes[-1]._replace(options=False)
        if literal:
            self._modes.append(_Mode(indent, "code"))

    def _read_within(self, mode: _Mode, line: str) -> bool:
        """Read a line that is what its mode says; no where it is text like any other."""
        if mode.kind == "drop":
            return True
        if mode.kind == "field" and self._field:
            self.fields[self._field] = f"{self.fields[self._field]} {line}".strip()
            return True
        option = _FIELD.match(line) if mode.options else None
        if option:
            if option[1] in _SHOWN_OPTIONS and option[2]:
                self._append("caption", option[2])
            return True
        if mode.kind == "code":
            self._hold("body", line, self._indent if self._held else mode.indent + 1)
            return True
        return False

    def _read_text(self, line: str, indent: int, place: int) -> None:
        if line == ".." or line.startswith(".. "):
            self._flush()
            self._read_explicit(line[3:].strip(), indent, place)
        elif self._read_table(line, place) or self._read_field(line, indent):
            return
        elif not self._held and _ADORNMENT.fullmatch(line):
            return  # a rule
        elif item := self._item(line, indent):
            self._flush()
            self._modes.append(_Mode(indent, "list"))
            number = "" if item[1] in "-*+•" else item[0]
            self._hold("list", number + line[item.end() :], indent + item.end())
        else:
            self._read_plain(line, indent)

    def _item(self, line: str, indent: int) -> re.Match[str] | None:
        """Return an item's mark; within a paragraph the same signs are text."""
        return _ITEM.match(line) if not self._held or indent < self._indent else None

    def _read_plain(self, line: str, indent: int) -> None:
        if len(self._held) == 1 and indent > self._indent and self._kind == "body":
            self._flush()  # a term, and what follows is its definition
            self._modes.append(_Mode(self._indent, "body"))
        mode = self._modes[-1].kind if self._modes else None
        kind: Kind = "quote" if mode is None and indent else "body"
        if mode == "list":
            kind = "list"
        elif mode == "caption":
            kind = "caption"
        self._hold(kind, line.removeprefix("| "), indent)

    def _read_explicit(self, text: str, indent: int, place: int) -> None:
        """Read what stands after ".. ": a directive, a footnote, a target or a comment."""
        directive = _DIRECTIVE.match(text)
        if directive:
            self._read_directive(directive, indent)
        elif note := _NOTE.match(text):
            self._modes.append(_Mode(indent, "body"))
            self._hold("body", f"{note[1]} {note[2]}", indent + 3)
        elif text or self._line(place + 1):
            self._modes.append(_Mode(indent, "drop"))

    def _read_directive(self, directive: re.Match[str], indent: int) -> None:
        defined, name, argument = directive[1], directive[2].lower(), directive[3] or ""
        if defined and name == "replace":
            self._substitutions[defined] = _without_marks(argument)
            self._modes.append(_Mode(indent, "drop"))
        elif name in {"image", "figure"}:
            self._modes.append(_Mode(indent, "caption", options=True))
        elif name in _CODE:
            self._modes.append(_Mode(indent, "code", options=True))
        elif name in _DROPPED:
            self._modes.append(_Mode(indent, "drop"))
        else:
            self._modes.append(_Mode(indent, "body", options=True))
            self._append("body", argument)

    def _read_field(self, line: str, indent: int) -> bool:
        """Read a field of the document, which stands before all text."""
        field = _FIELD.match(line) if line[0] == ":" and not self._held else None
        if field is None or indent or any(piece.kind != "heading" for piece in self.pieces):
            return False
        self._field = field[1]
        self.fields[self._field] = field[2] or ""
        self._modes.append(_Mode(indent, "field"))
        return True

    def _read_table(self, line: str, place: int) -> bool:
        if _SIMPLE_BORDER.fullmatch(line):
            self._flush()
            self._table = bool(self._line(place + 1))
            return True
        if _GRID.fullmatch(line):
            self._flush()
            return True
        if line[0] == "|" and line[-1] == "|" and len(line) > 1:
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            self._append("list", " | ".join(cell for cell in cells if cell))
            return True
        if self._table:
            self._append("list", " | ".join(_COLUMNS.split(line)))
        return self._table

    def _hold(self, kind: Kind, line: str, indent: int) -> None:
        if self._held and kind != self._kind:
            self._flush()
        if not self._held:
            self._kind, self._indent = kind, indent
        self._held.append(line)

    def _flush(self) -> None:
        if self._held:
            self._append(self._kind, " ".join(self._held))
            self._held.clear()

    def _append(self, kind: Kind, text: str) -> None:
        text = " ".join(_without_marks(text).split())
        if any(map(str.isalnum, text)):
            self.pieces.append(Piece(kind, text, alone=kind == "body", certain=kind != "body"))

    def _substituted(self, text: str) -> str:
        return _SUBSTITUTION.sub(lambda found: self._substitutions.get(found[1], found[0]), text)


def _is_underline(line: str, title: str) -> bool:
    return _ADORNMENT.fullmatch(line) is not None and len(line) >= min(len(title), 3)


def _without_marks(text: str) -> str:
    """Return a text without marks and without the addresses of its links.

    >>> _without_marks("The *bridge* over the `river <https://example.org>`_ in Rome_")
    'The bridge over the river in Rome'
    """
    if "`" in text:
        text = _LITERAL.sub(r"\1", text)
        text = _ROLE.sub(r"\1", text)
    if "*" in text:
        text = _EMPHASIS.sub(r"\2", text)
    if "_" in text:
        text = _REFERENCE.sub("", text)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    return text
