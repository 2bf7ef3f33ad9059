"""What the best paragraph of an article adds to its score, asked of a cluster.

All that is to be known of the first articles is asked for in one request: their paragraphs,
each with the names of the parts of the query that it has, their scores and lengths, and how
frequent words are, as far as that is not remembered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from search.engines import ranking
from search.engines.asides import weight_of_kind
from search.engines.opensearch_queries import MOST_CLAUSES
from search.engines.opensearch_terms import EVERYTHING, NOTHING, any_of, clauses, together
from search.engines.opensearch_view import (
    WINDOW,
    Search,
    first_values,
    shards_asked,
    values_wanted,
)
from search.engines.passages import best_lifts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from search.engines.opensearch_queries import Translator
    from search.engines.opensearch_view import Dsl, View
    from search.engines.passages import Lift, Passage
    from search.engines.ranking import Plan

    Word = tuple[str, str]  # a field and a term

WORDS_KEPT = 10_000  # of which it is remembered how frequent they are
_FIELDS = ("aid", "number", "length", "facet_kind")  # of a paragraph


class Passages:
    """The paragraphs of articles at one moment of an archive."""

    def __init__(self, view: View, translator: Translator, ranking: Translator) -> None:
        """Look them up in ``view``; articles are scored by what ``ranking`` makes of a tree."""
        self._view = view
        self._translator = translator
        self._ranking = ranking
        self._frequencies = Frequencies(view)

    def lifts(self, plan: Plan, aids: list[int]) -> dict[int, Lift]:
        """Return how much more the best paragraphs of articles would score than they do.

        Articles that have no such paragraph are left out.
        """
        parts = self._parts(plan)
        if len(parts) < ranking.TOGETHER:
            return {}
        words = dict.fromkeys(word for part in parts for word in part.words)
        known = self._frequencies.known(words)
        unknown = [word for word in words if word not in known]
        paragraphs, wholes, *counts = self._view.searches(
            [
                _paragraphs(parts, aids),
                self._wholes(plan, aids),
                *self._frequencies.wanted(unknown),
            ]
        )
        known |= self._frequencies.learn(unknown, counts)
        rarities = {word: self._frequencies.rarity(count) for word, count in known.items()}
        covers = [part.weight * sum(rarities[word] for word in part.words) for part in parts]
        return best_lifts(_found(covers, paragraphs), _scores(wholes), self._frequencies.average)

    def _parts(self, plan: Plan) -> list[Part]:
        """Return the parts that a paragraph may have, as many as Lucene takes."""
        found: list[Part] = []
        left = MOST_CLAUSES
        for node in plan.passages:
            inner, weight = ranking.unweighed(node)
            query = self._translator.query(inner, "paragraph")
            left -= clauses(query)
            if left < 0:
                break
            if query != NOTHING:
                words = tuple(map(_word, self._translator.words(inner)))
                found.append(Part(query, weight, words))
        return found

    def _wholes(self, plan: Plan, aids: list[int]) -> Search:
        """Return the search for the scores of articles by the tree of a plan alone."""
        query = self._ranking.query(plan.tree, "article")
        return Search(
            "article",
            {"bool": {"must": [query], "filter": [{"terms": {"aid": aids}}]}},
            {
                "size": len(aids),
                "parameters": shards_asked(str(plan.tree)),
                **values_wanted(["aid", "length"]),
            },
        )


class Part(NamedTuple):
    """A part of a query: how paragraphs with it are found, its weight, and its words."""

    query: Dsl
    weight: float
    words: tuple[Word, ...]


class Frequencies:
    """How many articles there are at one moment, how long they are, and how many have a word."""

    def __init__(self, view: View) -> None:
        """Know nothing yet."""
        self._view = view
        self._articles = 0
        self._counts: dict[Word, int] = {}
        self.average = 0.0  # characters

    def known(self, words: Iterable[Word]) -> dict[Word, int]:
        """Return how many articles have each of those words of which it is remembered."""
        counts = self._counts  # other threads may forget them meanwhile
        return {word: counts[word] for word in words if word in counts}

    def wanted(self, words: Sequence[Word]) -> list[Search]:
        """Return the searches for what is not known: of these words, and of all articles."""
        found = []
        if words:
            terms = [_term(word) for word in words]
            # Only what has one of them is gone through, and not all articles.
            parts = {"aggs": {"found": {"filters": {"filters": terms}}}}
            found.append(Search("article", any_of(together(terms)), parts))
        if not self.average:
            wanted = {"found": {"avg": {"field": "length"}}}
            found.append(Search("article", EVERYTHING, {"aggs": wanted, "track_total_hits": True}))
        return found

    def learn(self, words: Sequence[Word], answers: Sequence[Dsl]) -> dict[Word, int]:
        """Remember what those searches have found; return how many articles have each word."""
        left = list(answers)
        counts: dict[Word, int] = {}
        if words:
            buckets = left.pop(0)["aggregations"]["found"]["buckets"]
            counts = {
                word: int(bucket["doc_count"]) for word, bucket in zip(words, buckets, strict=True)
            }
            kept = self._counts if len(self._counts) < WORDS_KEPT else {}
            self._counts = kept | counts
        if left:
            self._articles = int(left[0]["hits"]["total"]["value"])
            self.average = float(left[0]["aggregations"]["found"]["value"] or 1.0)
        return counts

    def rarity(self, count: int) -> float:
        """Return the inverse frequency of a word that so many articles have."""
        return ranking.rarity(count, self._articles)


def _paragraphs(parts: Sequence[Part], aids: list[int]) -> Search:
    """Return the search for the paragraphs of articles that have several parts.

    If there are more than a search may reach, those with the most parts come first.
    """
    named = [
        {"constant_score": {"filter": part.query, "boost": part.weight, "_name": str(place)}}
        for place, part in enumerate(parts)
    ]
    query = {
        "bool": {
            "should": named,
            "minimum_should_match": ranking.TOGETHER,
            "filter": [{"terms": {"aid": aids}}],
        }
    }
    order = [{"_score": "desc"}, {"aid": "asc"}, {"number": "asc"}]
    return Search("paragraph", query, {"size": WINDOW, "sort": order, **values_wanted(_FIELDS)})


def _found(covers: Sequence[float], answer: Dsl) -> Iterator[Passage]:
    """Yield the paragraphs that were found, each with what its parts come to."""
    for hit in answer["hits"]["hits"]:
        aid, number, length, kind = first_values(hit, _FIELDS)
        cover = sum(covers[int(name)] for name in hit["matched_queries"])
        yield aid, number, cover, length, weight_of_kind(kind)


def _scores(answer: Dsl) -> dict[int, tuple[float, int]]:
    """Return the scores and lengths of articles by their aids."""
    found = {}
    for hit in answer["hits"]["hits"]:
        aid, length = first_values(hit, ["aid", "length"])
        found[aid] = float(hit["_score"]), length
    return found


def _term(word: Word) -> Dsl:
    field, term = word
    return {"term": {field: term}}


def _word(query: Dsl) -> Word:
    ((field, term),) = query["term"].items()
    return field, term
