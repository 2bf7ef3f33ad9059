"""What a batch of changes writes into a cluster: the difference, as documents."""

from __future__ import annotations

import time
from base64 import b64encode
from typing import TYPE_CHECKING

from search.catalog import cluster_lines as lines
from search.catalog import cluster_rows as rows
from search.catalog.cluster_lines import Line
from search.catalog.rows import FORMER, RETIRING
from search.cluster.moments import BATCH, GONE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import Any

    from search.catalog.cluster_working import WorkingSet
    from search.cluster.bulk import Bulk
    from search.cluster.connection import Cluster
    from search.cluster.moments import Moment

NEW_AT_ONCE = 500
CHANGED_AT_ONCE = 100
LINES_AT_ONCE = 1_000


class Push:
    """The writing of one batch, which began at a moment."""

    def __init__(self, cluster: Cluster, bulk: Bulk, moment: Moment, batch: int) -> None:
        """Prepare to write."""
        self._cluster = cluster
        self._bulk = bulk
        self._moment = moment
        self._batch = batch
        self._rows = cluster.index(rows.PART)
        self._lines = cluster.index(lines.PART)
        self._seconds = int(time.time())

    def all(self, working: WorkingSet) -> None:
        """Write all that has changed, and have it in sight of searches."""
        touched = [
            name
            for name, count in (
                (self._rows, self._new(working) + self._changed(working)),
                (self._lines, self._ledger(working) + self._marks(working)),
            )
            if count
        ]
        self._bulk.flush()
        if touched:
            self._cluster.refresh(*touched)

    def _new(self, working: WorkingSet) -> int:
        count = 0
        for some in _pieces(working.added(), NEW_AT_ONCE):
            for source in _documents(working, dict(some), self._batch, self._seconds):
                self._put(self._rows, str(source["aid"]), source)
                count += 1
        return count

    def _changed(self, working: WorkingSet) -> int:
        count = 0
        for some in _pieces(working.changed().items(), CHANGED_AT_ONCE):
            states = dict(some)
            found = self._cluster.documents(self._rows, [str(aid) for aid in states])
            for id_, source in found.items():
                after = self._after(source, states[int(id_)], working)
                if after != source:
                    self._put(self._rows, id_, after)
                    count += 1
        return count

    def _after(self, source: rows.Source, state: int | None, working: WorkingSet) -> rows.Source:
        """Return the document of an older article that has changed."""
        was = rows.state_of(source, self._moment)
        source = rows.unaborted(source, self._moment)
        if state is None and was == FORMER:
            source |= {rows.DIED: self._batch, rows.LEFT: self._seconds}
        elif state is None or (state == FORMER and was != FORMER):
            source |= {
                GONE: self._batch,
                rows.KEPT: state == FORMER,
                rows.LEFT: self._seconds,
            }
        aid = source["aid"]
        if aid in working.moved and state is not None:
            before = rows.places_of(source, self._moment)
            places = working.places(aid)
            if sorted(before) != sorted((file, path) for file, path in places):
                source = rows.placed(source, places, before, self._batch)
        return source

    def _ledger(self, working: WorkingSet) -> int:
        count = 0
        for paths in _pieces(sorted(working.recorded | working.failed), LINES_AT_ONCE):
            keys = {path: rows.digest(path) for path in paths}
            found = self._cluster.documents(self._lines, [*keys.values()], lines.OF_LINE)
            for path, key in keys.items():
                before = Line.of(found.get(key), self._moment)
                now = working.line(path, before)
                if now != before:
                    since = lines.since(found.get(key), self._moment)
                    source = lines.document(path, now, before, self._batch, self._seconds, since)
                    self._put(self._lines, key, source)
                    count += 1
        return count

    def _marks(self, working: WorkingSet) -> int:
        """Write the marks that are new; others must go on being found at earlier moments."""
        count = 0
        for some in _pieces(sorted(working.boilerplate()), LINES_AT_ONCE):
            ids = {lines.mark_id(mark): mark for mark in some}
            found = self._cluster.documents(self._lines, [*ids], [BATCH])
            for id_, mark in ids.items():
                if id_ not in found or not self._moment.has(found[id_][BATCH]):
                    self._put(self._lines, id_, lines.mark_document(mark, self._batch))
                    count += 1
        return count

    def _put(self, index: str, id_: str, source: dict[str, Any]) -> None:
        self._bulk.put(index, id_, source, self._batch)


def _documents(
    working: WorkingSet, states: dict[int, int], batch: int, seconds: int
) -> Iterator[rows.Source]:
    """Yield the documents of articles that are added, whose aids follow each other."""
    between = (min(states), max(states))
    execute = working.connection.execute
    places: dict[int, list[rows.Place]] = {}
    for aid, file, path in execute(
        "SELECT aid, file, path FROM places WHERE aid BETWEEN ? AND ? ORDER BY path, file", between
    ):
        places.setdefault(aid, []).append((file, path))
    bands: dict[int, list[str]] = {}
    for aid, band in execute(
        "SELECT aid, band FROM bands WHERE aid BETWEEN ? AND ? ORDER BY aid, band", between
    ):
        bands.setdefault(aid, []).append(str(band))
    firsts = dict(execute("SELECT aid, first FROM additions WHERE aid BETWEEN ? AND ?", between))
    for aid, id_, content, lead, read, date, updated, block in execute(
        "SELECT aid, id, content, lead, read, date, updated, block FROM articles"
        " WHERE aid BETWEEN ? AND ? ORDER BY aid",
        between,
    ):
        if aid not in states:
            continue
        stands = places.get(aid, [])
        source: rows.Source = {
            "aid": aid,
            BATCH: batch,
            "id": rows.lookup_key(id_),
            "content": content,
            "lead": lead,
            "first": firsts.get(aid),
            "date": date,
            "bands": bands.get(aid, []),
            "files": [rows.digest(file) for file in dict.fromkeys(file for file, _ in stands)],
            "row": {"id": id_, "read": read, "updated": updated, "places": stands},
            "block": b64encode(block).decode(),
        }
        if states[aid] == RETIRING:
            source |= {GONE: batch, rows.KEPT: True, rows.LEFT: seconds}
        yield {name: value for name, value in source.items() if value not in (None, [])}


def _pieces(values: Iterable[Any], size: int) -> Iterator[Sequence[Any]]:
    """Yield values in lists of a size."""
    piece: list[Any] = []
    for value in values:
        piece.append(value)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece
