"""The results of a search as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from web.addresses import other_address, results_address
from web.answers import answer
from web.cards import cards
from web.marking import marked
from web.paging import Paging
from web.parameters import SORTS
from web.wording import counted, counted_hits

if TYPE_CHECKING:
    from markupsafe import Markup

    import search
    from web.cards import Card
    from web.parameters import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to a page, or the name of the one that is shown."""

    label: str
    address: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNotice:
    """A notice, with the part of the query that it is about."""

    message: str
    fragment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage:
    """What the page of results shows.

    ``counted`` are the exact numbers of hits in words; ``archive_size`` is how many
    articles were searched, which is said where nothing was found. ``any_word``
    leads to what any of the words find, where all of them find nothing.
    """

    title: str
    question: Question
    counted: str
    interpreted: str
    notices: tuple[ShownNotice, ...]
    suggestions: tuple[Link, ...]
    any_word: Link | None
    sorts: tuple[Link, ...]
    cards: tuple[Card, ...]
    paging: Paging
    previous: str | None
    next: str | None
    last: str
    archive_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryErrorPage:
    """What the page shows instead of results if the query has no reading."""

    title: str
    question: Question
    message: str
    text: Markup


def results_page(archive: search.Archive, question: Question) -> ResultsPage:
    """Question, and return what the page of results shows.

    Raises:
        QueryError: if the query has no sensible reading.
    """
    results = answer(archive, question)
    paging = Paging(page=question.page, size=question.limit, total=results.distinct)
    return ResultsPage(
        title=page_title(question),
        question=question,
        counted=counted_hits(results.total, results.distinct, question.scope),
        interpreted=results.interpreted,
        notices=tuple(_notice(notice, results.query) for notice in results.notices),
        suggestions=tuple(
            Link(
                label=f"{suggestion.text} ({suggestion.replacement}: {counted(suggestion.count, 'article')})",
                address=other_address(question, q=suggestion.text),
            )
            for suggestion in results.suggestions
        ),
        any_word=_any_word(archive, results, question),
        sorts=_sorts(question),
        cards=cards(results, question),
        paging=paging,
        previous=results_address(question, page=paging.previous) if paging.previous else None,
        next=results_address(question, page=paging.next) if paging.next else None,
        last=results_address(question, page=paging.pages),
        archive_size=results.total or archive.search("", limit=0).total,
    )


def query_error_page(error: search.QueryError, question: Question) -> QueryErrorPage:
    """Return what the page shows for a query without a reading, its faulty part marked."""
    text = error.text or question.text
    return QueryErrorPage(
        title=page_title(question),
        question=question,
        message=str(error),
        text=marked(text, [(error.start, error.end)] if error.end > error.start else []),
    )


def page_title(question: Question) -> str:
    """Return the title of a page of results.

    >>> from web.parameters import Question
    >>> page_title(Question(text="saleh")), page_title(Question(text="saleh", limit=20, offset=40))
    ('saleh – Nutgraf', 'saleh, page 3 – Nutgraf')
    """
    page = f"page {question.page}" if question.page > 1 else ""
    text = ", ".join(part for part in (" ".join(question.text.split()), page) if part)
    return f"{text} – Nutgraf" if text else "Nutgraf"


def _any_word(archive: search.Archive, results: search.Results, question: Question) -> Link | None:
    """Return the link to what any of the words find, where all of them find nothing."""
    if results.total or question.match == "any":
        return None
    found = answer(archive, replace(question, match="any", limit=0, offset=0))
    if not found.total:
        return None
    return Link(
        label=f"Search for any of the words ({counted(found.total, question.scope)})",
        address=other_address(question, match="any"),
    )


def _notice(notice: search.Notice, text: str) -> ShownNotice:
    return ShownNotice(message=notice.message, fragment=text[notice.start : notice.end])


def _sorts(question: Question) -> tuple[Link, ...]:
    """Return the links to the same results in other orders; everything has no relevance."""
    sort = "newest" if question.is_blank and question.sort == "relevance" else question.sort
    return tuple(
        Link(
            label=choice.capitalize(),
            address=results_address(question, sort=choice),
            current=choice == sort,
        )
        for choice in SORTS
        if not (question.is_blank and choice == "relevance")
    )
