"""The addresses of the room."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

import search
from web.charts.compare import compare_page
from web.charts.concordance import concordance_page
from web.charts.first import first_page
from web.charts.timeline import large_timeline
from web.current import still_archive
from web.parameters import page_question
from web.results.narrowing import narrowing
from web.results.page import page_title, query_error_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from web.charts.timeline import TimelineView
    from web.parameters import Question
    from web.results.narrowing import Narrowing

blueprint = Blueprint("charts", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """The page of a timeline."""

    title: str
    question: Question
    timeline: TimelineView
    narrowing: Narrowing


@blueprint.get("/timeline")
def timeline() -> ResponseReturnValue:
    """Show when the hits of a query were published."""
    question = page_question(request.args)
    archive = still_archive()
    every_source = request.args.get("sources") == "all"
    try:
        page = TimelinePage(
            title=f"Timeline: {page_title(question)}",
            question=question,
            timeline=large_timeline(archive, question, every_source=every_source),
            narrowing=narrowing(archive, question, "charts.timeline"),
        )
    except search.QueryError as error:
        return _unreadable(error, question)
    return render_template("charts/timeline_page.html", page=page)


@blueprint.get("/concordance")
def concordance() -> ResponseReturnValue:
    """Show every match of a query with the words around it."""
    question = page_question(request.args)
    try:
        page = concordance_page(still_archive(), question)
    except search.QueryError as error:
        return _unreadable(error, question)
    return render_template("charts/concordance.html", page=page)


@blueprint.get("/first")
def first() -> ResponseReturnValue:
    """Show the earliest hit of each source."""
    question = page_question(request.args)
    try:
        page = first_page(still_archive(), question)
    except search.QueryError as error:
        return _unreadable(error, question)
    return render_template("charts/first.html", page=page)


@blueprint.get("/compare")
def compare() -> ResponseReturnValue:
    """Show several queries on one timeline."""
    question = page_question(request.args)
    page = compare_page(still_archive(), question, request.args.getlist("q"))
    return render_template("charts/compare.html", page=page)


def _unreadable(error: search.QueryError, question: Question) -> ResponseReturnValue:
    """Say what is wrong with a query."""
    page = query_error_page(error, question)
    return render_template("results/query_error.html", page=page), 400
