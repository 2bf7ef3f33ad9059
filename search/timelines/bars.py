"""Hits over time: counts by day rolled up to bars of days, weeks, months or years."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from search.timelines.axes import EVER, Axis, Bounds, Dates, axis_for
from search.timelines.periods import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from search.results import PublicationDay
    from search.timelines.periods import Unit


@dataclass(frozen=True, slots=True)
class Bar:
    """The hits of one period: ``count`` of the ``held`` that the archive has there.

    ``start`` and ``end`` are its first and last day; both belong to it. A hit
    stands in a bar if all days that its date may mean lie in it, so that a search
    narrowed to these days finds exactly ``count``.

    >>> Bar(datetime.date(2021, 8, 1), datetime.date(2021, 8, 31), 3, 40).as_json()
    {'start': '2021-08-01', 'end': '2021-08-31', 'count': 3, 'held': 40}
    """

    start: datetime.date
    end: datetime.date
    count: int
    held: int

    def as_json(self) -> dict[str, Any]:
        """Return the bar as JSON values."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "count": self.count,
            "held": self.held,
        }


@dataclass(frozen=True, slots=True)
class Gap:
    """Days, the first and the last included, for which an archive holds nothing.

    >>> Gap(datetime.date(2021, 8, 12), datetime.date(2021, 8, 19)).as_json()
    {'start': '2021-08-12', 'end': '2021-08-19'}
    """

    start: datetime.date
    end: datetime.date

    def as_json(self) -> dict[str, Any]:
        """Return the gap as JSON values."""
        return {"start": self.start.isoformat(), "end": self.end.isoformat()}


@dataclass(frozen=True, slots=True)
class SourceBars:
    """The hits of one source (None: of articles without one), in the bars of the timeline.

    ``total`` counts also what stands in no bar.

    >>> SourceBars("The Courier", 3, ()).as_json()
    {'source': 'The Courier', 'total': 3, 'bars': []}
    """

    source: str | None
    total: int
    bars: tuple[Bar, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the source's bars as JSON values."""
        return {
            "source": self.source,
            "total": self.total,
            "bars": [bar.as_json() for bar in self.bars],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """How the hits of a search are spread over time.

    ``bars`` follow one another without a gap, empty ones included. Each is one
    period of ``unit``, but the first and the last may be longer: what lies far
    from the rest is put together there. ``imprecise`` hits have a date that is
    known less exactly than the unit, and stand in no bar; nor do the ``undated``.
    What is called ``held`` counts what the archive has under the same narrowing,
    whatever the query; where it has nothing are the ``gaps``.

    The counts of the bars, ``undated`` and ``imprecise`` add up to ``total``, which
    is that of the search.

    >>> from search.results import PublicationDay
    >>> hits = {PublicationDay(datetime.date(2021, 8, day), "day"): day for day in (15, 17)}
    >>> found = timeline(hits, hits | {PublicationDay(None, "day"): 9})
    >>> found.unit, [bar.count for bar in found.bars], found.total, found.undated_held
    ('day', [15, 0, 17], 32, 9)
    """

    unit: Unit
    bars: tuple[Bar, ...]
    undated: int
    undated_held: int
    imprecise: int
    imprecise_held: int
    total: int
    gaps: tuple[Gap, ...] = ()
    sources: tuple[SourceBars, ...] = ()

    @property
    def before(self) -> Bar | None:
        """The first bar, if it stands for what lies before the others."""
        return next((bar for bar in self.bars[:1] if self._is_long(bar)), None)

    @property
    def after(self) -> Bar | None:
        """The last bar, if it stands for what lies after the others."""
        return next((bar for bar in self.bars[1:][-1:] if self._is_long(bar)), None)

    @property
    def periods(self) -> slice:
        """The place, among the bars, of those that stand for one period each."""
        return slice(1 if self.before else 0, len(self.bars) - (1 if self.after else 0))

    def _is_long(self, bar: Bar) -> bool:
        return number(bar.start, self.unit) != number(bar.end, self.unit)

    def as_json(self) -> dict[str, Any]:
        """Return the timeline as JSON values."""
        return {
            "unit": self.unit,
            "total": self.total,
            "undated": self.undated,
            "undated_held": self.undated_held,
            "imprecise": self.imprecise,
            "imprecise_held": self.imprecise_held,
            "bars": [bar.as_json() for bar in self.bars],
            "gaps": [gap.as_json() for gap in self.gaps],
            "sources": [source.as_json() for source in self.sources],
        }


def timeline(
    hits: Mapping[PublicationDay, int],
    held: Mapping[PublicationDay, int],
    *,
    unit: Unit | None = None,
    asked: Bounds = EVER,
) -> Timeline:
    """Roll up one search; the options are those of ``timelines``."""
    return timelines([Dates.of(hits)], Dates.of(held), unit=unit, asked=asked)[0]


def timelines(
    searches: Sequence[Dates], held: Dates, *, unit: Unit | None = None, asked: Bounds = EVER
) -> tuple[Timeline, ...]:
    """Roll up the hits of searches on one axis, so that their bars can be compared.

    Args:
        searches: the dates of the hits of each.
        held: the dates of all that the archive holds under the same narrowing.
        unit: what a bar is; if None, one that makes a readable number of bars. One
            that would make too many is replaced by a coarser one.
        asked: the days that the searches are narrowed to.
    """
    axis = axis_for(searches, held, unit, asked)
    frame = _Frame(axis)
    around = frame.counted(held)
    gaps = frame.gaps(around)
    return tuple(_rolled_up(frame, each, (held, around), gaps) for each in searches)


def by_source(
    whole: Timeline, hits: Mapping[str | None, Dates], held: Mapping[str | None, Dates]
) -> tuple[SourceBars, ...]:
    """Return the hits of each source in the bars of a timeline, most hits first."""
    frame = _Frame.of(whole.bars)
    rows = []
    for source, dates in hits.items():
        if dates.total:
            bars = frame.bars(frame.counted(dates), frame.counted(held[source]))
            rows.append(SourceBars(source, dates.total, bars))
    return tuple(sorted(rows, key=lambda row: (-row.total, row.source or "")))


@dataclass(slots=True)
class _Counts:
    """What stands in each bar, what in none, and the bars that any date touches."""

    inside: list[int]
    touched: list[bool]
    imprecise: int = 0


class _Frame:
    """The first and the last days of bars, into which dates are counted."""

    def __init__(self, axis: Axis | None) -> None:
        """Lay out the bars of an axis; without one there are none."""
        spans = list(axis.spans()) if axis else []
        self.unit: Unit = axis.unit if axis else "day"
        self._starts = [first for first, _ in spans]
        self._ends = [last for _, last in spans]

    @classmethod
    def of(cls, bars: Iterable[Bar]) -> _Frame:
        """Return the frame of bars that there are already."""
        frame = cls(None)
        for bar in bars:
            frame._starts.append(bar.start.toordinal())
            frame._ends.append(bar.end.toordinal())
        return frame

    def counted(self, dates: Dates) -> _Counts:
        """Count dates into the bars."""
        starts, ends = self._starts, self._ends
        counts = _Counts([0] * len(starts), [False] * len(starts))
        inside, touched = counts.inside, counts.touched
        for first, last, count in dates.dated:
            place = bisect_right(starts, first) - 1
            if place >= 0 and last <= ends[place]:
                inside[place] += count
                touched[place] = True
            else:
                counts.imprecise += count
                for each in range(max(place, 0), bisect_right(starts, last)):
                    touched[each] = touched[each] or first <= ends[each]
        return counts

    def bars(self, hits: _Counts, held: _Counts) -> tuple[Bar, ...]:
        """Return the bars with their counts."""
        day = datetime.date.fromordinal
        return tuple(
            Bar(day(start), day(end), count, around)
            for start, end, count, around in zip(
                self._starts, self._ends, hits.inside, held.inside, strict=True
            )
        )

    def gaps(self, held: _Counts) -> tuple[Gap, ...]:
        """Return the runs of bars that no date touches."""
        day = datetime.date.fromordinal
        found = []
        for touched, run in groupby(range(len(self._starts)), key=held.touched.__getitem__):
            if not touched:
                places = list(run)
                found.append(Gap(day(self._starts[places[0]]), day(self._ends[places[-1]])))
        return tuple(found)


def _rolled_up(
    frame: _Frame, dates: Dates, held: tuple[Dates, _Counts], gaps: tuple[Gap, ...]
) -> Timeline:
    hits = frame.counted(dates)
    return Timeline(
        unit=frame.unit,
        bars=frame.bars(hits, held[1]),
        undated=dates.undated,
        undated_held=held[0].undated,
        imprecise=hits.imprecise,
        imprecise_held=held[1].imprecise,
        total=dates.total,
        gaps=gaps,
    )
