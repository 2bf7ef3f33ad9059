"""What the best paragraph of an article adds to its score, in the engine in pure Python."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.engines import ranking
from search.engines.asides import LOWERED, weight_of_kind
from search.engines.passages import best_lifts
from search.engines.ranking import unweighed
from search.engines.settling import word_tests
from search.engines.whoosh_queries import Inside, Term, paragraph_of
from search.matching.sequences import StemTest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from search.analysis import Analyzer
    from search.engines.passages import Lift, Passage
    from search.engines.ranking import Plan
    from search.engines.whoosh_queries import Part, Segments
    from search.engines.whoosh_translator import Translator
    from search.matching.sequences import ExactTest
    from search.query.nodes import Node
    from search.results import Scope


class Passages:
    """The paragraphs of articles in one state of an archive."""

    def __init__(
        self, searchers: dict[Scope, Segments], translator: Translator, analyzer: Analyzer
    ) -> None:
        """Look them up in what ``searchers`` see."""
        self._searchers = searchers
        self._translator = translator
        self._analyzer = analyzer

    def lifts(self, plan: Plan, aids: Collection[int]) -> dict[int, Lift]:
        """Return how much more the best paragraphs of articles would score than they do.

        Articles that have no such paragraph are left out.
        """
        passages = list(self._passages(plan, aids))
        wholes = self._wholes(plan, {aid for aid, *_ in passages})
        return best_lifts(passages, wholes, self._searchers["article"].average("length"))

    def _wholes(self, plan: Plan, aids: Collection[int]) -> dict[int, tuple[float, int]]:
        """Return the scores of articles by the tree of a plan alone, and their lengths."""
        if not aids:
            return {}
        query = self._translator.query(plan.tree, "article")
        found: dict[int, tuple[float, int]] = {}
        for leaf in self._searchers["article"].leaves():
            numbers, lengths = leaf.numbers("aid"), leaf.numbers("length")
            for doc, score in query.found(leaf, scored=True).items():
                if numbers[doc] in aids:
                    found[numbers[doc]] = score, lengths[doc]
        return found

    def _passages(self, plan: Plan, aids: Collection[int]) -> Iterator[Passage]:
        """Yield the paragraphs of some articles that have several parts of a plan."""
        parts = [self._part(node) for node in plan.passages]
        inside = Inside(aids)
        for leaf in self._searchers["paragraph"].leaves():
            docs = set(inside.found(leaf, scored=False))
            if docs:
                yield from self._of_segment(leaf, docs, parts)

    def _of_segment(
        self, leaf: Segments, docs: set[int], parts: Iterable[tuple[Part, float]]
    ) -> Iterator[Passage]:
        covers: dict[int, list[float]] = {doc: [] for doc in sorted(docs)}
        for query, cover in parts:
            for doc in query.among(leaf, docs):
                covers[doc].append(cover)
        weights = {
            doc: weight_of_kind(kind)
            for kind in LOWERED
            for doc in Term("kind", kind).among(leaf, docs)
        }
        pids, lengths = leaf.numbers("pid"), leaf.numbers("length")
        for doc, found in covers.items():
            if len(found) >= ranking.TOGETHER:
                aid, number = paragraph_of(pids[doc])
                yield aid, number, sum(found), lengths[doc], weights.get(doc, 1.0)

    def _part(self, node: Node) -> tuple[Part, float]:
        """Return the query for paragraphs that have a part, and what that part counts."""
        node, weight = unweighed(node)
        rarity = sum(map(self._rarity, word_tests(node, self._analyzer)))
        return self._translator.query(node, "paragraph"), weight * rarity

    def _rarity(self, test: StemTest | ExactTest) -> float:
        """Return the inverse frequency of a word among articles."""
        if isinstance(test, StemTest):
            return self._searchers["article"].rarity("stem", test.stem)
        return self._searchers["article"].rarity("exact", test.term)
