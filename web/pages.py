"""The pages: results and articles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

import search
from web.current import current_archive
from web.listing import query_error_page, results_page
from web.parameters import page_question
from web.reading import article_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def results() -> ResponseReturnValue:
    """Show the hits of a query, or all articles without one."""
    question = page_question(request.args)
    try:
        page = results_page(current_archive(), question)
    except search.QueryError as error:
        return render_template("query_error.html", page=query_error_page(error, question)), 400
    return render_template("results.html", page=page)


@blueprint.get("/a/<path:article_id>")
def article(article_id: str) -> ResponseReturnValue:
    """Show a whole article with the marks of a query."""
    question = page_question(request.args)
    archive = current_archive()
    page = article_page(archive, archive.article(article_id), question)
    return render_template("article.html", page=page)
