"""From the query tree to OpenSearch queries that match exactly its articles or paragraphs.

OpenSearch answers words, phrases, patterns, spelling, booleans and most proximity exactly by
itself. It has no sentences, and its sloppy phrases are not ours; such parts are answered in
two steps: OpenSearch finds the paragraphs that may match, their text decides, and the
query goes on with the set of those that do.
"""

from __future__ import annotations

from collections import Counter
from copy import copy
from typing import TYPE_CHECKING

from search.engines.asides import LOWERED, WEIGHT, stems_of, weight_of_kind
from search.engines.opensearch_documents import key_of, paragraph_key
from search.engines.opensearch_proximity import Proximity
from search.engines.opensearch_terms import (
    EVERYTHING,
    NOTHING,
    all_of,
    any_of,
    boosted,
    clauses,
    first_clauses,
    stems_of_field,
    together,
    unscored,
)
from search.engines.ranking import TITLE_WEIGHT
from search.engines.settling import SETTLED_KEPT, matching_articles, matching_paragraphs, word_tests
from search.matching.sequences import StemTest, key_test, sequence
from search.query.fields import DATE, FACETS, KEY_FIELDS, TITLE
from search.query.nodes import (
    And,
    Boost,
    Dated,
    Everything,
    Exists,
    Field,
    Near,
    Not,
    Or,
    Together,
    Undated,
    Whole,
    Word,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from search.analysis import Analyzer
    from search.engines.base import ReadArticles
    from search.engines.opensearch_terms import Terms
    from search.engines.opensearch_view import Dsl, View
    from search.engines.ranking import Plan
    from search.matching.sequences import Sequence, TermTest
    from search.query.nodes import Node
    from search.results import Scope

MOST_CLAUSES = 900  # of one query; Lucene takes 1,024, and some are not the query's
ASIDE: Dsl = {"terms": {"facet_kind": [*LOWERED]}}


class Translator:
    """Translates trees for one moment of an archive, and remembers what it settled."""

    def __init__(
        self, view: View, terms: Terms, analyzer: Analyzer, read_articles: ReadArticles
    ) -> None:
        """Keep the state that answers are for."""
        self._view = view
        self._terms = terms
        self._analyzer = analyzer
        self._read_articles = read_articles
        self._proximity = Proximity(terms, analyzer)
        self._settled: dict[tuple[object, ...], list[str] | list[int]] = {}
        self.lowers = False  # whether boilerplate counts less, which sets do not need

    def ranking(self) -> Translator:
        """Return a translator for ranked answers, which lowers what boilerplate adds.

        The queries of both match the same.
        """
        other = copy(self)
        other.lowers = True
        return other

    def query(self, tree: Node, scope: Scope) -> Dsl:
        """Return the query that matches exactly what a tree matches in ``scope``."""
        return self._lowered_paragraph(self._query(tree, scope, None), scope)

    def ranked(self, plan: Plan, scope: Scope) -> Dsl:
        """Return the query that matches what the tree of a plan does, with its scores.

        What is more than Lucene takes adds nothing to them.
        """
        query = self._query(plan.tree, scope, None)
        more = (self._query(node, scope, None) for node in (*plan.more, *plan.added))
        more = (each for each in more if each != NOTHING)
        found = list(first_clauses(more, MOST_CLAUSES - clauses(query)))
        if found:
            query = {"bool": {"must": [query], "should": found}}
        return self._lowered_paragraph(query, scope)

    def words(self, node: Node) -> list[Dsl]:
        """Return the query for each word by which the matches of a part are ranked."""
        return [self._terms.query(test, "exact") for test in word_tests(node, self._analyzer)]

    def _lowered_paragraph(self, query: Dsl, scope: Scope) -> Dsl:
        if self.lowers and scope == "paragraph":
            for kind in LOWERED:
                query = _lowered(query, {"term": {"facet_kind": kind}}, weight_of_kind(kind))
        return query

    def _query(self, node: Node, scope: Scope, name: str | None) -> Dsl:
        if isinstance(node, And | Or | Not):
            return self._boolean(node, scope, name)
        if isinstance(node, Boost):
            return boosted(self._query(node.part, scope, name), node.weight)
        if isinstance(node, Field):
            return self._query(node.part, scope, node.name)
        if isinstance(node, Everything):
            return unscored(EVERYTHING)
        if isinstance(node, Dated | Undated):
            return unscored(_dated(node))
        if isinstance(node, Exists):
            return unscored(_exists(node.name))
        if name is None or name == TITLE:
            return self._text(node, scope, title=name == TITLE)
        return unscored(self._metadata(node, name))

    # Booleans

    def _boolean(self, node: And | Or | Not, scope: Scope, name: str | None) -> Dsl:
        if isinstance(node, Not):
            return {"bool": {"must_not": [self._query(node.part, scope, name)]}}
        often = Counter(node.parts)
        parts = [Boost(part, float(n)) if n > 1 else part for part, n in often.items()]
        if isinstance(node, Or):
            found = [each for part in parts for each in self._alternatives(part, scope, name)]
            return any_of(self._fewer(found, any_of, scope))
        unwanted = [part.part for part in parts if isinstance(part, Not)]
        wanted = [self._query(part, scope, name) for part in parts if not isinstance(part, Not)]
        if NOTHING in wanted:
            return NOTHING
        wanted = self._fewer(wanted, all_of, scope)
        others = [self._query(part, scope, name) for part in unwanted]
        others = self._fewer(others, any_of, scope)
        if not others:
            return all_of(wanted)
        return {"bool": {"must": wanted, "must_not": others}}

    def _alternatives(self, node: Node, scope: Scope, name: str | None) -> list[Dsl]:
        """Return queries that together match and rank what a part of an OR does."""
        word = self._word(node, scope) if name is None and not self.lowers else None
        return [self._query(node, scope, name)] if word is None else word

    def _fewer(
        self, queries: list[Dsl], joined: Callable[[list[Dsl]], Dsl], scope: Scope
    ) -> list[Dsl]:
        """Return no more clauses than Lucene takes: what is beyond that becomes a set.

        Sets do not rank; a query of so many words is hardly ranked by one of them.
        """
        sizes = list(map(clauses, queries))
        if sum(sizes) <= MOST_CLAUSES:
            return queries
        if joined is any_of:
            queries = together(queries)
            sizes = list(map(clauses, queries))
        groups: list[list[Dsl]] = [[]]
        held = 0
        for query, size in zip(queries, sizes, strict=True):
            if groups[-1] and held + size > MOST_CLAUSES:
                groups.append([])
                held = 0
            groups[-1].append(query)
            held += size
        if len(groups) == 1:
            return queries
        return [self._set(joined(group), scope) for group in groups]

    def _set(self, query: Dsl, scope: Scope) -> Dsl:
        """Return the query for the set of what a query matches."""
        if scope == "article":
            return _of_aids(aid for (aid,) in self._view.rows(scope, query, "aid"))
        found = self._view.rows(scope, query, "aid", "number")
        return _of_paragraphs(paragraph_key(aid, number) for aid, number in found)

    # Words in the text

    def _word(self, node: Node, scope: Scope) -> list[Dsl] | None:
        """Return queries that together match and rank a single word; None for anything else.

        In articles it counts more in the title, which is a part of the text.
        """
        wanted = sequence(node, self._analyzer) if isinstance(node, Word) else None
        if wanted is None or len(wanted.tests) != 1 or not isinstance(wanted.tests[0], StemTest):
            return None
        found = [self._terms.query(wanted.tests[0], "exact")]
        if scope == "article":
            found.append(boosted(self._terms.query(wanted.tests[0], "title_exact"), TITLE_WEIGHT))
        return found

    def _text(self, node: Node, scope: Scope, *, title: bool) -> Dsl:
        query = self._in_text(node, scope, title=title)
        if query != NOTHING and title and scope == "paragraph":
            return {"bool": {"must": [query], "filter": [{"term": {"number": 0}}]}}
        return query

    def _in_text(self, node: Node, scope: Scope, *, title: bool) -> Dsl:
        if isinstance(node, Near | Together):
            return self._beside(node, scope, title=title)
        word = None if title else self._word(node, scope)
        if word is not None:
            return self._lowered_aside(any_of(word), scope, sequence(node, self._analyzer).tests)
        wanted = sequence(node, self._analyzer)
        if not wanted.tests:
            return NOTHING
        if not _is_plain(wanted):
            return self._beside(node, scope, title=title)
        field = _field_of(scope, title=title)
        query = self._terms.query(wanted.tests[0], field)
        if len(wanted.tests) > 1:
            query = _phrase(wanted, field)
        return query if title else self._lowered_aside(query, scope, wanted.tests)

    def _lowered_aside(self, query: Dsl, scope: Scope, tests: Iterable[TermTest]) -> Dsl:
        """Let words of an article count less where one of them is in its boilerplate only."""
        if scope == "paragraph" or not self.lowers:
            return query
        stems = stems_of(tests, self._analyzer)
        if not stems:
            return query
        return _lowered(query, any_of({"term": {"aside": key_of(stem)}} for stem in stems))

    # What stands beside each other

    def _beside(self, node: Node, scope: Scope, *, title: bool) -> Dsl:
        field = _field_of(scope, title=title)
        query = self._proximity.native(node, field, alone=scope == "paragraph")
        if query is None:
            query = self._settled_query(node, scope, title=title)
        if query == NOTHING:
            return query
        words = [
            self._lowered_aside(self._terms.query(test, "exact"), scope, [test])
            for test in word_tests(node, self._analyzer)
        ]
        if sum(map(clauses, words)) > MOST_CLAUSES // 2:
            words = []
        return {"bool": {"filter": [query], "should": words}} if words else unscored(query)

    def _settled_query(self, node: Node, scope: Scope, *, title: bool) -> Dsl:
        """Return the query for the set of those in whose text a part matches."""
        key = (node, scope, title)
        found = self._settled.get(key)
        if found is None:
            found = self._settle(node, scope, title=title)
            self._remember(key, found)
        return _of_aids(found) if scope == "article" else _of_paragraphs(found)

    def _remember(self, key: tuple[object, ...], found: list[str] | list[int]) -> None:
        """Remember an answer; searches of other threads may forget it meanwhile."""
        if len(self._settled) >= SETTLED_KEPT:
            self._settled.clear()
        self._settled[key] = found

    def _settle(self, node: Node, scope: Scope, *, title: bool) -> list[str] | list[int]:
        exact = self._proximity.native(node, "exact", alone=True)
        query = self._proximity.candidates(node, "exact") if exact is None else exact
        if clauses(query) > MOST_CLAUSES:
            query = self._proximity.candidates(node, "exact", rough=True)
        if query == NOTHING:
            return []
        if title:
            query = all_of([query, {"term": {"number": 0}}])
        if exact is not None and scope == "article":
            return [aid for (aid,), _ in self._view.buckets("paragraph", query, "aid")]
        candidates: dict[int, set[int]] = {}
        for aid, number in self._view.rows("paragraph", query, "aid", "number"):
            candidates.setdefault(aid, set()).add(number)
        found = matching_paragraphs(
            node,
            candidates,
            self._read_articles,
            self._analyzer,
            all_of_them=scope == "paragraph",
        )
        if scope == "article":
            return sorted(found)
        return [paragraph_key(aid, n) for aid, numbers in found.items() for n in sorted(numbers)]

    # Metadata

    def _metadata(self, node: Node, name: str) -> Dsl:
        if isinstance(node, Whole):
            facet = next(facet for facet, field in FACETS.items() if field == name)
            return {"term": {f"facet_{facet}": node.text}}
        if name in KEY_FIELDS:
            if isinstance(node, Near | Together):
                return NOTHING  # one value has no words to be near each other
            return self._terms.keys(key_test(name, node), _key_field(name))  # type: ignore[arg-type]
        native = self._of_words(node, name)
        return self._settled_metadata(node, name) if native is None else native

    def _of_words(self, node: Node, name: str) -> Dsl | None:
        if isinstance(node, Near | Together):
            return self._proximity.native(node, name, stems=False)
        wanted = sequence(node, self._analyzer, stems=False)
        if not wanted.tests:
            return NOTHING
        if len(wanted.tests) == 1:
            return self._terms.native(wanted.tests[0], name)
        if _is_plain(wanted):
            return _phrase(wanted, name)
        return self._proximity.native(node, name, stems=False)

    def _settled_metadata(self, node: Node, name: str) -> Dsl:
        """Return the query for the articles in whose field a part matches."""
        key = (node, name)
        chosen = self._settled.get(key)
        if chosen is None:
            having = {"term": {"has": name}}
            aids = [aid for (aid,) in self._view.rows("article", having, "aid")]
            tree = Field(name, node)
            chosen = matching_articles(tree, aids, self._read_articles, self._analyzer)
            self._remember(key, chosen)
        return _of_aids(chosen)


def _lowered(query: Dsl, aside: Dsl, weight: float = WEIGHT) -> Dsl:
    """Return a query that matches the same, with lower scores for what ``aside`` matches too."""
    if query == NOTHING:
        return query
    return {"boosting": {"positive": query, "negative": aside, "negative_boost": weight}}


def _is_plain(wanted: Sequence) -> bool:
    """Tell whether it is one term, or words next to each other."""
    return len(wanted.tests) == 1 or (not wanted.slop and wanted.has_only_words())


def _phrase(wanted: Sequence, field: str) -> Dsl:
    """Return the query for words next to each other: all by their stems, or all as written."""
    stemmed = any(isinstance(test, StemTest) for test in wanted.tests)
    terms = [
        key_of(test.stem if isinstance(test, StemTest) else test.term)  # type: ignore[union-attr]
        for test in wanted.tests
    ]
    name = stems_of_field(field) if stemmed else field
    return {"match_phrase": {name: {"query": " ".join(terms), "analyzer": "whitespace"}}}


def _field_of(scope: Scope, *, title: bool) -> str:
    return "title_exact" if title and scope == "article" else "exact"


def _key_field(name: str) -> str:
    return "facet_kind" if name == "kind" else name


def _exists(name: str) -> Dsl:
    if name == DATE:
        return {"exists": {"field": "first"}}
    if name == "kind":
        return {"exists": {"field": "facet_kind"}}
    return {"term": {"has": name}}


def _dated(node: Dated | Undated) -> Dsl:
    if isinstance(node, Undated):
        return {"bool": {"must_not": [_exists(DATE)]}}
    first, last = node.days.first, node.days.last
    # Either bound would do for each, but few days between both are found much sooner.
    within = {
        **({"gte": first.toordinal()} if first else {}),
        **({"lte": last.toordinal()} if last else {}),
    }
    if not within:
        return _exists(DATE)
    return {"bool": {"filter": [{"range": {name: within}} for name in ("first", "last")]}}


def _of_aids(aids: Iterable[object]) -> Dsl:
    found = list(aids)
    return {"terms": {"aid": found}} if found else NOTHING


def _of_paragraphs(keys: Iterable[object]) -> Dsl:
    found = list(keys)
    return {"terms": {"_id": found}} if found else NOTHING
