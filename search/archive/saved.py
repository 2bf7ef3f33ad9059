"""Searches that are kept with an archive, each with what was seen of it.

In a folder they are a database of their own, so that indexing never
blocks them, building the index anew keeps them, and they can be copied or deleted
by themselves. It is made when the first search is saved.
"""

from __future__ import annotations

import datetime
import json
import sqlite3
import unicodedata
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from search.catalog import Translated, connections
from search.catalog.rows import storable
from search.errors import (
    ArchiveBusy,
    ArchiveReadOnly,
    ArchiveUnreadable,
    SavedSearchExists,
    SavedSearchMissing,
    SearchError,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import Any

    from search.errors import ArchiveError
    from search.results import Match, Narrow, Scope, Sort

FILE = "searches.sqlite"
FORMAT = 1
LONGEST_NAME = 100  # characters
MOST = 500  # searches: each is counted where all are listed
BUSY_SECONDS = 30.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS searches (
    name TEXT PRIMARY KEY,
    text TEXT NOT NULL, scope TEXT NOT NULL, match TEXT NOT NULL, sort TEXT NOT NULL,
    narrow TEXT NOT NULL, created TEXT NOT NULL, visited TEXT NOT NULL, seen INTEGER NOT NULL
) WITHOUT ROWID
"""
_COLUMNS = "name, text, scope, match, sort, narrow, created, visited, seen"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A search that an archive keeps, and how many new hits it has.

    ``narrow``, ``scope``, ``match`` and ``sort`` are as ``Archive.search`` takes them.
    ``created`` and ``visited`` are times in UTC; ``seen`` is the archive's last addition
    at the last visit. ``new`` counts the hits that were added since. ``fault`` says why
    there are none where the query has no reading any more.

    >>> now = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)
    >>> saved = SavedSearch(name="Talks", text="peace talks", created=now, visited=now, seen=40)
    >>> saved.as_json()["visited"]
    '2026-11-21T09:30:00+00:00'
    """

    name: str
    text: str
    scope: Scope = "article"
    match: Match = "all"
    sort: Sort = "relevance"
    narrow: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    created: datetime.datetime
    visited: datetime.datetime
    seen: int
    new: int = 0
    fault: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the search as JSON values."""
        return {
            "name": self.name,
            "text": self.text,
            "scope": self.scope,
            "match": self.match,
            "sort": self.sort,
            "narrow": {name: list(values) for name, values in self.narrow.items()},
            "created": self.created.isoformat(),
            "visited": self.visited.isoformat(),
            "seen": self.seen,
            "new": self.new,
            "fault": self.fault,
        }


class SavedSearches(Protocol):
    """The saved searches of an archive, for any number of processes."""

    def every(self) -> list[SavedSearch]:
        """Return all searches, in the order of their names."""

    def get(self, name: str) -> SavedSearch:
        """Return the search with a name.

        Raises:
            SavedSearchMissing: if there is none.
        """

    def put(self, saved: SavedSearch, *, replace: bool) -> None:
        """Keep a search, in the place of one with its name if that is wanted.

        Raises:
            SavedSearchExists: if there is one with its name, and it is not.
            SearchError: if there are ``MOST`` others.
        """

    def remove(self, name: str) -> None:
        """Forget a search.

        Raises:
            SavedSearchMissing: if there is none of that name.
        """

    def visit(self, name: str, seen: int) -> None:
        """Note that what was added up to ``seen`` has been seen just now.

        Raises:
            SavedSearchMissing: if there is no search of that name.
        """


class SavedInFolder:
    """The saved searches of the archive in a folder."""

    def __init__(self, place: Path) -> None:
        """Prepare to read and write; nothing is made yet."""
        self._place = place
        self._path = place / FILE

    def every(self) -> list[SavedSearch]:
        """Return all searches, in the order of their names."""
        return in_order(self._select("", ()))

    def get(self, name: str) -> SavedSearch:
        """Return the search with a name.

        Raises:
            SavedSearchMissing: if there is none.
        """
        found = self._select("WHERE name = ?", (stored_name(name),))
        if not found:
            raise missing(name)
        return found[0]

    def _select(self, condition: str, values: Sequence[str]) -> list[SavedSearch]:
        with _Faults(self._place, reading=True):
            if not self._path.exists():
                return []
            with closing(connections.connect(self._path)) as connection:
                self._check_format(connection)
                if not _has_table(connection):  # another process is just making it
                    return []
                rows = connection.execute(f"SELECT {_COLUMNS} FROM searches {condition}", values)
                return [_search_of(row) for row in rows]

    def put(self, saved: SavedSearch, *, replace: bool) -> None:
        """Keep a search, in the place of one with its name if that is wanted.

        Raises:
            SavedSearchExists: if there is one with its name, and it is not.
            SearchError: if there are ``MOST`` others.
        """
        with self._changing() as connection:
            held = {name for (name,) in connection.execute("SELECT name FROM searches")}
            check_room(saved.name, held, replace=replace)
            connection.execute(
                f"INSERT OR REPLACE INTO searches ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                _values(saved),
            )

    def remove(self, name: str) -> None:
        """Forget a search.

        Raises:
            SavedSearchMissing: if there is none of that name.
        """
        with self._changing() as connection:
            self._change(connection, name, "DELETE FROM searches WHERE name = ?", ())

    def visit(self, name: str, seen: int) -> None:
        """Note that what was added up to ``seen`` has been seen just now.

        Raises:
            SavedSearchMissing: if there is no search of that name.
        """
        with self._changing() as connection:
            change = "UPDATE searches SET visited = ?, seen = max(seen, ?) WHERE name = ?"
            self._change(connection, name, change, (now().isoformat(), seen))

    def _change(
        self, connection: sqlite3.Connection, name: str, change: str, values: Sequence[object]
    ) -> None:
        if not connection.execute(change, (*values, stored_name(name))).rowcount:
            raise missing(name)

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """Change the searches in the block, as one change; an error undoes it."""
        with _Faults(self._place):
            connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS, isolation_level=None)
            with closing(connection):
                self._check_format(connection)
                # The mode is kept in the file; whoever cannot set it now leaves it to the next.
                with suppress(sqlite3.OperationalError):
                    connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("BEGIN IMMEDIATE")
                try:
                    connection.execute(_SCHEMA)
                    connection.execute(f"PRAGMA user_version = {FORMAT}")
                    yield connection
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")

    def _check_format(self, connection: sqlite3.Connection) -> None:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > FORMAT:
            raise ArchiveUnreadable(
                f"The saved searches in {self._path} were written by format {version}; this"
                f" version of Nutgraf reads format {FORMAT}. Install a newer Nutgraf to use them."
            )


class _Faults(Translated):
    """Errors of the disk and of SQLite as sentences about the saved searches."""

    def _sentence(self, error: sqlite3.DatabaseError | OSError) -> ArchiveError:
        path = self._place / FILE
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return ArchiveBusy(
                f"The saved searches in {path} are held by another program ({error})."
                " Close that program, then try again."
            )
        if isinstance(error, sqlite3.OperationalError | OSError):
            return self._refused(str(getattr(error, "strerror", None) or error))
        return ArchiveUnreadable(
            f"The saved searches in {path} are damaged ({error}). Restore the file from a backup,"
            " or move it away; the articles are not in it."
        )

    def _refused(self, reason: str) -> ArchiveError:
        if self._reading:
            return ArchiveUnreadable(
                f"The saved searches in {self._place / FILE} cannot be read ({reason})."
                " Allow reading the file, then try again."
            )
        return ArchiveReadOnly(
            f"The saved searches of the archive in {self._place} cannot be changed ({reason})."
            " Free some space or allow writing there, then try again."
        )


def named(name: str) -> str:
    r"""Return a name as it is kept: on one line, without blanks at its ends.

    Raises:
        SearchError: if it is no name.

    >>> named("  Peace\n talks ")
    'Peace talks'
    """
    name = " ".join(name.split())
    if not name:
        raise SearchError("A saved search needs a name. Give it one that says what it finds.")
    if len(name) > LONGEST_NAME:
        raise SearchError(
            f"The name “{name[:20]}…” has {len(name)} characters; at most {LONGEST_NAME} are kept."
        )
    wrong = next((sign for sign in name if unicodedata.category(sign) in ("Cc", "Cs")), None)
    if wrong is not None:
        raise SearchError(
            f"A name cannot have the sign U+{ord(wrong):04X}, which cannot be printed."
            " Leave it out."
        )
    return name


def now() -> datetime.datetime:
    """Return the time, in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def narrowed(narrow: Narrow | None) -> dict[str, tuple[str, ...]]:
    """Return a narrowing as it is kept."""
    return {
        name: tuple(storable(value or "") for value in values)
        for name, values in (narrow or {}).items()
        if values
    }


def _has_table(connection: sqlite3.Connection) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE name = 'searches'"
    return connection.execute(query).fetchone() is not None


def stored_name(name: str) -> str:
    """Return a name as it is looked for."""
    return storable(" ".join(name.split()))


def in_order(found: Iterable[SavedSearch]) -> list[SavedSearch]:
    """Return searches in the order of their names."""
    return sorted(found, key=lambda each: (each.name.casefold(), each.name))


def check_room(name: str, held: Collection[str], *, replace: bool) -> None:
    """Raise an error if a search of this name cannot be kept beside those that are ``held``."""
    if name in held and not replace:
        raise SavedSearchExists(
            f"There is a saved search “{name}” already. Choose another name, or ask to replace it."
        )
    if len(set(held) - {name}) >= MOST:
        raise SearchError(
            f"The archive keeps {MOST} searches already, and no more. Forget one first."
        )


def missing(name: str) -> SavedSearchMissing:
    """Return the error for a name that no search has."""
    shown = stored_name(name)[:LONGEST_NAME]
    return SavedSearchMissing(
        f"There is no saved search “{shown}”. See which there are with: nutgraf saved"
    )


def _values(saved: SavedSearch) -> tuple[object, ...]:
    return (
        saved.name,
        storable(saved.text),
        saved.scope,
        saved.match,
        saved.sort,
        json.dumps(dict(saved.narrow), ensure_ascii=False),
        saved.created.isoformat(),
        saved.visited.isoformat(),
        saved.seen,
    )


def _search_of(row: Sequence[Any]) -> SavedSearch:
    """Return the search of a row of ``_COLUMNS``.

    Raises:
        sqlite3.DatabaseError: if the row is damaged.
    """
    name, text, scope, match, sort, narrow, created, visited, seen = row
    try:
        return SavedSearch(
            name=name,
            text=text,
            scope=scope,
            match=match,
            sort=sort,
            narrow={key: tuple(values) for key, values in json.loads(narrow).items()},
            created=datetime.datetime.fromisoformat(created),
            visited=datetime.datetime.fromisoformat(visited),
            seen=seen,
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise sqlite3.DatabaseError(f"search {name}: {error}") from error
