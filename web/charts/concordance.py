"""The concordance of a search as its page shows it: a line for each match."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from web import answers
from web.addresses import ArticleAddresses, Link, address
from web.languages import language_tag
from web.parameters import LINE_SORTS
from web.results.narrowing import narrowing
from web.results.page import ShownNotice, page_title
from web.wording import counted, dated

if TYPE_CHECKING:
    import search
    from web.parameters import Question
    from web.results.narrowing import Narrowing

LINES = 50  # on a page
PAGE = "charts.concordance"
_SORTS = {"left": "Words to the left", "right": "Words to the right"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A match with the words around it, and where it stands."""

    left: str
    match: str
    right: str
    language: str | None
    address: str
    article: str
    source: str
    date: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcordancePage:
    """What the page of a concordance shows; ``place`` says which lines these are of how many."""

    title: str
    question: Question
    heading: str
    place: str
    interpreted: str
    narrowing: Narrowing
    notices: tuple[ShownNotice, ...]
    sorts: tuple[Link, ...]
    lines: tuple[ShownLine, ...]
    first: str
    previous: str
    next: str
    last: str
    hits: str


def concordance_page(archive: search.Archive, question: Question) -> ConcordancePage:
    """Return the page of a concordance.

    Raises:
        QueryError: if the query has no sensible reading.
    """
    asked = replace(question, limit=LINES, offset=(question.page - 1) * LINES)
    found = answers.concordance(archive, asked)
    return ConcordancePage(
        title=f"Concordance: {page_title(question)}",
        question=question,
        heading=_heading(found),
        place=_place(found),
        interpreted=found.interpreted,
        narrowing=narrowing(archive, question, PAGE),
        notices=tuple(
            ShownNotice(message=each.message, fragment=found.query[each.start : each.end])
            for each in found.notices
        ),
        sorts=_sorts(question, found),
        lines=_lines(found, asked),
        first=_page(asked, 1) if asked.page > 1 else "",
        previous=_page(asked, asked.page - 1) if asked.page > 1 else "",
        next=_page(asked, asked.page + 1) if found.more else "",
        last=_page(asked, -(-found.total // LINES)) if found.total and found.more else "",
        hits=address("results.results", question.changed(scope="article")),
    )


def _heading(found: search.Concordance) -> str:
    articles = counted(found.articles, "article")
    if found.total is None:
        return f"Matches in {articles}"
    matches = counted(found.total, "match").replace("matchs", "matches")
    return f"{matches} in {articles}"


def _place(found: search.Concordance) -> str:
    if not found.lines:
        return ""
    first, last = found.offset + 1, found.offset + len(found.lines)
    of = f" of {found.total:,}" if found.total is not None else ""
    return f"Lines {first:,} to {last:,}{of}"


def _sorts(question: Question, found: search.Concordance) -> tuple[Link, ...]:
    return tuple(
        Link(
            label=_SORTS.get(sort, sort.capitalize()),
            address=address(PAGE, question.changed(sort=sort)),
            current=sort == found.sort,
        )
        for sort in LINE_SORTS
    )


def _page(question: Question, number: int) -> str:
    return address(PAGE, question.changed(offset=(number - 1) * LINES))


def _lines(found: search.Concordance, question: Question) -> tuple[ShownLine, ...]:
    kept = ArticleAddresses.of(question.changed())
    return tuple(
        ShownLine(
            left=line.left,
            match=line.match,
            right=line.right,
            language=language_tag(line.article.language),
            address=kept.address(line.article.id, line.number),
            article=line.article.label,
            source=line.article.source or "",
            date=dated(line.article.date, line.article.date_precision),
            number=line.number,
        )
        for line in found.lines
    )
