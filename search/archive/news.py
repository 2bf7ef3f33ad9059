"""What has been added since somebody looked, and matches.

An article is new if it was added, or its text or what is stated of it has changed,
after a given addition. One that has only moved, got a copy in another file, or has
had paragraphs recognised as boilerplate since, is not.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from search.archive.hits import hit
from search.archive.searching import Question
from search.engines.base import EngineHit
from search.errors import QueryError
from search.matching import Matcher
from search.results import News

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from search.archive.saved import SavedSearch
    from search.catalog import Reader
    from search.engines.base import Engine

_ALL = 1 << 62  # more hits than there can be


def news(
    question: Question, catalog: Reader, engine: Engine, after: int, page: tuple[int, int]
) -> News:
    """Return how many hits are newer than an addition, and a page of them: limit and offset."""
    limit, offset = page
    found = _new(question, catalog, engine, after)
    shown = found[offset : offset + limit]
    articles = catalog.articles(list(dict.fromkeys(each.aid for each in shown)))
    matcher = Matcher(question.query.tree, engine.analyzer)
    return News(
        total=len(found),
        hits=tuple(
            hit(_scored(each, question, engine), articles[each.aid], matcher) for each in shown
        ),
        last_addition=catalog.last_addition(),
    )


def counted(
    saved: SavedSearch, catalog: Reader, engine: Engine, today: datetime.date | None
) -> SavedSearch:
    """Return a saved search with the number of its new hits, or why they cannot be counted."""
    try:
        question = Question.of(
            saved.text, narrow=saved.narrow, scope=saved.scope, match=saved.match, today=today
        )
    except QueryError as error:
        return replace(saved, fault=str(error))
    return replace(saved, new=len(_new(question, catalog, engine, saved.seen)))


def _new(question: Question, catalog: Reader, engine: Engine, after: int) -> list[EngineHit]:
    """Return the new hits, the newest addition first, paragraphs of one article in order."""
    if catalog.last_addition() <= after:
        return []
    found = [each for each in _found(question, engine) if each.aid > after]
    amended = catalog.first_additions([each.aid for each in found])
    firsts = {each.aid: amended.get(each.aid, each.aid) for each in found}
    return sorted(
        (each for each in found if firsts[each.aid] > after),
        key=lambda each: (-firsts[each.aid], each.number or 0),
    )


def _found(question: Question, engine: Engine) -> Sequence[EngineHit]:
    if question.scope == "article":
        return [EngineHit(aid, None, 0.0) for aid in engine.aids(question.query.tree)]
    return question.ask(engine, _ALL, 0, collapse=False).hits


def _scored(found: EngineHit, question: Question, engine: Engine) -> EngineHit:
    """Return a hit with its score, which is only reckoned for those that are shown."""
    if found.number is not None:
        return found
    score = engine.explain(question.plan(engine), found.aid)
    return EngineHit(found.aid, None, score.value if score else 0.0)
