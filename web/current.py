"""The archive that the current request searches."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, cast

from flask import current_app, g

if TYPE_CHECKING:
    from flask import Flask

    import search

EXTENSION = "nutgraf"  # the archive's key in the application's extensions


def register(app: Flask, archive: search.Archive) -> None:
    """Let the requests of an application search an archive."""
    app.extensions[EXTENSION] = archive
    app.teardown_appcontext(_let_go)


def current_archive() -> search.Archive:
    """Return the archive of the application that answers the current request."""
    return cast("search.Archive", current_app.extensions[EXTENSION])


def still_archive() -> search.Archive:
    """Return the archive for a page that asks it several things.

    It answers all of them from one state, until the request has been answered:
    the numbers of a page agree though the archive is written to meanwhile.
    """
    archive = current_archive()
    if "stillness" not in g:
        stack = ExitStack()
        stack.enter_context(archive.snapshot())
        g.stillness = stack
    return archive


def _let_go(_: BaseException | None) -> None:
    if stack := g.pop("stillness", None):
        stack.close()
