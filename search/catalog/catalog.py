"""Opening, making and changing a catalog."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from search.catalog.connections import Connections, connect
from search.catalog.faults import Translated
from search.catalog.reading import Reader, View
from search.catalog.rows import (
    ADDING,
    APPLICATION_ID,
    COLUMNS,
    CURRENT,
    FORMAT,
    LIVE,
    REMOVING,
    SCHEMA,
    Settings,
    article_values,
)
from search.errors import ArchiveUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from search.article import Article
    from search.catalog.rows import FileRecord


class Catalog(Reader):
    """An open catalog. Each thread has its own connection; one process writes at a time."""

    def __init__(self, path: Path) -> None:
        """Open the catalog at ``path``.

        Raises:
            ArchiveUnreadable: if it is none, damaged, or of a newer format.
        """
        self.path = path
        self._connections = Connections(path)
        try:
            self.settings = self.read_settings()
        except BaseException:
            self.close()
            raise

    @classmethod
    def create(cls, path: Path, settings: Settings) -> Catalog:
        """Make a new, empty catalog at ``path``; it appears there whole or not at all."""
        draft = path.with_name(f"{path.name}.new")
        values = {
            "format": settings.format,
            "engine": settings.engine,
            "language": settings.language,
            "analysis": settings.analysis,
            "folder": settings.folder,
            "generation": 0,
            "unsettled": 0,
        }
        with Translated(path.parent):
            draft.unlink(missing_ok=True)
            with closing(sqlite3.connect(draft)) as connection:
                connection.executescript(
                    f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA journal_mode = WAL; {SCHEMA}"
                )
                connection.executemany("INSERT INTO settings VALUES (?, ?)", values.items())
                connection.commit()
            draft.replace(path)
            _sync(path.parent)
        return cls(path)

    def read_settings(self) -> Settings:
        """Return the settings as they are now.

        Raises:
            ArchiveUnreadable: if the catalog is none, damaged, or of a newer format.
        """
        try:
            kind = self.connection.execute("PRAGMA application_id").fetchone()[0]
            rows = (
                dict(self.connection.execute("SELECT name, value FROM settings"))
                if kind == APPLICATION_ID
                else {}
            )
        except sqlite3.OperationalError as error:
            raise ArchiveUnreadable(
                f"The catalog {self.path} cannot be read ({error}). Allow reading it, or name"
                " another archive with --archive."
            ) from error
        except sqlite3.DatabaseError as error:
            raise self._not_ours() from error
        return self._settings_of(rows)

    def _settings_of(self, rows: dict[str, str]) -> Settings:
        try:
            if int(rows["format"]) > FORMAT:
                raise ArchiveUnreadable(
                    f"The archive in {self.path.parent} was written by format {rows['format']};"
                    f" this version of Nutgraf reads format {FORMAT}."
                    " Install a newer Nutgraf to open it."
                )
            return Settings(
                format=int(rows["format"]),
                engine=rows["engine"],
                language=rows["language"],
                analysis=int(rows["analysis"]),
                folder=rows["folder"],
            )
        except (KeyError, ValueError) as error:
            raise self._not_ours() from error

    def _not_ours(self) -> ArchiveUnreadable:
        return ArchiveUnreadable(
            f"{self.path} is not a Nutgraf catalog, or it is damaged. Name another folder with"
            f" --archive, or move {self.path.parent} away and index again."
        )

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        return self._connections.mine()

    def view(self) -> View:
        """Return the catalog as it is now, with a connection of its own, for long readings."""
        return View(connect(self.path))

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def begin(self) -> None:
        """Begin a batch of changes."""
        self.connection.execute("BEGIN IMMEDIATE")

    def add(self, article: Article, file: str | None) -> int:
        """Write an article as one to be added and return its aid.

        Raises:
            UnicodeEncodeError: if a text of it is not ``storable``.
        """
        values = article_values(article)
        cursor = self.connection.execute(
            f"INSERT INTO articles (state, file, {COLUMNS})"
            f" VALUES (?, ?, {','.join('?' * len(values))})",
            (ADDING, file, *values),
        )
        return int(cursor.lastrowid or 0)

    def remove(self, aid: int) -> None:
        """Mark an article as one to be removed."""
        self.connection.execute("UPDATE articles SET state = ? WHERE aid = ?", (REMOVING, aid))

    def record(self, file: FileRecord) -> None:
        """Write a line of the ledger."""
        self.connection.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
            (file.path, file.size, file.mtime_ns, file.digest, file.failure, file.since),
        )

    def forget(self, path: str) -> None:
        """Remove a line of the ledger."""
        self.connection.execute("DELETE FROM files WHERE path = ?", (path,))

    def promise(self) -> None:
        """End step 1: the batch is on disk, and the engine is yet to follow."""
        self._set("unsettled", 1)
        self.connection.execute("COMMIT")

    def keep(self) -> None:
        """Step 3: the engine has followed; the batch is what searches find from now on."""
        self.begin()
        self._settle()
        self.connection.execute("COMMIT")

    def abandon(self) -> None:
        """Undo what was changed since ``begin``."""
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def unsettled(self) -> tuple[list[int], list[int]]:
        """Return the aids to be added and to be removed that a stop has left."""
        rows = self.connection.execute(
            "SELECT aid, state FROM articles WHERE state <> 1 ORDER BY aid"
        ).fetchall()
        return (
            [aid for aid, state in rows if state == ADDING],
            [aid for aid, state in rows if state == REMOVING],
        )

    def reopen(self, aids: Iterable[int]) -> None:
        """Have the next writer index these articles again, and forget the unknown ones."""
        self.begin()
        for aid in sorted(aids):
            changed = self.connection.execute(
                f"UPDATE articles SET state = ? WHERE aid = ? AND {CURRENT}", (ADDING, aid)
            )
            if not changed.rowcount:  # the index alone knows it: a row to be removed
                self.connection.execute(
                    "INSERT OR IGNORE INTO articles (aid, id, state, paragraphs)"
                    " VALUES (?, '', ?, x'')",
                    (aid, REMOVING),
                )
        self.promise()

    def switch(self, *, engine: str, folder: str, analysis: int) -> None:
        """Make another index the archive's, after it was built from this catalog."""
        self.begin()
        self._set("engine", engine)
        self._set("folder", folder)
        self._set("analysis", analysis)
        self._set("format", FORMAT)
        self._settle()
        self.connection.execute("COMMIT")
        self.settings = self.read_settings()

    def _settle(self) -> None:
        self.connection.execute("DELETE FROM articles WHERE state = ?", (REMOVING,))
        self.connection.execute("UPDATE articles SET state = ? WHERE state = ?", (LIVE, ADDING))
        self._set("unsettled", 0)
        self.connection.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")

    def _set(self, name: str, value: object) -> None:
        self.connection.execute("UPDATE settings SET value = ? WHERE name = ?", (str(value), name))


def _sync(folder: Path) -> None:
    """Make a new name in a folder last, where the system can."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
