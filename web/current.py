"""The archive that the current request searches."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    import search

EXTENSION = "nutgraf"  # the archive's key in the application's extensions


def current_archive() -> search.Archive:
    """Return the archive of the application that answers the current request."""
    return cast("search.Archive", current_app.extensions[EXTENSION])
