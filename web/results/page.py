"""The results of a search as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.addresses import Link, address, extended, kept, results_address
from web.answers import answer
from web.charts.timeline import timeline_view
from web.marking import marked
from web.paging import Paging
from web.parameters import SORTS
from web.results.absence import absence
from web.results.cards import cards
from web.results.narrowing import narrowing
from web.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from markupsafe import Markup

    import search
    from web.charts.timeline import TimelineView
    from web.parameters import Question
    from web.results.absence import Absence
    from web.results.cards import Card
    from web.results.narrowing import Narrowing

_SUGGESTED = 3  # other spellings that are offered at most
_RECENCIES = {None: "No", 30: "A month", 365: "A year"}  # days: how long half of it lasts


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNotice:
    """A notice, with the part of the query that it is about."""

    message: str
    fragment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """Another spelling of the query, and how much it finds."""

    text: str
    address: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """The links to the other pages; ``around`` has None where pages are left out.

    ``kept`` are the parameters that the form for the number of a page keeps.
    """

    paging: Paging
    previous: str | None
    next: str | None
    last: str
    around: tuple[Link | None, ...]
    kept: list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsPage:
    """What the page of results shows.

    ``counted`` is the exact number of hits, ``distinct`` what is left of it without
    near-identical copies, if there are any, and ``counts`` are the numbers of articles
    and of paragraphs by the view that shows them. ``saving`` is where the search is saved. ``absence`` says why nothing
    was found, ``timeline`` when what was found was published, and for which days there is nothing to find.
    """

    title: str
    question: Question
    counted: str
    distinct: str
    counts: Mapping[str, int]
    interpreted: str
    notices: tuple[ShownNotice, ...]
    suggestions: tuple[Suggested, ...]
    narrowing: Narrowing
    timeline: TimelineView
    absence: Absence | None
    sorts: tuple[Link, ...]
    recencies: tuple[Link, ...]
    saving: str
    cards: tuple[Card, ...]
    pages: Pages


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryErrorPage:
    """What the page shows instead of results if the query has no reading."""

    title: str
    question: Question
    message: str
    text: Markup


def results_page(archive: search.Archive, question: Question) -> ResultsPage:
    """Search, and return what the page of results shows.

    Raises:
        QueryError: if the query has no sensible reading.
    """
    results = answer(archive, question)
    return ResultsPage(
        title=page_title(question),
        question=question,
        counted=counted(results.total, question.scope),
        distinct=f"{results.distinct:,}" if results.distinct != results.total else "",
        counts=_counts(archive, results.total, question),
        interpreted=results.interpreted,
        notices=tuple(_notice(notice, results.query) for notice in results.notices),
        suggestions=_suggestions(archive, results.suggestions, question),
        narrowing=narrowing(archive, question),
        timeline=timeline_view(archive, question),
        absence=None if results.total else absence(archive, results, question),
        sorts=_sorts(question),
        recencies=_recencies(question),
        saving=address("work.saved", question.changed()),
        cards=cards(archive, results, question),
        pages=_pages(results.distinct, question),
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


def _counts(archive: search.Archive, total: int, question: Question) -> dict[str, int]:
    """Return how many hits the search has in each scope."""
    if question.scope == "paragraph":
        articles = answer(archive, question.changed(scope="article", limit=0)).total
        return {"articles": articles, "paragraphs": total}
    paragraphs = answer(archive, question.changed(scope="paragraph", limit=0)).total
    return {"articles": total, "paragraphs": paragraphs}


def _notice(notice: search.Notice, text: str) -> ShownNotice:
    return ShownNotice(message=notice.message, fragment=text[notice.start : notice.end])


def _suggestions(
    archive: search.Archive, suggestions: Iterable[search.Suggestion], question: Question
) -> tuple[Suggested, ...]:
    """Return the first suggestions that find something, with what they find.

    Where several words are misspelt none does, and each says what its word finds alone.
    """
    respelt = [(each, question.changed(text=each.text)) for each in suggestions]
    totals = [answer(archive, changed.changed(limit=0)).total for _, changed in respelt]
    words = (f"{each.replacement}: {counted(each.count, 'article')}" for each, _ in respelt)
    return tuple(
        Suggested(
            text=changed.text,
            address=results_address(changed),
            found=counted(total, question.scope) if total else word,
        )
        for (_, changed), total, word in zip(respelt, totals, words, strict=True)
        if total or not any(totals)
    )[:_SUGGESTED]


def _sorts(question: Question) -> tuple[Link, ...]:
    """Return the links to the same results in other orders; everything has no relevance."""
    choices = SORTS[1:] if question.is_blank else SORTS
    sort = question.hit_sort if question.hit_sort in choices else "newest"
    base = results_address(question.changed(sort=SORTS[0]))
    return tuple(
        Link(
            label=choice.capitalize(),
            address=base if choice == SORTS[0] else extended(base, "sort", choice),
            current=choice == sort,
        )
        for choice in choices
    )


def _recencies(question: Question) -> tuple[Link, ...]:
    """Return the links by which recent articles count more, where hits are by relevance."""
    if question.is_blank or question.hit_sort != SORTS[0]:
        return ()
    labels = dict(_RECENCIES)
    if question.recency not in labels:
        labels[question.recency] = counted(question.recency or 0, "day")
    return tuple(
        Link(
            label=label,
            address=results_address(question.changed(recency=days)),
            current=days == question.recency,
        )
        for days, label in labels.items()
    )


def _pages(total: int, question: Question) -> Pages:
    paging = Paging(page=question.page, size=question.limit, total=total)
    base = results_address(question.changed())

    def at(number: int) -> str:
        return base if number == 1 else extended(base, "page", str(number))

    return Pages(
        paging=paging,
        previous=at(paging.previous) if paging.previous else None,
        next=at(paging.next) if paging.next else None,
        last=at(paging.pages),
        around=tuple(
            Link(label=f"{number:,}", address=at(number), current=number == paging.page)
            if number
            else None
            for number in (paging.around if paging.pages > 1 else ())
        ),
        kept=kept(question, ("page", "open")),
    )
