"""Words that the first articles have in common, for a question asked in any of its words.

Pseudo-relevance feedback by Rocchio (1971, "Relevance feedback in information retrieval"):
the first articles that a query finds are taken for answers, and the words that they share,
each by its weight in BM25, are added to the query. They only change the order: what is found
is what the query matches.
"""

from __future__ import annotations

from collections import Counter
from heapq import nlargest
from itertools import chain
from math import log2
from typing import TYPE_CHECKING

from search.analysis import plains
from search.article import Paragraphs
from search.engines.asides import BOILERPLATE
from search.engines.ranking import K1, B, function_words, rarity, unweighed
from search.query.nodes import Boost, Everything, Word

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from search.article import Article
    from search.engines.base import Engine, EngineHit
    from search.engines.ranking import Plan
    from search.query.nodes import Node

ARTICLES = 20  # that are taken for answers
FIRST = 2.0  # by which power of its score, the first's being 1, an article counts
WORDS = 15  # that are added
SHARE = 0.5  # what all of them together weigh, against the query
LONGEST = 2500  # characters of an article that are looked at: news says first what matters
FEWEST = 2  # articles that must have a word, of those taken for answers and of all
CONSIDERED = 100  # words of which it is asked how many articles have them
RARITY = 2  # by which power of its inverse frequency a word counts
_ASIDES = frozenset({"byline", BOILERPLATE})


def added(
    plan: Plan, hits: Sequence[EngineHit], articles: Mapping[int, Article], engine: Engine
) -> tuple[Node, ...]:
    """Return the words that the first articles have in common, with their weights.

    ``plan`` is that by which the articles were found, best first.
    """
    answers = [(hit.score, _words(articles[hit.aid])) for hit in hits if hit.score > 0]
    support = Counter(chain.from_iterable(set(words) for _, words in answers))
    functions = function_words(engine.analyzer.language)
    stems = {
        word: engine.analyzer.stem(word)
        for word, having in support.items()
        if having >= FEWEST and len(word) > 1 and word not in functions
    }
    weights = _rare(_summed(answers, stems), engine)
    best = nlargest(WORDS, weights, key=lambda stem: (weights[stem], stem))
    forms = _forms(best, stems, support)
    whole = sum(weights[stem] for stem in best)
    share = SHARE * sum(unweighed(part)[1] for part in plan.passages)
    return tuple(Boost(Word(forms[stem]), share * weights[stem] / whole) for stem in best)


def _summed(
    answers: Sequence[tuple[float, list[str]]], stems: Mapping[str, str]
) -> dict[str, float]:
    """Return what all articles have of each stem, by BM25; the first of them count most.

    Articles are scores and words; ``stems`` are those of the words that count.
    """
    sums: dict[str, float] = dict.fromkeys(stems.values(), 0.0)
    average = sum(len(words) for _, words in answers) / max(len(answers), 1)
    for place, (score, words) in enumerate(answers, start=1):
        weight = (score / answers[0][0]) ** FIRST / log2(place + 1) * (K1 + 1)
        norm = K1 * (1 - B + B * len(words) / (average or 1))
        counts = Counter([stems[word] for word in words if word in stems])
        for stem, count in counts.items():
            sums[stem] += weight * count / (count + norm)
    return sums


def _forms(
    chosen: Collection[str], stems: Mapping[str, str], support: Mapping[str, int]
) -> dict[str, str]:
    """Return for each stem the word that most articles have of it."""
    words = [word for word, stem in stems.items() if stem in chosen]
    return {stems[word]: word for word in sorted(words, key=lambda word: (support[word], word))}


def _words(article: Article) -> list[str]:
    """Return the words at the beginning of an article, without asides."""
    paragraphs = Paragraphs.of(article.paragraphs)
    story: list[str] = []
    length = 0
    for kind, text in zip(paragraphs.kinds, paragraphs.texts, strict=True):
        if kind not in _ASIDES:
            story.append(text)
            length += len(text)
            if length >= LONGEST:
                break
    return " ".join(plains(story))[:LONGEST].split()


def _rare(sums: Mapping[str, float], engine: Engine) -> dict[str, float]:
    """Return the weights of stems by what articles have of them, and how rare they are in all."""
    there = engine.search(Everything(), "article", "newest", 0, 0).total
    stems = nlargest(CONSIDERED, sums, key=lambda stem: (sums[stem], stem))
    return {
        stem: sums[stem] * rarity(n, there) ** RARITY
        for stem, n in zip(stems, engine.frequencies(stems), strict=True)
        if FEWEST <= n <= there
    }
