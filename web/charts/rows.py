"""Bars of a timeline as the plots of a page: one for all hits, or one for each source."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from web.charts.plots import Mark, Scale, Stretch, stretch
from web.charts.words import count_of, during, percentage, shown_days

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import search
    from web.charts.links import AnyDays

SURE = 5  # articles, for their share to be the one that the highest bar stands for


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One plot: the bars of all hits or of one source, and where nothing is held.

    ``top`` is what the highest bar stands for. The row's search has its ``address``, and
    ``days`` is the one to which the days of a range are added.
    """

    label: str
    total: str
    address: str
    days: str
    height: int
    top: str
    marks: tuple[Mark, ...]
    gaps: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What the height of a bar stands for: a number, or a share of what is held."""

    noun: str
    share: bool

    def value(self, count: int, held: int) -> float:
        """Return what the height of a bar stands for."""
        return count / held if self.share and held else count

    def words(self, count: int, held: int) -> str:
        """Return the numbers of a bar."""
        words = count_of(count, held, self.noun)
        return f"{words} ({percentage(count, held)})" if held else words

    def scale(self, bars: Iterable[search.Bar], height: int) -> Scale:
        """Return the scale on which the bars are drawn.

        A share of few articles is easily a large one: it does not flatten the others.
        """
        counted = [bar for bar in bars if bar.count]
        sure = [bar for bar in counted if bar.held >= SURE] if self.share else []
        values = [self.value(bar.count, bar.held) for bar in sure or counted]
        return Scale(max(values, default=0), height)

    def top(self, scale: Scale) -> str:
        """Return what the full height of a scale stands for."""
        if not scale.most:
            return ""
        return percentage(scale.most, 1) if self.share else f"{scale.most:,}"


def marks(
    bars: Sequence[search.Bar], measure: Measure, scale: Scale, days: AnyDays
) -> Iterator[Mark]:
    """Yield a mark for each bar in which hits stand."""
    total = len(bars)
    for place, bar in enumerate(bars):
        if bar.count:
            x, width = stretch(place, place, total)
            value = measure.value(bar.count, bar.held)
            height = scale.pixels(value)
            yield Mark(
                x=x,
                width=width,
                y=scale.height - height,
                height=height,
                title=f"{shown_days(bar.start, bar.end)}: {measure.words(bar.count, bar.held)}",
                address=days.within(bar.start, bar.end),
                count=bar.count,
                over=value > scale.most,
            )


def strip(bars: Sequence[search.Bar], gaps: Iterable[search.Gap]) -> Iterator[Stretch]:
    """Yield the stretches under the bars for which the archive holds nothing at all."""
    if not bars:
        return
    firsts = {bar.start: place for place, bar in enumerate(bars)}
    lasts = {bar.end: place for place, bar in enumerate(bars)}
    for gap in gaps:
        if gap.start <= bars[-1].end and bars[0].start <= gap.end:
            first, last = firsts.get(gap.start, 0), lasts.get(gap.end, len(bars) - 1)
            words = during(bars[first].start, bars[last].end)
            title = f"The archive holds nothing {words}"
            yield Stretch(*stretch(first, last, len(bars)), title)


def source_strip(bars: Sequence[search.Bar], source: str) -> Iterator[Stretch]:
    """Yield the stretches for which the archive holds nothing of one source."""
    runs = groupby(enumerate(bars), key=lambda each: bool(each[1].held))
    for held, run in runs:
        if not held:
            places = list(run)
            (first, start), (last, end) = places[0], places[-1]
            title = f"The archive holds nothing of {source} {during(start.start, end.end)}"
            yield Stretch(*stretch(first, last, len(bars)), title)
