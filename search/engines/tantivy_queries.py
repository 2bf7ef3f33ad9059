"""From the query tree to tantivy queries that match exactly its articles or paragraphs.

tantivy answers words, phrases, patterns, spelling and booleans exactly by
itself. Its sloppy phrases are exact for two different words only, and it has
no sentences; such parts are answered in two steps: tantivy finds the paragraphs
that may match, their text decides, and the query goes on with the set of those
that do.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

import tantivy
from tantivy import Occur, Query

from search.engines.asides import BOILERPLATE, WEIGHT, stems_of
from search.engines.ranking import TITLE_WEIGHT, TOGETHER, unweighed
from search.engines.settling import SETTLED_KEPT, matching_articles, matching_paragraphs, word_tests
from search.engines.tantivy_proximity import Proximity
from search.engines.tantivy_terms import (
    all_of,
    any_of,
    distinct_values,
    fast_values,
    paragraph_id,
    unscored,
)
from search.matching.sequences import (
    Sequence,
    StemTest,
    key_test,
    sequence,
)
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
    Phrase,
    Together,
    Undated,
    Whole,
    Word,
    children,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.analysis import Analyzer
    from search.engines.base import ReadArticles
    from search.engines.ranking import Plan
    from search.engines.tantivy_terms import Terms
    from search.matching.sequences import TermTest
    from search.query.nodes import Node
    from search.results import Scope

FEW = 50  # articles, which are sooner found one by one


class Translator:
    """Translates trees for one state of an archive, and remembers what it settled."""

    def __init__(
        self,
        terms: dict[str, Terms],
        analyzer: Analyzer,
        read_articles: ReadArticles,
    ) -> None:
        """Keep the state that answers are for."""
        self._terms = terms
        self._analyzer = analyzer
        self._read_articles = read_articles
        self._proximity = Proximity(terms["paragraph"], analyzer)
        self._settled: dict[tuple[Node, Scope, bool], list[int]] = {}
        self.lowers = False  # whether boilerplate counts less, which sets do not need

    def ranking(self) -> Translator:
        """Return a translator for ranked answers, which lowers what boilerplate adds to articles.

        The queries of both match the same.
        """
        other = copy(self)
        other.lowers = self._terms["article"].frequency("kind", BOILERPLATE) > 0
        return other

    def ranked(self, plan: Plan, scope: Scope) -> Query:
        """Return the query that matches what the tree of a plan does, with its scores."""
        query = self.query(plan.tree, scope)
        more = [(Occur.Should, self.query(node, scope)) for node in (*plan.more, *plan.added)]
        return Query.boolean_query([(Occur.Must, query), *more]) if more else query

    def passages(self, plan: Plan) -> Query:
        """Return the query for paragraphs that have several of the parts of a plan.

        Scores are sums of the inverse frequencies of their words among articles.
        """
        found = [(Occur.Should, self._covering(node)) for node in plan.passages]
        return Query.boolean_query(found, minimum_number_should_match=TOGETHER)

    def _covering(self, node: Node) -> Query:
        node, weight = unweighed(node)
        tests = word_tests(node, self._analyzer)
        rarity = sum(map(self._terms["article"].rarity, tests))
        return Query.const_score_query(self.query(node, "paragraph"), weight * rarity)

    def within(self, query: Query, aids: list[int]) -> Query:
        """Return the query for those of some articles that a query matches."""
        schema = self._terms["article"].schema
        if len(aids) <= FEW:
            within = any_of(Query.term_query(schema, "aid", aid) for aid in aids)
        else:
            within = Query.term_set_query(schema, "aid", aids)
        return Query.boolean_query([(Occur.Must, unscored(within)), (Occur.Must, query)])

    def query(self, node: Node, scope: Scope, name: str | None = None) -> Query:
        """Return the query that matches exactly what ``node`` matches in ``scope``."""
        if isinstance(node, And | Or | Not):
            return self._boolean(node, scope, name)
        if isinstance(node, Boost):
            return Query.boost_query(self.query(node.part, scope, name), node.weight)
        if isinstance(node, Field):
            return self.query(node.part, scope, node.name)
        if isinstance(node, Everything):
            return unscored(Query.all_query())
        if isinstance(node, Dated | Undated):
            return unscored(self._dated(node, scope))
        if isinstance(node, Exists):
            return self._metadata(node, scope, node.name)
        if name in (None, TITLE):
            return self._text(node, scope, title=name == TITLE)
        return self._metadata(node, scope, name)

    def _whole(self, node: Whole, scope: Scope, name: str) -> Query:
        facet = next(facet for facet, field in FACETS.items() if field == name)
        return Query.term_query(self._terms[scope].schema, f"facet_{facet}", node.text)

    # Booleans

    def _boolean(self, node: And | Or | Not, scope: Scope, name: str | None) -> Query:
        if isinstance(node, Or):
            found = (self._alternatives(part, scope, name) for part in node.parts)
            return any_of(query for queries in found for query in queries)
        parts = node.parts if isinstance(node, And) else (node,)
        clauses = [
            (Occur.MustNot, self.query(part.part, scope, name))
            if isinstance(part, Not)
            else (Occur.Must, self.query(part, scope, name))
            for part in parts
        ]
        if all(occur == Occur.MustNot for occur, _ in clauses):
            clauses.append((Occur.Must, unscored(Query.all_query())))
        return Query.boolean_query(clauses)

    def _alternatives(self, node: Node, scope: Scope, name: str | None) -> list[Query]:
        """Return queries that together match and rank what a part of an OR does.

        tantivy takes half the time for one union of all forms of all words as for a
        union of unions.
        """
        if isinstance(node, Boost):
            found = self._alternatives(node.part, scope, name)
            return [Query.boost_query(query, node.weight) for query in found]
        word = self._word(node, scope) if name is None else None
        return [self.query(node, scope, name)] if word is None else word

    # Words in the text

    def _word(self, node: Node, scope: Scope) -> list[Query] | None:
        """Return queries that together match and rank a single word; None for anything else.

        In articles it counts more in the title, which is a part of the text.
        """
        wanted = sequence(node, self._analyzer) if isinstance(node, Word) else None
        if wanted is None or len(wanted.tests) != 1 or not isinstance(wanted.tests[0], StemTest):
            return None
        terms, stem = self._terms[scope], wanted.tests[0].stem
        found = terms.of_stem(stem)
        if scope == "article":
            title = any_of(terms.of_stem(stem, prefix="title_"))
            found.append(Query.boost_query(title, TITLE_WEIGHT))
        asides = self.asides(scope, wanted.tests)
        return [_lowered(any_of(found), any_of(asides))] if asides else found

    def _text(self, node: Node, scope: Scope, *, title: bool) -> Query:
        if isinstance(node, Near | Together):
            return self._settled_query(node, scope, title=title)
        word = None if title else self._word(node, scope)
        if word is not None:
            return any_of(word)
        wanted = sequence(node, self._analyzer)
        if not wanted.tests:
            return Query.empty_query()
        prefix = "title_" if title and scope == "article" else ""
        query = self._sequence(scope, wanted, prefix) if _is_native(wanted) else None
        if query is None:
            return self._settled_query(node, scope, title=title)
        if prefix:
            return query
        query = self._lowered_aside(query, scope, wanted.tests)
        return self._only_titles(query) if title else query

    def _only_titles(self, query: Query) -> Query:
        number = Query.term_query(self._terms["paragraph"].schema, "number", 0)
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, unscored(number))])

    def _sequence(self, scope: str, wanted: Sequence, prefix: str) -> Query | None:
        """Return the query for terms next to each other; None where they have too many forms."""
        terms = self._terms[scope]
        if len(wanted.tests) == 1:
            return terms.query(wanted.tests[0], prefix=prefix)
        return terms.phrase(wanted.tests, prefix=prefix)

    def _lowered_aside(self, query: Query, scope: str, tests: Iterable[TermTest]) -> Query:
        """Let words of an article count less where one of them is in its boilerplate only."""
        asides = self.asides(scope, tests)
        return _lowered(query, any_of(asides)) if asides else query

    def asides(self, scope: str, tests: Iterable[TermTest]) -> list[Query]:
        """Return queries for the articles that have one of the words in boilerplate only."""
        if scope == "paragraph" or not self.lowers:
            return []
        terms = self._terms[scope]
        return [
            Query.term_query(terms.schema, "aside", stem)
            for stem in stems_of(tests, self._analyzer)
            if terms.frequency("aside", stem)
        ]

    # Parts whose candidates' text decides

    def _settled_query(self, node: Node, scope: Scope, *, title: bool) -> Query:
        query, exact = self._proximity.query(node)
        if title:
            query = self._only_titles(query)
        if scope == "article" or not exact or not _has_only_words(node):
            found = self._remembered((node, scope, title), query, exact=exact)
            field = "aid" if scope == "article" else "pid"
            query = Query.term_set_query(self._terms[scope].schema, field, found)
        clauses = [(Occur.Must, unscored(query))]
        clauses += [(Occur.Should, word) for word in self._words(node, scope)]
        return Query.boolean_query(clauses)

    def _remembered(self, key: tuple[Node, Scope, bool], query: Query, *, exact: bool) -> list[int]:
        """Return what a part settles to; searches of other threads may forget it meanwhile."""
        found = self._settled.get(key)
        if found is None:
            found = self._settle(key[0], query, key[1], exact=exact)
            if len(self._settled) >= SETTLED_KEPT:
                self._settled.clear()
            self._settled[key] = found
        return found

    def _words(self, node: Node, scope: Scope) -> list[Query]:
        """Return a query for each word of a part, for its score."""
        terms = self._terms[scope]
        return [
            self._lowered_aside(terms.query(test), scope, [test])
            for test in word_tests(node, self._analyzer)
        ]

    def _settle(self, node: Node, query: Query, scope: Scope, *, exact: bool) -> list[int]:
        """Return the numbers of the articles or paragraphs in whose text the part matches.

        ``query`` finds the paragraphs that may match; if it is ``exact``, all of them do.
        """
        searcher = self._terms["paragraph"].searcher
        whole = scope == "paragraph"
        if exact and not whole:
            return distinct_values(searcher, query, "aid")
        found: dict[int, set[int]] = {}
        for aid, number in fast_values(searcher, query, "aid", "number"):
            found.setdefault(aid, set()).add(number)
        if not exact:
            found = matching_paragraphs(
                node, found, self._read_articles, self._analyzer, all_of_them=whole
            )
        if not whole:
            return sorted(found)
        return [paragraph_id(aid, n) for aid, numbers in found.items() for n in numbers]

    # Metadata

    def _metadata(self, node: Node, scope: Scope, name: str) -> Query:
        if isinstance(node, Whole):
            return unscored(self._whole(node, scope, name))
        if name == "kind" and scope == "paragraph" and not isinstance(node, Exists):
            return unscored(self._key("paragraph", name, node))
        if name == DATE and isinstance(node, Exists):
            return unscored(Query.exists_query("first"))
        query = unscored(self._article_metadata(node, name))
        if scope == "article":
            return query
        aids = [aid for (aid,) in fast_values(self._terms["article"].searcher, query, "aid")]
        return unscored(Query.term_set_query(self._terms["paragraph"].schema, "aid", aids))

    def _article_metadata(self, node: Node, name: str) -> Query:
        schema = self._terms["article"].schema
        if isinstance(node, Exists):
            if name == "kind":
                return Query.regex_query(schema, "kind", ".+")
            return Query.term_query(schema, "has", name)
        if name in KEY_FIELDS:
            return self._key("article", name, node)
        if isinstance(node, Near | Together):
            return self._settled_metadata(node, name)
        wanted = sequence(node, self._analyzer, stems=False)
        if not wanted.tests:
            return Query.empty_query()
        if not _is_native(wanted):
            return self._settled_metadata(node, name)
        if len(wanted.tests) == 1:
            return self._terms["article"].query(wanted.tests[0], field=name)
        found = self._terms["article"].phrase(wanted.tests, field=name)
        return self._settled_metadata(node, name) if found is None else found

    def _key(self, scope: Scope, name: str, node: Node) -> Query:
        if isinstance(node, Near | Together):
            return Query.empty_query()
        field = name if scope == "article" else f"facet_{name}"  # the only one of a paragraph
        return self._terms[scope].query(key_test(name, node), field=field)  # type: ignore[arg-type]

    def _settled_metadata(self, node: Node, name: str) -> Query:
        candidates = self._metadata_candidates(node, name)
        aids = [aid for (aid,) in fast_values(self._terms["article"].searcher, candidates, "aid")]
        tree = Field(name, node)
        chosen = matching_articles(tree, aids, self._read_articles, self._analyzer)
        return Query.term_set_query(self._terms["article"].schema, "aid", chosen)

    def _metadata_candidates(self, node: Node, name: str) -> Query:
        """Return a query for all articles whose field may match."""
        if isinstance(node, Near | Together | Or):
            joined = any_of if isinstance(node, Or) else all_of
            return joined(self._metadata_candidates(part, name) for part in children(node))
        if isinstance(node, Boost):
            return self._metadata_candidates(node.part, name)
        wanted = sequence(node, self._analyzer, stems=False)
        tests = [self._terms["article"].query(test, field=name) for test in wanted.tests]
        return all_of(tests) if tests else Query.empty_query()

    def _dated(self, node: Dated | Undated, scope: Scope) -> Query:
        if isinstance(node, Undated):
            return Query.boolean_query(
                [(Occur.Must, Query.all_query()), (Occur.MustNot, Query.exists_query("first"))]
            )
        schema = self._terms[scope].schema
        low = node.days.first.toordinal() if node.days.first else None
        high = node.days.last.toordinal() if node.days.last else None
        if low is None and high is None:
            return Query.exists_query("first")
        # Either bound would do for each, but few days between both are found much sooner.
        return all_of(
            Query.range_query(
                schema, name, tantivy.FieldType.Integer, lower_bound=low, upper_bound=high
            )
            for name in ("first", "last")
        )


def _lowered(query: Query, aside: Query) -> Query:
    """Return a query that matches the same, with lower scores for what ``aside`` matches too."""
    aside = unscored(aside)
    below = Query.boolean_query([(Occur.Must, query), (Occur.Must, aside)])
    above = Query.boolean_query([(Occur.Must, query), (Occur.MustNot, aside)])
    return Query.boolean_query(
        [(Occur.Should, above), (Occur.Should, Query.boost_query(below, WEIGHT))]
    )


def _is_native(wanted: Sequence) -> bool:
    """Tell whether tantivy answers the sequence exactly by itself."""
    return len(wanted.tests) == 1 or (not wanted.slop and wanted.has_only_words())


def _has_only_words(node: Node) -> bool:
    """Tell whether a part has no patterns, whose phrases cost too much to ask twice."""
    return all(isinstance(leaf, Word | Phrase) for leaf in walk(node) if not children(leaf))
