"""Several searches as lines over the same periods, told apart by dashes and markers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.charts.plots import percent, stretch
from web.charts.words import percentage, shown_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import search
    from web.charts.links import AnyDays
    from web.charts.plots import Scale
    from web.charts.rows import Measure

MARKERS = 16  # on a line, so that its shape is seen wherever one looks
WIDTH = 1000  # of the coordinates of lines, whatever the width of the plot


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A place on a line: along the time in percent, and in pixels from above."""

    x: str
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The line of one search. ``number``, from 1, decides how it is drawn.

    ``beside`` says what is not in the line.
    """

    number: int
    text: str
    total: str
    address: str
    beside: str
    points: str
    markers: tuple[Marker, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One period: its place, the numbers of all searches in it, and where it leads."""

    x: str
    width: str
    label: str
    title: str
    address: str
    held: int
    cells: tuple[str, ...]


def line(
    bars: Sequence[search.Bar], number: int, measure: Measure, scale: Scale
) -> tuple[str, tuple[Marker, ...]]:
    """Return the points of a line, as SVG writes them, and its markers.

    The markers of several lines stand beside one another, as far as there is room.
    """
    total = len(bars)
    heights = [
        round(scale.height * (1 - measure.value(bar.count, bar.held) / (scale.most or 1)), 1)
        for bar in bars
    ]
    points = " ".join(
        f"{WIDTH * (place + 0.5) / total:.1f},{height}" for place, height in enumerate(heights)
    )
    step = max(1, total // MARKERS)
    places = range((number - 1) % step, total, step)
    markers = tuple(Marker(x=percent(place + 0.5, total), y=heights[place]) for place in places)
    return points, markers


def columns(
    texts: Sequence[str],
    rows: Sequence[Sequence[search.Bar]],
    measure: Measure,
    days: AnyDays,
) -> Iterator[Column]:
    """Yield the periods with the numbers of all searches in them."""
    total = len(rows[0])
    for place, bars in enumerate(zip(*rows, strict=True)):
        first = bars[0]
        x, width = stretch(place, place, total)
        label = shown_days(first.start, first.end)
        said = "; ".join(
            f"{text}: {measure.words(bar.count, bar.held)}"
            for text, bar in zip(texts, bars, strict=True)
        )
        yield Column(
            x=x,
            width=width,
            label=label,
            title=f"{label}: {said}",
            address=days.within(first.start, first.end),
            held=first.held,
            cells=tuple(_cell(bar, share=measure.share) for bar in bars),
        )


def beside(found: search.Timeline) -> str:
    """Return what stands in no point of a line."""
    far = sum(bar.count for bar in (found.before, found.after) if bar)
    counts = {
        "undated": found.undated,
        f"not dated to the {found.unit}": found.imprecise,
        "before or after these days": far,
    }
    said = [f"{count:,} {what}" for what, count in counts.items() if count]
    return ", ".join(said)


def _cell(bar: search.Bar, *, share: bool) -> str:
    if share and bar.held:
        return f"{percentage(bar.count, bar.held)} ({bar.count:,})"
    return f"{bar.count:,}"
