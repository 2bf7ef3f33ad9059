"""The part of a cluster's catalog that a batch of changes looks at, in memory.

It is a SQLite catalog like that of a folder, so that what is asked of the one is asked
of the other by the same statements. Before each statement the rows are fetched that it
could find; what is foreseen is fetched together. What was fetched is never fetched over
what has been changed since. Only what asks for something by its key is asked here.
"""

from __future__ import annotations

import sqlite3
import weakref
from itertools import islice
from typing import TYPE_CHECKING, Any

from search.catalog import cluster_lines as lines
from search.catalog import cluster_rows as rows
from search.catalog.catalog import SqliteCatalog
from search.catalog.cluster_lines import Line
from search.catalog.cluster_rows import Row
from search.catalog.rows import (
    ADDITIONS,
    CURRENT,
    FORMER,
    LIVE,
    REMOVING,
    RETIRING,
    SCHEMA,
    storable,
)
from search.cluster.site import SEQUENCE_BITS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from search.article import Article
    from search.catalog.rows import Claim, FailureRecord, FileRecord
    from search.cluster.connection import Cluster
    from search.cluster.moments import Moment

ROWS_AT_ONCE = 2_000  # without their articles
ARTICLES_AT_ONCE = 100
LINES_AT_ONCE = 2_000
KEYS_AT_ONCE = 2_000  # in one query
SIGNATURES_AT_ONCE = 100
ALIKE_AT_ONCE = 500
COMPARED = 10  # articles like one whose text is fetched at once
MARGIN = 10  # articles like one that may be gone in this batch
MOST_ALIKE = 10_000  # hits that a search of OpenSearch gives
BLOCKS_HELD = 64_000_000  # bytes
LINES_HELD = 50_000
FULL_ROWS = 100_000  # of articles, or of the ledger, in memory
MOST_ARTICLES = 1 << SEQUENCE_BITS  # to which a batch can give a number

_LOADED = """
CREATE TABLE loaded (aid INTEGER PRIMARY KEY, state INTEGER NOT NULL);
CREATE INDEX bands_by_aid ON bands (aid);
"""
_ROW_KEYS = ("files", "ids", "contents", "leads")
_FIELDS = {"files": "files", "ids": "id", "contents": "content", "leads": "lead"}


class WorkingSet(SqliteCatalog):
    """The rows that were asked for, as they were at a moment and as they are changed.

    Articles that are added have the numbers from ``first`` on. One thread uses it.
    """

    def __init__(self, cluster: Cluster, moment: Moment, first: int) -> None:
        """Begin with nothing."""
        self._cluster = cluster
        self._rows = cluster.index(rows.PART)
        self._lines = cluster.index(lines.PART)
        self._moment = moment
        self.first = first
        self._memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._memory.close)
        self._memory.executescript(f"{SCHEMA}{ADDITIONS};{_LOADED}")
        self._memory.execute("INSERT INTO sqlite_sequence VALUES ('articles', ?)", (first - 1,))
        self._memory.execute("BEGIN")
        self._covered: dict[str, set[Any]] = {kind: set() for kind in (*_ROW_KEYS, "aids", "lines")}
        self._foreseen: dict[str, dict[Any, None]] = {kind: {} for kind in self._covered}
        self._whole: set[int] = set()  # aids of which article and bands have been fetched
        self._bytes = 0  # of their blocks
        # Signatures of which all articles alike are here (None), or which are those most alike.
        self._alike: dict[tuple[int, ...], tuple[int, list[int]] | None] = {}
        self._signatures: dict[tuple[int, ...], None] = {}  # foreseen
        self._added = 0
        self.moved: set[int] = set()  # aids of those that stand elsewhere now
        self.recorded: set[str] = set()  # paths whose line was written
        self.failed: set[str] = set()  # paths whose failures were written

    @property
    def connection(self) -> sqlite3.Connection:
        """The memory."""
        return self._memory

    @property
    def place(self) -> str:
        """The archive's address."""
        return str(self._cluster.address)

    def close(self) -> None:
        """Forget everything."""
        self._memory.close()

    def is_full(self) -> bool:
        """Tell whether memory is, or the numbers for articles are soon, used up."""
        held = len(self._covered["aids"]) + self._added
        return max(held, len(self.recorded), len(self.failed)) > FULL_ROWS

    # What is foreseen

    def foresee(
        self,
        *,
        files: Iterable[str] = (),
        ids: Iterable[str] = (),
        contents: Iterable[int] = (),
        bands: Iterable[Sequence[int]] = (),
    ) -> None:
        """Note what is soon looked up; it is fetched together with the next that is not known."""
        names = [storable(file) for file in files]
        self._note("files", names)
        self._note("lines", names)
        self._note("ids", map(storable, ids))
        self._note("contents", contents)
        for each in map(tuple, bands):
            if each and each not in self._alike:
                self._signatures[each] = None

    def foresee_files(self, paths: Iterable[str]) -> None:
        """Note which lines of the ledger are soon looked up."""
        self._note("lines", paths)

    def _note(self, kind: str, keys: Iterable[Any]) -> None:
        known = self._covered[kind]
        self._foreseen[kind].update((key, None) for key in keys if key not in known)

    def _cover(self, kind: str, keys: Iterable[Any]) -> None:
        """See that everything is here that has one of these keys."""
        missing = [key for key in keys if key not in self._covered[kind]]
        if missing:
            self._note(kind, missing)
            self._fetch()

    def _cover_aids(self, aids: Iterable[int]) -> None:
        self._cover("aids", [aid for aid in aids if aid < self.first])

    # What is fetched

    def _fetch(self) -> None:
        """Fetch all that is foreseen."""
        wanted = {kind: [*keys] for kind, keys in self._foreseen.items()}
        self._fetch_rows([(kind, key) for kind in _ROW_KEYS for key in wanted[kind]])
        self._fetch_numbered(wanted["aids"], whole=False)
        self._fetch_lines(wanted["lines"])
        for kind, keys in wanted.items():
            self._covered[kind].update(keys)
            self._foreseen[kind].clear()
        signatures = [*self._signatures]
        self._signatures.clear()
        for some in _pieces(signatures, SIGNATURES_AT_ONCE):
            self._fetch_alike(some)
        self._fetch_compared(signatures)

    def _fetch_rows(self, keys: Sequence[tuple[str, Any]]) -> None:
        for some in _pieces(keys, KEYS_AT_ONCE):
            values: dict[str, list[Any]] = {}
            for kind, key in some:
                values.setdefault(_FIELDS[kind], []).append(_looked_up(kind, key))
            query = rows.any_of({"terms": {field: found}} for field, found in values.items())
            for sources in self._found(rows.there(self._moment, query), ROWS_AT_ONCE):
                self._load(sources)

    def _found(self, query: rows.Query, size: int, *more: str) -> Iterator[list[rows.Source]]:
        """Yield what a query finds, without articles; nobody changes it meanwhile."""
        body: rows.Query = {
            "query": query,
            "sort": [{"aid": "asc"}],
            "size": size,
            "track_total_hits": False,
            "_source": [*rows.OF_ROW, *more],
        }
        while True:
            hits = self._cluster.search(self._rows, body)["hits"]["hits"]
            yield [hit["_source"] for hit in hits]
            if len(hits) < size:
                return
            body["search_after"] = hits[-1]["sort"]

    def _fetch_numbered(self, aids: Sequence[int], *, whole: bool) -> None:
        """Fetch rows by their numbers, with articles and bands if they are to be ``whole``."""
        wanted = rows.WHOLE if whole else rows.OF_ROW
        for some in _pieces(aids, ARTICLES_AT_ONCE if whole else ROWS_AT_ONCE):
            ids = [str(aid) for aid in some]
            self._load(self._cluster.documents(self._rows, ids, wanted).values())
        self._covered["aids"].update(aids)

    def _fetch_lines(self, paths: Sequence[str]) -> None:
        self._forget_lines()
        for some in _pieces(paths, LINES_AT_ONCE):
            keys = {rows.digest(path): path for path in some}
            found = self._cluster.documents(self._lines, [*keys], lines.OF_LINE)
            for key, source in found.items():
                self._load_line(keys[key], Line.of(source, self._moment))

    def _fetch_alike(self, signatures: Sequence[tuple[int, ...]]) -> None:
        """Fetch all articles that share a band with signatures, or the best if there are many."""
        bands = {str(band) for signature in signatures for band in signature}
        query = rows.live(self._moment, {"terms": {"bands": sorted(bands)}})
        found = next(self._found(query, ALIKE_AT_ONCE, "bands"))
        if len(found) < ALIKE_AT_ONCE:
            self._load(found)
            self._alike.update((signature, None) for signature in signatures)
        elif len(signatures) == 1:
            self._fetch_most_alike(signatures[0], COMPARED + MARGIN)
        else:
            half = len(signatures) // 2
            self._fetch_alike(signatures[:half])
            self._fetch_alike(signatures[half:])

    def _fetch_compared(self, signatures: Iterable[tuple[int, ...]]) -> None:
        """Fetch the texts of the articles that are most alike, which are compared next."""
        aids: dict[int, None] = {}
        for signature in signatures:
            aids |= dict.fromkeys(super().alike(signature, COMPARED))
        leads = super().leads([*aids])
        self._fetch_whole([*aids, *(lead for lead in leads.values() if lead)])

    def _fetch_most_alike(self, signature: tuple[int, ...], size: int) -> None:
        """Fetch which articles share most bands with a signature."""
        found = self._cluster.search(self._rows, self._likeness(signature, size))
        self._alike[signature] = size, [int(hit["_id"]) for hit in found["hits"]["hits"]]

    def _likeness(self, bands: Sequence[int], size: int) -> rows.Query:
        shared = [{"constant_score": {"filter": {"term": {"bands": str(band)}}}} for band in bands]
        query = rows.live(self._moment)
        query["bool"] |= {"should": shared, "minimum_should_match": 1}
        return {
            "query": query,
            "sort": [{"_score": "desc"}, {"aid": "asc"}],
            "size": size,
            "track_total_hits": False,
            "_source": False,
        }

    def _fetch_whole(self, aids: Collection[int]) -> None:
        """Fetch articles and bands of rows, as far as they are missing and there are such rows."""
        missing = [aid for aid in aids if aid < self.first and aid not in self._whole]
        if self._bytes > BLOCKS_HELD:
            self._memory.execute("UPDATE articles SET block = x'' WHERE aid < ?", (self.first,))
            missing = [aid for aid in aids if aid < self.first]
            self._whole, self._bytes = set(), 0
        self._fetch_numbered(missing, whole=True)
        self._whole.update(missing)

    # What is put into memory

    def _load(self, sources: Collection[rows.Source]) -> None:
        found = [row for row in (Row.of(each, self._moment) for each in sources) if row]
        new = [row for row in found if self._is_new(row.aid)]
        execute = self._memory.executemany
        execute("INSERT INTO loaded VALUES (?, ?)", [(row.aid, row.state) for row in new])
        execute(
            "INSERT INTO articles (aid, id, state, content, lead, read, date, updated, block)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, x'')",
            [
                (r.aid, r.id, r.state, r.content, r.lead, r.read, r.date, r.updated)
                for r in new
            ],
        )  # fmt: skip
        execute(
            "INSERT INTO places VALUES (?, ?, ?)",
            [(file, row.aid, path) for row in new for file, path in row.places],
        )
        execute(
            "INSERT INTO additions VALUES (?, ?)",
            [(row.aid, row.first) for row in new if row.first is not None],
        )
        execute(
            "UPDATE articles SET block = ? WHERE aid = ?",
            [(row.block, row.aid) for row in found if row.block is not None],
        )
        self._bytes += sum(len(row.block) for row in found if row.block)
        execute(
            "INSERT OR IGNORE INTO bands VALUES (?, ?)",
            [(band, row.aid) for row in found for band in row.bands],
        )
        self._covered["aids"].update(row.aid for row in new)

    def _is_new(self, aid: int) -> bool:
        row = self._memory.execute("SELECT 1 FROM loaded WHERE aid = ?", (aid,))
        return row.fetchone() is None

    def _load_line(self, path: str, line: Line) -> None:
        if path not in self.recorded and line.record:
            super().record(line.record)
        if path not in self.failed:
            super().record_failures(path, line.failures)

    def _forget_lines(self) -> None:
        """Make room: a run looks at each line of the ledger, and changes few."""
        known = self._covered["lines"]
        if len(known) <= LINES_HELD:
            return
        forgotten = [(path,) for path in known - self.recorded - self.failed]
        self._memory.executemany("DELETE FROM files WHERE path = ?", forgotten)
        self._memory.executemany("DELETE FROM failures WHERE file = ?", forgotten)
        known.difference_update(path for (path,) in forgotten)

    # What is asked; each sees that the rows are here, and asks SQLite

    def articles(self, aids: Sequence[int]) -> dict[int, Article]:
        """Return the articles with these aids, in their order; missing ones are left out."""
        self._fetch_whole(dict.fromkeys(aids))
        return super().articles(aids)

    def leads(self, aids: Sequence[int]) -> dict[int, int | None]:
        """Return the leads of these articles: the aids of those that they are copies of."""
        self._cover_aids(aids)
        return super().leads(aids)

    def origin(self, aid: int) -> tuple[int | None, int | None, str | None]:
        """Return an article's ``content_of``, its lead, and when it was read, where known."""
        self._cover_aids([aid])
        return super().origin(aid)

    def first_addition(self, aid: int) -> int:
        """Return the aid that an article was first added under."""
        self._cover_aids([aid])
        return super().first_addition(aid)

    def first_additions(self, aids: Sequence[int]) -> dict[int, int]:
        """Return the aids under which these were first added, of those where it was another."""
        self._cover_aids(aids)
        return super().first_additions(aids)

    def is_current(self, aid: int) -> bool:
        """Tell whether an article is one that searches find, or will when the batch is kept."""
        self._cover_aids([aid])
        return super().is_current(aid)

    def has_followers(self, aid: int) -> bool:
        """Tell whether an article is the lead of others."""
        self._cover("leads", [aid])
        return super().has_followers(aid)

    def members(self, lead: int) -> list[int]:
        """Return the current articles of a group."""
        self._cover("leads", [lead])
        return super().members(lead)

    def alike(self, bands: Sequence[int], limit: int) -> list[int]:
        """Return the current articles that share most bands of a signature, at most ``limit``."""
        key = tuple(bands)
        if not key:
            return []
        if key not in self._alike:
            self._signatures[key] = None
            self._fetch()
        most = self._alike[key]
        while most is not None:
            size, found = most
            still = self._still(found, limit)
            if len(still) == limit or len(found) < size or size == MOST_ALIKE:
                self._fetch_whole(still)
                break
            self._fetch_most_alike(key, min(4 * max(size, limit), MOST_ALIKE))
            most = self._alike[key]
        return super().alike(bands, limit)

    def _still(self, aids: Sequence[int], limit: int) -> list[int]:
        """Return the first of some articles that this batch has not taken away."""
        unseen = (
            aid for aid in aids if self._is_new(aid) or super(WorkingSet, self).is_current(aid)
        )
        return [*islice(unseen, limit)]

    def aids_of_id(self, article_id: str) -> list[int]:
        """Return the aids of the current articles with this id."""
        self._cover("ids", [storable(article_id)])
        return super().aids_of_id(article_id)

    def aids_of_content(self, content: int) -> list[int]:
        """Return the aids of articles that say the same, current or standing in a file."""
        self._cover("contents", [content])
        return super().aids_of_content(content)

    def claims(self, article_id: str) -> list[Claim]:
        """Return who claims an id: current articles, and former ones that stand in a file."""
        self._cover("ids", [storable(article_id)])
        return super().claims(article_id)

    def standing_in(self, file: str) -> list[tuple[int, str, str, int | None]]:
        """Return aid, path, id and content of what stands in a file, former versions too."""
        self._cover("files", [storable(file)])
        return super().standing_in(file)

    def places(self, aid: int) -> list[tuple[str, str]]:
        """Return the files that an article stands in, and its paths there."""
        self._cover_aids([aid])
        return super().places(aid)

    def file(self, path: str) -> FileRecord | None:
        """Return a file's line of the ledger."""
        if path not in self.recorded:
            self._cover("lines", [path])
        return super().file(path)

    def failures(self, file: str | None = None) -> Iterator[FailureRecord]:
        """Yield what could not be read, of one file or of all that are known here."""
        if file is not None and file not in self.failed:
            self._cover("lines", [file])
        yield from super().failures(file)

    # What is changed

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

        Raises:
            OverflowError: if the batch has no numbers left.
        """
        aid = super().add(article, content=content, lead=lead, read=read, block=block)
        self._added += 1
        if aid - self.first >= MOST_ARTICLES:
            raise OverflowError(f"A batch cannot add more than {MOST_ARTICLES:,} articles.")
        return aid

    def remove(self, aid: int) -> None:
        """Mark an article as one to be removed."""
        self._cover_aids([aid])
        super().remove(aid)

    def retire(self, aid: int) -> None:
        """Mark an article as one to become a former version."""
        self._cover_aids([aid])
        super().retire(aid)

    def forget_versions(self, article_id: str) -> None:
        """Remove the former versions of an article."""
        self._cover("ids", [storable(article_id)])
        super().forget_versions(article_id)

    def put(self, aid: int, file: str, path: str) -> None:
        """Note that an article stands in a file, under the path ``path`` of the archive."""
        self._move(aid)
        super().put(aid, file, path)

    def take_away(self, aid: int, file: str, path: str) -> None:
        """Note that an article no longer stands under a path in a file."""
        self._move(aid)
        super().take_away(aid, file, path)

    def move_places(self, aid: int, successor: int) -> None:
        """Let another article stand wherever one stood."""
        self._move(aid, successor)
        super().move_places(aid, successor)

    def _move(self, *aids: int) -> None:
        self._cover_aids(aids)
        self.moved.update(aids)

    def note_addition(self, aid: int, first: int) -> None:
        """Note that an article of this batch, which reads the same, was first added as ``first``."""
        self._check_is_new(aid)
        super().note_addition(aid, first)

    def sign(self, aid: int, bands: Sequence[int]) -> None:
        """Note the bands of the signature of an article of this batch."""
        self._check_is_new(aid)
        super().sign(aid, bands)

    def _check_is_new(self, aid: int) -> None:
        if aid < self.first:  # it would change also if the batch were given up
            raise AssertionError(f"article {aid} is not of this batch")

    def record(self, file: FileRecord) -> None:
        """Write a line of the ledger."""
        super().record(file)
        self.recorded.add(file.path)

    def record_failures(self, file: str, failures: Iterable[FailureRecord]) -> None:
        """Write what could not be read of a file, in the place of what was written before."""
        super().record_failures(file, failures)
        self.failed.add(file)

    def forget(self, path: str) -> None:
        """Remove a line of the ledger."""
        super().forget(path)
        self.recorded.add(path)
        self.failed.add(path)

    # What has changed

    def indexable(self) -> Iterator[tuple[int, Article, int | None]]:
        """Yield every article that the batch adds, with its aid and its lead."""
        return self._all(f"{CURRENT} AND aid >= {self.first}")

    def added(self) -> Iterator[tuple[int, int]]:
        """Yield the aids and states of the articles that the batch adds."""
        return self._memory.execute(
            "SELECT aid, state FROM articles WHERE aid >= ? AND state != ? ORDER BY aid",
            (self.first, REMOVING),
        )

    def changed(self) -> dict[int, int | None]:
        """Return the older articles that have changed, and the states that they have then.

        It is None of those that are no longer there.
        """
        found: dict[int, int | None] = {
            aid: _settled(state)
            for aid, state in self._memory.execute(
                "SELECT loaded.aid, articles.state FROM loaded LEFT JOIN articles USING (aid)"
                " WHERE articles.state IS NOT loaded.state"
            )
        }
        for aid in self.moved - found.keys():
            row = self._memory.execute("SELECT state FROM loaded WHERE aid = ?", (aid,)).fetchone()
            if row is not None:
                found[aid] = row[0]
        return found

    def line(self, path: str, before: Line) -> Line:
        """Return what the ledger has of a file from now on, which had ``before``."""
        record = SqliteCatalog.file(self, path) if path in self.recorded else before.record
        if path not in self.failed:
            return Line(record, before.failures)
        return Line(record, tuple(SqliteCatalog.failures(self, path)))


def _settled(state: int | None) -> int | None:
    """Return what a state becomes when the batch is kept."""
    if state in (None, REMOVING):
        return None
    return FORMER if state in (RETIRING, FORMER) else LIVE


def _looked_up(kind: str, key: Any) -> Any:  # noqa: ANN401 - a text or a number
    if kind == "files":
        return rows.digest(key)
    return rows.lookup_key(key) if kind == "ids" else key


def _pieces(keys: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))
