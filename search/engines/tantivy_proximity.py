"""Proximity by tantivy itself, as far as it is exact.

Two findings of measuring it, both held by tests: a sloppy phrase of two
different words is exact (``[a, b]`` with slop s finds b from s - 1 words before
a to s + 1 behind), and so is one of two regular expressions that no word
matches both of. Everything else becomes a query for what may match.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tantivy import Query

from search.engines.tantivy_terms import MAX_EXPANSIONS, all_of, any_of
from search.matching.sequences import ExactTest, PatternTest, StemTest, sequence
from search.matching.spans import chain
from search.query.nodes import Boost, Near, Or, Together

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.analysis import Analyzer
    from search.engines.tantivy_terms import Terms
    from search.matching.sequences import TermTest
    from search.query.nodes import Node

MAX_PAIRS = 16  # of words, each a phrase query of its own
MAX_GAPS = 10  # distances written out one by one
MAX_FORMS = 500  # words in one regular expression
TESTS_KEPT = 64  # patterns and spellings whose words are remembered


class Vocabulary:
    """The exact terms of one state of the paragraphs, read when first asked for."""

    def __init__(self, terms: Terms) -> None:
        """Keep where to read them."""
        self._terms = terms
        self._passing: dict[TermTest, list[str]] = {}

    def expands(self, tests: Iterable[TermTest]) -> bool:
        """Tell whether tantivy may look up all terms that pass these tests, for one phrase."""
        found = 0
        for test in tests:
            found += len(self._passing_terms(test))
            if found > MAX_EXPANSIONS:
                return False
        return True

    def forms(self, test: TermTest) -> list[str] | None:
        """Return the terms that pass a test; None for a pattern, which has too many."""
        return None if isinstance(test, PatternTest) else self._passing_terms(test)

    def _passing_terms(self, test: TermTest) -> list[str]:
        if isinstance(test, StemTest | ExactTest):
            return self._terms.words(test)
        passing = self._passing.get(test)
        if passing is None:
            head = test.pattern.head if isinstance(test, PatternTest) else ""
            terms = self._terms.searcher.terms_with_prefix("exact", head)
            passing = [term for term, _ in terms if test.accepts(term)]
            if len(self._passing) >= TESTS_KEPT:
                self._passing.clear()
            self._passing[test] = passing
        return passing


class Proximity:
    """Translates ``w/N``, ``pre/N``, ``w/s``, ``w/p`` and sloppy phrases on paragraphs."""

    def __init__(self, terms: Terms, analyzer: Analyzer) -> None:
        """Keep the state that answers are for."""
        self._terms = terms
        self._schema = terms.schema
        self._analyzer = analyzer
        self._vocabulary = Vocabulary(terms)

    def query(self, node: Node) -> tuple[Query, bool]:
        """Return a query for the paragraphs that may match, and whether all of them do."""
        if isinstance(node, Or):
            found = [self.query(part) for part in node.parts]
            return any_of(query for query, _ in found), all(exact for _, exact in found)
        if isinstance(node, Boost):
            return self.query(node.part)
        if isinstance(node, Near | Together):
            return self._chain(node)
        return self._leaf(node)

    def _chain(self, node: Near | Together) -> tuple[Query, bool]:
        sides, links = chain(node)
        tests = [self._tests(side) for side in sides]
        clauses: list[Query] = []
        exact = len(links) == 1
        for place, link in enumerate(links):
            left, right = tests[place], tests[place + 1]
            native = self._link(link, left, right) if left and right else None
            exact = exact and native is not None and native[1]
            if native is not None:
                clauses.append(native[0])
        if len(clauses) < len(links) or not exact:
            clauses += [self.query(side)[0] for side in sides]
        return all_of(clauses), exact

    def _tests(self, node: Node) -> list[TermTest] | None:
        """Return the tests of a side of single words; None if it has anything longer."""
        if isinstance(node, Boost):
            return self._tests(node.part)
        if isinstance(node, Or):
            found = [self._tests(part) for part in node.parts]
            return [test for tests in found for test in tests or ()] if all(found) else None
        if isinstance(node, Near | Together):
            return None
        wanted = sequence(node, self._analyzer)
        return list(wanted.tests) if len(wanted.tests) == 1 else None

    def _leaf(self, node: Node) -> tuple[Query, bool]:
        wanted = sequence(node, self._analyzer)
        if not wanted.tests:
            return Query.empty_query(), True
        words = [self._terms.query(test) for test in wanted.tests]
        if len(words) == 1:
            return words[0], True
        neighbours = [
            self._phrase([left], [right], wanted.slop)
            for left, right in zip(wanted.tests, wanted.tests[1:], strict=False)
        ]
        clauses = [found[0] for found in neighbours if found]
        exact = len(wanted.tests) == 2 and all(found and found[1] for found in neighbours)  # noqa: PLR2004
        return all_of(clauses + ([] if exact else words)), exact

    def _link(
        self, link: Near | Together, left: list[TermTest], right: list[TermTest]
    ) -> tuple[Query, bool] | None:
        if isinstance(link, Together):
            return self._together(link, left, right)
        if not link.ordered:
            return self._either_order(left, right, link.distance)
        if link.distance > MAX_GAPS:
            found = self._phrase(left, right, link.distance - 1)
            return (found[0], False) if found else None
        return self._gaps(left, right, link.distance)

    def _together(
        self, link: Together, left: list[TermTest], right: list[TermTest]
    ) -> tuple[Query, bool] | None:
        if link.unit != "paragraph" or not self._are_apart(left, right):
            return None
        sides = [[self._terms.query(test) for test in side] for side in (left, right)]
        return all_of(any_of(side) for side in sides), True

    def _either_order(
        self, left: list[TermTest], right: list[TermTest], distance: int
    ) -> tuple[Query, bool] | None:
        ahead = self._phrase(left, right, distance - 1)
        back = self._phrase(right, left, distance - 1)
        if ahead and back and (distance > MAX_GAPS or (ahead[1] and back[1])):
            return any_of([ahead[0], back[0]]), ahead[1] and back[1]
        if distance > MAX_GAPS:
            return None
        ahead, back = self._gaps(left, right, distance), self._gaps(right, left, distance)
        return (any_of([ahead[0], back[0]]), True) if ahead and back else None

    def _phrase(
        self, left: list[TermTest], right: list[TermTest], slop: int
    ) -> tuple[Query, bool] | None:
        """Return the query for a word of ``left``, then one of ``right``, with slop."""
        pairs = self._pairs(left, right)
        if pairs:
            return (
                any_of(Query.phrase_query(self._schema, "exact", list(p), slop) for p in pairs),
                all(one != other for one, other in pairs),
            )
        sources = self._sources(left, right)
        if sources is None:
            return None
        query = Query.regex_phrase_query(self._schema, "exact", list(sources), slop)
        return query, slop == 0 or self._are_apart(left, right)

    def _gaps(
        self, left: list[TermTest], right: list[TermTest], distance: int
    ) -> tuple[Query, bool] | None:
        """Return the query for ``right`` at each distance behind ``left``; always exact."""
        pairs = self._pairs(left, right)
        steps = range(1, distance + 1)
        if pairs:
            return (
                any_of(
                    Query.phrase_query(self._schema, "exact", [(0, one), (step, other)])
                    for one, other in pairs
                    for step in steps
                ),
                True,
            )
        sources = self._sources(left, right)
        if sources is None:
            return None
        one, other = sources
        return (
            any_of(
                Query.regex_phrase_query(self._schema, "exact", [(0, one), (step, other)])
                for step in steps
            ),
            True,
        )

    def _pairs(self, left: list[TermTest], right: list[TermTest]) -> list[tuple[str, str]]:
        """Return the pairs of words of two sides, if they are words and the pairs are few."""
        if not all(isinstance(test, StemTest | ExactTest) for test in (*left, *right)):
            return []
        words, others = (
            [word for test in side for word in self._terms.words(test)] for side in (left, right)
        )
        if len(words) * len(others) > MAX_PAIRS:
            return []
        return [(word, other) for word in words for other in others]

    def _sources(self, left: list[TermTest], right: list[TermTest]) -> tuple[str, str] | None:
        one, other = self._source(left), self._source(right)
        if not one or not other or not self._vocabulary.expands([*left, *right]):
            return None
        return one, other

    def _source(self, tests: list[TermTest]) -> str | None:
        """Return a regular expression for all words that pass one of the tests."""
        parts: list[str] = []
        for test in tests:
            forms = self._vocabulary.forms(test)
            parts += [test.pattern.source] if isinstance(test, PatternTest) else forms or []
        if not parts or len(parts) > MAX_FORMS:
            return None
        source = "|".join(f"({part})" for part in parts)
        return source if self._terms.compiles(source) else None

    def _are_apart(self, left: list[TermTest], right: list[TermTest]) -> bool:
        """Tell whether certainly no word passes a test of both sides."""
        for one in left:
            for other in right:
                forms, theirs = self._vocabulary.forms(one), self._vocabulary.forms(other)
                if forms is not None:
                    meets = any(other.accepts(form) for form in forms)
                elif theirs is not None:
                    meets = any(one.accepts(form) for form in theirs)
                else:
                    meets = True
                if meets:
                    return False
        return True
