"""Why a search finds nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web import addresses
from web.addresses import Link
from web.answers import answer
from web.parameters import Question
from web.wording import FACET_NAMES, counted

if TYPE_CHECKING:
    import search


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingPart:
    """A part of a search, what it finds alone, and what the rest finds without it, if anything."""

    text: str
    alone: Link | None
    without: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """What a page shows where nothing was found.

    ``searched`` says how much was searched. ``any_word`` leads to what any of the
    words find.
    """

    searched: str
    parts: tuple[MissingPart, ...]
    any_word: Link | None


def absence(archive: search.Archive, results: search.Results, question: Question) -> Absence:
    """Return why a search found nothing."""
    everything = archive.search("", limit=0)
    sources = [each for each in archive.facets("")["source"] if each.value is not None]
    beside = f" from {counted(len(sources), 'source')}" if sources else ""
    return Absence(
        searched=counted(everything.total, "article") + beside,
        parts=tuple(_missing(part, question) for part in results.parts),
        any_word=_any_word(archive, question),
    )


def _missing(part: search.PartCount, question: Question) -> MissingPart:
    """Return a part with links to what it finds alone and to the search without it."""
    if part.facet is None:
        alone = Question(text=part.part, scope=question.scope)
        without = question.changed(text=part.rest)
    else:
        alone = _only(part.facet, question)
        without = _without(part.facet, question)
    return MissingPart(
        text=part.part, alone=_link(part.alone, alone), without=_link(part.without, without)
    )


def _link(count: int, question: Question) -> Link | None:
    if not count:
        return None
    return Link(label=counted(count, question.scope), address=addresses.results_address(question))


def _only(facet: str, question: Question) -> Question:
    bare = Question(scope=question.scope)
    if facet in FACET_NAMES:
        return bare.changed(chosen={facet: question.chosen.get(facet, ())})
    return bare.changed(since=question.since, until=question.until, undated=question.undated)


def _without(facet: str, question: Question) -> Question:
    if facet in FACET_NAMES:
        chosen = {name: values for name, values in question.chosen.items() if name != facet}
        return question.changed(chosen=chosen)
    return question.changed(since="", until="", undated=False)


def _any_word(archive: search.Archive, question: Question) -> Link | None:
    """Return the link to what any of the words find, where all of them find nothing."""
    if question.match == "any":
        return None
    wider = question.changed(match="any")
    found = answer(archive, question.changed(match="any", limit=0))
    if not found.total:
        return None
    found_any = counted(found.total, question.scope)
    return Link(
        label=f"Search for any of the words ({found_any})",
        address=addresses.results_address(wider),
    )
