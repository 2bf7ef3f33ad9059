"""Static files, whose addresses name their version so that they need never be asked for again."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app, request
from werkzeug.security import safe_join

if TYPE_CHECKING:
    from collections.abc import MutableMapping

ENDPOINT = "static"
DIGITS = 16  # of a version


def versioned(endpoint: str, values: MutableMapping[str, Any]) -> None:
    """Let the address of a static file name its version."""
    if endpoint == ENDPOINT and (version := _version(values["filename"])):
        values["v"] = version


def requested_version() -> str | None:
    """Return the version of the file that is asked for, None if there is no such file."""
    return _version((request.view_args or {})["filename"])


def is_versioned() -> bool:
    """Tell whether the address of the request names the version of a static file."""
    return request.endpoint == ENDPOINT and request.args.get("v") == requested_version()


def _version(filename: str) -> str | None:
    path = safe_join(str(current_app.static_folder), filename)
    try:
        return _digest(path, Path(path).stat().st_mtime_ns) if path else None
    except (OSError, ValueError):  # no such file, or a name that no file may have
        return None


@lru_cache(maxsize=256)
def _digest(path: str, _changed: int) -> str:
    """Return the digest of a file, read again when it has changed."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:DIGITS]
