"""The HTTP API: the same objects as the command line's ``--json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, jsonify, request

import search
from web.answers import answer
from web.current import current_archive
from web.parameters import api_question, suggest_question

if TYPE_CHECKING:
    from flask import Response

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")


@blueprint.get("/search")
def results() -> Response:
    """Answer a search."""
    return jsonify(answer(current_archive(), api_question(request.args)).as_json())


@blueprint.get("/suggest")
def suggestions() -> Response:
    """Answer with how the last word of a query may go on."""
    question = suggest_question(request.args)
    found = current_archive().suggest(question.text, limit=question.limit)
    return jsonify([suggestion.as_json() for suggestion in found])


@blueprint.get("/articles/<path:article_id>")
def article(article_id: str) -> Response:
    """Answer with a whole article."""
    return jsonify(search.article_json(current_archive().article(article_id)))
