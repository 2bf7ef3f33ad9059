"""The login page, and the end of a session."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound, TooManyRequests

from web.guard import sessions
from web.guard.returning import START, local

if TYPE_CHECKING:
    from flask import Response
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("guard", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginPage:
    """What the login page shows: where it leads, and what went wrong before."""

    next: str
    fault: str = ""


@blueprint.before_request
def exists() -> None:
    """Have these pages only where there is a password."""
    if not sessions.has_password():
        raise NotFound


@blueprint.get("/login")
def login() -> ResponseReturnValue:
    """Ask for the password."""
    following = local(request.args.get("next", START))
    if sessions.is_signed_in():
        return redirect(following, 303)
    return _shown(LoginPage(next=following))


@blueprint.post("/login")
def log_in() -> ResponseReturnValue:
    """Begin a session if the password is right, or ask again."""
    following = local(request.form.get("next", START))
    try:
        right = sessions.is_right(request.form.get("password", ""))
    except TooManyRequests as error:
        response = _shown(LoginPage(next=following, fault=error.description or ""))
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response.retry_after = error.retry_after
        return response
    if right:
        sessions.begin()
        return redirect(following, 303)
    response = _shown(LoginPage(next=following, fault="This is not the password. Try again."))
    response.status_code = HTTPStatus.FORBIDDEN
    return response


@blueprint.post("/logout")
def logout() -> ResponseReturnValue:
    """End the session."""
    sessions.end()
    return redirect(url_for("guard.login"), 303)


def _shown(page: LoginPage) -> Response:
    response = make_response(render_template("guard/login.html", page=page))
    response.cache_control.no_store = True
    return response
