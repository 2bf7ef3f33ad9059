"""The geometry of a plot: bars over time, what is missing below them, and the axis.

Places along the time are percentages, so that a plot fills any width without its text
being stretched; heights are pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from web.wording import MONTHS

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator, Sequence

    import search

LEAST = 2  # pixels of a bar that stands for anything at all
MOST_TICKS = 7
NEAREST = 9.0  # percent of the width between two ticks
_CENTRED = (6.0, 94.0)  # percent; a label nearer to an end than that would be cut off

# What an axis may count in, finest first: a date's number, and whether its day is named.
_STEPS: tuple[tuple[Callable[[datetime.date], int], str], ...] = (
    (lambda day: day.toordinal(), "day"),
    (lambda day: (day.toordinal() - 1) // 7, "day"),
    (lambda day: day.year * 12 + day.month, "month"),
    (lambda day: day.year * 4 + (day.month - 1) // 3, "month"),
    *(
        (lambda day, years=years: day.year // years, "year")
        for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10_000)
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A bar, which leads somewhere; ``over`` if it would be higher than the plot."""

    x: str
    width: str
    y: int
    height: int
    title: str
    address: str
    count: int
    over: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some periods that follow one another, of which something is said."""

    x: str
    width: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A label of the axis and where it stands; ``minor`` if a narrow plot does without."""

    x: str
    label: str
    anchor: str
    minor: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """What a full height of so many pixels stands for."""

    most: float
    height: int

    def pixels(self, value: float) -> int:
        """Return the height of a value, of which something is always seen.

        >>> [Scale(10, 50).pixels(value) for value in (0, 0.1, 5, 20)]
        [0, 2, 25, 50]
        """
        if not value:
            return 0
        return min(self.height, max(LEAST, round(self.height * value / (self.most or 1))))


def percent(part: float, whole: int) -> str:
    """Return a place or a width as a percentage.

    >>> percent(1, 3), percent(1, 2)
    ('33.333%', '50%')
    """
    return f"{100 * part / whole:.3f}".rstrip("0").rstrip(".") + "%"


def stretch(first: int, last: int, total: int) -> tuple[str, str]:
    """Return the x and the width of the periods from one place to another, both included.

    >>> stretch(1, 2, 4)
    ('25%', '50%')
    """
    return percent(first, total), percent(last - first + 1, total)


def ticks(bars: Sequence[search.Bar]) -> tuple[Tick, ...]:
    """Return the labels of the axis under some bars: where a month, a year … begins."""
    starts = [bar.start for bar in bars]
    changes = (([*_changes(starts, number)], kind) for number, kind in _STEPS)
    places, kind = next(found for found in changes if len(found[0]) < MOST_TICKS)
    return _labelled(starts, _spread(places, len(starts)), kind) if starts else ()


def _changes(
    starts: Sequence[datetime.date], number: Callable[[datetime.date], int]
) -> Iterator[int]:
    """Yield the places at which another number begins."""
    numbers = [number(day) for day in starts]
    return (place for place, pair in enumerate(pairwise(numbers), 1) if pair[0] != pair[1])


def _spread(changes: list[int], total: int) -> list[int]:
    """Return the places of ticks that are not too near to one another, the first included."""
    kept: list[int] = []
    for place in reversed(changes):
        if not kept or (kept[0] - place) * 100 / total >= NEAREST:
            kept.insert(0, place)
    first = kept[0] if kept else total
    return [0, *kept] if first * 100 / total >= NEAREST else kept


def _labelled(starts: list[datetime.date], places: list[int], kind: str) -> tuple[Tick, ...]:
    found = []
    shown = None
    for index, place in enumerate(places):
        day = starts[place]
        x = 100 * (place + 0.5) / len(starts)
        low, high = _CENTRED
        found.append(
            Tick(
                x=percent(place if x < low else place + 0.5, len(starts)),
                label=_label(day, kind, with_year=day.year != shown),
                anchor="start" if x < low else "end" if x > high else "middle",
                minor=index % 2 == 1,
            )
        )
        shown = day.year
    return tuple(found)


def _label(day: datetime.date, kind: str, *, with_year: bool) -> str:
    """Return the label of a tick, in which a year is named when it is new."""
    if kind == "year":
        return str(day.year)
    month = MONTHS[day.month - 1][:3]
    parts = [str(day.day)] if kind == "day" else []
    return " ".join([*parts, month, *([str(day.year)] if with_year else [])])
