"""The addresses of the room: results, what unfolds of them, and what narrows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request

import search
from web import addresses, answers
from web.current import current_archive, still_archive
from web.parameters import FACETS, ParameterError, page_question
from web.results.builder import builder_page, built_question, read_wishes
from web.results.excerpts import unfolded
from web.results.facet_list import facet_page
from web.results.page import query_error_page, results_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("results", __name__)
blueprint.add_app_template_global(addresses.views, "views")
blueprint.add_app_template_global(addresses.kept, "kept")
blueprint.add_app_template_global(addresses.form_address, "form_address")


@blueprint.get("/")
def results() -> ResponseReturnValue:
    """Show the hits of a query, or all articles without one."""
    question = page_question(request.args)
    try:
        page = results_page(still_archive(), question)
    except search.QueryError as error:
        fault = query_error_page(error, question)
        return render_template("results/query_error.html", page=fault), 400
    return render_template("results/results.html", page=page)


@blueprint.get("/matches/<path:article_id>")
def matches(article_id: str) -> ResponseReturnValue:
    """Give the matching paragraphs of a hit, to be put in the place of the best of them."""
    question = page_question(request.args)
    archive = still_archive()
    kept = addresses.ArticleAddresses.of(question)
    found = unfolded(archive, archive.article(article_id), question, kept)
    return render_template("results/excerpts.html", excerpts=found.excerpts, rest=found.rest)


@blueprint.get("/facet")
def facet() -> ResponseReturnValue:
    """List all values of a facet among the hits of a query."""
    question = page_question(request.args)
    name = _facet_name(request.args.get("field", ""))
    counts = answers.facets(current_archive(), question)[name]
    page = facet_page(counts, question, name, request.args.get("find", ""))
    return render_template("results/facet.html", page=page)


@blueprint.get("/build")
def build() -> ResponseReturnValue:
    """Show the form that writes a query, or lead to the results of what it wrote."""
    wishes = read_wishes(request.args)
    question = built_question(wishes)
    if "go" in request.args and not question.is_blank:
        return redirect(addresses.results_address(question), 303)
    return render_template("results/build.html", page=builder_page(current_archive(), wishes))


def _facet_name(name: str) -> str:
    names = [each.name for each in FACETS]
    if name not in names:
        raise ParameterError(f"field is “{name}”; it must be one of: {', '.join(names)}.")
    return name
