"""The ledger of files as documents of a cluster, and the marks of boilerplate beside it.

A line has what it says now and what it said before, so that a batch which is given up
has changed nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from search.catalog.cluster_rows import LEFT, any_of, digest, happened
from search.catalog.rows import FailureRecord, FileRecord
from search.cluster.moments import BATCH

if TYPE_CHECKING:
    from typing import Any

    from search.cluster.moments import Moment

    Source = dict[str, Any]
    Query = dict[str, Any]

PART = "files"  # of the archive: their index
LONGEST_ORDER = 32_000  # bytes of a path that lines are sorted by; Lucene takes 32,766
ALWAYS = 0  # the batch of what was before all batches
NOW, BEFORE, SINCE = "now", "before", "since"

_COUNT = {"type": "integer"}
MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        BATCH: {"type": "long"},  # that made the line what it is now
        LEFT: {"type": "long"},  # when that was, in seconds; for those who sweep
        "key": {"type": "keyword"},
        "order": {"type": "keyword"},  # the path, or its beginning
        NOW: {"type": "boolean"},  # is there a line?
        BEFORE: {"type": "boolean"},
        "failed_now": _COUNT,
        "failed_before": _COUNT,
        "line": {"type": "object", "enabled": False},  # path, and the Line now and before
        "mark": {"type": "long"},  # of boilerplate, in documents of their own
    },
}
OF_LINE = (BATCH, "order", "line")


@dataclass(frozen=True, slots=True)
class Line:
    """What the ledger has of a file: its record, if there is one, and what failed in it."""

    record: FileRecord | None = None
    failures: tuple[FailureRecord, ...] = ()

    @classmethod
    def of(cls, source: Source | None, moment: Moment) -> Line:
        """Return the line that a document has at a moment, an empty one of no document."""
        if source is None:
            return cls()
        line = source["line"]
        is_now = moment.has(source[BATCH])
        found = cls._read(line["path"], line.get(NOW if is_now else BEFORE) or {})
        if is_now or not found.record or line.get(SINCE, ALWAYS) <= moment.generation:
            return found
        # It has changed twice since: what it was then is not known, so the file is to be read.
        return replace(found, record=replace(found.record, digest=None))

    @classmethod
    def _read(cls, path: str, values: Source) -> Line:
        record = values.get("record")
        if record:
            known = record["digest"]
            record = FileRecord(
                **record | {"path": path, "digest": None if known is None else bytes.fromhex(known)}
            )
        failures = values.get("failures", ())
        return cls(
            record,
            tuple(
                FailureRecord(file=path, part=part, reason=reason, since=since)
                for part, reason, since in failures
            ),
        )

    def values(self) -> Source | None:
        """Return it as a part of a document; None if it is empty."""
        if self == Line():
            return None
        found: Source = {"failures": [(f.part, f.reason, f.since) for f in self.failures]}
        if self.record:
            found["record"] = {
                "size": self.record.size,
                "mtime_ns": self.record.mtime_ns,
                "digest": None if self.record.digest is None else self.record.digest.hex(),
                "failed": self.record.failed,
                "fields": self.record.fields,
            }
        return found


def since(source: Source | None, moment: Moment) -> int:
    """Return the batch that made a line what it is at a moment."""
    if source is None:
        return ALWAYS
    batch: int = source[BATCH]
    return batch if moment.has(batch) else source["line"].get(SINCE, ALWAYS)


def document(
    path: str, now: Line, before: Line, batch: int, seconds: int, since: int = ALWAYS
) -> Source:
    """Return the document of a line that a batch changes, and that was so ``since`` another."""
    return {
        BATCH: batch,
        LEFT: seconds,
        "key": digest(path),
        "order": order_of(path),
        NOW: now.record is not None,
        BEFORE: before.record is not None,
        "failed_now": len(now.failures),
        "failed_before": len(before.failures),
        "line": {"path": path, NOW: now.values(), BEFORE: before.values(), SINCE: since},
    }


def as_before(source: Source) -> Source | None:
    """Return a document as it was before its batch; None if there was nothing."""
    line = source["line"]
    if not line.get(BEFORE):
        return None
    return source | {
        BATCH: ALWAYS,
        NOW: source[BEFORE],
        "failed_now": source["failed_before"],
        "line": line | {NOW: line[BEFORE]},
    }


def order_of(path: str) -> str:
    """Return what a path is sorted by: its beginning.

    >>> order_of("news/a.txt"), len(order_of("é" * 20_000))
    ('news/a.txt', 16000)
    """
    return path.encode()[:LONGEST_ORDER].decode(errors="ignore")


def mark_document(mark: int, batch: int) -> Source:
    """Return the document of a paragraph that is boilerplate."""
    return {BATCH: batch, "key": mark_id(mark), "mark": mark}


def mark_id(mark: int) -> str:
    """Return the name of that document."""
    return f"mark-{mark}"


# Queries


def listed(moment: Moment) -> Query:
    """Return the query for the lines of the ledger that there are."""
    return any_of((now(moment, {"term": {NOW: True}}), before(moment, {"term": {BEFORE: True}})))


def failing(moment: Moment) -> Query:
    """Return the query for the files of which something could not be read."""
    return any_of(
        (
            now(moment, {"range": {"failed_now": {"gt": 0}}}),
            before(moment, {"range": {"failed_before": {"gt": 0}}}),
        )
    )


def now(moment: Moment, *others: Query) -> Query:
    """Return the query for documents that are what they are now, and for which ``others`` hold."""
    return {"bool": {"filter": [happened(moment, BATCH), *others]}}


def before(moment: Moment, *others: Query) -> Query:
    """Return the query for those that are what they were before."""
    return {"bool": {"filter": list(others), "must_not": [happened(moment, BATCH)]}}


def marks(moment: Moment) -> Query:
    """Return the query for the marks of boilerplate."""
    return now(moment, {"exists": {"field": "mark"}})
