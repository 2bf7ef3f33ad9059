"""Hits as the results page shows them: one card for an article."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from web.addresses import article_address, other_address
from web.languages import language_tag
from web.marking import marked
from web.wording import counted, dated

if TYPE_CHECKING:
    from markupsafe import Markup

    import search
    from web.parameters import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A marked snippet that leads to its paragraph."""

    number: int
    kind: str
    text: Markup
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An article among the results, with the paragraphs that match best.

    ``more`` says how many further paragraphs match, and ``others`` how many
    near-identical articles; each is empty if none do.
    """

    label: Markup
    address: str
    language: str | None
    source: str | None
    date: str
    authors: str
    excerpts: tuple[Excerpt, ...]
    more: str
    more_address: str
    others: str
    others_address: str


def cards(results: search.Results, question: Question) -> tuple[Card, ...]:
    """Return the hits as cards, in their order.

    In paragraph scope, hits of one article that follow one another share a card.
    """
    groups = groupby(results.hits, key=lambda hit: hit.article.id)
    uncollapsed = other_address(question, q=f"{results.interpreted} collapse:off")
    return tuple(_card(list(hits), question, uncollapsed) for _, hits in groups)


def _card(hits: list[search.Hit], question: Question, uncollapsed: str) -> Card:
    article = hits[0].article
    found = [paragraph for hit in hits for paragraph in hit.paragraphs]
    title = next((p for p in found if p.number == 0 and p.text == article.label), None)
    more = _more(hits, question)
    return Card(
        label=marked(article.label, _title_marks(hits, title)),
        address=article_address(question, article.id, _best(hits, question)),
        language=language_tag(article.language),
        source=article.source,
        date=dated(article.date, article.date_precision),
        authors=", ".join(article.authors),
        excerpts=tuple(_excerpt(p, article, question) for p in found if p is not title),
        more=counted(more, "more matching paragraph") if more else "",
        more_address=article_address(question, article.id),
        others=counted(hits[0].others, "paper") if hits[0].others else "",
        others_address=uncollapsed,
    )


def _excerpt(found: search.FoundParagraph, article: search.Article, question: Question) -> Excerpt:
    return Excerpt(
        number=found.number,
        kind=found.kind,
        text=marked(found.snippet.text, found.snippet.marks),
        address=article_address(question, article.id, found.number),
    )


def _best(hits: list[search.Hit], question: Question) -> int | None:
    """Return the paragraph to open the article at; None is its beginning."""
    hit = hits[0]
    if hit.paragraphs and (question.scope == "paragraph" or _singles_out(hit)):
        return hit.paragraphs[0].number
    return None


def _more(hits: list[search.Hit], question: Question) -> int:
    """Return how many matching paragraphs are not shown; other hits do not count."""
    if question.scope == "paragraph" or not _singles_out(hits[0]):
        return 0
    return hits[0].matching_paragraphs - len(hits[0].paragraphs)


def _title_marks(
    hits: list[search.Hit], title: search.FoundParagraph | None
) -> tuple[tuple[int, int], ...]:
    """Return what matches in the title; a label made of the opening words has no marks."""
    if title:
        return title.marks
    return hits[0].title_marks if hits[0].article.title else ()


def _singles_out(hit: search.Hit) -> bool:
    """Tell whether the query matches some paragraphs; a date matches the whole article."""
    return any(found.matched for found in hit.paragraphs)
