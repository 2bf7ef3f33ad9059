"""Why an article has its score, from what Lucene says about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from search.engines.asides import WEIGHT
from search.engines.explaining import scored_parts
from search.engines.opensearch_documents import article_key
from search.engines.opensearch_view import Search, first_values, shards_asked, values_wanted
from search.results import ScorePart

if TYPE_CHECKING:
    from search.engines.opensearch_queries import Translator
    from search.engines.opensearch_view import Dsl, View
    from search.engines.ranking import Plan
    from search.query.nodes import Node

_TERMS = re.compile(r"weight\((?P<field>\w+):(?:(?P<term>[^\s\"]+)|\"(?P<phrase>[^\"]*)\") in ")
_SUM = "sum"
_LOWERED = "Matched boosting query"
_FILTERS = ("# clause", "MatchNoDocsQuery")  # in what is said about parts that do not score


class Scored(NamedTuple):
    """The score of an article by a plan, without its paragraphs and its date, and its parts."""

    value: float
    day: int | None
    parts: dict[Node, ScorePart]


def scored(view: View, translator: Translator, plan: Plan, aid: int) -> Scored | None:
    """Return how an article is scored, all asked for at once; None if it does not match."""
    nodes = list(dict.fromkeys(scored_parts(plan)))
    queries = [translator.ranked(plan, "article")]
    queries += [translator.query(node, "article") for node in nodes]
    asked = {
        "size": 1,
        "explain": True,
        "parameters": shards_asked(str(plan.tree)),
        **values_wanted(["day"]),
    }
    this = {"term": {"_id": article_key(aid)}}
    answers = view.searches(
        [
            Search("article", {"bool": {"must": [query], "filter": [this]}}, asked)
            for query in queries
        ]
    )
    whole, *others = [answer["hits"]["hits"] for answer in answers]
    if not whole:
        return None
    (day,) = first_values(whole[0], ["day"])
    parts = {
        node: _within(score_part(hits[0]["_explanation"]))
        for node, hits in zip(nodes, others, strict=True)
        if hits
    }
    return Scored(float(whole[0]["_score"]), day, parts)


def _within(part: ScorePart) -> ScorePart:
    """Return a part that keeps its reasons when it is named after the query instead."""
    return part if part.description == _SUM else ScorePart(part.value, _SUM, (part,))


def score_part(part: Dsl) -> ScorePart:
    """Return a part of an explanation; sums of one part, and what adds nothing, are left out."""
    value, description = float(part["value"]), str(part["description"])
    details = [
        score_part(each)
        for each in part.get("details", ())
        if not any(sign in each["description"] for sign in _FILTERS)
    ]
    details = [each for each in details if each.value or not value]
    terms = _TERMS.match(description)
    if len(details) == 1 and details[0].value == value:
        return ScorePart(value, _named(terms), details[0].parts) if terms else details[0]
    if description.startswith(_LOWERED):
        return ScorePart(value, f"× {WEIGHT:g} for words in boilerplate only")
    return ScorePart(value, _without_colon(description), tuple(details))


def _named(terms: re.Match[str]) -> str:
    return f"“{terms['term'] or terms['phrase']}” in the field {terms['field']}"


def _without_colon(description: str) -> str:
    """Return a description without the words that lead on to its parts."""
    return re.sub(r",? ?(?:from|of|result of):$", "", description)
