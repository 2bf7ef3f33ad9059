"""From the query tree to the queries of ``whoosh_queries``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.engines.asides import BOILERPLATE, LOWERED, stems_of, weight_of_kind
from search.engines.ranking import TITLE_WEIGHT
from search.engines.settling import SETTLED_KEPT, matching_articles, matching_paragraphs, word_tests
from search.engines.whoosh_queries import (
    ID,
    UNDATED,
    All,
    Any_,
    Candidates,
    Every,
    Expanded,
    Inside,
    Lowered,
    Part,
    Positioned,
    Ranked,
    Segments,
    Term,
    Weighted,
    Where,
    facet_field,
    paragraph_id,
    paragraph_of,
)
from search.matching.sequences import ExactTest, StemTest, key_test, sequence
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
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.analysis import Analyzer
    from search.engines.base import ReadArticles
    from search.engines.ranking import Plan
    from search.matching.sequences import TermTest
    from search.query.nodes import Node
    from search.results import Scope

    Scores = dict[int, float]  # of documents, by their number in a segment


class Translator:
    """Translates trees for one state of an archive, and remembers what it settled."""

    def __init__(
        self, searchers: dict[Scope, Segments], analyzer: Analyzer, read_articles: ReadArticles
    ) -> None:
        """Keep the state that answers are for."""
        self._searchers = searchers
        self._analyzer = analyzer
        self._read_articles = read_articles
        self._settled: dict[tuple[Node, Scope, bool], set[int]] = {}
        self._lowers = searchers["article"].doc_frequency("kind", BOILERPLATE) > 0

    def query(self, node: Node, scope: Scope, name: str | None = None) -> Part:
        """Return the query that matches exactly what ``node`` matches in ``scope``."""
        if isinstance(node, And | Or | Not):
            return self._boolean(node, scope, name)
        if isinstance(node, Boost):
            return Weighted(self.query(node.part, scope, name), node.weight)
        if isinstance(node, Field):
            return self.query(node.part, scope, node.name)
        if isinstance(node, Everything):
            return Every()
        if isinstance(node, Dated | Undated | Exists):
            return self._of_articles(_property(node), scope)
        if isinstance(node, Whole):
            return self._whole(node, scope, str(name))
        if name in (None, TITLE):
            return self._text(node, scope, title=name == TITLE)
        return self._metadata(node, scope, name)

    def ranked(self, plan: Plan, scope: Scope) -> Part:
        """Return the query that matches what the tree of a plan does, with its scores."""
        query = self.query(plan.tree, scope)
        more = [self.query(node, scope) for node in (*plan.more, *plan.added)]
        if more:
            query = Ranked(query, Any_(more))
        if scope == "paragraph":
            for kind in LOWERED:
                if self._searchers["article"].doc_frequency("kind", kind):
                    query = Lowered(query, Term("kind", kind), weight_of_kind(kind))
        return query

    def values(self, query: Part, scope: Scope, column: str) -> list[int]:
        """Return the values of a column for everything that a query finds."""
        found: list[int] = []
        for leaf in self._searchers[scope].leaves():
            numbers = leaf.numbers(column)
            found += [numbers[doc] for doc in query.found(leaf, scored=False)]
        return found

    def _boolean(self, node: And | Or | Not, scope: Scope, name: str | None) -> Part:
        if isinstance(node, Or):
            return Any_([self.query(part, scope, name) for part in node.parts])
        parts = node.parts if isinstance(node, And) else (node,)
        wanted = [self.query(p, scope, name) for p in parts if not isinstance(p, Not)]
        without = [self.query(p.part, scope, name) for p in parts if isinstance(p, Not)]
        return All(wanted or [Every()], without)

    def _of_articles(self, query: Part, scope: Scope) -> Part:
        """Return a query for the articles, or for the paragraphs of these articles."""
        if scope == "article":
            return query
        return Inside(self.values(query, "article", "aid"))

    # Words in the text

    def _text(self, node: Node, scope: Scope, *, title: bool) -> Part:
        if not isinstance(node, Near | Together):
            wanted = sequence(node, self._analyzer)
            if not wanted.tests:
                return Any_([])
            if len(wanted.tests) == 1:
                return self._word(wanted.tests[0], scope, title=title)
        words = Any_([self._word(test, scope) for test in word_tests(node, self._analyzer)])
        if scope == "paragraph" and not _needs_text(node):
            return Ranked(self._positioned(node, title=title), words)
        chosen = self._settle(node, scope, title=title)
        return Ranked(Where(ID[scope], chosen.__contains__), words)

    def _word(self, test: TermTest, scope: Scope, *, title: bool = False) -> Part:
        """Return the query for one word of the text, which counts more in the title."""
        prefix = "title_" if title and scope == "article" else ""
        query = _term(f"{prefix}exact", test, f"{prefix}length", stems=f"{prefix}stem")
        if scope == "paragraph":
            return All([query, _TITLES]) if title else query
        if title:
            return query
        if isinstance(test, StemTest):
            head = Term("title_stem", test.stem, "title_length")
            query = Ranked(query, Weighted(head, TITLE_WEIGHT))
        asides = self.asides([test])
        return Lowered(query, asides) if asides else query

    def asides(self, tests: Iterable[TermTest]) -> Part | None:
        """Return the query for articles that have one of the words in boilerplate only, if any."""
        if not self._lowers:
            return None
        found = [
            Term("aside", stem)
            for stem in stems_of(tests, self._analyzer)
            if self._searchers["article"].doc_frequency("aside", stem)
        ]
        return Any_(found) if found else None

    def _positioned(self, node: Node, *, title: bool) -> Part:
        kind = Candidates if _needs_text(node) else Positioned
        query = kind(node, self._analyzer)
        return All([query, _TITLES]) if title else query

    def _settle(self, node: Node, scope: Scope, *, title: bool) -> set[int]:
        """Return the ids of all articles or paragraphs in whose text the part matches."""
        key = (node, scope, title)
        if key not in self._settled:
            if len(self._settled) >= SETTLED_KEPT:
                self._settled.clear()
            self._settled[key] = self._match(node, scope, title=title)
        return self._settled[key]

    def _match(self, node: Node, scope: Scope, *, title: bool) -> set[int]:
        pids = self.values(self._positioned(node, title=title), "paragraph", "pid")
        if not _needs_text(node):
            return {aid for aid, _ in map(paragraph_of, pids)} if scope == "article" else set(pids)
        candidates: dict[int, set[int]] = {}
        for aid, number in map(paragraph_of, pids):
            candidates.setdefault(aid, set()).add(number)
        found = matching_paragraphs(
            node,
            candidates,
            self._read_articles,
            self._analyzer,
            all_of_them=scope == "paragraph",
        )
        if scope == "article":
            return set(found)
        return {paragraph_id(aid, number) for aid, numbers in found.items() for number in numbers}

    # Metadata

    def _whole(self, node: Whole, scope: Scope, name: str) -> Part:
        if name == "kind" and scope == "paragraph":
            return Term(name, node.text)
        facet = next(facet for facet, field in FACETS.items() if field == name)
        return self._of_articles(Term(facet_field(facet), node.text), scope)

    def _metadata(self, node: Node, scope: Scope, name: str) -> Part:
        if name == "kind" and scope == "paragraph":
            return _key(name, node)
        return self._of_articles(self._article_metadata(node, name), scope)

    def _article_metadata(self, node: Node, name: str) -> Part:
        if name in KEY_FIELDS:
            return _key(name, node)
        if not isinstance(node, Near | Together):
            wanted = sequence(node, self._analyzer, stems=False)
            if not wanted.tests:
                return Any_([])
            if len(wanted.tests) == 1:
                return _term(name, wanted.tests[0])
            if wanted.slop == 0:  # the values of a field do not stand next to each other
                return Positioned(node, self._analyzer, name)
        aids = self.values(Candidates(node, self._analyzer, name), "article", "aid")
        tree = Field(name, node)
        chosen = set(matching_articles(tree, aids, self._read_articles, self._analyzer))
        return Where("aid", chosen.__contains__)


_TITLES = Where("pid", lambda pid: paragraph_of(pid)[1] == 0)


def _term(field: str, test: TermTest, lengths: str = "", *, stems: str = "") -> Part:
    if isinstance(test, StemTest):
        return Term(stems, test.stem, lengths)
    if isinstance(test, ExactTest):
        return Term(field, test.term, lengths)
    return Expanded(field, test)


def _key(name: str, node: Node) -> Part:
    if isinstance(node, Near | Together):
        return Any_([])
    return _term(name, key_test(name, node))  # type: ignore[arg-type]


def _property(node: Dated | Undated | Exists) -> Part:
    if isinstance(node, Undated):
        return Where("first", lambda day: day == UNDATED)
    if isinstance(node, Exists):
        if node.name == DATE:
            return Where("first", lambda day: day != UNDATED)
        return Term("has", node.name)
    low = node.days.first.toordinal() if node.days.first else 0
    since = Where("first", lambda day: day >= low)
    if node.days.last is None:
        return since
    high = node.days.last.toordinal()
    return All([since, Where("last", lambda day: day <= high)])


def _needs_text(node: Node) -> bool:
    """Tell whether sentences matter."""
    return any(isinstance(part, Together) and part.unit == "sentence" for part in walk(node))
