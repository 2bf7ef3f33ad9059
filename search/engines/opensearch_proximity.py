"""Phrases, ``w/N``, ``pre/N`` and ``w/p`` by Lucene's intervals, as far as they are exact.

Lucene keeps only the smallest of intervals that lie in each other. So whether one of two
words is near the other is found exactly, and also for phrases: among spans of one length
none lies in another. Sides that have spans of several lengths are written out, one length
by one. Chains of more than two sides, sentences, and words that are too many to be
listed become a query for what may match.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from search.engines.opensearch_documents import key_of
from search.engines.opensearch_terms import (
    MOST_TERMS,
    NOTHING,
    all_of,
    any_of,
    size,
    stems_of_field,
    together,
)
from search.matching.sequences import ExactTest, Sequence, StemTest, sequence
from search.matching.spans import chain
from search.query.nodes import Boost, Near, Or, Together

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.analysis import Analyzer
    from search.engines.opensearch_terms import Terms
    from search.engines.opensearch_view import Dsl
    from search.matching.sequences import TermTest
    from search.query.nodes import Node

    Sides = dict[int, list[Dsl]]  # rules for intervals, by how many words they span

PAIR = 2  # words of a phrase whose moves intervals can count


class Proximity:
    """Translates what stands together in one text, a paragraph's or a value's."""

    def __init__(self, terms: Terms, analyzer: Analyzer) -> None:
        """Look words up in ``terms``."""
        self._terms = terms
        self._analyzer = analyzer

    def native(
        self, node: Node, field: str, *, stems: bool = True, alone: bool = False
    ) -> Dsl | None:
        """Return a query that matches exactly what a part does; None if there is none.

        ``alone`` tells that each document has but one text in the field.
        """
        if isinstance(node, Boost):
            return self.native(node.part, field, stems=stems, alone=alone)
        if isinstance(node, Or):
            found = [self.native(part, field, stems=stems, alone=alone) for part in node.parts]
            known = [query for query in found if query is not None]
            return any_of(known) if len(known) == len(found) else None
        if isinstance(node, Near | Together):
            rules = self._link(node, field, stems=stems, alone=alone)
        else:
            rules = self._leaf(self._sequence(node, stems=stems), field)
        if rules is None or sum(map(size, rules)) > MOST_TERMS:
            return None
        return {"intervals": {field: _either(rules)}} if rules else NOTHING

    def candidates(self, node: Node, field: str, *, rough: bool = False) -> Dsl:
        """Return a query for all paragraphs in which a part may match.

        A ``rough`` one has few clauses, and more that do not match.
        """
        if isinstance(node, Boost):
            return self.candidates(node.part, field, rough=rough)
        if isinstance(node, Or):
            found = [self.candidates(part, field, rough=rough) for part in node.parts]
            return any_of(together(found))
        if isinstance(node, Near | Together):
            sides, links = chain(node)
            found = [self.candidates(side, field, rough=rough) for side in sides]
            for link, (left, right) in zip(links, pairwise(sides), strict=True):
                if not rough:
                    rules = self._linked(link, left, right, field, stems=True)
                    found += self._fitting(rules, field)
            return all_of(found)
        return self._neighbours(self._sequence(node, stems=True), field, rough=rough)

    def _neighbours(self, wanted: Sequence, field: str, *, rough: bool) -> Dsl:
        if not wanted.tests:
            return NOTHING
        if rough:
            return self._terms.query(wanted.tests[0], field)
        found = [self._terms.query(test, field) for test in wanted.tests]
        for pair in pairwise(wanted.tests):
            found += self._fitting(self._leaf(Sequence(pair, wanted.slop), field), field)
        return all_of(found)

    def _fitting(self, rules: list[Dsl] | None, field: str) -> list[Dsl]:
        """Return the query for one of these rules, if there are any and not too many."""
        if not rules or sum(map(size, rules)) > MOST_TERMS:
            return []
        return [{"intervals": {field: _either(rules)}}]

    def _sequence(self, node: Node, *, stems: bool) -> Sequence:
        return sequence(node, self._analyzer, stems=stems)

    def _link(
        self, node: Near | Together, field: str, *, stems: bool, alone: bool
    ) -> list[Dsl] | None:
        sides, links = chain(node)
        if len(links) > 1:
            return None
        (link,) = links
        if isinstance(link, Together) and (link.unit != "paragraph" or not alone):
            return None
        left, right = sides
        return self._linked(link, left, right, field, stems=stems)

    def _linked(
        self, link: Near | Together, left: Node, right: Node, field: str, *, stems: bool
    ) -> list[Dsl] | None:
        """Return rules for two sides beside each other; without a distance for w/s and w/p."""
        ones, others = (self._side(side, field, stems=stems) for side in (left, right))
        if ones is None or others is None:
            return None
        gaps = link.distance - 1 if isinstance(link, Near) else -1
        ordered = isinstance(link, Near) and link.ordered
        rules: list[Dsl] = []
        for one in map(_either, ones.values()):
            for other in map(_either, others.values()):
                rules.append(_ordered([one, other], gaps))
                if not ordered:
                    rules.append(_ordered([other, one], gaps))
        return rules

    def _side(self, node: Node, field: str, *, stems: bool) -> Sides | None:
        """Return rules for a side; None if its spans are not certain to have those lengths."""
        if isinstance(node, Boost):
            return self._side(node.part, field, stems=stems)
        if isinstance(node, Near | Together):
            return None
        if isinstance(node, Or):
            sides: Sides = {}
            for part in node.parts:
                found = self._side(part, field, stems=stems)
                if found is None:
                    return None
                for length, rules in found.items():
                    sides.setdefault(length, []).extend(rules)
            return sides
        wanted = self._sequence(node, stems=stems)
        length = len(wanted.tests)
        if wanted.slop and length > 1:
            return None
        leaf = self._leaf(wanted, field)
        return None if leaf is None else {length: leaf} if leaf else {}

    def _leaf(self, wanted: Sequence, field: str) -> list[Dsl] | None:
        """Return rules for terms next to each other; none if nothing can match."""
        tests, slop = wanted.tests, wanted.slop
        if slop and len(tests) > PAIR:
            return None
        rules = [self._one(test, field) for test in tests]
        known = [rule for rule in rules if rule is not None]
        if len(known) < len(rules):
            return None
        if not known or {} in known:
            return []
        if len(known) == 1:
            return known
        if not slop:
            return [_ordered(known, 0)]
        # The moves of two words are how far the second is from the place behind the first.
        moved = [_ordered(known, slop)]
        if slop >= PAIR:
            moved.append(_ordered(known[::-1], slop - PAIR))
        return moved

    def _one(self, test: TermTest, field: str) -> Dsl | None:
        """Return the rule for one term; empty if none passes, None if they cannot be listed."""
        if isinstance(test, StemTest):
            return _match(key_of(test.stem), stems_of_field(field))
        if field not in ("exact", "title_exact") and not isinstance(test, ExactTest):
            return None
        forms = self._terms.forms(test)
        if forms is None:
            return None
        return _either(_match(form, field) for form in forms)


def _match(term: str, field: str) -> Dsl:
    return {"match": {"query": term, "analyzer": "whitespace", "use_field": field}}


def _ordered(rules: list[Dsl], gaps: int) -> Dsl:
    return {"all_of": {"mode": "ordered", "max_gaps": gaps, "intervals": rules}}


def _either(rules: Iterable[Dsl]) -> Dsl:
    """Return the rule for one of these; empty for none."""
    found = list(rules)
    if len(found) < PAIR:
        return found[0] if found else {}
    return {"any_of": {"intervals": found}}
