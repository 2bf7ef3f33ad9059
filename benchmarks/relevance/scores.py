"""How good a ranking is, by judgements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import ir_measures
from ir_measures import AP, RR, Qrel, R, ScoredDoc, nDCG

if TYPE_CHECKING:
    from benchmarks.relevance.beir import Judgements
    from benchmarks.relevance.ranked import Ranking


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """Means over the questions of a collection, from 0 to 1.

    ``ndcg`` is nDCG@10 with the grades as gains, ``map`` the mean average precision,
    ``recall`` recall@100, ``rr`` the reciprocal rank of the first relevant text.
    """

    ndcg: float
    map: float
    recall: float
    rr: float


def score(ranking: Ranking, judgements: Judgements) -> Scores:
    """Score a ranking; a question for which nothing was found counts 0.

    >>> score({"q": ["other", "right"]}, {"q": {"right": 1}})
    Scores(ndcg=0.6309297535714575, map=0.5, recall=1.0, rr=0.5)
    """
    judged = [
        Qrel(question, text, grade)
        for question, grades in judgements.items()
        for text, grade in grades.items()
    ]
    ranked = [
        ScoredDoc(question, text, -float(place))  # trec_eval orders by score alone
        for question, texts in ranking.items()
        for place, text in enumerate(texts)
    ]
    found = ir_measures.calc_aggregate([nDCG @ 10, AP, R @ 100, RR], judged, ranked)
    return Scores(ndcg=found[nDCG @ 10], map=found[AP], recall=found[R @ 100], rr=found[RR])
