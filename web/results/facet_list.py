"""The page of all values of one facet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web import addresses
from web.paging import Paging
from web.results.facets import ordered
from web.wording import FACET_NAMES, facet_value

if TYPE_CHECKING:
    from collections.abc import Sequence

    import search
    from web.parameters import Question

LISTED = 200  # values on a page


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedValue:
    """A value that can be chosen, and how many hits have it."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetPage:
    """What the page of all values of a facet shows.

    ``find`` is the text that its values have in them. ``kept`` are the parameters of
    the search that are no values of this page.
    """

    title: str
    question: Question
    name: str
    heading: str
    find: str
    values: tuple[ListedValue, ...]
    kept: list[tuple[str, str]]
    paging: Paging
    previous: str | None
    next: str | None
    back: str


def facet_page(
    counts: Sequence[search.FacetCount], question: Question, name: str, find: str
) -> FacetPage:
    """Return what the page of all values of a facet shows, those of the question's page."""
    words = find.casefold().split()
    chosen = question.chosen.get(name, ())
    every = [
        ListedValue(
            value=value, label=facet_value(name, value), count=count, chosen=value in chosen
        )
        for value, count in ordered(name, counts, question)
    ]
    wanted = [each for each in every if all(word in each.label.casefold() for word in words)]
    paging = Paging(page=question.page, size=LISTED, total=len(wanted))
    shown = wanted[(paging.page - 1) * LISTED : paging.page * LISTED]
    listed = {each.value for each in shown}
    unlisted = [(name, value) for value in chosen if value not in listed]
    return FacetPage(
        title=f"{FACET_NAMES[name]} – Nutgraf",
        question=question.changed(),
        name=name,
        heading=FACET_NAMES[name],
        find=find,
        values=tuple(shown),
        kept=[*addresses.kept(question, ("page", "open", name)), *unlisted],
        paging=paging,
        previous=_page(question, name, find, paging.previous),
        next=_page(question, name, find, paging.next),
        back=addresses.results_address(question.changed()),
    )


def _page(question: Question, name: str, find: str, number: int | None) -> str | None:
    if number is None:
        return None
    shown = question.changed(offset=(number - 1) * question.limit)
    return addresses.address("results.facet", shown, {"field": [name], "find": [find]})
