"""When the hits of searches were published, beside all that the archive holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from search.query.nodes import Dated, Or
from search.timelines.axes import Bounds, Dates
from search.timelines.bars import by_source, timelines
from search.timelines.periods import UNITS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from search.archive.searching import Question
    from search.engines.base import Engine
    from search.query.nodes import Node
    from search.results import Scope
    from search.timelines.bars import SourceBars, Timeline
    from search.timelines.periods import Unit

CountedT = TypeVar("CountedT")

_KEPT = 64  # narrowings whose counts are remembered


class Chronology:
    """The timelines of one state of an archive.

    What the archive holds is counted once for each narrowing, whatever the query.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._held: _Memory[Dates] = _Memory()
        self._sources: _Memory[Mapping[str | None, Dates]] = _Memory()

    def timelines(
        self, questions: Sequence[Question], unit: Unit | None, engine: Engine, generation: int
    ) -> tuple[Timeline, ...]:
        """Return the timelines, on one axis, of questions that differ in their text alone.

        Raises:
            ValueError: if there is no such unit.
        """
        if unit and unit not in UNITS:
            raise ValueError(f"unit is {unit!r}; it must be one of: {', '.join(UNITS)}.")
        narrowing, scope = questions[0].only_narrow(), questions[0].scope

        def dates(tree: Node) -> Dates:
            return Dates.of(engine.days(tree, scope))

        held = self._held.recall(generation, (narrowing, scope), lambda: dates(narrowing))
        trees = [each.query.tree for each in questions]
        hits = [held if tree == narrowing else dates(tree) for tree in trees]
        return timelines(hits, held, unit=unit, asked=_asked(questions[0].narrow))

    def sources(
        self, whole: Timeline, question: Question, engine: Engine, generation: int
    ) -> tuple[SourceBars, ...]:
        """Return the bars of each source, like those of the timeline of all."""
        narrowing, scope, tree = question.only_narrow(), question.scope, question.query.tree

        def dates(tree: Node) -> Mapping[str | None, Dates]:
            found = engine.source_days(tree, scope)
            return {source: Dates.of(days) for source, days in found.items()}

        held = self._sources.recall(generation, (narrowing, scope), lambda: dates(narrowing))
        return by_source(whole, held if tree == narrowing else dates(tree), held)


class _Memory(Generic[CountedT]):
    """What was counted in the newest state of an archive."""

    def __init__(self) -> None:
        self._known: tuple[int, dict[tuple[Node, Scope], CountedT]] = (-1, {})

    def recall(
        self, generation: int, key: tuple[Node, Scope], count: Callable[[], CountedT]
    ) -> CountedT:
        """Return what was counted before, or count it now."""
        of, known = self._known
        if of != generation or len(known) > _KEPT:
            known = {}
            self._known = (generation, known)
        found = known.get(key)
        if found is None:
            found = known[key] = count()
        return found


def _asked(narrow: Mapping[str, Node]) -> Bounds:
    """Return the first and the last day that a search is narrowed to.

    >>> from search.query.nodes import Undated
    >>> _asked({"date": Undated()})
    Bounds(first=None, last=None)
    """
    bounds = [_bounds(narrow[name]) for name in ("year", "date") if name in narrow]
    firsts = [each.first for each in bounds if each.first]
    lasts = [each.last for each in bounds if each.last]
    return Bounds(max(firsts, default=None), min(lasts, default=None))


def _bounds(node: Node) -> Bounds:
    """Return the bounds around the alternatives of a narrowing."""
    parts = node.parts if isinstance(node, Or) else (node,)
    days = [part.days for part in parts if isinstance(part, Dated)]
    firsts = [each.first.toordinal() for each in days if each.first]
    lasts = [each.last.toordinal() for each in days if each.last]
    return Bounds(
        min(firsts) if firsts and len(firsts) == len(days) else None,
        max(lasts) if lasts and len(lasts) == len(days) else None,
    )
