"""Paragraphs as the page of an article shows them."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from markupsafe import Markup

from web.marking import marked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import search
    from web.reading.places import Place

_LOOKED_AT = 1000  # characters; whoever begins with more figures and signs is read as English
_DIRECTIONS = {"L": "ltr", "R": "rtl", "AL": "rtl"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownParagraph:
    """A paragraph with its marks.

    ``page`` is that of its source, if it is the first on that page. Of one that
    matches, ``previous`` and ``next`` are the anchors of the places before and after
    it, those of the ends where there is none. ``is_place`` says that the paragraph is
    one place; of a long one, stretches of the text are.
    """

    number: int
    kind: str
    text: Markup
    page: int | None
    matched: bool
    is_place: bool
    previous: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Paragraphs that are shown together: the points of a list, or one paragraph."""

    kind: str
    paragraphs: tuple[ShownParagraph, ...]


def shown_paragraphs(
    article: search.Article,
    found: Sequence[search.FoundParagraph],
    places: Sequence[Place],
) -> tuple[ShownParagraph, ...]:
    """Return the paragraphs of an article, in which these places match."""
    pages = _first_on_page(article)
    by_number: dict[int, list[int]] = {}
    for index, place in enumerate(places):
        by_number.setdefault(place.number, []).append(index)
    return tuple(
        _shown(each, pages.get(each.number), places, by_number.get(each.number, []))
        for each in found
    )


def _shown(
    found: search.FoundParagraph,
    page: int | None,
    places: Sequence[Place],
    own: Sequence[int],
) -> ShownParagraph:
    """Return a paragraph; ``own`` are the indices of the places in it."""
    return ShownParagraph(
        number=found.number,
        kind=found.kind,
        text=_text(found, [places[index] for index in own]),
        page=page,
        matched=found.matched,
        is_place=len(own) == 1,
        previous=places[own[0] - 1].anchor if own else "",
        next=places[(own[-1] + 1) % len(places)].anchor if own else "",
    )


def _text(found: search.FoundParagraph, own: Sequence[Place]) -> Markup:
    """Return the text with its marks, and with its places if there are several."""
    if len(own) < 2:  # noqa: PLR2004 - one place is the paragraph itself
        return marked(found.text, found.marks)
    starts = [*(place.start for place in own), len(found.text)]
    return Markup("").join(
        Markup('<span class="place" id="{}">{}</span>').format(
            place.anchor, _stretch(found, start, end)
        )
        for place, (start, end) in zip(own, pairwise(starts), strict=True)
    )


def _stretch(found: search.FoundParagraph, start: int, end: int) -> Markup:
    """Return a part of the text with its marks, none of which reaches beyond it."""
    first, last = (bisect_left(found.marks, (place, 0)) for place in (start, end))
    marks = [(left - start, right - start) for left, right in found.marks[first:last]]
    return marked(found.text[start:end], marks)


def _first_on_page(article: search.Article) -> Mapping[int, int]:
    """Return the pages that begin in the article, by the number of their first paragraph."""
    first: dict[int, int] = {}
    for paragraph in article.paragraphs:
        if paragraph.page is not None:
            first.setdefault(paragraph.page, paragraph.number)
    return {number: page for page, number in first.items()}


def blocks(paragraphs: Sequence[ShownParagraph]) -> tuple[Block, ...]:
    """Return paragraphs in blocks: points that follow one another are one list."""

    def together(paragraph: ShownParagraph) -> str | int:
        return paragraph.kind if paragraph.kind == "list" else paragraph.number

    groups = (tuple(group) for _, group in groupby(paragraphs, key=together))
    return tuple(Block(kind=group[0].kind, paragraphs=group) for group in groups)


def direction(texts: Sequence[str]) -> str:
    """Return the direction of the first text that has one, "ltr" or "rtl".

    The first letter decides, as for ``dir="auto"`` (UAX #9, P2 and P3).

    >>> direction(["2021", "שלום"]), direction(["Peace"])
    ('rtl', 'ltr')
    """
    for text in texts:
        for character in text[:_LOOKED_AT]:
            found = _DIRECTIONS.get(bidirectional(character))
            if found:
                return found
    return "ltr"
