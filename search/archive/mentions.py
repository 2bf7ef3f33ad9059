"""Who had it first: the earliest hit of each source."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from search.archive.hits import shown
from search.archive.narrowing import narrowing
from search.matching import Matcher
from search.query.dates import Days
from search.query.nodes import Dated, Undated, conjunction
from search.results import FirstMention, PublicationDay
from search.timelines.periods import number, span

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from search.archive.searching import Question
    from search.catalog import Reader
    from search.engines.base import Engine, EngineHit
    from search.query.nodes import Node

_EXACTNESS = {"day": 0, "month": 1, "year": 2}


class FirstMentions:
    """The first hits of the sources of one search, the earliest first.

    Of dates that begin on the same day the one that is known more exactly comes
    first, and what has no date last.
    """

    def __init__(
        self, question: Question, engine: Engine, catalog: Reader, place: Path | str
    ) -> None:
        """Count the hits of each source by date.

        The engine and the catalog must agree for as long as this is used.
        """
        self._tree = question.query.tree
        self._engine = engine
        self._catalog = catalog
        self._place = place
        self._hits = engine.source_days(self._tree, "article")
        self._held = engine.source_days(question.only_narrow(), "article")
        self._firsts = {source: _earliest(days) for source, days in self._hits.items()}

    def page(self, limit: int, offset: int) -> tuple[FirstMention, ...]:
        """Return the first hits of the sources from ``offset`` on, at most ``limit``."""
        order = sorted(
            self._firsts, key=lambda each: (_place_of(self._firsts[each]), each is None, each or "")
        )
        sources = order[offset : offset + limit]
        matcher = Matcher(self._tree, self._engine.analyzer)
        found = [self._first(source) for source in sources]
        hits = shown(found, matcher, self._catalog, self._place)
        return tuple(
            FirstMention(
                source=source,
                hit=hit,
                total=sum(self._hits[source].values()),
                undated=sum(n for day, n in self._hits[source].items() if day.date is None),
                covered_from=_covered_from(self._held[source]),
            )
            for source, hit in zip(sources, hits, strict=True)
        )

    def _first(self, source: str | None) -> EngineHit:
        day = self._firsts[source]
        chosen = narrowing({"source": [source or ""]}, datetime.date.min)
        narrowed = conjunction([self._tree, *chosen.values(), _on(day)])
        return self._engine.search(narrowed, "article", "oldest", 1, 0).hits[0]


def _place_of(day: PublicationDay) -> tuple[datetime.date, int]:
    return day.date or datetime.date.max, _EXACTNESS[day.precision]


def _earliest(days: Iterable[PublicationDay]) -> PublicationDay:
    return min(days, key=_place_of)


def _covered_from(days: Iterable[PublicationDay]) -> PublicationDay | None:
    earliest = _earliest(days)
    return earliest if earliest.date else None


def _on(day: PublicationDay) -> Node:
    """Return the part for what begins on the earliest date, and is known as exactly.

    What begins on the same day and is known less exactly does not lie within it.
    """
    if day.date is None:
        return Undated()
    days = span(number(day.date, day.precision), day.precision)
    return Dated(Days(*map(datetime.date.fromordinal, days)))
