"""The files of a run, on disk: a list of ten million of them would not fit into memory."""

from __future__ import annotations

import os
import sqlite3
from typing import TYPE_CHECKING

from search.readers import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator

# SQLite keeps a database without a name in a temporary file, which goes with it.
_SCHEMA = """
CREATE TABLE seen (key TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE waiting (
    key TEXT NOT NULL, path BLOB NOT NULL, relative TEXT NOT NULL, root BLOB NOT NULL,
    size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, digest BLOB
);
"""
READ_AT_ONCE = 1000


class Worklist:
    """Which files a run has seen, and which of them it has yet to read, in their order."""

    def __init__(self) -> None:
        """Make an empty list."""
        self._connection = sqlite3.connect("", isolation_level=None)
        self._connection.executescript(_SCHEMA)
        self._connection.execute("BEGIN")
        self.files = 0
        self.bytes = 0

    def see(self, key: str) -> bool:
        """Note that a file was seen; return False if it was already."""
        cursor = self._connection.execute("INSERT OR IGNORE INTO seen VALUES (?)", (key,))
        return cursor.rowcount > 0

    def has_seen(self, key: str) -> bool:
        """Tell whether a file was seen."""
        cursor = self._connection.execute("SELECT 1 FROM seen WHERE key = ?", (key,))
        return cursor.fetchone() is not None

    def append(self, key: str, file: SourceFile, digest: bytes | None) -> None:
        """Have a file read later; content of this ``digest`` is known already."""
        self._connection.execute(
            "INSERT INTO waiting VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                key,
                os.fsencode(file.path),
                file.relative,
                os.fsencode(file.root),
                file.size,
                file.mtime_ns,
                digest,
            ),
        )
        self.files += 1
        self.bytes += file.size

    def waiting(self) -> Iterator[tuple[str, SourceFile, bytes | None]]:
        """Yield the files that are to be read: key, file, and digest of what is known already."""
        last = 0
        while rows := self._connection.execute(
            f"SELECT rowid, * FROM waiting WHERE rowid > ? ORDER BY rowid LIMIT {READ_AT_ONCE}",
            (last,),
        ).fetchall():
            for _, key, path, relative, root, size, mtime_ns, digest in rows:
                yield (
                    key,
                    SourceFile(
                        path=os.fsdecode(path),
                        relative=relative,
                        root=os.fsdecode(root),
                        size=size,
                        mtime_ns=mtime_ns,
                    ),
                    digest,
                )
            last = rows[-1][0]

    def close(self) -> None:
        """Delete the list."""
        self._connection.close()
