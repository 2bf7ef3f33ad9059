"""What a request gets that cannot be answered: a plain page or a problem document."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from flask import current_app, jsonify, make_response, render_template, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, MethodNotAllowed

import search
from web.parameters import ParameterError, Question, page_question

if TYPE_CHECKING:
    from flask import Flask, Response

# What pages say in place of the phrases of HTTP.
_DETAILS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "This is too much to send here; send less at once.",
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        "Something went wrong here; it is a fault of the program, not of your search."
        " The server's log says more."
    ),
    # The error may name folders of the server.
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "The archive cannot do this now. Try again in a moment; the server's log says more."
    ),
}

_OWN = ("Content-Type", "Content-Length")  # headers of the answer that errors would overwrite


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a request cannot be answered; ``error`` if the query is at fault."""

    status: HTTPStatus
    detail: str
    error: search.QueryError | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the problem document of RFC 9457, with the place of a query's fault."""
        place = {"start": self.error.start, "end": self.error.end} if self.error else {}
        return {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            **place,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultPage:
    """What the page of a fault shows."""

    title: str
    heading: str
    question: Question
    detail: str


def register(app: Flask) -> None:
    """Let the application answer every error with a fault."""
    for kind in (ParameterError, search.SearchError, HTTPException):
        app.register_error_handler(kind, respond)


def respond(error: Exception) -> Response:
    """Answer a request that ended in an error: the API with JSON, others with a page."""
    fault = fault_of(error)
    if fault.status == HTTPStatus.SERVICE_UNAVAILABLE:
        current_app.logger.error("%s: %s", request.path, error)
    if request.path.startswith("/api/"):
        response = jsonify(fault.as_json())
        response.mimetype = "application/problem+json"
    else:
        response = make_response(render_template("fault.html", page=_page(fault)))
    response.status_code = fault.status
    if isinstance(error, HTTPException):  # such as Allow, Retry-After, WWW-Authenticate
        said = Headers(error.get_headers(request.environ))
        response.headers.extend((name, value) for name, value in said if name not in _OWN)
    return response


def fault_of(error: Exception) -> Fault:
    """Return what is said about an error."""
    if isinstance(error, search.QueryError):
        return Fault(status=HTTPStatus.BAD_REQUEST, detail=str(error), error=error)
    if isinstance(error, ParameterError):
        return Fault(status=HTTPStatus.BAD_REQUEST, detail=str(error))
    if isinstance(error, search.ArticleMissing):
        return Fault(status=HTTPStatus.NOT_FOUND, detail=_no_article())
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
        return Fault(status=status, detail=_detail(error, status))
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if isinstance(error, search.SearchTimeout):
        return Fault(status=status, detail=str(error))
    return Fault(status=status, detail=_DETAILS[status])


def _detail(error: HTTPException, status: HTTPStatus) -> str:
    """Return what the error says of its own accord, or what pages say of its kind."""
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        return f"This address takes only {', '.join(sorted(error.valid_methods))}."
    if error.description and error.description != type(error).description:
        return error.description
    return _DETAILS.get(status) or error.description or status.phrase


def _no_article() -> str:
    """Say which article is missing, but not where on the server the archive lies."""
    article_id = (request.view_args or {}).get("article_id", "")
    return (
        f"This archive has no article “{article_id}”."
        " It may have been removed; search for words that you remember of it."
    )


def _page(fault: Fault) -> FaultPage:
    heading = {
        HTTPStatus.BAD_REQUEST: "This request cannot be read",
        HTTPStatus.NOT_FOUND: "Not found",
        HTTPStatus.SERVICE_UNAVAILABLE: "The archive cannot answer now",
        HTTPStatus.INTERNAL_SERVER_ERROR: "An error in the program",
    }.get(fault.status, fault.status.phrase)
    return FaultPage(
        title=f"{heading} – Nutgraf", heading=heading, question=_question(), detail=fault.detail
    )


def _question() -> Question:
    """Return what was asked, so that it can be asked in another way."""
    try:
        return page_question(request.args)
    except ParameterError:
        return Question(text=request.args.get("q", ""))
