"""A page of a PDF file to its runs of words, measured."""

from __future__ import annotations

import ctypes
import math
import re
from typing import TYPE_CHECKING, Any

from search.readers.pages.layout import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

_LINE = re.compile(r"[^\r\n\ufffe]+\ufffe?")
_WORD = re.compile(r"[^\s\ufffe]+\ufffe?|\ufffe")
_HYPHEN = "\ufffe"  # what pdfium makes of a hyphen at a line's end; the line break is left out
_HALVES = re.compile("[\ud800-\udfff]")  # of a character that UTF-16 writes as two
_GAP = 0.6  # of the size: a gap between words that may be more than a space
_SHIFT = 0.6  # of the size: words so far above or below each other are on two lines
_UPRIGHT = 0.2  # radians
_SMALLEST = 1.0  # points; what is smaller is no type
_BOLD = re.compile(rb"bold|black|heavy|demi(?!lig)", re.IGNORECASE)
_DIVIDED = {0x02: _HYPHEN}  # the same by its other name
_LONGEST_NAME = 100  # bytes of a font's name


class PageRuns:
    """Cuts a page's text into runs: words on one line with no wide gap between them.

    Only the first and the last character of a word are measured, which makes it
    several times as fast as measuring all. Coordinates are those of the page as
    it is shown. ``turned`` is the text that runs up or down a page.
    """

    def __init__(self, text_page: Any, rotation: int) -> None:  # noqa: ANN401 - no types
        """Take a text page of pypdfium2 and the page's rotation in degrees."""
        from pypdfium2 import raw  # noqa: PLC0415 - only PDF files need it

        self.turned: list[str] = []
        self._raw = raw
        self._page = text_page  # which must live as long as it is asked
        self._rotation = rotation
        self._text = _characters(text_page, raw)
        self._box = raw.FS_RECTF()
        self._matrix = raw.FS_MATRIX()
        self._name = ctypes.create_string_buffer(_LONGEST_NAME)
        self._flags = ctypes.c_int()
        self._fonts: dict[bytes, bool] = {}

    def runs(self) -> list[Line]:
        """Return the runs in the order in which the file has them."""
        return [run for line in _LINE.finditer(self._text) for run in self._of_line(line)]

    def _of_line(self, line: re.Match[str]) -> Iterator[Line]:
        words = list(_WORD.finditer(self._text, line.start(), line.end()))
        if not words:
            return
        size, angle = self._type(words[0].start())
        if abs(angle) > _UPRIGHT:
            self.turned.append(_plain(" ".join(word[0] for word in words)))
            return
        held: list[tuple[re.Match[str], float, float, float]] = []
        for word in words:
            left, base, _ = self._place(word.start())
            _, _, right = self._place(word.end() - 1)
            if held and (
                not -size < left - held[-1][2] < _GAP * size
                or abs(base - held[0][3]) > _SHIFT * size
            ):
                yield self._run(held)
                held = []
            held.append((word, left, right, base))
        yield self._run(held)

    def _run(self, words: list[tuple[re.Match[str], float, float, float]]) -> Line:
        first, left, right, base = words[0]
        last = words[-1]
        longest = max(words, key=lambda word: len(word[0][0]))
        size, _ = self._type(longest[0].start())
        return Line(
            text=_plain(" ".join([word[0][0] for word in words])),
            left=left,
            right=max(last[2], left),
            base=base,
            size=max(size, _SMALLEST),
            first=right - left,
            bold=self._is_bold(first.start()) and self._is_bold(last[0].start()),
        )

    def _place(self, index: int) -> tuple[float, float, float]:
        """Return left, lower and right edge of a character, as the page is shown."""
        box = self._box
        self._raw.FPDFText_GetLooseCharBox(self._page, index, box)
        if not self._rotation:
            return box.left, box.bottom, box.right
        if self._rotation == 90:  # noqa: PLR2004 - degrees
            return box.bottom, -box.right, box.top
        if self._rotation == 180:  # noqa: PLR2004
            return -box.right, -box.top, -box.left
        return -box.top, box.left, -box.bottom

    def _type(self, index: int) -> tuple[float, float]:
        """Return the size of a character in points and its angle to the line, in radians."""
        matrix = self._matrix
        self._raw.FPDFText_GetMatrix(self._page, index, matrix)
        size = self._raw.FPDFText_GetFontSize(self._page, index)
        angle = math.atan2(matrix.b, matrix.a) - math.radians(self._rotation)
        angle = math.remainder(angle, 2 * math.pi)
        return size * math.hypot(matrix.c, matrix.d), angle

    def _is_bold(self, index: int) -> bool:
        length = self._raw.FPDFText_GetFontInfo(
            self._page, index, self._name, _LONGEST_NAME, self._flags
        )
        name = self._name.value if 0 < length <= _LONGEST_NAME else b""
        if name not in self._fonts:
            self._fonts[name] = _BOLD.search(name) is not None
        return self._fonts[name]


def _characters(text_page: Any, raw: Any) -> str:  # noqa: ANN401
    """Return a page's text so that each character has the place by which it is asked for."""
    count = text_page.count_chars()
    text: str = text_page.get_text_range()
    if len(text) == count and not _HALVES.search(text):
        return text
    codes = (raw.FPDFText_GetUnicode(text_page, index) for index in range(count))
    return "".join(chr(code) if _is_character(code) else " " for code in codes).translate(_DIVIDED)


def _is_character(code: int) -> bool:
    return 0 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000  # noqa: PLR2004 - Unicode's limits


def _plain(text: str) -> str:
    return text.replace(_HYPHEN, "-").replace("\u00ad", "-" if text[-1:] == "\u00ad" else "")
