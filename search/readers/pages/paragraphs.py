"""Pages of lines to pieces: paragraphs over columns and pages, headings, divided words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING

from search.readers.encoding import clean
from search.readers.pages.running_heads import Page, without_heads
from search.readers.pages.words import Words, divided_word
from search.readers.pieces import Piece
from search.readers.story.opening import LONGEST_TITLE
from search.readers.text.headings import is_bold_heading
from search.readers.text.paragraphs import ENDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.pages.layout import Line

_WIDER = 1.25  # times the distance of lines: the distance of paragraphs
_INDENT = 0.8  # of the size
_DEEPEST_INDENT = 6.0  # of the size; what stands further in is centred
_OTHER_SIZE = 0.12  # by which two sizes differ; that of a line of code within a text does not
_TITLE = 1.3  # times the size of the text: a title
_SHORTEST_TITLE = 4  # characters; a large initial has fewer
_TOP = 8  # paragraphs among which it is
_LARGE = 1.15  # times the size of the text: a heading
_NOTE = 0.88  # times the size of the text: a footnote
_ROOM = 0.2  # of the column's width: how much a line leaves that ends a paragraph without a stop
_SPACE = 0.3  # of the size: between words
_USUAL_LEADING = 1.2  # of the size, where a text is too short to show its own
_FAR = 2.5  # of the size: lines further apart do not show the distance of lines
_LONGEST_HEADING = 200  # characters
_SETTLED = 3  # lines of a paragraph that show how far it goes
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st"}
_BULLET = re.compile(r"[•‣◦▪●·–—\uf0b7\uf0a7]\s*(?=\S)|[-*] (?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The paragraphs of a document and what its pages show besides.

    ``heads`` are the running heads that were left out, ``title`` the text in the
    largest type at the top of the first page, None if no type is larger than that
    of the text; ``opening`` is all text of that page.
    """

    pieces: list[Piece]
    heads: list[str]
    title: str | None
    opening: str


def read_pages(pages: list[Page]) -> Text:
    """Read the pages of a document into paragraphs.

    A paragraph that goes on in the next column or on the next page is one, with
    the page that it begins on.
    """
    size = _body_size(pages)
    pages, heads = without_heads(pages, _LARGE * size)
    paragraphs = _Paragraphs(size, _leading(pages, size))
    for page in pages:
        paragraphs.read(page)
    words = Words(line.text for line in _lines(pages))
    pieces: list[Piece] = []
    titles: list[tuple[float, str]] = []
    for part in paragraphs.found:
        piece = _piece(part, size, words)
        if not any(map(str.isalnum, piece.text)):
            continue
        if len(pieces) < _TOP and _may_be_title(part, piece, size, pages[0].number):
            titles.append((part.last.size, piece.text))
        pieces.append(piece)
    opening = " ".join(piece.text for piece in pieces if piece.page == pages[0].number)
    title = max(titles, key=itemgetter(0))[1] if titles else None
    return Text(pieces=pieces, heads=heads, title=title, opening=opening)


def _may_be_title(part: _Part, piece: Piece, size: float, page: int) -> bool:
    return (
        part.page == page
        and part.last.size >= _TITLE * size
        and _SHORTEST_TITLE <= len(piece.text) <= LONGEST_TITLE
    )


class _Part:
    """The lines of one paragraph so far, and where they stand."""

    __slots__ = ("last", "leading", "left", "lines", "page", "reach", "right")

    def __init__(self, line: Line, page: int, right: float) -> None:
        self.lines = [line]
        self.page = page
        self.last = line
        self.left: float | None = None  # where its lines but the first begin
        self.leading: float | None = None
        self.reach = line.right  # how far its lines go
        self.right = right  # how far those of its column go

    def add(self, line: Line) -> None:
        if self.left is None:
            self.left = line.left
        if self.leading is None:
            self.leading = self.last.base - line.base
        self._append(line)

    def jump(self, line: Line, right: float) -> None:
        """Go on in another column, where everything stands elsewhere."""
        self.left = line.left
        self.reach = line.right
        self.right = right
        self._append(line)

    def _append(self, line: Line) -> None:
        self.lines.append(line)
        self.last = line
        self.reach = max(self.reach, line.right)

    @property
    def room(self) -> float:
        """What its last line leaves free, in points."""
        settled = len(self.lines) > _SETTLED
        return (self.reach if settled else self.right) - self.last.right


class _Paragraphs:
    """Puts lines into paragraphs; ``found`` are those so far."""

    def __init__(self, size: float, leading: float) -> None:
        self.found: list[_Part] = []
        self._size = size
        self._leading = leading
        self._running: _Part | None = None  # the last paragraph of the main text

    def read(self, page: Page) -> None:
        for block in page.blocks:
            right = _right(block)
            part = self._jump(block[0], page.number, right)
            for line in block[1:]:
                if self._begins(part, line):
                    part = self._begin(line, page.number, right)
                else:
                    part.add(line)

    def _jump(self, line: Line, page: int, right: float) -> _Part:
        """Return the paragraph of a block's first line, which may have begun before notes."""
        if self._running is not None and _goes_on(self._running, line):
            self._running.jump(line, right)
            return self._running
        return self._begin(line, page, right)

    def _begin(self, line: Line, page: int, right: float) -> _Part:
        part = _Part(line, page, right)
        self.found.append(part)
        if line.size >= _NOTE * self._size:
            self._running = part
        return part

    def _begins(self, part: _Part, line: Line) -> bool:
        """Say whether a line is the first of a new paragraph."""
        if not _is_same_type(part.last, line) or _BULLET.match(line.text):
            return True
        leading = part.leading or self._leading * line.size
        return (
            part.last.base - line.base > _WIDER * leading
            or _is_indented(part, line)
            or _ends_short(part, line)
        )


def _is_same_type(last: Line, line: Line) -> bool:
    return abs(last.size - line.size) <= _OTHER_SIZE * last.size and last.bold == line.bold


def _goes_on(part: _Part, line: Line) -> bool:
    """Say whether a paragraph that a column's end cut goes on with a line."""
    last = part.last
    if not _is_same_type(last, line) or _BULLET.match(line.text) or last.text.endswith(ENDS):
        return False
    if line.text[0].islower() or divided_word(last.text):
        return True
    return len(part.lines) > 1 and part.room < line.first + _SPACE * line.size


def _is_indented(part: _Part, line: Line) -> bool:
    """Say whether a line begins further in than its paragraph, or further out."""
    left = part.last.left if part.left is None else part.left
    indent = line.left - left
    if part.left is not None and -indent >= _INDENT * line.size:
        return True
    if not _INDENT * line.size <= indent <= _DEEPEST_INDENT * line.size:
        return False
    return part.left is not None or part.last.text.endswith(ENDS)  # else it hangs


def _ends_short(part: _Part, line: Line) -> bool:
    """Say whether the first word of a line would have found room on the one before."""
    last = part.last
    room = part.room - line.first - _SPACE * line.size
    if last.text.endswith(ENDS):
        return room > 0
    if line.text[0].islower():
        return False
    centre = (last.left + last.right - line.left - line.right) / 2
    if abs(centre) < line.size / 2 and abs(last.left - line.left) > line.size / 2:
        return False
    return room > _ROOM * (part.right - last.left)


def _right(block: list[Line]) -> float:
    """Return how far the lines of a column go, the few that go too far aside."""
    ends = sorted(line.right for line in block)
    return ends[-1 - len(ends) // 10]


def _body_size(pages: list[Page]) -> float:
    """Return the size of most of the text."""
    sizes: Counter[float] = Counter()
    for line in _lines(pages):
        sizes[round(2 * line.size) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] or 1.0 if sizes else 1.0


def _leading(pages: list[Page], size: float) -> float:
    """Return the usual distance of two lines of the text, in sizes."""
    distances: Counter[float] = Counter()
    for page in pages:
        for block in page.blocks:
            for last, line in pairwise(block):
                distance = last.base - line.base
                if _is_same_type(last, line) and distance < _FAR * size:
                    distances[round(distance / line.size, 1)] += 1
    return distances.most_common(1)[0][0] if distances else _USUAL_LEADING


def _lines(pages: list[Page]) -> Iterator[Line]:
    return (line for page in pages for block in page.blocks for line in block)


def _piece(part: _Part, size: float, words: Words) -> Piece:
    text = clean(words.joined([line.text for line in part.lines]).translate(_LIGATURES))
    alone = len(part.lines) == 1
    bullet = _BULLET.match(text)
    if bullet:
        return Piece("list", text[bullet.end() :], alone, certain=True, page=part.page)
    if len(text) <= _LONGEST_HEADING:
        if part.last.size >= _LARGE * size:
            return Piece("heading", text, alone, certain=True, page=part.page)
        if part.last.bold and is_bold_heading(text):
            return Piece("heading", text, alone, page=part.page)
    return Piece("body", text, alone, page=part.page)
