"""Where a part of a query matches within one paragraph.

A span is the positions of the words of one match, in order. Every span of a
part is a match; together the spans hold every word that takes part in one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from search.deadlines import check_time
from search.matching.paragraphs import FragmentView, ParagraphView
from search.matching.sequences import sequence
from search.query.nodes import Boost, Near, Or, Together, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import Protocol

    from search.analysis import Analyzer
    from search.article import Paragraph
    from search.matching.paragraphs import Views
    from search.matching.sequences import Sequence, TermTest
    from search.query.nodes import Node

    class Keep(Protocol):
        """Keeps the spans of one side that have a linked one among the others."""

        def __call__(  # noqa: D102 - the class says it
            self, kept: list[Span], others: list[Span], *, is_left: bool
        ) -> list[Span]: ...


Span = tuple[int, ...]


def spans(node: Node, view: ParagraphView, analyzer: Analyzer, *, stems: bool = True) -> list[Span]:
    """Return the spans of a leaf, a proximity, or alternatives of them.

    Without ``stems`` words are taken as written.
    """
    if isinstance(node, Or):
        return _distinct(
            span for part in node.parts for span in spans(part, view, analyzer, stems=stems)
        )
    if isinstance(node, Boost):
        return spans(node.part, view, analyzer, stems=stems)
    if isinstance(node, Near | Together):
        sides, links = chain(node)
        return _chain_spans(
            [spans(side, view, analyzer, stems=stems) for side in sides], links, view
        )
    return sequence_spans(sequence(node, analyzer, stems=stems), view)


def single_test(node: Node, analyzer: Analyzer) -> TermTest | None:
    """Return the test of a part that is one word or pattern; None for anything longer."""
    if isinstance(node, Boost):
        return single_test(node.part, analyzer)
    if isinstance(node, Or | Near | Together):
        return None
    tests = sequence(node, analyzer).tests
    return tests[0] if len(tests) == 1 else None


def likely(node: Node, views: Views, analyzer: Analyzer) -> Collection[int]:
    """Return the places of those of an article's paragraphs that have the words of a part at all.

    The others, which are most, need not be looked at.
    """
    if isinstance(node, Boost):
        return likely(node.part, views, analyzer)
    if isinstance(node, Or):
        found = {place for part in node.parts for place in likely(part, views, analyzer)}
        return sorted(found)
    if isinstance(node, Near | Together):
        return _in_all([likely(side, views, analyzer) for side in chain(node)[0]])
    return _in_all([views.finds(test) for test in sequence(node, analyzer).tests])


def _in_all(places: list[Collection[int]]) -> list[int]:
    """Return the places that all have, in the order of the first."""
    first, *others = places or [()]
    return [place for place in first if all(place in other for other in others)]


def matches(node: Node, paragraph: Paragraph, analyzer: Analyzer) -> bool:
    """Tell whether a part matches in a paragraph, without finding every place."""
    check_time()
    if _has_sentences(node) and spans(node, FragmentView(paragraph.text), analyzer):
        return True
    return bool(spans(node, ParagraphView(paragraph.text), analyzer))


def _has_sentences(node: Node) -> bool:
    return any(isinstance(part, Together) and part.unit == "sentence" for part in walk(node))


def chain(node: Near | Together) -> tuple[list[Node], list[Near | Together]]:
    """Write ``a w/5 b w/s c`` as its sides and the links between neighbours.

    Each operator relates the two sides that stand next to it.
    """
    sides: list[Node] = []
    links: list[Near | Together] = []
    waiting: list[Node | None] = [node]
    pending: list[Near | Together] = []
    while waiting:
        current = waiting.pop()
        if current is None:
            links.append(pending.pop())
        elif isinstance(current, Near | Together):
            waiting += [current.right, None, current.left]
            pending.append(current)
        else:
            sides.append(current)
    return sides, links


def sequence_spans(wanted: Sequence, view: ParagraphView) -> list[Span]:
    """Return the spans of terms that pass the tests, next to each other or with moves."""
    places = [view.positions(test) for test in wanted.tests]
    if not places or not all(places):
        return []
    if len(places) == 1:
        return [(place,) for place in places[0]]
    if wanted.slop == 0:
        later = [set(found) for found in places[1:]]
        return [
            tuple(range(first, first + len(places)))
            for first in places[0]
            if all(first + step in found for step, found in enumerate(later, start=1))
        ]
    return _sloppy_spans(places, wanted.slop)


def _sloppy_spans(places: list[list[int]], slop: int) -> list[Span]:
    """Find words whose shifts from their place in the phrase differ by at most ``slop``.

    Two words of the phrase never share one word of the text.
    """
    shifts = [[place - step for place in found] for step, found in enumerate(places)]
    found: set[Span] = set()
    for lowest in sorted({shift for column in shifts for shift in column}):
        window = [
            [
                shift + step
                for shift in column[
                    bisect_left(column, lowest) : bisect_right(column, lowest + slop)
                ]
            ]
            for step, column in enumerate(shifts)
        ]
        if all(window):
            found.update(_assignments(window))
    return sorted(found)


def _assignments(window: list[list[int]]) -> set[Span]:
    """Return spans that cover every place which some choice of distinct places uses."""
    covered: set[Span] = set()
    used: set[int] = set()
    for step, places in enumerate(window):
        for place in places:
            if place in used:
                continue
            choice = _choose(window, {step: place})
            if choice is not None:
                covered.add(tuple(sorted(choice)))
                used.update(choice)
    return covered


def _choose(window: list[list[int]], fixed: dict[int, int]) -> list[int] | None:
    """Choose a distinct place for each word, or None (bipartite matching, Kuhn 1955)."""
    owner = {place: step for step, place in fixed.items()}

    def settle(step: int, seen: set[int]) -> bool:
        for place in window[step]:
            if place in seen:
                continue
            seen.add(place)
            holder = owner.get(place)
            if holder is None or (holder not in fixed and settle(holder, seen)):
                owner[place] = step
                return True
        return False

    for step in range(len(window)):
        if step not in fixed and not settle(step, set()):
            return None
    return list(owner)


def _chain_spans(
    sides: list[list[Span]], links: list[Near | Together], view: ParagraphView
) -> list[Span]:
    """Return the spans of chains in which each neighbour is linked to the next.

    Forward and backward over the sides, as in a lattice: a span of a side stays
    if it has a linked one before and behind.
    """
    if not all(sides):
        return []
    relations = [_relation(link, view) for link in links]
    for step in range(1, len(sides)):
        sides[step] = relations[step - 1](sides[step], sides[step - 1], is_left=False)
    for step in range(len(sides) - 2, -1, -1):
        sides[step] = relations[step](sides[step], sides[step + 1], is_left=True)
    if not all(sides):
        return []
    return _distinct(span for side in sides for span in side)


def _relation(link: Near | Together, view: ParagraphView) -> Keep:
    """Return the function that keeps the spans of one side with a linked span on the other.

    ``is_left`` tells whether the kept side is the left one. Linked spans never
    overlap; of all spans beside one, the nearest decides.
    """
    if isinstance(link, Together):
        return _in_one(view.sentence if link.unit == "sentence" else view.whole)
    distance, ordered = link.distance, link.ordered

    def near(kept: list[Span], others: list[Span], *, is_left: bool) -> list[Span]:
        before, behind = _nearest(others)
        return [
            span
            for span in kept
            if ((is_left or not ordered) and 0 < behind(span) <= distance)
            or ((not is_left or not ordered) and 0 < before(span) <= distance)
        ]

    return near


def _in_one(home_of: Callable[[int, int], int | None]) -> Keep:
    """Keep spans that have another in the same home, a sentence or a paragraph."""

    def together(kept: list[Span], others: list[Span], *, is_left: bool) -> list[Span]:  # noqa: ARG001
        homes: dict[int | None, list[Span]] = {}
        for other in others:
            homes.setdefault(home_of(other[0], other[-1]), []).append(other)
        homes.pop(None, None)  # spans that no sentence holds
        nearest = {home: _nearest(held) for home, held in homes.items()}
        return [
            span
            for span in kept
            if (home := home_of(span[0], span[-1])) in nearest
            and any(distance(span) for distance in nearest[home])
        ]

    return together


def _nearest(others: list[Span]) -> tuple[Callable[[Span], int], Callable[[Span], int]]:
    """Return how far it is from a span back and forward to the others; 0 where none is."""
    starts = sorted(other[0] for other in others)
    ends = sorted(other[-1] for other in others)

    def before(span: Span) -> int:
        place = bisect_left(ends, span[0])
        return span[0] - ends[place - 1] if place else 0

    def behind(span: Span) -> int:
        place = bisect_right(starts, span[-1])
        return starts[place] - span[-1] if place < len(starts) else 0

    return before, behind


def _distinct(found: Iterable[Span]) -> list[Span]:
    return sorted(set(found))
