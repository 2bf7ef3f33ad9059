"""The checks that every request passes, in their order."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from flask import request
from werkzeug.exceptions import BadRequest, Forbidden, RequestURITooLarge, TooManyRequests

from web.guard import headers, hosts, sessions
from web.guard.clients import client_of, is_loopback
from web.guard.origins import is_cross_site
from web.guard.patience import Patience
from web.guard.rates import Rate
from web.guard.turns import REFUSED, Turns
from web.guard.waiting import wait_words

if TYPE_CHECKING:
    from flask import Flask

    from web.settings import Settings

LONGEST_ADDRESS = 8192  # bytes of path and query: a query of some hundred words
LARGEST_BODY = 65_536  # bytes: forms of a few fields
_TURN_SECONDS = 1  # when most answers are given


def protect(app: Flask, settings: Settings) -> None:
    """Let the application check every request and secure every answer."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST_BODY
    if settings.time_limit:
        app.wsgi_app = Patience(app.wsgi_app, settings.time_limit)  # type: ignore[method-assign]
    app.wsgi_app = hosts.ReadableHosts(app.wsgi_app)  # type: ignore[method-assign]
    if settings.at_once:
        app.wsgi_app = Turns(  # type: ignore[method-assign]
            app.wsgi_app, settings.at_once, limit_loopback=settings.limit_loopback
        )
    app.after_request(headers.secured)
    app.before_request(HostCheck(settings.hosts))
    app.before_request(check_size)
    app.before_request(check_origin)
    if settings.rate:
        app.before_request(RateCheck(settings))
    app.before_request(check_turn)
    sessions.register(app, settings)


class HostCheck:
    """Refuses a request for a name under which this server is not known."""

    def __init__(self, names: frozenset[str]) -> None:
        """Take the names; with none, every name is known."""
        self._names = names

    def __call__(self) -> None:
        """Check the current request; one without a name comes from no browser."""
        given = request.environ.get(hosts.UNREADABLE)
        host = request.environ.get("HTTP_HOST") if given is None else given
        if host is not None and not hosts.is_known(host, self._names):
            raise BadRequest(
                f"This server is not known as “{host}”. Ask for it by its own name; whoever"
                " runs it can add a name with --allow-host."
            )


def check_size() -> None:
    """Refuse an address that is too long."""
    size = len(request.environ.get("REQUEST_URI") or request.full_path)
    if size > LONGEST_ADDRESS:
        raise RequestURITooLarge(
            f"The address of this request has {size:,} characters; at most"
            f" {LONGEST_ADDRESS:,} are read. Ask for less at once."
        )


def check_origin() -> None:
    """Refuse a change that another site has asked for."""
    if is_cross_site(request.method, request.host, request.headers):
        raise Forbidden("Another site has sent this request. Open the page here and do it again.")


def check_turn() -> None:
    """Refuse a request of a client that has too many under way."""
    if request.environ.get(REFUSED):
        raise TooManyRequests(
            f"Too many requests from {request.remote_addr} are still being answered."
            f" {wait_words(_TURN_SECONDS)}",
            retry_after=_TURN_SECONDS,
        )


class RateCheck:
    """Refuses a client that asks too often."""

    def __init__(self, settings: Settings) -> None:
        """Take how often is too often, and of whom it is asked."""
        self._rate = Rate(settings.rate, settings.requests)
        self._limit_loopback = settings.limit_loopback

    def __call__(self) -> None:
        """Count the current request."""
        address = request.remote_addr
        if is_loopback(address) and not self._limit_loopback:
            return
        wait = self._rate.wait(client_of(address), now=time.monotonic())
        if wait:
            raise TooManyRequests(
                f"There were too many requests from {address}. {wait_words(wait)}",
                retry_after=math.ceil(wait),
            )
