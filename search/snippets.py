"""Snippets: the part of a paragraph that shows why it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.results import Snippet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.results import Mark

LENGTH = 240  # characters: two to three lines of a page
LEAD = 60  # characters shown before the first mark
EDGE = 20  # characters within which a cut looks for the end of a word


def snippet(text: str, marks: Sequence[Mark], length: int = LENGTH) -> Snippet:
    """Return the part of ``text`` that shows most of its ``marks``.

    At least one mark is whole in it, unless the mark alone is longer.

    >>> snippet("The valley held out. " * 20 + "Saleh spoke.", [(420, 425)], length=30)
    Snippet(text='… valley held out. Saleh spoke.', marks=((19, 24),))
    """
    if len(text) <= length:
        return Snippet(text, tuple(marks))
    start = _best_start(marks, length)
    end = min(len(text), start + length)
    start = max(0, min(start, len(text) - length))
    start, end = _at_words(text, marks, start, end)
    while start < end and text[start].isspace():
        start += 1
    head, tail = "… " if start else "", " …" if end < len(text) else ""
    shift = len(head) - start
    shown = [(max(a, start), min(b, end)) for a, b in marks if a < end and b > start]
    body = text[start:end].rstrip()
    return Snippet(
        f"{head}{body}{tail}",
        tuple((a + shift, min(b, start + len(body)) + shift) for a, b in shown),
    )


def _best_start(marks: Sequence[Mark], length: int) -> int:
    """Return where the window begins that holds the most marks, the first of equals."""
    best, most = 0, 0
    lead = min(LEAD, length // 4)
    last = 0  # the first mark that does not end within the window; it never moves back
    for first, (begin, _) in enumerate(marks):
        start = max(0, begin - lead)
        last = max(last, first)
        while last < len(marks) and marks[last][1] <= start + length:
            last += 1
        held = last - first
        if held > most or not most:
            best, most = start, max(held, 1)
    return best


def _at_words(text: str, marks: Sequence[Mark], start: int, end: int) -> tuple[int, int]:
    """Move both ends inwards to blanks nearby, never into a mark that is whole.

    What would be cut of other marks is left out, where a whole one can be shown.
    """
    whole = [mark for mark in marks if start <= mark[0] and mark[1] <= end]
    shown = whole or [(max(a, start), min(b, end)) for a, b in marks if a < end and b > start]
    first, last = (shown[0][0], shown[-1][1]) if shown else (end, start)
    if whole:
        start = max((stop for begin, stop in marks if begin < start < stop), default=start)
        end = min((begin for begin, stop in marks if begin < end < stop), default=end)
    if start and not text[start - 1].isspace():
        blank = text.find(" ", start, min(start + EDGE, first))
        start = blank + 1 if blank >= 0 else start
    if end < len(text) and not text[end].isspace():
        blank = text.rfind(" ", max(end - EDGE, last), end)
        end = blank if blank >= 0 else end
    return start, end
