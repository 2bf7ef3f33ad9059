"""The key that signs the sessions, kept so that a restart does not end them."""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from pathlib import Path

from web.settings import KEY_BYTES

NAME = "session.key"


def signing_key(place: str | Path) -> bytes:
    """Return the key in an archive's folder, or a new one, which is kept there if it can be.

    A key that others can read is replaced.
    """
    path = Path(place) / NAME
    return _read(path) or _made(path)


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            key = file.read(KEY_BYTES + 1)
    except OSError:
        return None
    others = os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO)
    return key if len(key) == KEY_BYTES and not others else None


def _made(path: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    try:
        # Only its owner can read what mkstemp makes.
        handle, name = tempfile.mkstemp(prefix=f".{NAME}-", dir=path.parent)
    except OSError:
        return key
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(key)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
    return key
