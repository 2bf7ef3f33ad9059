"""Reading a catalog."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING

from search.catalog.rows import COLUMNS, CURRENT, SAFE, FileRecord, article_of, storable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.article import Article

READ_AT_ONCE = 100  # articles; SQLite takes some thousands of values in one statement


class Reader(ABC):
    """What can be read of a catalog through its connection."""

    @property
    @abstractmethod
    def connection(self) -> sqlite3.Connection:
        """The connection."""

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Read, within the block and on this connection, the catalog as it is at one instant."""
        if self.connection.in_transaction:  # a writer reads its own changes
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def state(self) -> tuple[int, bool]:
        """Return the generation, and whether the engine is being changed just now."""
        rows = dict(
            self.connection.execute(
                "SELECT name, value FROM settings WHERE name IN ('generation', 'unsettled')"
            )
        )
        return int(rows["generation"]), rows["unsettled"] != "0"

    def articles(self, aids: Sequence[int]) -> dict[int, Article]:
        """Return the articles with these aids, in their order; missing ones are left out."""
        found: dict[int, Article] = {}
        for start in range(0, len(aids), READ_AT_ONCE):
            some = aids[start : start + READ_AT_ONCE]
            rows = self.connection.execute(
                f"SELECT aid, {COLUMNS} FROM articles WHERE aid IN ({','.join('?' * len(some))})",
                list(some),
            )
            read = {row[0]: article_of(row[1:]) for row in rows}
            found |= {aid: read[aid] for aid in some if aid in read}
        return found

    def article(self, article_id: str) -> Article | None:
        """Return the live article with this id."""
        found = self.numbered(article_id)
        return found[1] if found else None

    def numbered(self, article_id: str) -> tuple[int, Article] | None:
        """Return the live article with this id, and its aid."""
        row = self.connection.execute(
            f"SELECT aid, {COLUMNS} FROM articles WHERE id = ? AND {SAFE} ORDER BY aid",
            (storable(article_id),),
        ).fetchone()
        return (row[0], article_of(row[1:])) if row else None

    def live(self) -> Iterator[tuple[int, Article]]:
        """Yield every live article with its aid, in the order of aids."""
        return self._all(SAFE)

    def indexable(self) -> Iterator[tuple[int, Article]]:
        """Yield every article that an index built now must hold, with its aid."""
        return self._all(CURRENT)

    def _all(self, condition: str) -> Iterator[tuple[int, Article]]:
        last = -1
        while rows := self.connection.execute(
            f"SELECT aid, {COLUMNS} FROM articles WHERE {condition} AND aid > ?"
            f" ORDER BY aid LIMIT {READ_AT_ONCE}",
            (last,),
        ).fetchall():
            for row in rows:
                yield row[0], article_of(row[1:])
            last = rows[-1][0]

    def contents(self) -> Iterator[tuple[int, int]]:
        """Yield the aid and the number of paragraphs of every live article."""
        for aid, article in self.live():
            yield aid, len(article.paragraphs)

    def aids_of_id(self, article_id: str) -> list[tuple[int, str | None]]:
        """Return aid and file of the current articles with this id."""
        return self.connection.execute(
            f"SELECT aid, file FROM articles WHERE id = ? AND {CURRENT}",
            (storable(article_id),),
        ).fetchall()

    def aids_of_file(self, file: str) -> list[tuple[int, str]]:
        """Return aid and id of the current articles that were read from a file."""
        return self.connection.execute(
            f"SELECT aid, id FROM articles WHERE file = ? AND {CURRENT} ORDER BY aid", (file,)
        ).fetchall()

    def file(self, path: str) -> FileRecord | None:
        """Return a file's line of the ledger."""
        row = self.connection.execute(
            "SELECT path, size, mtime_ns, digest, failure, since FROM files WHERE path = ?",
            (path,),
        ).fetchone()
        if row is None:
            return None
        return FileRecord(
            path=row[0], size=row[1], mtime_ns=row[2], digest=row[3], failure=row[4], since=row[5]
        )

    def files(self) -> Iterator[str]:
        """Yield the paths of the ledger, in their order."""
        for (path,) in self.connection.execute("SELECT path FROM files ORDER BY path"):
            yield path

    def counts(self) -> dict[str, int]:
        """Return how many articles, undated articles, files and failed files there are."""
        one = self.connection.execute
        return {
            "articles": one(f"SELECT count(*) FROM articles WHERE {SAFE}").fetchone()[0],
            "undated": one(
                f"SELECT count(*) FROM articles WHERE {SAFE} AND date IS NULL"
            ).fetchone()[0],
            "files": one("SELECT count(*) FROM files").fetchone()[0],
            "failed": one("SELECT count(*) FROM files WHERE failure IS NOT NULL").fetchone()[0],
        }

    def date_range(self) -> tuple[str | None, str | None]:
        """Return the first and the last date of the articles."""
        row = self.connection.execute(
            f"SELECT min(date), max(date) FROM articles WHERE {SAFE}"
        ).fetchone()
        return row[0], row[1]

    def is_sound(self) -> bool:
        """Tell whether SQLite finds its own file in order."""
        try:
            return bool(self.connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        except sqlite3.DatabaseError:
            return False


class View(Reader):
    """A catalog as it is when the view is made, whatever is written afterwards."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Take over a connection that nobody else uses."""
        self._connection = connection
        connection.execute("BEGIN")
        self.state()  # SQLite fixes what a transaction sees at its first reading

    @property
    def connection(self) -> sqlite3.Connection:
        """The view's own connection."""
        return self._connection

    def close(self) -> None:
        """Let go of the view."""
        self._connection.close()
