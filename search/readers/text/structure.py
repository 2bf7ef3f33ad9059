"""Blocks of lines to pieces: headings, quotes, lists, tables, code and plain paragraphs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.readers.bylines.stories import may_be_byline
from search.readers.pieces import Piece
from search.readers.text import headings, inline, markup, paragraphs
from search.readers.text.headers import is_header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.article import Kind

_HEADING = re.compile("#{1,6} ")
_CLOSING_MARKS = re.compile(" #+$")
_UNDERLINE = re.compile(r"={2,}|-{3,}")
_RULE = re.compile(r"([-*_])(?: ?\1){2,}")
_ITEM = re.compile(r"[-*+•‣◦▪●·](?: |$)|(\d{1,3}[.)]) ")
_REFERENCE = re.compile(r"\[[^\[\]^][^\[\]]{0,200}\]: <?(?:https?:|mailto:|[/#.])\S*")
_CELL_RULE = re.compile(r":?-+:?")
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,})[^`\n]*$", re.MULTILINE)
_FENCES = ("```", "~~~")  # of which one character is found ten times as fast as three
_BOLD = re.compile(r"(\*\*\*?|__)(?=\S)([^*_]+)(?<=\S)\1")
_STARTS = frozenset("#>-*+•‣◦▪●·|=_[0123456789")  # what a line with a meaning begins with
_LATER_START = re.compile(rf"\n[{re.escape(''.join(_STARTS))}]")
_HEAD_LINES = 6
_TOP = 3  # blocks in which the lines about the article stand together


def read_pieces(text: str, *, marked: bool) -> list[Piece]:
    r"""Return the pieces of a text; ``marked`` says that it is Markdown.

    >>> [piece[:2] for piece in read_pieces("# Bridge\n\nIt *reopened*.", marked=True)]
    [('heading', 'Bridge'), ('body', 'It reopened.')]
    """
    if marked:
        text = markup.without_spans(text)
    reader = _Reader(text, marked=marked)
    if marked and any(sign[0] in text and sign in text for sign in _FENCES):
        for part, is_code in _fenced(text):
            if is_code:
                reader.read_code(part)
            else:
                reader.read(part)
    else:
        reader.read(text)
    return reader.pieces


def _fenced(text: str) -> Iterator[tuple[str, bool]]:
    """Cut a text at its code fences: parts, and whether each is code."""
    at, fence = 0, ""
    for mark in _FENCE.finditer(text):
        if fence and not (mark[1].startswith(fence) and mark[0].strip() == mark[1]):
            continue
        yield text[at : mark.start()], bool(fence)
        at, fence = mark.end(), "" if fence else mark[1]
    yield text[at:], bool(fence)


class _Reader:
    """Reads blocks into pieces; knows which marks the text has at all."""

    def __init__(self, text: str, *, marked: bool) -> None:
        self.pieces: list[Piece] = []
        self._marked = marked
        self._hyphens = paragraphs.Hyphens(text)
        triggers = inline.TRIGGERS if marked else "&"
        self._triggers = [trigger for trigger in triggers if trigger in text]
        self._whole = False

    def read(self, text: str) -> None:
        """Read a part of the text that is not code."""
        divided = paragraphs.divide_indented(text, marked=self._marked)
        lines = paragraphs.clean_lines(divided)
        narrow = max(map(len, lines)) <= paragraphs.WIDEST
        blocks = paragraphs.blocks(lines)
        for number, block in enumerate(blocks):
            # What stands above the first indented line has no blank lines either.
            self._whole = len(blocks) == 1 or (number == 0 and divided is not text)
            one_line = "\n" not in block
            if block[0] in _STARTS or (not one_line and _LATER_START.search(block)):
                self._read_structured(block.split("\n"))
            elif one_line:
                self._append_inline("body", block, alone=True)
            elif narrow and number >= _TOP:  # wrapped lines: what most blocks are
                self._append_inline("body", block)
            else:
                self._add_body(block.split("\n"), top=number < _TOP)

    def read_code(self, text: str) -> None:
        """Read a part of the text that stands between code fences."""
        for block in paragraphs.blocks(paragraphs.clean_lines(text)):
            self._append("body", " ".join(block.split()), certain=True)

    def _read_structured(self, lines: list[str]) -> None:
        kind: Kind = "body"
        held: list[str] = []
        items = self._marked or sum(_ITEM.match(line) is not None for line in lines) > 1
        for line in lines:
            starts = self._starts(line, kind, held, items=items)
            if starts is None:
                held.append(line)
                continue
            kind = self._begin(starts, line, kind, held)
        self._flush(kind, held)

    def _starts(self, line: str, kind: Kind, held: list[str], *, items: bool) -> str | None:
        """Say what a line begins, or None where it continues what is held."""
        first = line[0]
        if first not in _STARTS:
            return None
        if first in "=-*_" and (mark := self._line_mark(line, kind, held)):
            return mark
        if first == ">":
            return "quote"
        if self._marked and first in "#|[":
            return _marked_start(line)
        return "item" if _is_item(line, kind, held, items=items) else None

    def _line_mark(self, line: str, kind: Kind, held: list[str]) -> str | None:
        if _UNDERLINE.fullmatch(line) and kind == "body" and len(held) in {1, 2}:
            return "underline" if sum(map(len, held)) <= headings.LONGEST else "rule"
        return "rule" if _RULE.fullmatch(line) else None

    def _begin(self, starts: str, line: str, kind: Kind, held: list[str]) -> Kind:
        """End what is held, and hold or add what a line begins; return the kind held."""
        if starts == "quote":
            return self._begin_quote(line, kind, held)
        if starts == "underline":
            kind = "heading"
        self._flush(kind, held)
        if starts == "heading":
            self._append_inline("heading", _CLOSING_MARKS.sub("", _HEADING.sub("", line, count=1)))
        elif starts == "row":
            self._append_inline("list", _cells(line))
        elif starts == "item":
            held += _item_text(line)
            return "list"
        return "body"

    def _begin_quote(self, line: str, kind: Kind, held: list[str]) -> Kind:
        text = line.lstrip("> ")
        if kind != "quote" or not text or _ITEM.match(text):
            self._flush(kind, held)
        held += _item_text(text)
        return "quote"

    def _flush(self, kind: Kind, held: list[str]) -> None:
        if not held:
            return
        if kind == "body":
            self._add_body(held, top=len(self.pieces) < _TOP)
        else:
            self._append_inline(kind, "\n".join(held))
        held.clear()

    def _add_body(self, lines: list[str], *, top: bool) -> None:
        if top and _is_head(lines):
            groups = [[line] for line in lines]
        else:
            groups = paragraphs.group_lines(lines, marked=self._marked, whole=self._whole)
        for group in groups:
            if len(group) == 1:
                self._add_line(group[0])
            else:
                self._append_inline("body", "\n".join(group))

    def _add_line(self, line: str) -> None:
        if self._marked and line[0] in "*_" and len(line) <= headings.LONGEST:
            bold = _BOLD.fullmatch(line)
            if bold and headings.is_bold_heading(bold[2]):
                self._append("heading", inline.without_marks(bold[2])[0], alone=True)
                return
        self._append_inline("body", line, alone=True)

    def _append_inline(self, kind: Kind, text: str, *, alone: bool = False) -> None:
        if "\n" in text:
            if "-" in text and "-\n" in text:  # one character is found much faster than two
                text = self._hyphens.without_hyphens(text)
            text = text.replace("\n", " ")
        captions: list[str] = []
        for trigger in self._triggers:
            if trigger in text:
                text, captions = self._without_marks(text)
                break
        if text[:1].isalnum():  # as most do; the rest of _append is not worth a call
            self.pieces.append(Piece(kind, text, alone, kind != "body"))
        else:
            self._append(kind, text, alone=alone, certain=kind != "body")
        for caption in captions:
            self._append("caption", caption, certain=True)

    def _without_marks(self, text: str) -> tuple[str, list[str]]:
        if self._marked:
            return inline.without_marks(text)
        return " ".join(inline.without_entities(text).split()), []

    def _append(self, kind: Kind, text: str, *, alone: bool = False, certain: bool = False) -> None:
        # What has no letter or digit (a row of stars, an end mark) holds no words.
        if any(map(str.isalnum, text)):
            self.pieces.append(Piece(kind, text, alone, certain))


def _is_head(lines: list[str]) -> bool:
    """Say whether lines without blank ones between them are title, deck, byline and date."""
    if is_header(lines):
        return True
    if len(lines) > _HEAD_LINES:
        return False
    about = sum(may_be_byline(line.replace("*", "")) for line in lines)
    return about > 0 and 2 * about >= len(lines) - 1


def _marked_start(line: str) -> str | None:
    first = line[0]
    if first == "#":
        return "heading" if _HEADING.match(line) else None
    if first == "|":
        return "row"
    return "rule" if _REFERENCE.fullmatch(line) else None


def _is_item(line: str, kind: Kind, held: list[str], *, items: bool) -> bool:
    item = _ITEM.match(line)
    if item is None:
        return False
    if not held or kind == "list":
        return True
    # Within a paragraph a number may be the text's; only 1 begins a list there.
    return items and (item[1] is None or item[1][:-1] == "1")


def _item_text(line: str) -> list[str]:
    """Return what an item says: without its bullet, but with its number."""
    item = _ITEM.match(line)
    text = line[item.end() :] if item and not item[1] else line
    return [text] if text else []


def _cells(line: str) -> str:
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    return " | ".join(cell for cell in cells if cell and not _CELL_RULE.fullmatch(cell))
