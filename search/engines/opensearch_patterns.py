r"""Patterns in the dialect of regular expressions that Lucene reads.

All of its optional signs are switched off, and every sign that is no letter or digit is
escaped, so nothing in a pattern can mean more than it does here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.engines.opensearch_documents import STAND_IN
from search.query.patterns import ANY, Choice, Letters, Repeat

if TYPE_CHECKING:
    from search.query.patterns import Part

LONGEST = 1_000  # signs: index.max_regex_length; Lucene reads them by recursion
_NOTHING = "\ue001"  # like stand-ins for private use; no term has it


def printed(part: Part, *, words: bool) -> str:
    r"""Return a pattern for Lucene; one for ``words`` never matches the stand-in of one.

    >>> from search.query.patterns import compile_pattern
    >>> print(printed(compile_pattern("[a-c]+(x|y-z){2}|").part, words=False))
    ([a-c])+(x|y\-z){2}|()
    """
    if isinstance(part, Letters):
        return _letters(part, words=words)
    if isinstance(part, Choice):
        return "|".join(printed(each, words=words) for each in part.parts)
    if isinstance(part, Repeat):
        return f"({printed(part.part, words=words)}){_often(part)}"
    found = (
        f"({printed(each, words=words)})"
        if isinstance(each, Choice)
        else printed(each, words=words)
        for each in part.parts
    )
    return "".join(found) or "()"


def _often(part: Repeat) -> str:
    if part.most == part.least:
        return f"{{{part.least}}}"
    bounds = f"{part.least},{'' if part.most is None else part.most}"
    return {"0,": "*", "1,": "+", "0,1": "?"}.get(bounds, f"{{{bounds}}}")


def _letters(letters: Letters, *, words: bool) -> str:
    if letters == ANY:
        return f"[^{STAND_IN}]" if words else "."
    if letters.is_one():
        return _escaped(letters.ranges[0][0])
    ranges = list(letters.ranges)
    if words and letters.negated:
        ranges.append((STAND_IN, STAND_IN))
    elif words:
        ranges = [piece for each in ranges for piece in _without_stand_in(*each)]
        if not ranges:
            return _NOTHING
    inner = "".join(
        _escaped(low) if low == high else f"{_escaped(low)}-{_escaped(high)}"
        for low, high in ranges
    )
    return f"[{'^' if letters.negated else ''}{inner}]"


def _without_stand_in(low: str, high: str) -> list[tuple[str, str]]:
    """Return a range without the sign that stand-ins begin with."""
    if not low <= STAND_IN <= high:
        return [(low, high)]
    pieces = [(low, min(high, "\ud7ff")), (max(low, _NOTHING), high)]
    return [(first, last) for first, last in pieces if first <= last]


def _escaped(letter: str) -> str:
    return letter if letter.isalnum() or not letter.isascii() else f"\\{letter}"
