"""Several searches on one timeline, as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import search
from web.addresses import Link, address, extended, kept
from web.charts.lines import Column, Series, beside, columns, line
from web.charts.links import AnyDays, crumbs, measures, units
from web.charts.plots import ticks
from web.charts.rows import Measure, strip
from web.charts.timeline import notes
from web.charts.words import shown_days
from web.results.narrowing import narrowing
from web.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from web.charts.plots import Scale, Stretch, Tick
    from web.parameters import Question

MOST = 6  # queries whose lines can still be told apart
HEIGHT = 220  # pixels
PAGE = "charts.compare"
_OF_THE_FORM = ("q", "page", "open", "from", "to")


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A field of the form: a query, its line or else what is wrong with it, and a link without it."""

    number: int
    text: str
    fault: str
    line: Series | None
    removal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The lines of all searches over the same periods.

    ``starts``, ``end`` and ``days`` are for a script, as those of other timelines.
    """

    title: str
    height: int
    top: str
    lines: tuple[Series, ...]
    columns: tuple[Column, ...]
    gaps: tuple[Stretch, ...]
    ticks: tuple[Tick, ...]
    starts: str
    end: str
    days: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """What the page shows; ``left_out`` are the queries for which there is no room."""

    title: str
    question: Question
    boxes: tuple[Box, ...]
    left_out: tuple[str, ...]
    kept: list[tuple[str, str]]
    chips: tuple[Link, ...]
    units: tuple[Link, ...]
    measures: tuple[Link, ...]
    crumbs: tuple[Link, ...]
    plot: Plot | None


def compare_page(archive: search.Archive, question: Question, texts: Iterable[str]) -> ComparePage:
    """Return the page that compares searches for these texts, all narrowed alike.

    A text without a sensible reading has no line; its box says why.
    """
    given = [*dict.fromkeys(text for text in texts if text.strip())]
    texts, left_out = given[:MOST], given[MOST:]
    faults = {text: fault for text in texts if (fault := _fault(text))}
    sound = [text for text in texts if text not in faults]
    bare = question.changed(text="")
    comparison = _Comparison(archive, bare, sound, texts)
    lines = dict(zip(sound, comparison.lines(), strict=True))
    return ComparePage(
        title=f"Compare: {', '.join(texts)} – Nutgraf" if texts else "Compare – Nutgraf",
        question=question,
        boxes=tuple(
            Box(
                number=number,
                text=text,
                fault=faults.get(text, ""),
                line=lines.get(text),
                removal=comparing(bare, [other for other in texts if other != text]),
            )
            for number, text in enumerate([*texts, *_empty(texts)], 1)
        ),
        left_out=tuple(left_out),
        kept=kept(question, _OF_THE_FORM),
        chips=_for(texts, narrowing(archive, bare, PAGE).chips),
        units=_for(texts, units(bare, PAGE)),
        measures=_for(texts, measures(bare, PAGE)),
        crumbs=_for(texts, crumbs(bare, PAGE)),
        plot=comparison.plot(),
    )


def comparing(bare: Question, texts: Iterable[str]) -> str:
    """Return the address of the page with these queries."""
    return _with(address(PAGE, bare), texts)


def _with(base: str, texts: Iterable[str]) -> str:
    for text in texts:
        base = extended(base, "q", text)
    return base


def _for(texts: Sequence[str], links: Iterable[Link]) -> tuple[Link, ...]:
    """Return links that keep all queries."""
    return tuple(replace(link, address=_with(link.address, texts)) for link in links)


def _empty(texts: Sequence[str]) -> list[str]:
    """Return the fields for queries to come: two queries at least, one more where there is room."""
    return [""] * (max(2, min(MOST, len(texts) + 1)) - len(texts))


def _fault(text: str) -> str:
    """Return why a text has no sensible reading, or nothing."""
    try:
        search.parse(text)
    except search.QueryError as error:
        return str(error)
    return ""


class _Comparison:
    """Searches for ``texts`` under one narrowing."""

    def __init__(
        self, archive: search.Archive, bare: Question, texts: Sequence[str], named: Sequence[str]
    ) -> None:
        """Search; ``named`` are also the texts that have no reading, which links keep."""
        self._bare = bare
        self._texts = texts
        self._measure = Measure(noun=bare.scope, share=bare.share)
        self._days = AnyDays(_with(AnyDays.of(bare, PAGE).root, named))
        self._found = archive.timelines(
            texts, narrow=bare.narrow, scope=bare.scope, match=bare.match, unit=bare.unit
        )
        self._bars = [each.bars[each.periods] for each in self._found]

    def _scale(self) -> Scale:
        return self._measure.scale([bar for bars in self._bars for bar in bars], HEIGHT)

    def lines(self) -> Iterator[Series]:
        """Yield the line of each search."""
        scale = self._scale()
        for number, (text, found, bars) in enumerate(
            zip(self._texts, self._found, self._bars, strict=True), 1
        ):
            points, markers = line(bars, number, self._measure, scale)
            yield Series(
                number=number,
                text=text,
                total=counted(found.total, self._measure.noun),
                address=address("results.results", self._bare.changed(text=text)),
                beside=beside(found),
                points=points,
                markers=markers,
            )

    def plot(self) -> Plot | None:
        """Return the plot, unless there is nothing to compare."""
        if not self._found or not self._bars[0]:
            return None
        bars, first = self._bars[0], self._found[0]
        return Plot(
            title=f"By {first.unit}, {shown_days(bars[0].start, bars[-1].end)}",
            height=HEIGHT,
            top=self._measure.top(self._scale()),
            lines=tuple(self.lines()),
            columns=tuple(columns(self._texts, self._bars, self._measure, self._days)),
            gaps=tuple(strip(bars, first.gaps)),
            ticks=ticks(bars),
            starts=" ".join(str(bar.start) for bar in bars),
            end=str(bars[-1].end),
            days=self._days.root,
            notes=tuple(notes(first, self._bare)),
        )
