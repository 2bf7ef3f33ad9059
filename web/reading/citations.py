"""An article, or one of its paragraphs, as references to take along."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import url_for

import search
from web.addresses import address, article_address
from web.values import Choice, Number, ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import MultiDict

    from web.parameters import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of references: its name, its media type, and how its files and their names end."""

    label: str
    media: str
    suffix: str
    end: str = "\n"


FORMS: Mapping[search.CitationForm, Form] = {
    "plain": Form(label="Plain text", media="text/plain", suffix="txt"),
    "markdown": Form(label="Markdown", media="text/markdown", suffix="md"),
    "bibtex": Form(label="BibTeX", media="application/x-bibtex", suffix="bib"),
    "ris": Form(label="RIS", media="application/x-research-info-systems", suffix="ris", end="\r\n"),
    "csl-json": Form(
        label="CSL-JSON", media="application/vnd.citationstyles.csl+json", suffix="json"
    ),
}
FORM = Choice(
    name="form",
    field="form",
    choices=tuple(FORMS),
    description="The form of a reference to save; without it, a page shows all of them.",
)
PARAGRAPH = Number(
    name="paragraph",
    field="paragraph",
    description="The number of the paragraph that is cited; without it, the article is.",
)
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]+")
_NAME_LENGTH = 60  # characters of a file's name that come from the article's id


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCitation:
    """A reference in one form; ``address`` saves it as a file."""

    form: str
    label: str
    text: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CitationsPage:
    """What the page of references to an article, or to its ``paragraph``, shows.

    ``link`` is where the cited can be read in this archive, ``words`` are those of the
    paragraph, and ``whole`` leads to the references to the article.
    """

    title: str
    question: Question
    article: search.Article
    paragraph: int | None
    words: str
    link: str
    citations: tuple[ShownCitation, ...]
    back: str
    whole: str


def citations_page(
    article: search.Article, paragraph: int | None, question: Question
) -> CitationsPage:
    """Return what the page of references shows."""
    cited = f"¶{paragraph} of {article.label}" if paragraph is not None else article.label
    return CitationsPage(
        title=f"Cite {cited}",
        question=question,
        article=article,
        paragraph=paragraph,
        words=next((p.text for p in article.paragraphs if p.number == paragraph), ""),
        link=permalink(article.id, paragraph),
        citations=tuple(_shown(article, form, paragraph) for form in FORMS),
        back=article_address(question, article.id, paragraph),
        whole=address("reading.citations", question, article_id=article.id),
    )


def _shown(
    article: search.Article, form: search.CitationForm, paragraph: int | None
) -> ShownCitation:
    return ShownCitation(
        form=form,
        label=FORMS[form].label,
        text=cited(article, form, paragraph),
        address=url_for("reading.citations", article_id=article.id, form=form, paragraph=paragraph),
    )


def cited(article: search.Article, form: search.CitationForm, paragraph: int | None = None) -> str:
    """Return a reference with the link to this archive, as read today."""
    today = datetime.date.today()  # noqa: DTZ011 - the day of whoever cites
    return search.citation(
        article,
        form,
        paragraph=paragraph,
        link=permalink(article.id, paragraph),
        accessed=today,
    )


def permalink(article_id: str, paragraph: int | None = None) -> str:
    """Return the whole address of an article, or of a paragraph, without a search."""
    anchor = None if paragraph is None else f"p{paragraph}"
    return url_for("reading.article", article_id=article_id, _anchor=anchor, _external=True)


def cited_paragraph(arguments: MultiDict[str, str], article: search.Article) -> int | None:
    """Return which paragraph a request cites; None if it cites the article.

    Raises:
        ParameterError: if the article has no such paragraph.
    """
    if not arguments.get(PARAGRAPH.name):
        return None
    number: int = PARAGRAPH.read(arguments)
    numbers = [paragraph.number for paragraph in article.paragraphs]
    if number in numbers:
        return number
    known = f"its paragraphs are {min(numbers)} to {max(numbers)}" if numbers else "it has none"
    raise ParameterError(f"This article has no paragraph {number}; {known}.")


def file_name(article: search.Article, form: search.CitationForm, paragraph: int | None) -> str:
    """Return the name of the file that a reference is saved in.

    >>> file_name(search.Article.of("One.", id="a/b?c"), "bibtex", 3)
    'nutgraf-a-b-c-p3.bib'
    """
    name = _NOT_IN_NAMES.sub("-", article.id)[:_NAME_LENGTH].strip("-.")
    part = "" if paragraph is None else f"-p{paragraph}"
    return f"nutgraf-{name}{part}.{FORMS[form].suffix}"
