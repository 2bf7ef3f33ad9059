"""Who is let in: whoever has given the password, in a session or with the request."""

from __future__ import annotations

import hashlib
import hmac
import math
import time
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from flask import current_app, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized

from web.guard.clients import client_of
from web.guard.passwords import Delayed, Password
from web.guard.returning import here
from web.guard.waiting import wait_words

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

    from web.settings import Settings

EXTENSION = "nutgraf_password"  # the password's key in the application's extensions
COOKIE = "nutgraf_session"
DURATION = timedelta(days=14)
_SIGNED_IN = "signed_in"
_OPEN_ENDPOINTS = frozenset({"static", "guard.login", "guard.log_in", "guard.logout"})
_REALM = "Nutgraf archive"
_HEALTH = "/api/v1/healthz"
# Programs ask for these, which cannot fill in a form.
_FOR_PROGRAMS = ("/api/", "/feed", "/metrics")


class _Sessions(SecureCookieSessionInterface):
    """Sessions in signed cookies, which go over HTTPS only if they came over it."""

    digest_method = staticmethod(hashlib.sha256)

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - Flask's signature
        return request.is_secure


def register(app: Flask, settings: Settings) -> None:
    """Let the application ask for the password, if there is one."""
    app.context_processor(lambda: {"asks_password": has_password})
    if not settings.password:
        return
    # With another password, no session of before is valid.
    app.secret_key = hmac.digest(settings.signing_key, settings.password.encode(), "sha256")
    app.session_interface = _Sessions()
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=DURATION,
    )
    app.extensions[EXTENSION] = Password(settings.password, settings.failures)
    app.before_request(admit)


def is_signed_in() -> bool:
    """Tell whether the current request belongs to a session."""
    return has_password() and session.get(_SIGNED_IN) is True


def has_password() -> bool:
    """Tell whether the application asks for a password at all."""
    return EXTENSION in current_app.extensions


def begin() -> None:
    """Begin a session with the answer to the current request."""
    session.clear()
    session[_SIGNED_IN] = True
    session.permanent = True


def end() -> None:
    """End the session with the answer to the current request."""
    session.clear()


def is_right(given: str) -> bool:
    """Tell whether the current request gives the password.

    Raises:
        TooManyRequests: if its client has failed too often to be heard now.
    """
    password = cast("Password", current_app.extensions[EXTENSION])
    client = client_of(request.remote_addr)
    try:
        return password.check(given, client=client, now=time.monotonic())
    except Delayed as delayed:
        raise TooManyRequests(
            f"The password was wrong too often. {wait_words(delayed.seconds)}",
            retry_after=math.ceil(delayed.seconds),
        ) from delayed


def admit() -> ResponseReturnValue | None:
    """Let the current request pass, send its reader to the login page, or refuse it.

    Raises:
        Unauthorized: if a program has not given the password.
        TooManyRequests: if its client has failed too often to be heard now.
    """
    if request.endpoint in _OPEN_ENDPOINTS or request.path == _HEALTH or is_signed_in():
        return None
    given = _given()
    if given is not None and is_right(given):
        return None
    if given is None and not _is_of_a_program():
        return redirect(url_for("guard.login", next=here(request)), 303)
    raise Unauthorized(
        "This archive asks for a password: as that of any user (Basic), or as a Bearer token.",
        www_authenticate=_challenges(),
    )


def _given() -> str | None:
    """Return the password that comes with the current request, if any does."""
    scheme, _, rest = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":  # by hand, as a password may look like anything
        return rest.strip().encode("latin-1", "replace").decode(errors="replace")
    return request.authorization.password if request.authorization else None


def _is_of_a_program() -> bool:
    """Tell whether the current request comes from what cannot show a login page."""
    return request.path.startswith(_FOR_PROGRAMS) or _is_of_a_script()


def _is_of_a_script() -> bool:
    return request.headers.get("Sec-Fetch-Dest") == "empty"


def _challenges() -> list[WWWAuthenticate]:
    """Return how the password can be given (RFC 7617, RFC 6750).

    A browser that is told of Basic by a page's script opens a window of its own.
    """
    bearer = WWWAuthenticate("bearer", {"realm": _REALM})
    basic = WWWAuthenticate("basic", {"realm": _REALM, "charset": "UTF-8"})
    return [bearer] if _is_of_a_script() else [basic, bearer]
