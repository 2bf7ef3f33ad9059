"""The addresses of pages, with the search kept in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for

if TYPE_CHECKING:
    from search import Sort
    from web.parameters import Question


def results_address(question: Question, *, page: int = 1, sort: Sort | None = None) -> str:
    """Return the address of a page of results."""
    return url_for("pages.results", **_kept(question, page=page, sort=sort or question.sort))


def other_address(question: Question, **changes: str) -> str:
    """Return the address of a search that is like this one but for some parameters."""
    kept = _kept(question, page=1, sort=question.sort) | changes
    return url_for("pages.results", **kept)


def article_address(question: Question, article_id: str, number: int | None = None) -> str:
    """Return the address of an article, or of its paragraph with this number.

    It keeps the search, so that the marks are shown and a link leads back.
    """
    anchor = None if number is None else f"p{number}"
    kept = _kept(question, page=question.page, sort=question.sort)
    return url_for("pages.article", article_id=article_id, _anchor=anchor, **kept)


def _kept(question: Question, *, page: int, sort: Sort) -> dict[str, Any]:
    """Return the parameters that differ from what a request means without them."""
    parameters = {
        "q": "" if question.is_blank else question.text,
        "scope": "" if question.scope == "article" else question.scope,
        "match": "" if question.match == "all" else question.match,
        "sort": "" if sort == "relevance" else sort,
        "page": "" if page == 1 else str(page),
    }
    return {name: value for name, value in parameters.items() if value}
