"""The addresses of the room: an article, and what belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, make_response, render_template, request

from web.current import current_archive, still_archive
from web.parameters import page_question
from web.reading.article import article_page
from web.reading.citations import (
    FORM,
    FORMS,
    citations_page,
    cited,
    cited_paragraph,
    file_name,
)
from web.reading.similar import similar_page
from web.reading.versions import chosen_version, versions_page

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

    import search

blueprint = Blueprint("reading", __name__)


@blueprint.get("/a/<path:article_id>")
def article(article_id: str) -> ResponseReturnValue:
    """Show a whole article with the marks of a query."""
    page = article_page(still_archive(), article_id, page_question(request.args))
    return render_template("reading/article.html", page=page)


@blueprint.get("/cite/<path:article_id>")
def citations(article_id: str) -> ResponseReturnValue:
    """Show references to an article or to a paragraph, or give one of them as a file."""
    article = current_archive().article(article_id)
    paragraph = cited_paragraph(request.args, article)
    if request.args.get(FORM.name):
        return _file(article, FORM.read(request.args), paragraph)
    page = citations_page(article, paragraph, page_question(request.args))
    return render_template("reading/citations.html", page=page)


def _file(article: search.Article, form: search.CitationForm, paragraph: int | None) -> Response:
    response = make_response(cited(article, form, paragraph) + FORMS[form].end)
    response.content_type = f"{FORMS[form].media}; charset=utf-8"
    name = file_name(article, form, paragraph)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@blueprint.get("/versions/<path:article_id>")
def versions(article_id: str) -> ResponseReturnValue:
    """Show what an article said before, or the whole of one version."""
    number = chosen_version(request.args)
    page = versions_page(still_archive(), article_id, number, page_question(request.args))
    return render_template("reading/versions.html", page=page)


@blueprint.get("/similar/<path:article_id>")
def similar(article_id: str) -> ResponseReturnValue:
    """Show the articles that are about the same as one."""
    page = similar_page(still_archive(), article_id, page_question(request.args))
    return render_template("reading/similar.html", page=page)
