"""Where in an article do the matches lie?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from web.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import search

SCREEN = 1200  # characters that are seen at once: matches further apart are steps of their own
TICKS = 120  # at most; more of them on a bar can neither be seen apart nor hit
WHOLE = 1000  # the length of the bar, in its own units


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place with matches that one step leads to: a paragraph, or a stretch of a long one.

    ``start`` is where the stretch begins in its paragraph, ``before`` how many
    characters of the article come before its first match. ``anchor`` is the id of
    its element.
    """

    number: int
    anchor: str
    start: int
    before: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark of the bar: its left edge and width, and the place that it leads to."""

    left: int
    width: int
    anchor: str
    label: str


def places(paragraphs: Sequence[search.FoundParagraph]) -> tuple[Place, ...]:
    """Return the places with matches, in order."""
    lengths = accumulate((len(paragraph.text) for paragraph in paragraphs), initial=0)
    return tuple(
        place
        for paragraph, before in zip(paragraphs, lengths, strict=False)
        for place in _places_in(paragraph, before)
    )


def _places_in(paragraph: search.FoundParagraph, before: int) -> Iterator[Place]:
    """Yield the places of one paragraph, ``before`` which the article has so many characters."""
    if not paragraph.matched:
        return
    starts = _starts([start for start, _ in paragraph.marks] or [0])
    for number, start in enumerate(starts, start=1):
        part = f"-{number}" if len(starts) > 1 else ""
        yield Place(
            number=paragraph.number,
            anchor=f"p{paragraph.number}{part}",
            start=start if number > 1 else 0,
            before=before + start,
        )


def _starts(marks: Sequence[int]) -> list[int]:
    """Return which of the marks begin a stretch that is seen at once.

    >>> _starts([5, 900, 1300, 1400, 9000])
    [5, 1300, 9000]
    """
    starts = [marks[0]]
    for mark in marks:
        if mark - starts[-1] >= SCREEN:
            starts.append(mark)
    return starts


def ticks(found: Sequence[Place], length: int) -> tuple[Tick, ...]:
    """Return the bar's marks for these places of an article with ``length`` characters.

    Places too near to be told apart share a tick, which leads to the first.
    """
    columns: dict[int, list[Place]] = {}
    for place in found:
        columns.setdefault(place.before * TICKS // max(1, length), []).append(place)
    width = WHOLE // TICKS
    return tuple(
        Tick(
            left=min(WHOLE - width, them[0].before * WHOLE // max(1, length)),
            width=width,
            anchor=them[0].anchor,
            label=_label(them),
        )
        for them in columns.values()
    )


def _label(them: Sequence[Place]) -> str:
    number = them[0].number
    further = len(them) - 1
    beside = f" and {counted(further, 'further place')}" if further else ""
    return (f"¶{number}" if number else "title") + beside
