"""The axis of a timeline: which days it shows, and in which periods."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from dataclasses import dataclass
from itertools import takewhile
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from search.timelines.periods import UNITS, Span, number, span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from search.results import PublicationDay
    from search.timelines.periods import Unit

READABLE = 150  # bars that are still told apart on a page
MOST = 800  # bars that are drawn where a unit is asked for
FEWEST = 24  # bars around a few days, so that they are seen among their neighbours

# A few dates may lie so far from the rest that an axis over all of them would show
# nothing: at most this part on each side, and farther than so many times the length of
# the rest and a month.
OUTLYING = 0.01
ENOUGH = 5  # dates, for one of them to be outlying
FAR = 10
_MONTH = 31  # days
_LONGEST: dict[Unit, int] = {"day": 1, "month": _MONTH}  # days that a date as exact as it may mean


Dated = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Dates:
    """How many articles, or paragraphs, have which dates.

    ``dated`` are the first and the last day that a date may mean, as ordinals, and
    the number, in the order of the days; ``core`` are the days on which they lie,
    but for a few that are far away.
    """

    dated: tuple[Dated, ...]
    undated: int
    total: int
    core: Span | None

    @classmethod
    def of(cls, days: Mapping[PublicationDay, int]) -> Dates:
        """Return counts by date of publication in this form.

        >>> from search.results import PublicationDay
        >>> Dates.of({PublicationDay(datetime.date(1, 1, 1), "month"): 4}).dated
        ((1, 31, 4),)
        """
        dated = []
        undated = 0
        for published, count in days.items():
            date, precision = published
            if date is None:
                undated += count
            elif precision == "day":  # nearly all, and there may be thousands
                day = date.toordinal()
                dated.append((day, day, count))
            else:
                dated.append((*span(number(date, precision), precision), count))
        dated.sort()
        total = undated + sum(count for *_, count in dated)
        return cls(tuple(dated), undated, total, _core(dated))


class Bounds(NamedTuple):
    """The first and the last day that searches are narrowed to; None is an open end."""

    first: int | None
    last: int | None

    def clipped(self, days: Span) -> Span:
        """Return the days that lie within."""
        first = days.first if self.first is None else max(days.first, self.first)
        return Span(first, days.last if self.last is None else min(days.last, self.last))

    def shown(self, core: Span | None) -> list[Span]:
        """Return the days to show, where there are not too many; ``core`` has the open ends."""
        first, last = (
            own if own is not None else other
            for own, other in zip(self, core or (None, None), strict=True)
        )
        if self == EVER or first is None or last is None or first > last:
            return []
        days = Span(first, last)
        return [days] if _periods(days, "year") <= READABLE else []


EVER = Bounds(None, None)


@dataclass(frozen=True, slots=True)
class Axis:
    """The periods with the numbers from ``first`` to ``last``, and what lies on either side.

    ``whole`` are all days that are shown: those before the first and after the last
    period are one bar each.
    """

    unit: Unit
    first: int
    last: int
    whole: Span

    def spans(self) -> Iterator[Span]:
        """Yield the days of each bar."""
        inner = Span(span(self.first, self.unit).first, span(self.last, self.unit).last)
        if self.whole.first < inner.first:
            yield Span(self.whole.first, inner.first - 1)
        for period in range(self.first, self.last + 1):
            first, last = span(period, self.unit)
            yield Span(max(first, self.whole.first), min(last, self.whole.last))
        if inner.last < self.whole.last:
            yield Span(inner.last + 1, self.whole.last)


def axis_for(
    searches: Sequence[Dates], held: Dates, unit: Unit | None, asked: Bounds
) -> Axis | None:
    """Return the axis on which searches are shown; None if nothing has a date.

    It shows the days that were asked for and those of the hits, without a few that lie
    far away; around them what else the archive holds, as far as that stays readable. A
    search without hits is shown on the days of what the archive holds.
    """
    dated, hit_core = _together(searches)
    if not dated:
        dated, hit_core = held.dated, held.core
    asked_here = asked.shown(held.core)
    if not dated and not asked_here:
        return None
    core = _hull([*_there(hit_core), *asked_here])
    chosen, core = _fitting(core, unit, unit or _finest(dated))
    first, last = _widened(core, _hull([core, *_there(held.core)]), chosen)
    inner = Span(span(first, chosen).first, span(last, chosen).last)
    whole = _hull([inner, *_outside(inner, dated), *_outside(inner, held.dated), *asked_here])
    return Axis(chosen, first, last, asked.clipped(whole))


def _finest(dated: Sequence[Dated]) -> Unit:
    """Return the finest unit in whose bars at least half of the dates can stand."""
    total = sum(count for *_, count in dated)
    for unit, length in _LONGEST.items():
        if sum(count for first, last, count in dated if last - first < length) * 2 >= total:
            return unit
    return "year"


def _together(searches: Sequence[Dates]) -> tuple[Sequence[Dated], Span | None]:
    """Return the dates of all searches, and their core."""
    if len(searches) == 1:
        return searches[0].dated, searches[0].core
    dated = sorted(each for search in searches for each in search.dated)
    return dated, _core(dated)


def _core(dated: Sequence[Dated]) -> Span | None:
    """Return the days from the first to the last date, but for a few that lie far away.

    Dates that are known less exactly than most do not count.
    """
    length = _LONGEST.get(_finest(dated))
    exact = [each for each in dated if length is None or each[1] - each[0] < length]
    if not exact:
        return None
    total = sum(count for *_, count in exact)
    aside = max(int(total * OUTLYING), int(total >= ENOUGH))
    low = _beyond(exact, aside)[0]
    high = _beyond(exact[::-1], aside)[1]
    reach = FAR * (high - low + _MONTH)
    near = [(first, last) for first, last, _ in exact if low - reach <= first <= high + reach]
    return Span(near[0][0], max(last for _, last in near))


def _beyond(dated: Sequence[Dated], aside: int) -> Dated:
    """Return the date that comes after so many articles."""
    for each in dated:
        aside -= each[2]
        if aside < 0:
            return each
    return dated[-1]


def _fitting(core: Span, unit: Unit | None, finest: Unit) -> tuple[Unit, Span]:
    """Return the finest unit that does not make too many bars, and the days that it shows."""
    most = MOST if unit else READABLE
    for each in UNITS[UNITS.index(finest) :]:
        if _periods(core, each) <= most:
            return each, core
    last = number(datetime.date.fromordinal(core.last), "year")
    first = span(max(last - MOST + 1, datetime.MINYEAR), "year").first
    return "year", Span(max(core.first, first), core.last)


def _widened(core: Span, around: Span, unit: Unit) -> tuple[int, int]:
    """Return the first and the last period: all there are, if that is readable."""
    low, high = _numbers(around, unit)
    if high - low < READABLE:
        return low, high
    first, last = _numbers(core, unit)
    beside = max(0, FEWEST - (last - first + 1)) // 2
    return max(low, first - beside), min(high, last + beside)


def _numbers(days: Span, unit: Unit) -> tuple[int, int]:
    first, last = (datetime.date.fromordinal(day) for day in days)
    return number(first, unit), number(last, unit)


def _periods(days: Span, unit: Unit) -> int:
    first, last = _numbers(days, unit)
    return last - first + 1


def _outside(inner: Span, dated: Sequence[Dated]) -> list[Span]:
    """Return the first of the dates that lie wholly before some days, and the last after them."""
    after = bisect_right(dated, inner.last, key=itemgetter(0))
    latest = max((last for _, last, _ in dated[after:]), default=0)
    before = takewhile(lambda each: each[0] < inner.first, dated)
    earliest = next((first for first, last, _ in before if last < inner.first), 0)
    return [Span(day, day) for day in (earliest, latest) if day]


def _there(days: Span | None) -> list[Span]:
    return [days] if days else []


def _hull(spans: Sequence[Span]) -> Span:
    """Return the days from the first to the last of several spans."""
    return Span(min(each.first for each in spans), max(each.last for each in spans))
