"""The values that a search can be narrowed by, with their counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web import addresses
from web.wording import FACET_NAMES, facet_value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import search
    from web.parameters import Question

_SHOWN = 6  # values of one facet beside the results; chosen ones are always shown


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """A value, how many hits have it, and the address where it is chosen or given up."""

    label: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A facet with some of its values; ``more`` further ones stand at ``address``."""

    title: str
    values: tuple[FacetValue, ...]
    more: int
    address: str


def facets(
    counts: Mapping[str, Sequence[search.FacetCount]], question: Question, endpoint: str
) -> tuple[Facet, ...]:
    """Return the facets that can narrow a search, whose values lead to ``endpoint``.

    A facet of which all hits have the same value cannot, unless the search is narrowed by it.
    """
    toggled = _toggling(question, endpoint)
    every = addresses.address("results.facet", question.changed())
    return tuple(
        _facet(name, ordered(name, counts[name], question), question, toggled, every)
        for name in FACET_NAMES
        if len(counts[name]) > 1 or question.chosen.get(name)
    )


def _facet(
    name: str,
    values: list[tuple[str, int]],
    question: Question,
    toggled: Callable[[str, str], str],
    every: str,
) -> Facet:
    chosen = question.chosen.get(name, ())
    shown = values[: max(_SHOWN, len(chosen))]
    return Facet(
        title=FACET_NAMES[name],
        values=tuple(
            FacetValue(
                label=facet_value(name, value),
                count=count,
                address=toggled(name, value),
                chosen=value in chosen,
            )
            for value, count in shown
        ),
        more=len(values) - len(shown),
        address=addresses.extended(every, "field", name),
    )


def _toggling(question: Question, endpoint: str) -> Callable[[str, str], str]:
    """Return what gives the address where a value is chosen or, if it is, given up."""
    base = addresses.address(endpoint, question.changed())  # written once for all values

    def toggled(name: str, value: str) -> str:
        if value in question.chosen.get(name, ()):
            return addresses.address(endpoint, question.toggled(name, value))
        return addresses.extended(base, name, value)

    return toggled


def ordered(
    name: str, counts: Sequence[search.FacetCount], question: Question
) -> list[tuple[str, int]]:
    """Return the values of a facet with their counts; "" is that of articles without one.

    The chosen ones come first, then the most frequent; years go back in time.
    """
    by_value = {count.value or "": count.count for count in counts}
    chosen = question.chosen.get(name, ())
    values = sorted(by_value, reverse=True) if name == "year" else by_value
    return [(value, by_value.get(value, 0)) for value in dict.fromkeys((*chosen, *values))]
