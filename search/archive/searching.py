"""From a query text to results."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, get_args

from search.archive import offers
from search.archive.hits import hit
from search.engines.asides import BOILERPLATE, WEIGHT
from search.errors import ArchiveUnreadable
from search.matching import Matcher
from search.matching.parts import explain_parts
from search.query import parse
from search.results import Explanation, Match, Results, Scope, ScorePart, Sort
from search.suggestions import Vocabulary

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from search.archive.snapshot import Snapshot
    from search.article import Article
    from search.catalog import Catalog, Reader, View
    from search.engines.base import Engine, EngineHit, EngineHits
    from search.query import Query
    from search.results import Hit, Suggestion

READ_AT_ONCE = 100  # articles read together while all hits are gone through
NEAR = 10_000  # hits; an engine makes room for all up to the last that it is asked for


@dataclass(frozen=True, slots=True)
class Question:
    """A query and how it is to be answered.

    Raises:
        ValueError: if one of the choices is none.
    """

    query: Query
    scope: Scope
    match: Match
    sort: Sort

    @classmethod
    def of(
        cls, text: str, *, scope: Scope, match: Match, sort: Sort, today: datetime.date | None
    ) -> Question:
        """Read the text of a query.

        Raises:
            QueryError: if it has no sensible reading.
            ValueError: if a choice is none of those there are.
        """
        _check_choice("scope", scope, get_args(Scope))
        _check_choice("match", match, get_args(Match))
        _check_choice("sort", sort, get_args(Sort))
        query = parse(text, today=today)
        return cls(offers.widened(query) if match == "any" else query, scope, match, sort)

    def ask(self, engine: Engine, limit: int, offset: int, *, collapse: bool) -> EngineHits:
        """Return the hits of one page, which may reach or lie far beyond the last."""
        asked = partial(engine.search, self.query.tree, self.scope, self.sort, collapse=collapse)
        if limit + offset > NEAR:
            there = asked(limit=0, offset=0).distinct
            limit, offset = min(limit, max(0, there - offset)), min(offset, there)
        return asked(limit=limit, offset=offset)


class Searches:
    """The searches of one archive."""

    def __init__(self, place: Path, catalog: Catalog, snapshot: Snapshot) -> None:
        """Search the archive in ``place``."""
        self._place = place
        self._catalog = catalog
        self._snapshot = snapshot
        self._vocabulary: tuple[int, Vocabulary] | None = None

    def page(
        self, question: Question, limit: int, offset: int, *, facets: bool, explain: bool
    ) -> Results:
        """Return one page of hits."""
        began = time.perf_counter()
        query = question.query
        with self._snapshot.reading() as engine:
            found = question.ask(engine, limit, offset, collapse=query.collapse)
            hits = self._hits(found.hits, self._catalog, Matcher(query.tree, engine.analyzer))
            if explain:
                hits = [
                    self._explained(question, engine, *pair)
                    for pair in zip(found.hits, hits, strict=True)
                ]
            counted = engine.facets(query.tree, question.scope) if facets else {}
            notices = query.notices
            suggestions: tuple[Suggestion, ...] = ()
            if not found.total and question.match == "all":
                notices += offers.fewer_words(query, engine, question.scope)
            if offers.may_lack_words(query, found.total):
                suggestions = offers.other_spellings(query, engine, lambda: self._words(engine))
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
            hits=tuple(hits),
            suggestions=suggestions,
            facets=counted,
        )

    def completions(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """Return how the last word of a text may go on."""
        with self._snapshot.reading() as engine:
            return offers.completions(text, self._words(engine), limit)

    def explanation(self, query: Query, article_id: str) -> Explanation | None:
        """Return why an article matches or not; None if there is no such article."""
        with self._snapshot.reading() as engine:
            found = self._catalog.numbered(article_id)
            if found is None:
                return None
            aid, article = found
            return _explanation(query, engine, article, engine.explain(query.tree, aid))

    def _explained(self, question: Question, engine: Engine, found: EngineHit, shown: Hit) -> Hit:
        """Return a hit with its explanation; a paragraph is explained by itself."""
        article = shown.article
        if found.number is None:
            score = engine.explain(question.query.tree, found.aid)
        else:
            score = ScorePart(found.score, _of_paragraph(article, found.number))
            article = replace(
                article, paragraphs=tuple(p for p in article.paragraphs if p.number == found.number)
            )
        return replace(shown, explanation=_explanation(question.query, engine, article, score))

    def _words(self, engine: Engine) -> Vocabulary:
        """Return the archive's words, read once for each of its generations."""
        generation = self._catalog.state()[0]
        if self._vocabulary is None or self._vocabulary[0] != generation:
            self._vocabulary = (generation, Vocabulary(engine.words()))
        return self._vocabulary[1]

    def every_hit(self, question: Question) -> Iterator[Hit]:
        """Yield all hits, none of them collapsed, as they are when the first is asked for."""
        found, view, matcher = self._everything(question)
        with closing(view):
            for start in range(0, len(found), READ_AT_ONCE):
                yield from self._hits(found[start : start + READ_AT_ONCE], view, matcher)

    def _everything(self, question: Question) -> tuple[Sequence[EngineHit], View, Matcher]:
        """Return all that the engine finds, and the catalog of the same moment."""
        while True:
            with self._snapshot.reading() as engine:
                found = question.ask(engine, _ALL, 0, collapse=False)
                view = self._catalog.view()
                if view.state()[0] == self._catalog.state()[0]:
                    return found.hits, view, Matcher(question.query.tree, engine.analyzer)
                view.close()

    def _hits(self, found: Sequence[EngineHit], catalog: Reader, matcher: Matcher) -> list[Hit]:
        articles = catalog.articles(list(dict.fromkeys(each.aid for each in found)))
        if any(each.aid not in articles for each in found):
            raise ArchiveUnreadable(
                f"The index of the archive in {self._place} finds articles that its catalog does"
                f" not have. Mend it with: nutgraf check --repair --archive {self._place}"
            )
        return [hit(each, articles[each.aid], matcher) for each in found]


def _of_paragraph(article: Article, number: int) -> str:
    """Return what the score of a paragraph is called."""
    kinds = {paragraph.number: paragraph.kind for paragraph in article.paragraphs}
    lowered = f", × {WEIGHT:g} as boilerplate" if kinds[number] == BOILERPLATE else ""
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


def _check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    """Raise ``ValueError`` if a value is none of the choices."""
    if value not in choices:
        raise ValueError(f"{name} is {value!r}; it must be one of: {', '.join(choices)}.")
