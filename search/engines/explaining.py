"""How the score of an article came about, part by part, the same in every engine."""

from __future__ import annotations

from math import isclose
from typing import TYPE_CHECKING

from search.engines.ranking import unweighed
from search.query.nodes import And, Boost, Not, Or, Phrase, Word
from search.results import ScorePart

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from search.engines.passages import Lifts
    from search.engines.ranking import Plan
    from search.query.nodes import Node

EQUAL = 1e-6  # part of a score: engines reckon with 32 bits


def explained(
    plan: Plan,
    score: float | None,
    whole: float,
    day: int | None,
    lifts: Lifts,
    aid: int,
    parts: Callable[[Node], ScorePart | None],
) -> ScorePart:
    """Return how the score of an article came about, part by part.

    ``score`` is what a search found, or None, and ``whole`` the score before dates and
    paragraphs had their say, which they may not have had. ``parts`` gives the score of the
    article for a part of the plan, None if it does not match.
    """
    score = whole if score is None else score
    is_bare = isclose(score, whole, rel_tol=EQUAL)
    factor = plan.recency.factor(day) if plan.recency and not is_bare else 1.0
    found = [
        ScorePart(part.value, named, part.parts)
        for node, named in _named(plan, parts)
        if (part := parts(node)) is not None and part.value
    ]
    if plan.passages and not is_bare and not isclose(score, whole * factor, rel_tol=EQUAL):
        lift = lifts.of(plan, [aid])[aid]
        note = f"¶{lift.number} would score so much more as an article by itself"
        found.append(ScorePart(lift.value, note))
    if factor == 1:
        return ScorePart(score, "sum", tuple(found))
    recent = ScorePart(factor, "by how recent the article is")
    return ScorePart(score, "product", (ScorePart(score / factor, "sum", tuple(found)), recent))


def _named(plan: Plan, parts: Callable[[Node], ScorePart | None]) -> Iterator[tuple[Node, str]]:
    """Yield each part of a plan that may match, with what its score is called."""
    for node in _in_tree(plan.tree, parts):
        yield node, _weighted(node, "")
    for node in plan.more:
        inner = unweighed(node)[0]
        note = " side by side" if isinstance(inner, Phrase) else " as it is written"
        yield node, _weighted(node, note)
    for node in plan.added:
        yield node, _weighted(node, ", which the first articles have in common")


def _in_tree(node: Node, parts: Callable[[Node], ScorePart | None]) -> Iterator[Node]:
    """Yield the parts of a tree that rank by themselves, none of an alternative that fails."""
    if isinstance(node, And | Or):
        for part in node.parts:
            if isinstance(node, And) or not _is_joined(part) or parts(part) is not None:
                yield from _in_tree(part, parts)
    elif isinstance(node, Boost):
        for found in _in_tree(node.part, parts):
            yield Boost(found, node.weight)
    elif not isinstance(node, Not):
        yield node


def _is_joined(node: Node) -> bool:
    return isinstance(unweighed(node)[0], And | Or)


def _weighted(node: Node, note: str) -> str:
    inner, weight = unweighed(node)
    text = inner.text if isinstance(inner, Word | Phrase) and note else str(inner)
    return f"{text}{note}" + (f" × {weight:.3g}" if weight != 1 else "")


def scored_parts(plan: Plan) -> list[Node]:
    """Return all parts of a plan of which ``explained`` may ask for the score."""
    asked: list[Node] = []

    def ask(node: Node) -> ScorePart:
        asked.append(node)
        return ScorePart(0.0, "")

    return [node for node, _ in _named(plan, ask)] + asked
