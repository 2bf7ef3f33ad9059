"""Hits as the results page shows them: one card for an article."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

import search
from web.addresses import ArticleAddresses, extended, hit_anchor, results_address
from web.languages import language_tag
from web.marking import marked
from web.results.excerpts import excerpts, unfolded
from web.wording import counted, dated

if TYPE_CHECKING:
    from collections.abc import Iterable

    from markupsafe import Markup

    from web.parameters import Question
    from web.results.excerpts import Excerpt, Rest


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """The link that unfolds the matching paragraphs of a hit, or folds them again.

    ``source`` is the address of the paragraphs by themselves; it is empty where the
    hit is unfolded.
    """

    label: str
    address: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An article among the results, with the paragraphs that match best, or all.

    ``rest`` are the matching paragraphs that are left out of an unfolded card, and
    ``others`` says how many near-identical articles match; it is empty if none do.
    """

    anchor: str
    label: Markup
    address: str
    language: str | None
    source: str | None
    date: str
    authors: str
    excerpts: tuple[Excerpt, ...]
    fold: Fold | None
    rest: Rest | None
    others: str
    others_address: str


def cards(archive: search.Archive, results: search.Results, question: Question) -> tuple[Card, ...]:
    """Return the hits as cards, in their order.

    In paragraph scope, hits of one article that follow one another share a card.
    """
    maker = _Maker(
        archive=archive,
        question=question,
        articles=ArticleAddresses.of(question),
        matches=ArticleAddresses.of(question, "results.matches"),
        page=results_address(question),
        uncollapsed=_uncollapsed(results, question),
    )
    groups = groupby(results.hits, key=lambda hit: hit.article.id)
    return _anchored(maker.card(list(hits)) for _, hits in groups)


def _uncollapsed(results: search.Results, question: Question) -> str:
    """Return the address where near-identical articles are not shown as one."""
    if results.distinct == results.total:
        return ""
    # As it was read: nothing can be added behind a quote that was not closed.
    text = f"{search.parse(question.text)} collapse:off"
    return results_address(question.changed(text=text))


def _anchored(cards: Iterable[Card]) -> tuple[Card, ...]:
    """Return the cards with each anchor once: an article may have several in paragraph scope."""
    seen: set[str] = set()
    kept = []
    for card in cards:
        kept.append(replace(card, anchor="") if card.anchor in seen else card)
        seen.add(card.anchor)
    return tuple(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Maker:
    """What makes the cards of one page; addresses are written once for all of them."""

    archive: search.Archive
    question: Question
    articles: ArticleAddresses
    matches: ArticleAddresses
    page: str
    uncollapsed: str

    def card(self, hits: list[search.Hit]) -> Card:
        article = hits[0].article
        found = [paragraph for hit in hits for paragraph in hit.paragraphs]
        title = next((p for p in found if p.number == 0 and p.text == article.label), None)
        more = _more(hits, self.question)
        is_open = more > 0 and article.id in self.question.open
        whole = unfolded(self.archive, article, self.question, self.articles) if is_open else None
        shown = [paragraph for paragraph in found if paragraph is not title]
        return Card(
            anchor=hit_anchor(article.id),
            label=marked(article.label, _title_marks(hits, title)),
            address=self.articles.address(article.id, _best(hits, self.question)),
            language=language_tag(article.language),
            source=article.source,
            date=dated(article.date, article.date_precision),
            authors=", ".join(article.authors),
            excerpts=whole.excerpts if whole else excerpts(shown, article.id, self.articles),
            fold=self._fold(article.id, more, is_open=is_open) if more else None,
            rest=whole.rest if whole else None,
            others=counted(hits[0].others, "paper") if hits[0].others else "",
            others_address=self.uncollapsed,
        )

    def _fold(self, article_id: str, more: int, *, is_open: bool) -> Fold:
        anchor = hit_anchor(article_id)
        if not is_open:
            return Fold(
                label=counted(more, "more matching paragraph"),
                address=f"{extended(self.page, 'open', article_id)}#{anchor}",
                source=extended(self.matches.address(article_id), "open", article_id),
            )
        left = tuple(each for each in self.question.open if each != article_id)
        folded = self.question.changed(offset=self.question.offset, open=left)
        return Fold(label="Fewer paragraphs", address=f"{results_address(folded)}#{anchor}")


def _best(hits: list[search.Hit], question: Question) -> int | None:
    """Return the paragraph to open the article at; None is its beginning."""
    hit = hits[0]
    if hit.paragraphs and (question.scope == "paragraph" or _singles_out(hit)):
        return hit.paragraphs[0].number
    return None


def _more(hits: list[search.Hit], question: Question) -> int:
    """Return how many matching paragraphs are not shown; other hits do not count."""
    hit = hits[0]
    if question.scope == "paragraph" or not _singles_out(hit):
        return 0
    numbers = {found.number for found in hit.paragraphs}
    if hit.title_marks and hit.article.title:
        numbers.add(0)  # it stands above the others, with its marks
    return hit.matching_paragraphs - len(numbers)


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
