"""Queries for single terms, and how queries are put together."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from search.engines.opensearch_documents import key_of, value_key
from search.engines.opensearch_patterns import LONGEST, printed
from search.matching.sequences import ExactTest, FuzzyTest, PatternTest, StemTest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, MutableMapping

    from search.engines.opensearch_view import Dsl, View
    from search.matching.sequences import TermTest

NOTHING: Dsl = {"match_none": {}}
EVERYTHING: Dsl = {"match_all": {}}
MOST_TERMS = 500  # in one query of intervals; Lucene takes 1,024 clauses in all
MOST_FORMS = 100  # words that pass a pattern, for these to be looked for near others
LONGEST_HEAD = 200  # signs of a beginning; Lucene takes about a thousand bytes
KNOWN_KEPT = 256  # patterns of which it is remembered whether OpenSearch takes them


def any_of(queries: Iterable[Dsl]) -> Dsl:
    """Return the query for what one of these matches."""
    found = [query for query in queries if query != NOTHING]
    if len(found) < 2:  # noqa: PLR2004 - there is no choice
        return found[0] if found else NOTHING
    return {"bool": {"should": found, "minimum_should_match": 1}}


def all_of(queries: Iterable[Dsl]) -> Dsl:
    """Return the query for what all of these match."""
    found = list(queries)
    if NOTHING in found:
        return NOTHING
    return found[0] if len(found) == 1 else {"bool": {"must": found}}


def unscored(query: Dsl) -> Dsl:
    """Return a query that matches the same and adds nothing to a score."""
    return {"bool": {"filter": [query]}}


def boosted(query: Dsl, weight: float) -> Dsl:
    """Return a query that matches the same and adds so many times as much to a score."""
    return query if weight == 1 else {"bool": {"must": [query], "boost": weight}}


def stems_of_field(field: str) -> str:
    """Return the field of the stems of a field's words.

    >>> stems_of_field("title_exact")
    'title_stem'
    """
    return field.replace("exact", "stem")


class Terms:
    """Queries for single terms at one moment of an archive."""

    def __init__(self, view: View, known: MutableMapping[str, bool]) -> None:
        """Look terms up in ``view``; whether patterns are taken is remembered in ``known``."""
        self._view = view
        self._known = known
        self._passing: dict[PatternTest, list[str] | None] = {}

    def query(self, test: TermTest, field: str) -> Dsl:
        """Return the query for the terms of a field of the text that pass a test."""
        found = self.native(test, field)
        if found is None:
            words = [key_of(word) for word in self._view.words if test.accepts(word)]
            found = unscored(_terms(field, words))
        return found

    def native(self, test: TermTest, field: str) -> Dsl | None:
        """Return the query for the terms of any field of words that pass a test.

        None for a pattern that OpenSearch does not take.
        """
        if isinstance(test, StemTest):
            return {"term": {stems_of_field(field): key_of(test.stem)}}
        if isinstance(test, ExactTest):
            return {"term": {field: key_of(test.term)}}
        if isinstance(test, PatternTest):
            found = self._regexp(test, field, words=True)
        else:
            found = _fuzzy(test, field)
        if found is None:
            return None
        return unscored(any_of([found, _terms(field, self._stand_ins(test))]))

    def keys(self, test: TermTest, field: str) -> Dsl:
        """Return the query for the whole values of a field that pass a test."""
        if isinstance(test, ExactTest):
            return {"term": {field: value_key(test.term)}}
        if isinstance(test, FuzzyTest):
            return _fuzzy(test, field)
        if not isinstance(test, PatternTest):
            return NOTHING  # a value has no stem
        found = self._regexp(test, field, words=False)
        if found is not None:
            return found
        head = test.pattern.head[:LONGEST_HEAD]
        query = {"prefix": {field: head}} if head else EVERYTHING
        values = (value for (value,), _ in self._view.buckets("article", query, field))
        return _terms(field, [value for value in values if value and test.accepts(value)])

    def forms(self, test: TermTest) -> list[str] | None:
        """Return the words of articles that pass a test, as they are indexed.

        None for a stem, which has a field of its own, and where they are too many or
        cannot be listed.
        """
        if isinstance(test, ExactTest):
            return [key_of(test.term)]
        if not isinstance(test, PatternTest):
            return None
        if test in self._passing:
            return self._passing.get(test)  # None if another thread has just forgotten it
        found = self._listed(test)
        if len(self._passing) >= KNOWN_KEPT:
            self._passing.clear()
        self._passing[test] = found
        return found

    def _listed(self, test: PatternTest) -> list[str] | None:
        source = printed(test.pattern.part, words=True)
        if not self._takes(source, "exact"):
            return None
        wanted = {
            "field": "words",
            "include": source,
            "size": MOST_FORMS,
            "shard_size": MOST_FORMS,
        }
        answer = self._view.search("article", EVERYTHING, aggs={"found": {"terms": wanted}})
        found = answer["aggregations"]["found"]
        if found["sum_other_doc_count"] or found["doc_count_error_upper_bound"]:
            return None
        return [str(bucket["key"]) for bucket in found["buckets"]] + self._stand_ins(test)

    def _stand_ins(self, test: TermTest) -> list[str]:
        """Return the stand-ins of the very long words that pass a test."""
        long = self._view.long_words
        return [key for key, word in long.items() if test.accepts(word)]

    def _regexp(self, test: PatternTest, field: str, *, words: bool) -> Dsl | None:
        source = printed(test.pattern.part, words=words)
        return _regexp(source, field) if self._takes(source, field) else None

    def _takes(self, source: str, field: str) -> bool:
        """Tell whether OpenSearch takes a regular expression: not if its automaton is large."""
        if len(source) > LONGEST:
            return False
        taken = self._known.get(source)
        if taken is None:
            if len(self._known) >= KNOWN_KEPT:
                self._known.clear()
            path = f"/{self._view.names['article']}/_validate/query"
            answer = self._view.cluster.ask("POST", path, {"query": _regexp(source, field)})
            taken = self._known[source] = bool(answer["valid"])
        return taken


def _regexp(source: str, field: str) -> Dsl:
    return {"regexp": {field: {"value": source, "flags": "NONE"}}}


def _fuzzy(test: FuzzyTest, field: str) -> Dsl:
    """Return the query for a spelling; rewritten so, none of the terms is left out."""
    about = {"value": test.term, "fuzziness": test.distance, "rewrite": "constant_score"}
    return {"fuzzy": {field: about}}


def _terms(field: str, keys: list[str]) -> Dsl:
    return {"terms": {field: keys}} if keys else NOTHING


def together(queries: list[Dsl]) -> list[Dsl]:
    """Return alternatives of which all single terms of one field are one query."""
    terms: dict[str, list[object]] = {}
    others: list[Dsl] = []
    for query in queries:
        if "term" in query:
            ((field, term),) = query["term"].items()
            terms.setdefault(field, []).append(term)
        else:
            others.append(query)
    return [*({"terms": {field: each}} for field, each in terms.items()), *others]


def clauses(query: Dsl) -> int:
    """Return about how many clauses Lucene counts in a query, of which it takes 1,024."""
    ((kind, about),) = query.items()
    if kind == "bool":
        parts = chain.from_iterable(found for found in about.values() if isinstance(found, list))
        return sum(map(clauses, parts))
    if kind == "boosting":
        return clauses(about["positive"]) + clauses(about["negative"])
    if kind == "intervals":
        (rule,) = about.values()
        return size(rule)
    return 1


def first_clauses(queries: Iterable[Dsl], most: int) -> Iterator[Dsl]:
    """Yield the first queries, as long as Lucene counts no more clauses in them.

    >>> word = {"term": {"exact": "a"}}
    >>> len(list(first_clauses([word, any_of([word, word]), word], 3)))
    2
    """
    for query in queries:
        most -= clauses(query)
        if most < 0:
            return
        yield query


def size(rule: Dsl) -> int:
    """Return how many terms Lucene makes of a rule for intervals.

    It writes out what stands beside alternatives that are longer than a word, one by one.

    >>> word = {"match": {"query": "a"}}
    >>> phrase = {"all_of": {"intervals": [word, word]}}
    >>> either = {"any_of": {"intervals": [phrase, phrase, word, word]}}
    >>> size(either), size({"all_of": {"intervals": [either, word]}})
    (6, 9)
    """
    return sum(_written_out(rule))


def _written_out(rule: Dsl) -> list[int]:
    """Return how many terms each of the alternatives of a rule has."""
    ((kind, about),) = rule.items()
    if kind == "match":
        return [1]
    if kind == "all_of":
        found = [0]
        for part in about["intervals"]:
            found = [one + other for one in found for other in _written_out(part)]
            if len(found) > MOST_TERMS:
                break  # it is too many, however many they are
        return found
    words = [each for each in about["intervals"] if "match" in each]
    longer = [each for each in about["intervals"] if "match" not in each]
    return [*([len(words)] if words else ()), *(n for each in longer for n in _written_out(each))]
