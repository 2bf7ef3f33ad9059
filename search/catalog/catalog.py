"""Opening, making and changing a catalog."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from search.catalog.connections import Connections, connect
from search.catalog.faults import Translated
from search.catalog.reading import SqliteReader, SqliteView
from search.catalog.rows import (
    ADDING,
    ADDITIONS,
    APPLICATION_ID,
    COLUMNS,
    CURRENT,
    FORMER,
    LIVE,
    REMOVING,
    RETIRING,
    SCHEMA,
    Settings,
    article_values,
    storable,
)
from search.errors import ArchiveUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from search.article import Article
    from search.catalog.rows import FailureRecord, FileRecord, StoredArticle

CACHE_KIB = 32_000  # a writer looks up 12 rows of signatures for each article, all over the table


class SqliteCatalog(SqliteReader):
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
    def create(cls, path: Path, settings: Settings) -> SqliteCatalog:
        """Make a new, empty catalog at ``path``; it appears there whole or not at all."""
        draft = path.with_name(f"{path.name}.new")
        values = {**settings.values(), "generation": 0, "unsettled": 0}
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
            return Settings.of(
                rows, self.place, f"Move {self.place} away and index the files again."
            )
        except (LookupError, ValueError) as error:
            raise self._not_ours() from error

    def _not_ours(self) -> ArchiveUnreadable:
        return ArchiveUnreadable(
            f"{self.path} is not a Nutgraf catalog, or it is damaged. Name another folder with"
            f" --archive, or move {self.path.parent} away and index again."
        )

    @property
    def place(self) -> str:
        """The folder of the archive."""
        return str(self.path.parent)

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        return self._connections.mine()

    def view(self) -> SqliteView:
        """Return the catalog as it is now, with a connection of its own, for long readings."""
        return SqliteView(connect(self.path))

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def begin(self) -> None:
        """Begin a batch of changes."""
        self.connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.execute(ADDITIONS)

    def add(
        self,
        article: Article,
        *,
        content: int | None = None,
        lead: int | None = None,
        read: str | None = None,
        block: bytes | None = None,
    ) -> int:
        """Write an article as one to be added and return its aid.

        ``content`` is its ``content_of``, ``lead`` the article that it is nearly
        identical to, ``read`` when it was read, ``block`` its ``packed_article``,
        which is made if it is None.

        Raises:
            UnicodeEncodeError: if a text of it is not ``storable``.
        """
        values = article_values(article, block)
        cursor = self.connection.execute(
            f"INSERT INTO articles (state, content, lead, read, {COLUMNS})"
            f" VALUES (?, ?, ?, ?, {','.join('?' * len(values))})",
            (ADDING, content, lead, read, *values),
        )
        return int(cursor.lastrowid or 0)

    def remove(self, aid: int) -> None:
        """Mark an article as one to be removed."""
        self._mark(aid, REMOVING)

    def retire(self, aid: int) -> None:
        """Mark an article as one to become a former version."""
        self._mark(aid, RETIRING)

    def _mark(self, aid: int, state: int) -> None:
        self.connection.execute("UPDATE articles SET state = ? WHERE aid = ?", (state, aid))

    def forget_versions(self, article_id: str) -> None:
        """Remove the former versions of an article."""
        self.connection.execute(
            "DELETE FROM articles WHERE id = ? AND state = ?", (storable(article_id), FORMER)
        )

    def put(self, aid: int, file: str, path: str) -> None:
        """Note that an article stands in a file, under the path ``path`` of the archive."""
        self.connection.execute(
            "INSERT OR IGNORE INTO places VALUES (?, ?, ?)", (storable(file), aid, storable(path))
        )

    def take_away(self, aid: int, file: str, path: str) -> None:
        """Note that an article no longer stands under a path in a file."""
        self.connection.execute(
            "DELETE FROM places WHERE file = ? AND aid = ? AND path = ?", (file, aid, path)
        )

    def move_places(self, aid: int, successor: int) -> None:
        """Let another article stand wherever one stood."""
        self.connection.execute("UPDATE places SET aid = ? WHERE aid = ?", (successor, aid))

    def note_addition(self, aid: int, first: int) -> None:
        """Note that an article, which reads the same, was first added as ``first``."""
        self.connection.execute("INSERT OR REPLACE INTO additions VALUES (?, ?)", (aid, first))

    def sign(self, aid: int, bands: Sequence[int]) -> None:
        """Note the bands of an article's signature.

        At once, while their pages are at hand because ``alike`` has looked at them.
        """
        self.connection.execute(
            "INSERT OR IGNORE INTO bands"
            f" SELECT column1, ? FROM (VALUES {','.join(['(?)'] * len(bands))})",
            (aid, *bands),
        )

    def note_boilerplate(self, mark: int) -> None:
        """Remember a paragraph that many articles of one source have."""
        self.connection.execute("INSERT OR IGNORE INTO boilerplate VALUES (?)", (mark,))

    def record(self, file: FileRecord) -> None:
        """Write a line of the ledger."""
        self.connection.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?)",
            (file.path, file.size, file.mtime_ns, file.digest, file.failed, file.fields),
        )

    def record_failures(self, file: str, failures: Iterable[FailureRecord]) -> None:
        """Write what could not be read of a file, in the place of what was written before."""
        self.connection.execute("DELETE FROM failures WHERE file = ?", (file,))
        self.connection.executemany(
            "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?)",
            [
                (each.file, storable(each.part), storable(each.reason), each.since)
                for each in failures
            ],
        )

    def forget(self, path: str) -> None:
        """Remove a line of the ledger."""
        self.connection.execute("DELETE FROM files WHERE path = ?", (path,))
        self.connection.execute("DELETE FROM failures WHERE file = ?", (path,))

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

    def is_full(self) -> bool:
        """Tell whether the batch must be kept before more is added to it: never."""
        return False

    def unsettled(self) -> tuple[list[int], list[int]]:
        """Return the aids to be added and to be removed that a stop has left."""
        rows = self.connection.execute(
            f"SELECT aid, state FROM articles WHERE state NOT IN ({LIVE}, {FORMER}) ORDER BY aid"
        ).fetchall()
        return (
            [aid for aid, state in rows if state == ADDING],
            [aid for aid, state in rows if state != ADDING],
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
                    "INSERT OR IGNORE INTO articles (aid, id, state, block) VALUES (?, '', ?, x'')",
                    (aid, REMOVING),
                )
        self.promise()

    def begin_copy(self, copied: str, last_number: int) -> None:
        """Let nobody search this empty catalog before ``end_copy``; it is to become a copy."""
        self.begin()
        self.connection.execute("INSERT INTO settings VALUES ('copying', ?)", (copied,))
        self.connection.execute("DELETE FROM sqlite_sequence WHERE name = 'articles'")
        self.connection.execute(
            "INSERT INTO sqlite_sequence VALUES ('articles', ?)", (last_number,)
        )
        self.connection.execute("COMMIT")

    def restore(self, stored: StoredArticle, bands: Sequence[int]) -> None:
        """Write an article as another catalog has it."""
        self.connection.execute(
            f"INSERT INTO articles (aid, state, content, lead, read, {COLUMNS})"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                stored.aid,
                ADDING if stored.is_current else FORMER,
                stored.content,
                stored.lead,
                stored.read,
                stored.id,
                stored.date,
                stored.updated,
                stored.block,
            ),
        )
        for file, path in stored.places:
            self.put(stored.aid, file, path)
        if stored.first is not None:
            self.note_addition(stored.aid, stored.first)
        if bands:
            self.sign(stored.aid, bands)

    def end_copy(self) -> None:
        """Let the copy be searched, as it is complete."""
        self.connection.execute("DELETE FROM settings WHERE name = 'copying'")

    def switch(self, *, engine: str, folder: str, analysis: int) -> None:
        """Make another index the archive's, after it was built from this catalog."""
        self.begin()
        self._set("engine", engine)
        self._set("folder", folder)
        self._set("analysis", analysis)
        self._settle()
        self.connection.execute(
            f"DELETE FROM bands WHERE aid NOT IN (SELECT aid FROM articles WHERE {CURRENT})"
        )
        self.connection.execute("COMMIT")
        self.settings = self.read_settings()

    def _settle(self) -> None:
        self.connection.execute(
            "DELETE FROM places WHERE aid IN (SELECT aid FROM articles WHERE state = ?)",
            (REMOVING,),
        )
        self.connection.execute(
            "DELETE FROM additions WHERE aid IN (SELECT aid FROM articles WHERE state = ?)",
            (REMOVING,),
        )
        self.connection.execute("DELETE FROM articles WHERE state = ?", (REMOVING,))
        self.connection.execute("UPDATE articles SET state = ? WHERE state = ?", (FORMER, RETIRING))
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
