"""The search page and the HTTP API, as a WSGI application for any server.

``waitress-serve --call web:create_app`` serves the archive in ``index/``.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, cast

from flask import Flask

import search
from web import api, caching, current, faults, guard, marking, reading, results, work
from web.charts.routes import blueprint as charts_blueprint
from web.serving import observation
from web.serving.order import Order
from web.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from flask.json.provider import DefaultJSONProvider

__all__ = ["Settings", "create_app"]


def create_app(place: str | Path = "index", settings: Settings | None = None) -> Flask:
    """Return the application that searches the archive in ``place``.

    Without settings it asks for the password in ``NUTGRAF_PASSWORD``, if there is one.

    The archive is opened here, so that what is wrong with it is said at the
    start; it is closed when the application goes.

    Raises:
        ArchiveMissing: if there is no archive.
        ArchiveUnreadable: if it is damaged or of another format.
    """
    settings = settings or Settings()
    archive = search.Archive.open(place)
    app = Flask(__name__)
    current.register(app, archive)
    weakref.finalize(app, archive.close)
    provider = cast("DefaultJSONProvider", app.json)
    provider.ensure_ascii = False
    provider.sort_keys = False
    app.config["SAVES_SEARCHES"] = settings.saves_searches
    app.url_map.merge_slashes = False  # an article's id may be an address
    app.jinja_options = {
        "trim_blocks": True,
        "lstrip_blocks": True,
        "finalize": marking.printable,
    }
    app.jinja_env.filters["one_way"] = marking.one_way
    app.jinja_env.filters["breakable"] = marking.breakable
    observation.observe(app, settings)  # first, as what is refused is noted as well
    guard.protect(app, settings)  # before the rooms: what it refuses reaches none
    caching.register(app, settings)  # behind the guard: what it refuses is not recalled
    Order(app)  # behind both: what they answer waits for nobody
    app.register_blueprint(guard.blueprint)
    app.register_blueprint(results.blueprint)
    app.register_blueprint(reading.blueprint)
    app.register_blueprint(charts_blueprint)
    app.register_blueprint(work.blueprint)
    app.register_blueprint(api.blueprint)
    faults.register(app)
    return app
