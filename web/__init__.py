"""The search page and the HTTP API, as a WSGI application for any server.

``waitress-serve --call web:create_app`` serves the archive in ``index/``.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, cast

from flask import Flask

import search
from web import api, faults, headers, marking, pages
from web.current import EXTENSION

if TYPE_CHECKING:
    from pathlib import Path

    from flask.json.provider import DefaultJSONProvider

__all__ = ["create_app"]


def create_app(place: str | Path = "index") -> Flask:
    """Return the application that searches the archive in ``place``.

    The archive is opened here, so that what is wrong with it is said at the
    start; it is closed when the application goes.

    Raises:
        ArchiveMissing: if there is no archive.
        ArchiveUnreadable: if it is damaged or of another format.
    """
    archive = search.Archive.open(place)
    app = Flask(__name__)
    app.extensions[EXTENSION] = archive
    weakref.finalize(app, archive.close)
    provider = cast("DefaultJSONProvider", app.json)
    provider.ensure_ascii = False
    provider.sort_keys = False
    app.url_map.merge_slashes = False  # an article's id may be an address
    app.jinja_options = {
        "trim_blocks": True,
        "lstrip_blocks": True,
        "finalize": marking.printable,
    }
    app.jinja_env.filters["one_way"] = marking.one_way
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(api.blueprint)
    app.after_request(headers.secured)
    faults.register(app)
    return app
