"""The text of an article, ready to be read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.languages import language_tag
from web.reading.paragraphs import blocks, direction, shown_paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence

    import search
    from web.reading.paragraphs import Block, ShownParagraph
    from web.reading.places import Place

MANY = 300  # paragraphs: a browser that lays out more of them at once keeps the reader waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The paragraphs of an article, and what a browser has to know of all of them.

    ``heading`` is the title as a paragraph; without one, ``label`` stands in its
    place. ``direction`` is that of its writing.
    """

    label: str
    heading: ShownParagraph | None
    blocks: tuple[Block, ...]
    language: str | None
    direction: str
    is_long: bool


def text_of(
    article: search.Article,
    found: Sequence[search.FoundParagraph],
    places: Sequence[Place] = (),
) -> Text:
    """Return the text of an article, whose matches are at these places."""
    shown = shown_paragraphs(article, found, places)
    heading = next((p for p in shown if p.number == 0 and p.kind == "title"), None)
    return Text(
        label=article.label,
        heading=heading,
        blocks=blocks([paragraph for paragraph in shown if paragraph is not heading]),
        language=language_tag(article.language),
        direction=direction([paragraph.text for paragraph in found]),
        is_long=len(found) > MANY,
    )
