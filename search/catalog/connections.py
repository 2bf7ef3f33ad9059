"""Connections to a catalog's database, one for each thread."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BUSY_SECONDS = 30.0
_STILL = "mode=ro&immutable=1"


class Connections:
    """The open connections to the database at ``path``."""

    def __init__(self, path: Path) -> None:
        """Prepare to connect."""
        self.path = path
        self._local = threading.local()
        self._open: list[tuple[threading.Thread, Connection]] = []
        self._closed = False

    def mine(self) -> sqlite3.Connection:
        """Return this thread's connection.

        Raises:
            ValueError: if the connections were closed.
        """
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None or connection.is_outdated():
            if self._closed:
                raise ValueError(
                    f"The archive in {self.path.parent} is closed. Open it again with Archive.open."
                )
            connection = connect(self.path)
            self._local.connection = connection
            self._close_those_of_ended_threads()
            self._open.append((threading.current_thread(), connection))
        return connection

    def _close_those_of_ended_threads(self) -> None:
        for each in [each for each in self._open if not each[0].is_alive()]:
            self._open.remove(each)
            each[1].close()

    def close(self) -> None:
        """Close all connections."""
        self._closed = True
        for _, connection in self._open:
            connection.close()
        self._open.clear()
        self._local = threading.local()


class Connection(sqlite3.Connection):
    """A connection, and how its file was when it opened one that was not to change."""

    path: Path
    seen: tuple[int, ...] | None = None

    def is_outdated(self) -> bool:
        """Tell whether a file that was not to change has changed after all."""
        return self.seen is not None and not self.in_transaction and self.seen != _seen(self.path)


def connect(path: Path) -> Connection:
    """Return a new connection to the database at ``path``.

    SQLite makes files beside the database, also to read it. Where that is not
    allowed and nobody else has made them, the database is read as one that does
    not change; but never without the journal that a stopped writer has left.
    """
    seen = _seen(path)
    modes = ["mode=rw", "mode=ro"] if _journal(path) else ["mode=rw", "mode=ro", _STILL]
    for mode in modes[:-1]:
        try:
            return _connect(path, mode)
        except sqlite3.OperationalError:
            continue
    connection = _connect(path, modes[-1])
    connection.path, connection.seen = path, seen if modes[-1] == _STILL else None
    return connection


def _connect(path: Path, mode: str) -> Connection:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?{mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        factory=Connection,
    )
    try:
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _journal(path: Path) -> int:
    """Return the size of the journal beside a database, 0 if there is none."""
    try:
        return path.with_name(f"{path.name}-wal").stat().st_size
    except OSError:
        return 0


def _seen(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns, _journal(path)
