"""What the best paragraph of an article adds to its score, the same in every engine.

An article counts as much as its best paragraph would as an article of its own, where that
is more (Callan 1994, "Passage-level evidence in document retrieval"). Engines find the
paragraphs; what these come to is reckoned here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from search.engines.ranking import K1, B

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from search.engines.ranking import Plan
    from search.query.nodes import Node

    # The aid and the number of a paragraph, the sum of the inverse frequencies of what it has
    # of a query, its length, and what its kind weighs.
    Passage = tuple[int, int, float, float, float]


PASSAGE = 0.5  # of the length of its article a paragraph may have at most
PLANS_KEPT = 16  # of which it is remembered what paragraphs add


class Lift(NamedTuple):
    """How much more an article's best paragraph would score than the article does."""

    value: float
    number: int


NO_LIFT = Lift(0.0, 0)


class Lifts:
    """What paragraphs add to the scores of articles in one state of an archive, remembered."""

    def __init__(self, found: Callable[[Plan, list[int]], dict[int, Lift]]) -> None:
        """Keep how they are found; articles that have none may be left out."""
        self._found = found
        self._known: dict[tuple[Node, ...], dict[int, Lift]] = {}

    def of(self, plan: Plan, aids: Iterable[int]) -> dict[int, Lift]:
        """Return the lifts of articles, and perhaps of others; 0 is for those without one."""
        key = plan.tree, *plan.passages
        known = self._known.get(key, {})
        fresh = [aid for aid in aids if aid not in known]
        if fresh:
            known = known | dict.fromkeys(fresh, NO_LIFT) | self._found(plan, fresh)
            if len(self._known) >= PLANS_KEPT:
                self._known.clear()
            self._known[key] = known
        return known


def best_lifts(
    passages: Iterable[Passage], wholes: Mapping[int, tuple[float, float]], average: float
) -> dict[int, Lift]:
    """Return the lifts of the articles that have any: by the best paragraph, of equals the first.

    ``wholes`` are the scores and the lengths of articles by their aids, ``average`` is the
    length of an article on average. Articles that are not among ``wholes`` are passed over.

    >>> last, middle = (1, 9, 3.0, 50, 1.0), (1, 4, 3.0, 50, 1.0)
    >>> best_lifts([last, middle], {1: (2.5, 500)}, 50.0)
    {1: Lift(value=0.5, number=4)}
    """
    best: dict[int, tuple[float, int]] = {}
    for aid, number, cover, length, weight in passages:
        whole = wholes.get(aid)
        if whole is not None and is_passage(length, whole[1]):
            lift = passage_score(cover, length, average) * weight - whole[0], -number
            if lift[0] > 0 and (aid not in best or lift > best[aid]):
                best[aid] = lift
    return {aid: Lift(value, -number) for aid, (value, number) in best.items()}


def passage_score(cover: float, length: float, average: float) -> float:
    """Return what a paragraph would score as an article of its own.

    ``cover`` is the sum of the inverse frequencies of the words that it has, once each;
    ``length`` and the ``average`` of articles are in the same unit.

    >>> passage_score(3.0, 500, 500), round(passage_score(3.0, 50, 500), 2)
    (3.0, 4.75)
    """
    return cover * (K1 + 1) / (1 + K1 * (1 - B + B * length / average))


def is_passage(length: float, whole: float) -> bool:
    """Tell whether a paragraph is so short beside its article that it may lift it.

    >>> is_passage(100, 300), is_passage(100, 150)
    (True, False)
    """
    return length <= PASSAGE * whole
