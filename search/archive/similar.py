"""Articles like one: those that share its most telling words.

As Lucene's MoreLikeThis does it (org.apache.lucene.queries.mlt): the words of the
article are weighed by how often it has them and how few others do (tf·idf, Salton &
Buckley 1988, "Term-weighting approaches in automatic text retrieval"), and the best
are searched for, each with its weight.
"""

from __future__ import annotations

from collections import Counter
from math import log
from typing import TYPE_CHECKING

from search.analysis import plains
from search.engines.asides import BOILERPLATE
from search.engines.ranking import Plan
from search.query.nodes import Boost, Everything, Word, disjunction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.article import Article
    from search.engines.base import Engine, EngineHit
    from search.query.nodes import Node

WORDS = 25  # of the article, as in MoreLikeThis
CONSIDERED = 300  # of its words, the most frequent first, of which others' counts are asked for
TITLE_COUNTS = 3  # a word in the title counts as if the text had it so often
SHORTEST = 2  # characters: what is shorter is an initial, or what an apostrophe leaves
LEAST = 0.05  # of the best score, which is the article's own: others have too little in common
FEWEST = 2  # articles that must have a word, or it finds no other
_ASIDES = ("byline", BOILERPLATE)  # kinds of paragraphs that are not about the story


def similar(
    article: Article, group: Sequence[int], engine: Engine, limit: int
) -> Sequence[EngineHit]:
    """Return the articles most like one, the most similar first.

    Articles whose aids are in its ``group``, its near-identical copies and itself,
    are left out; of other groups there is one.
    """
    tree = telling(article, engine)
    if tree is None:
        return ()
    found = engine.search(
        tree, "article", "relevance", limit + 1, 0, collapse=True, plan=Plan(tree)
    ).hits
    least = LEAST * max((each.score for each in found), default=0.0)
    others = [each for each in found if each.aid not in group and each.score >= least]
    return others[:limit]


def telling(article: Article, engine: Engine) -> Node | None:
    """Return the query for an article's most telling words; None if it has none."""
    counts, forms = _stems(article, engine)
    stems = [stem for stem, _ in counts.most_common(CONSIDERED)]
    articles = engine.search(Everything(), "article", "newest", 0, 0).total
    weights = {
        stem: (1 + log(counts[stem])) * log(articles / frequency)
        for stem, frequency in zip(stems, engine.frequencies(stems), strict=True)
        if FEWEST <= frequency < articles
    }
    best = sorted(weights, key=lambda stem: (-weights[stem], stem))[:WORDS]
    if not best:
        return None
    heaviest = weights[best[0]]
    return disjunction(
        [Boost(Word(forms[stem]), round(weights[stem] / heaviest, 3)) for stem in best]
    )


def _stems(article: Article, engine: Engine) -> tuple[Counter[str], dict[str, str]]:
    """Return how often an article has each stem, and a word of it for each."""
    story = [each for each in article.paragraphs if each.kind not in _ASIDES]
    counts: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for paragraph, text in zip(story, plains([each.text for each in story]), strict=True):
        times = TITLE_COUNTS if paragraph.kind == "title" else 1
        for word in text.split():
            if len(word) >= SHORTEST:
                stem = engine.analyzer.stem(word)
                counts[stem] += times
                forms.setdefault(stem, word)
    return counts, forms
