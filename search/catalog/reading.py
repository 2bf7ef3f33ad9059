"""Reading a catalog."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING

from search.catalog.rows import (
    COLUMNS,
    CURRENT,
    FORMER,
    HIDDEN,
    SAFE,
    Claim,
    FailureRecord,
    FileRecord,
    StoredArticle,
    Version,
    article_of,
    storable,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from search.article import Article

READ_AT_ONCE = 100  # articles; SQLite takes some thousands of values in one statement


class SqliteReader(ABC):
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

    def foresee(
        self,
        *,
        files: Iterable[str] = (),
        ids: Iterable[str] = (),
        contents: Iterable[int] = (),
        bands: Iterable[Sequence[int]] = (),
    ) -> None:
        """Do nothing: one thing is looked up as quickly as many."""
        del files, ids, contents, bands

    def foresee_files(self, paths: Iterable[str]) -> None:
        """Do nothing, likewise."""
        del paths

    def state(self) -> tuple[int, bool]:
        """Return the generation, and whether the engine is being changed just now."""
        rows = dict(
            self.connection.execute(
                "SELECT name, value FROM settings WHERE name IN ('generation', 'unsettled')"
            )
        )
        return int(rows["generation"]), rows["unsettled"] != "0"

    def last_addition(self) -> int:
        """Return the largest aid that searches may find, or 0."""
        row = self.connection.execute(
            f"SELECT aid FROM articles WHERE {SAFE} ORDER BY aid DESC LIMIT 1"
        ).fetchone()
        return int(row[0]) if row else 0

    def first_addition(self, aid: int) -> int:
        """Return the aid that an article was first added under; for writers."""
        query = "SELECT first FROM additions WHERE aid = ?"
        row = self.connection.execute(query, (aid,)).fetchone()
        return int(row[0]) if row else aid

    def first_additions(self, aids: Sequence[int]) -> dict[int, int]:
        """Return the aids under which these were first added, of those where it was another."""
        known = "SELECT 1 FROM sqlite_master WHERE name = 'additions'"
        if not aids or self.connection.execute(known).fetchone() is None:
            return {}
        rows = self.connection.execute(
            "SELECT aid, first FROM additions WHERE aid >= ?", [min(aids)]
        )
        wanted = set(aids)
        return {aid: first for aid, first in rows if aid in wanted}

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

    def versions(self, article_id: str) -> list[Version]:
        """Return an article as it is and as it was, the newest reading first."""
        rows = self.connection.execute(
            f"SELECT state, read, {COLUMNS} FROM articles"
            f" WHERE id = ? AND ({SAFE} OR state = {FORMER}) ORDER BY state = {FORMER}, aid DESC",
            (storable(article_id),),
        ).fetchall()
        return [
            Version(article=article_of(row[2:]), read=row[1], current=row[0] != FORMER)
            for row in rows
        ]

    def live(self) -> Iterator[tuple[int, Article]]:
        """Yield every live article with its aid, in the order of aids."""
        return ((aid, article) for aid, article, _ in self._all(SAFE))

    def indexable(self) -> Iterator[tuple[int, Article, int | None]]:
        """Yield every article that an index built now must hold, with its aid and its lead."""
        return self._all(CURRENT)

    def _all(self, condition: str) -> Iterator[tuple[int, Article, int | None]]:
        last = -1
        while rows := self.connection.execute(
            f"SELECT aid, lead, {COLUMNS} FROM articles WHERE {condition} AND aid > ?"
            f" ORDER BY aid LIMIT {READ_AT_ONCE}",
            (last,),
        ).fetchall():
            for row in rows:
                yield row[0], article_of(row[2:]), row[1]
            last = rows[-1][0]

    def leads(self, aids: Sequence[int]) -> dict[int, int | None]:
        """Return the leads of these articles: the aids of those that they are copies of."""
        found: dict[int, int | None] = {}
        for aid in aids:
            row = self.connection.execute("SELECT lead FROM articles WHERE aid = ?", (aid,))
            found[aid] = (row.fetchone() or (None,))[0]
        return found

    def origin(self, aid: int) -> tuple[int | None, int | None, str | None]:
        """Return an article's ``content_of``, its lead, and when it was read, where known."""
        query = "SELECT content, lead, read FROM articles WHERE aid = ?"
        content, lead, read = self.connection.execute(query, (aid,)).fetchone()
        return content, lead, read

    def has_followers(self, aid: int) -> bool:
        """Tell whether an article is the lead of others."""
        row = self.connection.execute("SELECT 1 FROM articles WHERE lead = ? LIMIT 1", (aid,))
        return row.fetchone() is not None

    def alike(self, bands: Sequence[int], limit: int) -> list[int]:
        """Return the current articles that share most bands of a signature, at most ``limit``."""
        rows = self.connection.execute(
            # A join looks each band up in turn; IN would make a table of them first.
            f"SELECT b.aid FROM (VALUES {','.join(['(?)'] * len(bands))}) CROSS JOIN bands b"
            f" ON b.band = column1 JOIN articles a USING (aid) WHERE a.{CURRENT}"
            " GROUP BY b.aid ORDER BY count(*) DESC, b.aid LIMIT ?",
            (*bands, limit),
        )
        return [aid for (aid,) in rows]

    def boilerplate(self) -> set[int]:
        """Return the marks of all paragraphs that many articles of one source have."""
        return {mark for (mark,) in self.connection.execute("SELECT mark FROM boilerplate")}

    def contents(self) -> Iterator[tuple[int, int]]:
        """Yield the aid and the number of paragraphs of every live article."""
        for aid, article in self.live():
            yield aid, len(article.paragraphs)

    def aids_of_id(self, article_id: str) -> list[int]:
        """Return the aids of the current articles with this id."""
        return self._aids(f"SELECT aid FROM articles WHERE id = ? AND {CURRENT}", article_id)

    def aids_of_content(self, content: int) -> list[int]:
        """Return the aids of articles that say the same, current or standing in a file."""
        return self._aids(
            f"SELECT aid FROM articles WHERE content = ? AND ({CURRENT} OR {HIDDEN}"
            " AND aid IN (SELECT aid FROM places)) ORDER BY state, aid",
            content,
        )

    def claims(self, article_id: str) -> list[Claim]:
        """Return who claims an id: current articles, and former ones that stand in a file."""
        rows = self.connection.execute(
            f"SELECT aid, {CURRENT}, EXISTS (SELECT 1 FROM places p WHERE p.aid = a.aid),"
            " coalesce(updated, date), read"
            f" FROM articles a WHERE id = ? AND ({CURRENT} OR {HIDDEN}) ORDER BY aid",
            (storable(article_id),),
        )
        claims = [Claim(row[0], bool(row[1]), bool(row[2]), row[3], row[4] or "") for row in rows]
        return [claim for claim in claims if claim.is_current or claim.stands]

    def is_current(self, aid: int) -> bool:
        """Tell whether an article is one that searches find, or will when the batch is kept."""
        row = self.connection.execute(f"SELECT 1 FROM articles WHERE aid = ? AND {CURRENT}", (aid,))
        return row.fetchone() is not None

    def members(self, lead: int) -> list[int]:
        """Return the current articles of a group."""
        return self._aids(f"SELECT aid FROM articles WHERE lead = ? AND {CURRENT}", lead)

    def group(self, article_id: str) -> list[int]:
        """Return the aids of the articles that are nearly identical to one, its own first.

        Of an id that no article has, none.
        """
        row = self.connection.execute(
            f"SELECT aid, coalesce(lead, aid) FROM articles WHERE id = ? AND {SAFE} ORDER BY aid",
            (storable(article_id),),
        ).fetchone()
        if row is None:
            return []
        aid, lead = row
        query = f"SELECT aid FROM articles WHERE (aid = ? OR lead = ?) AND {SAFE} ORDER BY aid"
        found = [each for (each,) in self.connection.execute(query, (lead, lead))]
        return [aid, *(each for each in found if each != aid)]

    def _aids(self, query: str, value: str | int) -> list[int]:
        value = storable(value) if isinstance(value, str) else value
        return [aid for (aid,) in self.connection.execute(query, (value,))]

    def standing_in(self, file: str) -> list[tuple[int, str, str, int | None]]:
        """Return aid, path, id and content of what stands in a file, former versions too."""
        return self.connection.execute(
            "SELECT p.aid, p.path, a.id, a.content FROM places p JOIN articles a USING (aid)"
            f" WHERE p.file = ? AND (a.{CURRENT} OR a.{HIDDEN}) ORDER BY p.path",
            (storable(file),),
        ).fetchall()

    def places(self, aid: int) -> list[tuple[str, str]]:
        """Return the files that an article stands in, and its paths there."""
        return self.connection.execute(
            "SELECT file, path FROM places WHERE aid = ? ORDER BY path, file", (aid,)
        ).fetchall()

    def file(self, path: str) -> FileRecord | None:
        """Return a file's line of the ledger."""
        row = self.connection.execute(
            "SELECT path, size, mtime_ns, digest, failed, fields FROM files WHERE path = ?", (path,)
        ).fetchone()
        if row is None:
            return None
        path, size, mtime_ns, digest, failed, fields = row
        return FileRecord(
            path=path, size=size, mtime_ns=mtime_ns, digest=digest, failed=failed, fields=fields
        )

    def failures(self, file: str | None = None) -> Iterator[FailureRecord]:
        """Yield what could not be read, of one file or of all, in the order of paths."""
        condition, values = ("WHERE file = ?", (file,)) if file is not None else ("", ())
        for row in self.connection.execute(
            f"SELECT file, part, reason, since FROM failures {condition} ORDER BY file, part",
            values,
        ):
            yield FailureRecord(file=row[0], part=row[1], reason=row[2], since=row[3])

    def files(self) -> Iterator[str]:
        """Yield the paths of the ledger, in their order."""
        for (path,) in self.connection.execute("SELECT path FROM files ORDER BY path"):
            yield path

    def counts(self) -> dict[str, int]:
        """Return how many articles, undated ones, files, failures and former versions there are."""
        one = self.connection.execute
        return {
            "articles": one(f"SELECT count(*) FROM articles WHERE {SAFE}").fetchone()[0],
            "undated": one(
                f"SELECT count(*) FROM articles WHERE {SAFE} AND date IS NULL"
            ).fetchone()[0],
            "files": one("SELECT count(*) FROM files").fetchone()[0],
            "failed": one("SELECT count(*) FROM failures").fetchone()[0],
            "versions": one(f"SELECT count(*) FROM articles WHERE state = {FORMER}").fetchone()[0],
        }

    def date_range(self) -> tuple[str | None, str | None]:
        """Return the first and the last date of the articles."""
        row = self.connection.execute(
            f"SELECT min(date), max(date) FROM articles WHERE {SAFE}"
        ).fetchone()
        return row[0], row[1]

    def stored(self, after: int = -1) -> Iterator[StoredArticle]:
        """Yield live articles and former versions beyond an aid, in the order of aids."""
        columns = f"aid, state, content, lead, read, {COLUMNS}"
        while rows := self.connection.execute(
            f"SELECT {columns} FROM articles WHERE ({SAFE} OR state = {FORMER}) AND aid > ?"
            f" ORDER BY aid LIMIT {READ_AT_ONCE}",
            (after,),
        ).fetchall():
            firsts = self.first_additions([row[0] for row in rows])
            for aid, state, content, lead, read, id_, date, updated, block in rows:
                yield StoredArticle(
                    aid=aid,
                    is_current=state != FORMER,
                    id=id_,
                    content=content,
                    lead=lead,
                    read=read,
                    first=firsts.get(aid),
                    date=date,
                    updated=updated,
                    block=block,
                    places=tuple(sorted(self.places(aid))),
                )
            after = rows[-1][0]

    def last_number(self) -> int:
        """Return the largest aid that was ever given."""
        query = "SELECT seq FROM sqlite_sequence WHERE name = 'articles'"
        row = self.connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def last_stored(self) -> int:
        """Return the largest aid of what ``stored`` yields, -1 if that is nothing."""
        query = f"SELECT max(aid) FROM articles WHERE {SAFE} OR state = {FORMER}"
        found = self.connection.execute(query).fetchone()[0]
        return -1 if found is None else int(found)

    def is_sound(self) -> bool:
        """Tell whether SQLite finds its own file in order."""
        try:
            return bool(self.connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
        except sqlite3.DatabaseError:
            return False


class SqliteView(SqliteReader):
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
