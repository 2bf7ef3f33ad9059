"""Who had it first, as its page shows it: the earliest hit of each source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.addresses import ArticleAddresses, address
from web.languages import language_tag
from web.marking import marked
from web.results.narrowing import narrowing
from web.results.page import page_title
from web.wording import counted, dated, facet_value

if TYPE_CHECKING:
    from markupsafe import Markup

    import search
    from web.parameters import Question
    from web.results.narrowing import Narrowing

SOURCES = 50  # on a page
PAGE = "charts.first"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFirst:
    """The first hit of a source, its paragraph that matches best, and what it was chosen from.

    ``caution`` says why it may not be the first that the source had.
    """

    source: str
    source_address: str
    date: str
    label: Markup
    language: str | None
    address: str
    number: int | None
    excerpt: Markup | None
    hits: str
    covered: str
    caution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPage:
    """What the page of first mentions shows: the ``first`` of all, and then by source."""

    title: str
    question: Question
    narrowing: Narrowing
    first: ShownFirst | None
    mentions: tuple[ShownFirst, ...]
    previous: str
    next: str


def first_page(archive: search.Archive, question: Question) -> FirstPage:
    """Return the page of first mentions.

    Raises:
        QueryError: if the query has no sensible reading.
    """
    found = () if question.is_blank else _found(archive, question)
    kept = ArticleAddresses.of(question.changed())
    mentions = tuple(_shown(each, question, kept) for each in found[:SOURCES])
    dated_first = question.page == 1 and found and found[0].day.date
    return FirstPage(
        title=f"First mentions: {page_title(question)}",
        question=question,
        narrowing=narrowing(archive, question, PAGE),
        first=mentions[0] if dated_first else None,
        mentions=mentions,
        previous=_page(question, question.page - 1) if question.page > 1 else "",
        next=_page(question, question.page + 1) if len(found) > SOURCES else "",
    )


def _found(archive: search.Archive, question: Question) -> tuple[search.FirstMention, ...]:
    """Return the first mentions of a page, and one more if there is another page."""
    return archive.first_mentions(
        question.text,
        narrow=question.narrow,
        match=question.match,
        limit=SOURCES + 1,
        offset=(question.page - 1) * SOURCES,
    )


def _page(question: Question, number: int) -> str:
    return address(PAGE, question.changed(offset=(number - 1) * question.limit))


def _shown(found: search.FirstMention, question: Question, kept: ArticleAddresses) -> ShownFirst:
    article = found.hit.article
    best = next((each for each in found.hit.paragraphs if each.number), None)
    marks = found.hit.title_marks if article.title else ()
    chosen = {**question.chosen, "source": (found.source or "",)}
    return ShownFirst(
        source=facet_value("source", found.source or ""),
        source_address=address("results.results", question.changed(chosen=chosen, sort="oldest")),
        date=dated(found.day.date, found.day.precision),
        label=marked(article.label, marks),
        language=language_tag(article.language),
        address=kept.address(article.id, best.number if best else None),
        number=best.number if best else None,
        excerpt=marked(best.snippet.text, best.snippet.marks) if best else None,
        hits=counted(found.total, "article"),
        covered=dated(*found.covered_from) if found.covered_from else "no date at all",
        caution=_caution(found),
    )


def _caution(found: search.FirstMention) -> str:
    """Say why the hit may not be the first that the source had."""
    reasons = []
    if found.day.date and found.covered_from and found.day == found.covered_from:
        reasons.append("this is the earliest that the archive holds of this source")
    if found.undated and found.day.date:
        are = "is" if found.undated == 1 else "are"
        reasons.append(f"{counted(found.undated, 'article')} of it {are} undated")
    elif found.undated:
        reasons.append("none of its articles that match has a date")
    return "; ".join(reasons).capitalize()
