"""The OpenAPI 3.1 document, made from the operations, their parameters and the schemas."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import search
from web.api.examples import examples
from web.api.operations import JSON, OPERATIONS, PREFIX
from web.api.schemas import SCHEMAS, ref

if TYPE_CHECKING:
    from web.api.operations import Operation
    from web.values import Parameter

PROBLEM = "application/problem+json"

_DESCRIPTION = """\
Search an archive of news articles: the same answers as those of the pages and the command
line, as JSON. Everything is read with GET, and nothing changes the archive.

What the archive has not changed since need not be sent again: answers have an `ETag`, and a
request with it in `If-None-Match` is answered with 304 and without a search.

If the server asks for a password, so does the API: as that of any user (Basic), or as a
Bearer token.
"""
_SECURITY = ("basic", "bearer")
_FAULTS = {
    HTTPStatus.BAD_REQUEST: (
        "A parameter has no sensible value, or the query no sensible reading; then `start` and"
        " `end` are the place of the fault in the query. Or the server is asked by a wrong name."
    ),
    HTTPStatus.UNAUTHORIZED: "The server asks for a password.",
    HTTPStatus.NOT_FOUND: "There is no such article.",
    HTTPStatus.REQUEST_URI_TOO_LONG: "The address is too long.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests; `Retry-After` says when to try again.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "A fault of the program.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The archive cannot answer now.",
}
_TAG = {
    "ETag": {
        "description": "Changes when the answer may have changed.",
        "schema": {"type": "string"},
    },
}
_NOT_MODIFIED = {
    "304": {"description": "The answer that the client has is still good.", "headers": _TAG}
}


@cache
def document() -> dict[str, Any]:
    """Return the document as JSON values."""
    shown = examples()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Nutgraf",
            "version": search.__version__,
            "summary": "Full-text search for an archive of news articles.",
            "description": _DESCRIPTION,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": PREFIX}],
        "paths": {each.path: {"get": _operation(each)} for each in OPERATIONS},
        "components": {
            "schemas": {
                name: schema | {"examples": [shown[name]]} for name, schema in SCHEMAS.items()
            },
            "securitySchemes": {scheme: {"type": "http", "scheme": scheme} for scheme in _SECURITY},
        },
        "security": [{}, *({scheme: []} for scheme in _SECURITY)],  # with a password, or without
    }


def _operation(operation: Operation) -> dict[str, Any]:
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "parameters": [
            *(_parameter(each, "path") for each in operation.path_parameters),
            *(_parameter(each, "query") for each in operation.parameters),
        ],
        "responses": {
            "200": _answer(operation),
            **(_NOT_MODIFIED if operation.cached else {}),
            **{str(status.value): _problem(text) for status, text in _faults(operation).items()},
        },
    }


def _parameter(parameter: Parameter, place: str) -> dict[str, Any]:
    example = {} if parameter.example is None else {"example": parameter.example}
    return {
        "name": parameter.name,
        "in": place,
        "description": parameter.described(),
        "required": place == "path",
        "schema": parameter.schema(),
        **({"allowEmptyValue": True} if place == "query" and not parameter.repeatable else {}),
        **example,
    }


def _answer(operation: Operation) -> dict[str, Any]:
    content = {kind: {"schema": {"type": "string"}} for kind in operation.media_types}
    if operation.schema:
        content[JSON] = {"schema": operation.schema}
    return {
        "description": operation.summary,
        "content": content,
        **({"headers": _TAG} if operation.cached else {}),
    }


def _faults(operation: Operation) -> dict[HTTPStatus, str]:
    absent = set() if operation.path_parameters else {HTTPStatus.NOT_FOUND}
    if not operation.about_archive:
        absent.add(HTTPStatus.SERVICE_UNAVAILABLE)
    return {status: text for status, text in _FAULTS.items() if status not in absent}


def _problem(text: str) -> dict[str, Any]:
    return {"description": text, "content": {PROBLEM: {"schema": ref("Problem")}}}
