"""An article as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import search
from web.addresses import results_address
from web.answers import marked_paragraphs
from web.languages import language_tag
from web.marking import marked
from web.wording import dated, machine_dated

if TYPE_CHECKING:
    import datetime

    from markupsafe import Markup

    from web.parameters import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownParagraph:
    """A paragraph with its marks."""

    number: int
    kind: str
    text: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Paragraphs that are shown together: the points of a list, or one paragraph."""

    kind: str
    paragraphs: tuple[ShownParagraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDate:
    """A date in words and, unless there is none, for machines."""

    words: str
    machine: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """What the page of an article shows.

    ``heading`` is the title as a paragraph; without one, the label stands in its
    place. ``matches`` are the numbers of the paragraphs that match, and
    ``fault`` says why there are none if the query has no reading.
    """

    title: str
    question: Question
    article: search.Article
    heading: ShownParagraph | None
    blocks: tuple[Block, ...]
    language: str | None
    date: ShownDate
    updated: ShownDate | None
    link: str | None
    matches: tuple[int, ...]
    fault: str
    back: str


def article_page(
    archive: search.Archive, article: search.Article, question: Question
) -> ArticlePage:
    """Return what the page of an article shows, with the marks of the query."""
    fault = ""
    try:
        found = marked_paragraphs(archive, article, question)
    except search.QueryError as error:
        fault = str(error)
        found = archive.marked(article, "")
    shown = [_shown(paragraph) for paragraph in found]
    heading = next((p for p in shown if p.number == 0 and p.kind == "title"), None)
    return ArticlePage(
        title=article.label,
        question=question,
        article=article,
        heading=heading,
        blocks=_blocks([paragraph for paragraph in shown if paragraph is not heading]),
        language=language_tag(article.language),
        date=_date(article.date, article.date_precision),
        updated=_date(article.updated) if article.updated else None,
        link=article.url if _is_web_address(article.url) else None,
        matches=tuple(paragraph.number for paragraph in found if paragraph.matched),
        fault=fault,
        back=results_address(question, page=question.page),
    )


def _shown(found: search.FoundParagraph) -> ShownParagraph:
    return ShownParagraph(
        number=found.number, kind=found.kind, text=marked(found.text, found.marks)
    )


def _blocks(paragraphs: list[ShownParagraph]) -> tuple[Block, ...]:
    def together(paragraph: ShownParagraph) -> str | int:
        return paragraph.kind if paragraph.kind == "list" else paragraph.number

    groups = (tuple(group) for _, group in groupby(paragraphs, key=together))
    return tuple(Block(kind=group[0].kind, paragraphs=group) for group in groups)


def _date(date: datetime.date | None, precision: str = "day") -> ShownDate:
    machine = machine_dated(date, precision) if date else None
    return ShownDate(words=dated(date, precision), machine=machine)


def _is_web_address(url: str | None) -> bool:
    try:
        return urlsplit(url or "").scheme in ("http", "https")
    except ValueError:
        return False
