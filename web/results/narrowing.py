"""What narrows a search, and how it is taken away again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

from web import addresses, answers
from web.addresses import Link
from web.parameters import FROM
from web.results.facets import facets
from web.wording import FACET_NAMES, facet_value, shown_period

if TYPE_CHECKING:
    import search
    from web.parameters import Question
    from web.results.facets import Facet

_DATES = ("from", "to", "undated", "page", "open")  # what the form of dates has itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a page shows of narrowing; all links and the form lead to the same view.

    ``chips`` give up one value each and ``cleared`` gives up all. ``kept`` are the
    parameters that the form of dates, which leads to ``action``, keeps of the search,
    and ``pattern`` is what a date looks like.
    """

    chips: tuple[Link, ...]
    cleared: str
    facets: tuple[Facet, ...]
    action: str
    pattern: str
    kept: list[tuple[str, str]]


def narrowing(
    archive: search.Archive, question: Question, endpoint: str = "results.results"
) -> Narrowing:
    """Return what narrows a search on a page that is called ``endpoint``.

    Raises:
        QueryError: if the query has no sensible reading.
    """
    counts = answers.facets(archive, question)
    bare = question.changed(chosen={}, since="", until="", undated=False, match="all")
    return Narrowing(
        chips=_chips(question, endpoint),
        cleared=addresses.address(endpoint, bare),
        facets=facets(counts, question, endpoint),
        action=url_for(endpoint),
        pattern=FROM.pattern.removeprefix("^").removesuffix("$"),
        kept=addresses.kept(question, _DATES),
    )


def _chips(question: Question, endpoint: str) -> tuple[Link, ...]:
    """Return a link for each value that narrows the search, to the search without it."""
    chosen = [
        (f"{FACET_NAMES[name]}: {facet_value(name, value)}", question.toggled(name, value))
        for name, values in question.chosen.items()
        for value in values
    ]
    if question.since or question.until:
        period = f"Date: {shown_period(question.since, question.until)}"
        chosen.append((period, question.changed(since="", until="")))
    if question.undated:
        beside = "or undated" if question.since or question.until else "undated only"
        chosen.append((beside.capitalize(), question.changed(undated=False)))
    if question.match == "any":
        chosen.append(("Any of the words", question.changed(match="all")))
    return tuple(
        Link(label=label, address=addresses.address(endpoint, without)) for label, without in chosen
    )
