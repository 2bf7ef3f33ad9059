"""Paragraphs of a hit: the best of them, or all when it is unfolded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.answers import marked_paragraphs
from web.marking import marked
from web.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    import search
    from web.addresses import ArticleAddresses
    from web.parameters import Question

UNFOLDED = 50  # paragraphs of one hit; what is left of a longer list stands in its article


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A marked snippet that leads to its paragraph."""

    number: int
    kind: str
    text: Markup
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """How many matching paragraphs are left out, and the address of the first of them."""

    label: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfolded:
    """The matching paragraphs of an article in their order, as far as they are shown at once."""

    excerpts: tuple[Excerpt, ...]
    rest: Rest | None


def excerpts(
    paragraphs: Iterable[search.FoundParagraph], article_id: str, addresses: ArticleAddresses
) -> tuple[Excerpt, ...]:
    """Return paragraphs of an article as excerpts."""
    root = addresses.address(article_id)
    return tuple(
        Excerpt(
            number=found.number,
            kind="" if found.kind in ("body", "title") else found.kind,
            text=marked(found.snippet.text, found.snippet.marks),
            address=f"{root}#p{found.number}",
        )
        for found in paragraphs
    )


def unfolded(
    archive: search.Archive,
    article: search.Article,
    question: Question,
    addresses: ArticleAddresses,
) -> Unfolded:
    """Return all matching paragraphs of an article, as far as they may be shown at once.

    Raises:
        QueryError: if the query has no sensible reading.
    """
    every = marked_paragraphs(archive, article, question)
    kinds = question.chosen.get("kind", ())
    # A search without words picks the paragraphs of the kinds that it is narrowed to.
    found = [p for p in every if p.matched] or [p for p in every if p.kind in kinds]
    found = [paragraph for paragraph in found if not _is_label(paragraph, article)]
    shown, left = found[:UNFOLDED], found[UNFOLDED:]
    return Unfolded(
        excerpts=excerpts(shown, article.id, addresses),
        rest=Rest(
            label=f"{counted(len(left), 'more matching paragraph')} in the article",
            address=addresses.address(article.id, left[0].number),
        )
        if left
        else None,
    )


def _is_label(found: search.FoundParagraph, article: search.Article) -> bool:
    """Tell whether a paragraph is the title, which stands above the excerpts."""
    return found.number == 0 and found.text == article.label
