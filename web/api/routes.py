"""The routes of the API: the same objects as the command line's ``--json``."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from flask import Blueprint, Response, jsonify, render_template, request

import search
from web import answers
from web.api import operations
from web.api.document import document
from web.api.operations import PREFIX
from web.api.reference import reference_page
from web.current import current_archive, still_archive
from web.parameters import MEDIA_TYPES, api_question
from web.work import links
from web.work.exporting import Sending, link_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from web.api.operations import Operation
    from web.parameters import Question

blueprint = Blueprint("api", __name__)


def _asked(operation: Operation) -> Question:
    return api_question(request.args, operation.parameters)


def _listed(found: Iterable[search.Suggestion | search.Hit | search.FirstMention]) -> Response:
    return jsonify([each.as_json() for each in found])


@blueprint.get("/api")
def reference() -> ResponseReturnValue:
    """Show what the API offers."""
    return render_template("api/reference.html", page=reference_page())


@blueprint.get(PREFIX + operations.SEARCH.rule)
def results() -> Response:
    """Answer a search."""
    question = _asked(operations.SEARCH)
    return jsonify(answers.answer(current_archive(), question).as_json())


@blueprint.get(PREFIX + operations.FACETS.rule)
def facets() -> Response:
    """Answer with the numbers of hits by facet."""
    found = answers.facets(current_archive(), _asked(operations.FACETS))
    return jsonify({name: [each.as_json() for each in counts] for name, counts in found.items()})


@blueprint.get(PREFIX + operations.TIMELINE.rule)
def timeline() -> Response:
    """Answer with the numbers of hits by time."""
    return jsonify(answers.timeline(current_archive(), _asked(operations.TIMELINE)).as_json())


@blueprint.get(PREFIX + operations.CONCORDANCE.rule)
def concordance() -> Response:
    """Answer with matches in their context."""
    question = _asked(operations.CONCORDANCE)
    return jsonify(answers.concordance(current_archive(), question).as_json())


@blueprint.get(PREFIX + operations.FIRST_MENTIONS.rule)
def first_mentions() -> Response:
    """Answer with the first hit of each source."""
    question = _asked(operations.FIRST_MENTIONS)
    return _listed(answers.first_mentions(current_archive(), question))


@blueprint.get(PREFIX + operations.EXPORT.rule)
def export() -> Response:
    """Answer with every hit, one after the other."""
    question = _asked(operations.EXPORT)
    hits = answers.every_hit(current_archive(), question)
    pieces = search.exported(hits, question.form, link=link_of(question, links.absolute("")))
    kind = MEDIA_TYPES[question.form]
    return Response(Sending(pieces), content_type=f"{kind}; charset=utf-8")


@blueprint.get(PREFIX + operations.SUGGEST.rule)
def suggestions() -> Response:
    """Answer with how the last word of a query may go on."""
    question = _asked(operations.SUGGEST)
    return _listed(current_archive().suggest(question.text, limit=question.limit))


@blueprint.get(PREFIX + operations.ARTICLE.rule)
def article(article_id: str) -> Response:
    """Answer with a whole article."""
    _asked(operations.ARTICLE)
    return jsonify(search.article_json(current_archive().article(article_id)))


@blueprint.get(PREFIX + operations.SIMILAR.rule)
def similar(article_id: str) -> Response:
    """Answer with the articles that are most like one.

    This is the address, too, of an article whose own id ends like it.
    """
    archive = still_archive()
    try:
        namesake = archive.article(f"{article_id}/similar")
    except search.ArticleMissing:
        question = _asked(operations.SIMILAR)
        return _listed(archive.similar(article_id, limit=question.limit))
    return jsonify(search.article_json(namesake))


@blueprint.get(PREFIX + operations.STATS.rule)
def stats() -> Response:
    """Answer with what the archive holds, but not where on the server it lies."""
    _asked(operations.STATS)
    found = asdict(current_archive().stats())
    del found["place"]
    return jsonify(found)


@blueprint.get(PREFIX + operations.HEALTHZ.rule)
def healthz() -> Response:
    """Answer that all is well; an archive that cannot be searched raises its error."""
    _asked(operations.HEALTHZ)
    current_archive().search("", limit=0)
    return jsonify({"status": "ok"})


@blueprint.get(PREFIX + operations.DOCUMENT.rule)
def openapi() -> Response:
    """Answer with the description of the API."""
    _asked(operations.DOCUMENT)
    return jsonify(document())
