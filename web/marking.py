"""From text that others wrote to HTML: escape, then mark."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterable

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_KEPT = "\t\n\r"
_JOINT = re.compile(r"(?<=\w[./_@])(?=\w)")  # within addresses and the names of files
_UNPRINTABLE = {
    code: _REPLACEMENT
    for codes in (range(0x20), range(0x7F, 0xA0), range(0xD800, 0xE000))
    for code in codes
    if chr(code) not in _KEPT
}
# The characters that change the direction of what follows: UAX #9, section 2.
_DIRECTIONS = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)


def marked(text: str, marks: Iterable[tuple[int, int]]) -> Markup:
    """Return ``text`` as HTML with the ranges ``marks`` marked.

    The ranges are in characters of ``text``, end-exclusive, in order and apart.

    >>> marked("peace & talks", [(0, 5)])
    Markup('<mark>peace</mark> &amp; talks')
    """
    parts: list[str] = []
    place = 0
    for start, end in marks:
        parts += (escape(text[place:start]), "<mark>", escape(text[start:end]), "</mark>")
        place = end
    parts.append(escape(text[place:]))
    return Markup("".join(parts))  # noqa: S704 - each part is escaped, or a tag from here


def breakable(text: str) -> Markup:
    """Return ``text`` as HTML that may break after the dots of a long address.

    >>> breakable("archives.example.com")
    Markup('archives.<wbr>example.<wbr>com')
    """
    return Markup("<wbr>").join(_JOINT.split(text))


def printable(value: object) -> object:
    r"""Return what a template prints, with U+FFFD for characters that no page may hold.

    Those are the controls and lone surrogates; every template passes all that it
    prints through here.

    >>> printable("a\x00b")
    'a\ufffdb'
    """
    if not isinstance(value, str) or value.isprintable():  # as nearly all that is printed
        return value
    return value.translate(_UNPRINTABLE)


def one_way(text: str) -> str:
    r"""Return a text without direction marks, for places that cannot isolate it.

    >>> one_way("abc\u202edef")
    'abcdef'
    """
    return text.translate(_DIRECTIONS)
