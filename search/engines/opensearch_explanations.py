"""Why an article has its score, from what Lucene says about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.engines.asides import WEIGHT
from search.results import ScorePart

if TYPE_CHECKING:
    from search.engines.opensearch_view import Dsl

_TERMS = re.compile(r"weight\((?P<field>\w+):(?:(?P<term>[^\s\"]+)|\"(?P<phrase>[^\"]*)\") in ")
_LOWERED = "Matched boosting query"
_FILTERS = ("# clause", "MatchNoDocsQuery")  # in what is said about parts that do not score


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
