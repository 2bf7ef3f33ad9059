"""Other articles, as a list beside one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.addresses import article_address
from web.languages import language_tag
from web.wording import dated

if TYPE_CHECKING:
    import search
    from web.parameters import Question

_TELLING = 40  # characters; what opens an article may be no more than a time or a place


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An article in a list; ``words`` are some of its own."""

    address: str
    label: str
    language: str | None
    source: str
    date: str
    authors: str
    words: str = ""


def listed(article: search.Article, question: Question, words: str = "") -> Listed:
    """Return an article as a list has it, with a link that keeps the search."""
    return Listed(
        address=article_address(question, article.id),
        label=article.label,
        language=language_tag(article.language),
        source=article.source or "",
        date=dated(article.date, article.date_precision),
        authors=", ".join(article.authors),
        words=words,
    )


def opening(article: search.Article) -> str:
    r"""Return the first paragraph that says enough to tell what an article is about.

    >>> import search
    >>> opening(search.Article.of("2:19 p.m.\n\nThe ferry to the islands sank on Monday night."))
    'The ferry to the islands sank on Monday night.'
    """
    bodies = (paragraph.text for paragraph in article.paragraphs if paragraph.kind == "body")
    return next((text for text in bodies if len(text) >= _TELLING), "")
