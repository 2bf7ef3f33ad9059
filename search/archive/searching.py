"""From a query text to results."""

from __future__ import annotations

import datetime
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, get_args

from search.archive import offers
from search.archive.diagnosis import diagnosis
from search.archive.hits import articles_of, shown
from search.archive.narrowing import narrowing
from search.engines import ranking
from search.engines.asides import LOWERED, weight_of_kind
from search.engines.ranking import Recency, reach
from search.matching import Matcher
from search.matching.parts import explain_parts
from search.query import parse
from search.query.fields import FACETS
from search.query.nodes import And, Everything, Not, Or, conjunction
from search.results import Explanation, Match, Results, Scope, ScorePart, Sort
from search.suggestions import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from search.archive.snapshot import Snapshot
    from search.article import Article
    from search.catalog import Catalog, Reader
    from search.engines.base import Engine, EngineHit, EngineHits
    from search.engines.ranking import Plan
    from search.query import Query
    from search.query.nodes import Node
    from search.results import FacetCount, Hit, Narrow, PartCount, Suggestion

READ_AT_ONCE = 100  # articles read together while all hits are gone through
PLANS_KEPT = 64  # questions of which it is remembered which words are added
PARSED = 64  # texts whose queries are remembered
NEAR = 10_000  # hits; an engine makes room for all up to the last that it is asked for


@lru_cache(PARSED)
def _parsed(text: str, today: datetime.date) -> Query:
    """Return the query of a text; one page asks the same several times."""
    return parse(text, today=today)


@dataclass(frozen=True, slots=True)
class Question:
    """A query and how it is to be answered.

    Raises:
        ValueError: if one of the choices is none.
    """

    text: Query  # without the narrowing
    narrow: Mapping[str, Node]
    scope: Scope
    match: Match
    sort: Sort
    recency: Recency | None = None
    query: Query = field(init=False)  # with it

    def __post_init__(self) -> None:
        """Join the text and the narrowing."""
        object.__setattr__(self, "query", self._narrowed(self.text, self.narrow))

    @classmethod
    def of(
        cls,
        text: str,
        *,
        narrow: Narrow | None = None,
        scope: Scope = "article",
        match: Match = "all",
        sort: Sort = "relevance",
        recency: int | None = None,
        today: datetime.date | None = None,
    ) -> Question:
        """Read the text of a query; ``recency`` is in days, None if it does not count.

        Raises:
            QueryError: if it has no sensible reading.
            ValueError: if a choice is none of those there are.
        """
        check_choice("scope", scope, get_args(Scope))
        check_choice("match", match, get_args(Match))
        check_choice("sort", sort, get_args(Sort))
        if recency is not None and recency < 1:
            raise ValueError(f"recency is {recency}; it must be a number of days, at least 1.")
        today = today or datetime.date.today()  # noqa: DTZ011 - the user's own day
        if isinstance(today, datetime.datetime):  # Python takes it for a date
            today = today.date()
        query = _parsed(text, today)
        query = offers.widened(query) if match == "any" else query
        recent = None if recency is None else Recency(today, half_life=recency)
        return cls(query, narrowing(narrow, today), scope, match, sort, recent)

    @staticmethod
    def _narrowed(query: Query, narrow: Mapping[str, Node]) -> Query:
        return replace(query, tree=conjunction([query.tree, *narrow.values()])) if narrow else query

    def without(self, name: str) -> Node:
        """Return the tree of the query without one part of its narrowing."""
        others = {other: node for other, node in self.narrow.items() if other != name}
        return self._narrowed(self.text, others).tree

    def only_narrow(self) -> Node:
        """Return the tree of the narrowing without the text."""
        return conjunction([Everything(), *self.narrow.values()])

    def wider(self) -> Node | None:
        """Return the tree for any of the words; None if the text is not plain words."""
        wide = offers.widened(self.text)
        return None if wide.tree == self.text.tree else self._narrowed(wide, self.narrow).tree

    def plan(self, engine: Engine) -> Plan:
        """Return how hits are ranked by what the query itself has."""
        return ranking.plan(self.query.tree, engine.analyzer, self.recency)

    def is_expanded(self, plan: Plan) -> bool:
        """Tell whether words are added that the first hits have in common."""
        tree = self.text.tree
        parts = tree.parts if isinstance(tree, And) else (tree,)
        is_wide = self.match == "any" and all(isinstance(part, Or | Not) for part in parts)
        return is_wide and self.scope == "article" and bool(plan.passages)

    def ask(
        self, engine: Engine, limit: int, offset: int, *, collapse: bool, plan: Plan | None = None
    ) -> EngineHits:
        """Return the hits of one page, which may reach or lie far beyond the last."""
        asked = partial(
            engine.search, self.query.tree, self.scope, self.sort, collapse=collapse, plan=plan
        )
        if limit + offset > NEAR:
            there = asked(limit=0, offset=0).distinct
            limit, offset = min(limit, max(0, there - offset)), min(offset, there)
        return asked(limit=limit, offset=offset)


class Searches:
    """The searches of one archive."""

    def __init__(self, place: Path | str, catalog: Catalog, snapshot: Snapshot) -> None:
        """Search the archive in ``place``."""
        self._place = place
        self._catalog = catalog
        self._snapshot = snapshot
        self._vocabulary: tuple[int, Vocabulary] | None = None
        self._plans: dict[tuple[int, Node, Recency | None], Plan] = {}

    def page(
        self, question: Question, limit: int, offset: int, *, facets: bool, explain: bool
    ) -> Results:
        """Return one page of hits."""
        began = time.perf_counter()
        query = question.query
        with self._snapshot.reading() as engine:
            plan, known = self._planned(question, engine)
            found = question.ask(engine, limit, offset, collapse=query.collapse, plan=plan)
            matcher = Matcher(query.tree, engine.analyzer)
            hits = shown(found.hits, matcher, self._catalog, self._place, known)
            if explain:
                hits = tuple(
                    self._explained(question, engine, plan, *pair)
                    for pair in zip(found.hits, hits, strict=True)
                )
            counted = facet_counts(question, engine) if facets else {}
            notices = query.notices
            suggestions: tuple[Suggestion, ...] = ()
            if not found.total and question.match == "all":
                notices += offers.fewer_words(
                    question.text, question.wider(), engine, question.scope
                )
            parts: tuple[PartCount, ...] = ()
            if not found.total:
                parts, more = diagnosis(question, engine)
                notices += more
            if offers.may_lack_words(question.text, found.total):
                text = question.text
                suggestions = offers.other_spellings(text, engine, lambda: self._words(engine))
        return Results(
            query=query.text,
            interpreted=str(query),
            notices=notices,
            scope=question.scope,
            sort=question.sort,
            total=found.total,
            distinct=found.distinct,
            offset=offset,
            took_ms=(time.perf_counter() - began) * 1000,
            hits=hits,
            suggestions=suggestions,
            parts=parts,
            facets=counted,
        )

    def completions(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Return how the last word of a text may go on."""
        with self._snapshot.reading() as engine:
            return offers.completions(text, self._words(engine), limit)

    def explanation(self, question: Question, article_id: str) -> Explanation | None:
        """Return why an article matches or not; None if there is no such article."""
        with self._snapshot.reading() as engine:
            found = self._catalog.numbered(article_id)
            if found is None:
                return None
            aid, article = found
            plan, _ = self._planned(question, engine)
            near = question.ask(engine, reach(plan), 0, collapse=False, plan=plan).hits
            known = {hit.aid: hit.score for hit in near}
            score = engine.explain(plan, aid, known.get(aid))
            return _explanation(question.query, engine, article, score)

    def _planned(self, question: Question, engine: Engine) -> tuple[Plan, Mapping[int, Article]]:
        """Return how hits are ranked, with words that the first of them have in common.

        Articles that were read for that are returned too.
        """
        plan = question.plan(engine)
        if question.sort != "relevance" or not question.is_expanded(plan):
            return plan, {}
        key = self._catalog.state()[0], question.query.tree, question.recency
        known = self._plans.get(key)
        if known is not None:
            return known, {}
        from search.archive import expansion  # noqa: PLC0415 - few questions need it

        first = question.ask(engine, expansion.ARTICLES, 0, collapse=False, plan=plan).hits
        articles = articles_of(first, self._catalog, self._place)
        plan = replace(plan, added=expansion.added(plan, first, articles, engine))
        if len(self._plans) >= PLANS_KEPT:
            self._plans.clear()
        self._plans[key] = plan
        return plan, articles

    def _explained(
        self, question: Question, engine: Engine, plan: Plan, found: EngineHit, hit: Hit
    ) -> Hit:
        """Return a hit with its explanation; a paragraph is explained by itself."""
        article = hit.article
        if found.number is None:
            ranked = question.sort == "relevance"
            score = engine.explain(plan, found.aid, found.score if ranked else None)
        else:
            score = ScorePart(found.score, _of_paragraph(article, found.number))
            article = replace(
                article, paragraphs=tuple(p for p in article.paragraphs if p.number == found.number)
            )
        return replace(hit, explanation=_explanation(question.query, engine, article, score))

    def _words(self, engine: Engine) -> Vocabulary:
        """Return the archive's words, read once for each of its generations."""
        generation = self._catalog.state()[0]
        if self._vocabulary is None or self._vocabulary[0] != generation:
            self._vocabulary = (generation, Vocabulary(engine.words()))
        return self._vocabulary[1]

    def every_hit(self, question: Question) -> Iterator[Hit]:
        """Yield all hits, none of them collapsed, as they are when the first is asked for."""
        with ExitStack() as stack:
            found, reader, matcher = self._everything(question, stack)
            for start in range(0, len(found), READ_AT_ONCE):
                yield from shown(found[start : start + READ_AT_ONCE], matcher, reader, self._place)

    def _everything(
        self, question: Question, stack: ExitStack
    ) -> tuple[Sequence[EngineHit], Reader, Matcher]:
        """Return all that the engine finds, and the catalog of the same moment.

        The caller's own moment has the catalog; else there is a view until the stack ends.
        """
        while True:
            is_still = self._snapshot.is_read
            with self._snapshot.reading() as engine:
                plan, _ = self._planned(question, engine)
                found = question.ask(engine, _ALL, 0, collapse=False, plan=plan)
                matcher = Matcher(question.query.tree, engine.analyzer)
                if is_still:
                    return found.hits, self._catalog, matcher
                view = self._catalog.view()
                if view.state()[0] == self._catalog.state()[0]:
                    stack.enter_context(closing(view))
                    return found.hits, view, matcher
                view.close()


def facet_counts(question: Question, engine: Engine) -> dict[str, tuple[FacetCount, ...]]:
    """Count the hits by each facet.

    A facet leaves out its own narrowing, so that what else could be chosen is counted too.
    """
    others = [name for name in FACETS if name not in question.narrow]
    counted = engine.facets(question.query.tree, question.scope, others)
    for name in FACETS:
        if name in question.narrow:
            counted |= engine.facets(question.without(name), question.scope, [name])
    return {name: counted[name] for name in FACETS}


def _of_paragraph(article: Article, number: int) -> str:
    """Return what the score of a paragraph is called."""
    kinds = {paragraph.number: paragraph.kind for paragraph in article.paragraphs}
    kind = kinds[number]
    lowered = f", × {weight_of_kind(kind):g} as {kind}" if kind in LOWERED else ""
    return f"score of the paragraph{lowered}"


_ALL = 1 << 62  # more hits than there can be


def _explanation(
    query: Query, engine: Engine, article: Article, score: ScorePart | None
) -> Explanation:
    return Explanation(
        query=query.text,
        interpreted=str(query),
        article_id=article.id,
        label=article.label,
        matched=Matcher(query.tree, engine.analyzer).article(article) is not None,
        parts=explain_parts(query.tree, article, engine.analyzer),
        score=score,
    )


def check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise ``ValueError`` if a value is none of the choices."""
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; it must be one of: {', '.join(choices)}.")
