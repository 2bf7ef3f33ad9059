"""The engine for archives on many machines: two indices of an OpenSearch cluster.

Articles and paragraphs are apart, because the statistics of BM25 must not mix texts of such
different length. What OpenSearch can only approximate (see ``opensearch_queries``) is settled
by matching the candidates' text, so that every answer is exact.
"""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from search.analysis import Analyzer
from search.cluster.indices import ARTICLES, PARAGRAPHS
from search.engines import opensearch_counts as counts
from search.engines import ranking
from search.engines.opensearch_documents import Documents, key_of, mappings
from search.engines.opensearch_explanations import scored
from search.engines.opensearch_groups import FOLLOWING, Groups
from search.engines.opensearch_pages import Asked, read_page
from search.engines.opensearch_passages import Passages
from search.engines.opensearch_queries import ASIDE, Translator
from search.engines.opensearch_terms import EVERYTHING, Terms
from search.engines.opensearch_view import View
from search.engines.opensearch_writer import OpenSearchWriter
from search.engines.passages import Lifts
from search.engines.settling import scores
from search.engines.tantivy_stems import stemmer
from search.query.fields import FACETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from search.cluster import Moment, Site, Spread
    from search.engines.base import EngineHits, ReadArticles
    from search.engines.opensearch_view import Dsl
    from search.engines.ranking import Plan
    from search.query.nodes import Node
    from search.results import FacetCount, PublicationDay, Scope, ScorePart, Sort

MOST_TERMS = 1 << 24  # in one terms query: what was settled may be all paragraphs
_SETTINGS: Dsl = {
    "refresh_interval": -1,  # a commit refreshes
    "codec": "best_compression",
    "max_terms_count": MOST_TERMS,
}
GROUPS_KEPT = 256  # queries of which it is remembered how their answers fall into groups


class OpenSearchEngine:
    """The indices of articles and of paragraphs that belong to one ``folder``."""

    def __init__(self, site: Site, folder: str, language: str, read_articles: ReadArticles) -> None:
        """Open the indices."""
        self.analyzer = Analyzer(language, stemmer(language))
        self._site = site
        self._read_articles = read_articles
        self._documents = Documents(self.analyzer)
        self._names = _names(site, folder)
        self._patterns: dict[str, bool] = {}
        self._state = self._state_of(site.lease.read()[1])

    @staticmethod
    def make(site: Site, folder: str, spread: Spread) -> None:
        """Make empty indices."""
        settings = spread.settings() | _SETTINGS
        for scope, name in _names(site, folder).items():
            site.cluster.make(name, {"settings": settings, "mappings": mappings(scope)})

    def writer(self) -> OpenSearchWriter:
        """Return the one writer; the archive's lease must have a batch when it is used."""
        return OpenSearchWriter(self._site, self._names, self._documents)

    def refresh(self) -> None:
        """Search the last commit from now on."""
        moment = self._site.lease.read()[1]
        if moment != self._state.view.moment:
            self._state = self._state_of(moment)

    def _state_of(self, moment: Moment) -> _State:
        view = View(self._site.cluster, self._names, moment)
        terms = Terms(view, self._patterns)
        return _State(view, Translator(view, terms, self.analyzer, self._read_articles))

    def search(
        self,
        tree: Node,
        scope: Scope,
        sort: Sort,
        limit: int,
        offset: int,
        *,
        collapse: bool = False,
        plan: Plan | None = None,
    ) -> EngineHits:
        """Return the hits of one page and how many there are in all."""
        state = self._state
        groups = None
        if collapse and scope == "article" and state.has_copies:
            groups = state.groups(tree)
        if sort == "relevance" and limit > 0 and scores(tree, self.analyzer):
            plan = plan or ranking.plan(tree, self.analyzer)
            query = state.ranking.ranked(plan, scope)
            asked = Asked(query, str(plan.tree), scope, sort, groups, plan, state.lifts)
        else:
            query = state.translator.query(tree, scope)
            asked = Asked(
                query, str(tree), scope, "newest" if sort == "relevance" else sort, groups
            )
        return read_page(state.view, asked, offset, max(limit, 0))

    def facets(
        self, tree: Node, scope: Scope, names: Iterable[str] = tuple(FACETS)
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Count the hits by each of these facets, most first."""
        state = self._state
        return counts.facets(state.view, state.translator.query(tree, scope), scope, names)

    def days(self, tree: Node, scope: Scope) -> Mapping[PublicationDay, int]:
        """Count the hits by date of publication."""
        state = self._state
        return counts.days(state.view, state.translator.query(tree, scope), scope)

    def source_days(
        self, tree: Node, scope: Scope
    ) -> Mapping[str | None, Mapping[PublicationDay, int]]:
        """Count the hits by source and date of publication."""
        state = self._state
        return counts.source_days(state.view, state.translator.query(tree, scope), scope)

    def aids(self, tree: Node) -> Sequence[int]:
        """Return the aids of all articles that match, in any order."""
        state = self._state
        query = state.translator.query(tree, "article")
        return [aid for (aid,) in state.view.rows("article", query, "aid")]

    def explain(self, plan: Plan, aid: int, score: float | None = None) -> ScorePart | None:
        """Return how an article's score came about; words have their reasons in Lucene's terms."""
        from search.engines.explaining import explained  # noqa: PLC0415 - few searches need it

        state = self._state
        found = scored(state.view, state.ranking, plan, aid)
        if found is None:
            return None
        return explained(plan, score, found.value, found.day, state.lifts, aid, found.parts.get)

    def words(self) -> Iterable[tuple[str, int]]:
        """Yield every exact term with the number of articles that have it."""
        yield from self._state.view.words.items()

    def frequencies(self, stems: Sequence[str]) -> Sequence[int]:
        """Return about how many articles have each stem; those removed lately may still count."""
        bodies: list[Dsl] = [
            {"query": {"term": {"stem": key_of(stem)}}, "size": 0, "track_total_hits": True}
            for stem in stems
        ]
        answers = self._site.cluster.searches(self._names["article"], bodies)
        return [int(answer["hits"]["total"]["value"]) for answer in answers]

    def contents(self) -> Iterable[tuple[int, int]]:
        """Yield the aid and the number of paragraphs of everything that is indexed."""
        view = self._state.view
        articles = {aid for (aid,) in view.rows("article", EVERYTHING, "aid")}
        paragraphs = Counter(
            {aid: count for (aid,), count in view.buckets("paragraph", EVERYTHING, "aid")}
        )
        for aid in articles | paragraphs.keys():
            yield aid, paragraphs[aid] if aid in articles else -1

    def close(self) -> None:
        """Let go of nothing: the connection is the site's."""


class _State:
    """What answers come from until the next refresh."""

    def __init__(self, view: View, translator: Translator) -> None:
        self.view = view
        self.translator = translator
        self._groups: dict[Node, Groups] = {}

    @cached_property
    def ranking(self) -> Translator:
        """What translates for ranked answers, and lowers boilerplate and captions if there are any."""
        return self.translator.ranking() if self.view.has("paragraph", ASIDE) else self.translator

    @cached_property
    def has_copies(self) -> bool:
        """Whether any article is a copy of another."""
        return self.view.has("article", FOLLOWING)

    @cached_property
    def lifts(self) -> Lifts:
        """What paragraphs add to the scores of their articles."""
        return Lifts(Passages(self.view, self.translator, self.ranking).lifts)

    def groups(self, tree: Node) -> Groups | None:
        """Return how the articles that a tree matches fall into groups; None without copies."""
        groups = self._groups.get(tree)
        if groups is None:
            groups = Groups(self.view, self.translator.query(tree, "article"))
            if len(self._groups) >= GROUPS_KEPT:
                self._groups.clear()
            self._groups[tree] = groups
        return groups if groups.copies else None


def _names(site: Site, folder: str) -> dict[Scope, str]:
    """Return the names of the indices."""
    return {
        "article": site.cluster.index(f"{ARTICLES}-{folder}"),
        "paragraph": site.cluster.index(f"{PARAGRAPHS}-{folder}"),
    }
