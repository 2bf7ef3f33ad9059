"""The timeline of a search as pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web import answers
from web.addresses import Link, address
from web.charts.links import AnyDays, crumbs, measures, units
from web.charts.plots import Mark, ticks
from web.charts.rows import Measure, Row, marks, source_strip, strip
from web.charts.words import UNIT_NOUNS, count_of, during, listed, percentage, shown_days
from web.wording import counted, facet_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import search
    from web.charts.plots import Scale, Tick
    from web.parameters import Question

COMPACT = 44  # pixels: the highest bar above the hits
FULL = 150  # on the page of the timeline
SMALL = 36  # of one source among several
TOP_SOURCES = 8
MOST_SOURCES = 200
GAPS_NAMED = 3
_PAGE = "charts.timeline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A row of the table: the numbers of one bar, or of what stands in none."""

    label: str
    address: str
    count: int
    held: int
    share: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineView:
    """What a page shows of a timeline.

    ``starts`` and ``end`` are the days that the ``periods`` begin with and on which the last
    of them ends, from which a script makes ranges. ``asides`` are what
    stands in no bar, and ``notes`` what else must be known to read the bars. ``page`` is
    where the timeline stands alone, and ``firsts`` where the first hit of each source does,
    if it is of a search. Only alone it has ``units`` and ``measures`` to choose from, a table of
    ``figures``, a link to its ``hits`` and one to the ``rest`` of the sources, if there are more.
    """

    title: str
    noun: str
    rows: tuple[Row, ...]
    undated: Mark | None
    ticks: tuple[Tick, ...]
    periods: int
    starts: str
    end: str
    asides: tuple[Link, ...]
    notes: tuple[str, ...]
    crumbs: tuple[Link, ...]
    page: str
    hits: str
    firsts: str
    units: tuple[Link, ...]
    measures: tuple[Link, ...]
    figures: tuple[Figure, ...]
    total: str
    held: str
    rest: Link | None


def timeline_view(archive: search.Archive, question: Question) -> TimelineView:
    """Return the timeline that stands above the hits; its links lead to the hits.

    Raises:
        QueryError: if the query has no sensible reading.
    """
    found = answers.timeline(archive, question)
    return _Shown(found, question, "results.results").view(COMPACT, ())


def large_timeline(
    archive: search.Archive, question: Question, *, every_source: bool = False
) -> TimelineView:
    """Return the timeline for a page of its own, on which shares are shown by source.

    Raises:
        QueryError: if the query has no sensible reading.
    """
    asked = question.changed(by_source=question.share)
    found = answers.timeline(archive, asked)
    sources = found.sources[: MOST_SOURCES if every_source else TOP_SOURCES]
    return _Shown(found, question, _PAGE).view(FULL, sources)


class _Shown:
    """A timeline on the page that is called ``endpoint``."""

    def __init__(self, found: search.Timeline, question: Question, endpoint: str) -> None:
        self._found = found
        self._question = question
        self._endpoint = endpoint
        self._bars = found.bars[found.periods]
        self._measure = Measure(noun=question.scope, share=question.share)
        self._days = AnyDays.of(question, endpoint)

    def view(self, height: int, sources: Sequence[search.SourceBars]) -> TimelineView:
        """Return what the page shows."""
        question, bars, alone = self._question, self._bars, self._endpoint == _PAGE
        scale = self._measure.scale(bars, height)
        rest = len(self._found.sources) - len(sources)
        return TimelineView(
            title=self._title(),
            noun=self._measure.noun,
            rows=(self._whole(scale), *self._by_source(sources)),
            undated=self._undated(scale),
            ticks=ticks(bars),
            periods=len(bars),
            starts=" ".join(str(bar.start) for bar in bars),
            end=str(bars[-1].end) if bars else "",
            asides=tuple(self._asides()),
            notes=tuple(notes(self._found, question)),
            crumbs=crumbs(question, self._endpoint),
            page=address(_PAGE, question),
            hits=address("results.results", question) if alone else "",
            firsts="" if question.is_blank else address("charts.first", question),
            units=units(question, _PAGE) if alone else (),
            measures=measures(question, _PAGE) if alone else (),
            figures=tuple(self._figures()) if alone else (),
            total=f"{self._found.total:,}",
            held=f"{self._held():,}",
            rest=self._rest(rest) if rest > 0 and sources else None,
        )

    def _title(self) -> str:
        """Return what the plot shows."""
        noun = f"{self._measure.noun.capitalize()}s"
        if not self._bars:
            return f"{noun} over time"
        days = shown_days(self._bars[0].start, self._bars[-1].end)
        return f"{noun} by {self._found.unit}, {days}"

    # The plots

    def _whole(self, scale: Scale) -> Row:
        return Row(
            label="All sources",
            total=counted(self._found.total, self._measure.noun),
            address="",
            days=self._days.root,
            height=scale.height,
            top=self._measure.top(scale),
            marks=tuple(marks(self._bars, self._measure, scale, self._days)),
            gaps=tuple(strip(self._bars, self._found.gaps)),
        )

    def _by_source(self, sources: Sequence[search.SourceBars]) -> Iterator[Row]:
        """Yield a plot for each source, all of one scale."""
        places = self._found.periods
        scale = self._measure.scale(
            [bar for source in sources for bar in source.bars[places]], SMALL
        )
        for source in sources:
            bars = source.bars[places]
            name = facet_value("source", source.source or "")
            chosen = {**self._question.chosen, "source": (source.source or "",)}
            only = self._question.changed(chosen=chosen)
            days = AnyDays.of(only, self._endpoint)
            yield Row(
                label=name,
                total=counted(source.total, self._measure.noun),
                address=address(self._endpoint, only),
                days=days.root,
                height=SMALL,
                top=self._measure.top(scale),
                marks=tuple(marks(bars, self._measure, scale, days)),
                gaps=tuple(source_strip(bars, name)),
            )

    def _undated(self, scale: Scale) -> Mark | None:
        count, held = self._found.undated, self._found.undated_held
        if not count:
            return None
        value = self._measure.value(count, held)
        height = scale.pixels(value) or scale.height
        return Mark(
            x="35%",
            width="30%",
            y=scale.height - height,
            height=height,
            title=f"Undated: {self._measure.words(count, held)}",
            address=self._undated_address(),
            count=count,
            over=value > scale.most,
        )

    def _undated_address(self) -> str:
        return address(self._endpoint, self._question.changed(since="", until="", undated=True))

    def _rest(self, count: int) -> Link:
        return Link(
            label=f"Show {counted(count, 'more source')}",
            address=address(self._endpoint, self._question, {"sources": ["all"]}),
        )

    # What stands in no bar, and what must be known

    def _asides(self) -> Iterator[Link]:
        """Yield what lies before and after the bars, and what is known less exactly."""
        for bar, word in ((self._found.before, "before"), (self._found.after, "after")):
            if bar and bar.held:
                days = during(bar.start, bar.end)
                found = count_of(bar.count, bar.held, self._measure.noun)
                yield Link(
                    label=f"{word.capitalize()} these {UNIT_NOUNS[self._found.unit]}: {found}, {days}",
                    address=self._days.within(bar.start, bar.end) if bar.count else "",
                )
        if self._found.imprecise:
            yield self._imprecise()

    def _imprecise(self) -> Link:
        """Return how many dates are too inexact for these bars, and where they have some."""
        count, unit = self._found.imprecise, self._found.unit
        if unit == "month":
            known, coarser = "the year", "year"
        else:
            known, coarser = "the month or the year", "month"
        are = "is" if count == 1 else "are"
        return Link(
            label=(
                f"{counted(count, self._measure.noun)} {are} known only to {known},"
                f" and in no bar: see by {coarser}"
            ),
            address=address(self._endpoint, self._question.changed(unit=coarser)),
        )

    # The table

    def _held(self) -> int:
        found = self._found
        return sum(bar.held for bar in found.bars) + found.undated_held + found.imprecise_held

    def _figures(self) -> Iterator[Figure]:
        found = self._found
        for bar in found.bars:
            if bar.count or bar.held:
                yield self._figure(
                    shown_days(bar.start, bar.end),
                    self._days.within(bar.start, bar.end),
                    bar.count,
                    bar.held,
                )
        if found.imprecise or found.imprecise_held:
            yield self._figure("date not exact enough", "", found.imprecise, found.imprecise_held)
        if found.undated or found.undated_held:
            yield self._figure(
                "undated", self._undated_address(), found.undated, found.undated_held
            )

    def _figure(self, label: str, to: str, count: int, held: int) -> Figure:
        share = percentage(count, held) if held else ""
        return Figure(label=label, address=to if count else "", count=count, held=held, share=share)


def notes(found: search.Timeline, question: Question) -> Iterator[str]:
    """Yield what else must be known to read the bars: where the archive holds nothing."""
    if question.unit and question.unit != found.unit:
        yield f"By {question.unit} these would be too many bars; they are shown by {found.unit}."
    gaps = sorted(found.gaps, key=lambda gap: gap.start - gap.end)
    if gaps:
        named = sorted(gaps[:GAPS_NAMED], key=lambda gap: gap.start)
        said = listed([during(gap.start, gap.end) for gap in named])
        others = len(gaps) - len(named)
        more = f", nor in {others:,} other stretch{'es' * (others > 1)}" if others else ""
        is_narrowed = question.narrow.keys() - {"date"}
        archive = "Under this narrowing the archive" if is_narrowed else "The archive"
        yield f"{archive} holds nothing {said}{more}."
