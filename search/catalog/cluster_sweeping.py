"""Deleting what nobody sees any more: replaced articles, and what given-up batches have left.

Each document is deleted in the version that was looked at. If somebody has written it
since, nothing is done to it; so no turn is needed.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

from search.catalog import cluster_lines as lines
from search.catalog import cluster_rows as rows
from search.cluster.moments import BATCH, GONE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from search.cluster.connection import Cluster
    from search.cluster.moments import Moment

    Source = dict[str, Any]

SWEEP_SECONDS = 3600.0  # readings that began before a batch may last that long
DELETED_AT_ONCE = 1_000
WRITTEN_AT_ONCE = 100
_MAY_FAIL = (404, 409)  # gone already, or written by somebody since


class Sweep:
    """One going through a catalog, as it is at a moment."""

    def __init__(self, cluster: Cluster, moment: Moment, seconds: float) -> None:
        """Prepare to delete what has been gone for so long."""
        self._cluster = cluster
        self._moment = moment
        self._until = {"range": {rows.LEFT: {"lte": int(time.time() - seconds)}}}
        self._rows = cluster.index(rows.PART)
        self._lines = cluster.index(lines.PART)

    def all(self) -> int:
        """Delete and put right; return the number of documents."""
        done = self._swept_rows() + self._swept_lines()
        if done:
            self._cluster.refresh(self._rows, self._lines)
        return done

    def _swept_rows(self) -> int:
        moment = self._moment
        removed = rows.happened(moment, GONE)
        removed["bool"]["must_not"] = [
            *removed["bool"].get("must_not", ()),
            {"term": {rows.KEPT: True}},
        ]
        old = {"bool": {"filter": [self._until, rows.any_of([removed, self._died()])]}}
        done = self._delete(self._rows, rows.any_of([*self._aborted(BATCH), old]), "aid")
        stamps = [rows.any_of(self._aborted(GONE, rows.DIED, rows.PLACES_BATCH))]
        if moment.aborted:
            done += self._rewrite(self._rows, stamps[0], "aid", self._unaborted)
        return done

    def _died(self) -> rows.Query:
        return rows.happened(self._moment, rows.DIED)

    def _swept_lines(self) -> int:
        empty: rows.Query = {
            "bool": {
                "filter": [
                    self._until,
                    rows.happened(self._moment, BATCH),
                    {"term": {lines.NOW: False}},
                    {"term": {"failed_now": 0}},
                ]
            }
        }
        done = self._delete(self._lines, empty, "key")
        if self._moment.aborted:
            aborted = rows.any_of(self._aborted(BATCH))
            done += self._rewrite(self._lines, aborted, "key", self._as_before)
        return done

    def _aborted(self, *names: str) -> list[rows.Query]:
        """Return queries for documents with a stamp of a batch that was given up."""
        return [{"terms": {name: list(self._moment.aborted)}} for name in names]

    def _unaborted(self, source: Source) -> Source | None:
        return rows.unaborted(source, self._moment)

    def _as_before(self, source: Source) -> Source | None:
        return None if "mark" in source else lines.as_before(source)

    def _delete(self, index: str, query: rows.Query, order: str) -> int:
        return self._write(index, self._found(index, query, order, whole=False), _gone)

    def _rewrite(
        self, index: str, query: rows.Query, order: str, change: Callable[[Source], Source | None]
    ) -> int:
        return self._write(index, self._found(index, query, order, whole=True), change)

    def _found(
        self, index: str, query: rows.Query, order: str, *, whole: bool
    ) -> Iterator[list[Source]]:
        """Yield hits with their versions, some at once."""
        size = WRITTEN_AT_ONCE if whole else DELETED_AT_ONCE
        piece: list[Source] = []
        for hit in self._cluster.every(
            index,
            query,
            sort=[{order: "asc"}],
            wanted={"_source": whole, "version": True},
            size=size,
        ):
            piece.append(hit)
            if len(piece) == size:
                yield piece
                piece = []
        if piece:
            yield piece

    def _write(
        self,
        index: str,
        pieces: Iterator[list[Source]],
        change: Callable[[Source], Source | None],
    ) -> int:
        done = 0
        for hits in pieces:
            body: list[Source] = []
            for hit in hits:
                after = change(hit.get("_source", {}))
                about = {
                    "_index": index,
                    "_id": hit["_id"],
                    "version": hit["_version"],
                    "version_type": "external_gte",
                }
                body += [{"delete": about}] if after is None else [{"index": about}, after]
            text = "".join(f"{json.dumps(each)}\n" for each in body)
            answer = self._cluster.ask("POST", "/_bulk", text.encode())
            done += self._counted(answer["items"])
        return done

    def _counted(self, items: list[Source]) -> int:
        """Return how many writes were done; those that may be done later do not matter."""
        done = 0
        for item in items:
            ((_, found),) = item.items()
            if "error" not in found:
                done += found["status"] not in _MAY_FAIL
            elif found["status"] not in _MAY_FAIL:
                error = self._cluster.fault(found)
                if error is not None:
                    raise error
        return done


def _gone(source: Source) -> None:
    del source
