"""Articles as documents of a cluster, one for each version of each.

What an article says never changes: it is written once. What becomes of it does, and
each change says which batch made it, so that a batch which is given up has changed
nothing, and so that who reads the moment before a batch still finds it.
"""

from __future__ import annotations

import time
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.catalog.rows import FORMER, LIVE, StoredArticle
from search.cluster.moments import BATCH, GONE, STAMPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from search.cluster.moments import Moment

    Source = dict[str, Any]
    Query = dict[str, Any]
    Place = tuple[str, str]  # a file, and a path of the archive

PART = "rows"  # of the archive: their index
KEPT, DIED, LEFT = "kept", "died", "left_at"
PLACES_BATCH = "places_batch"
LONGEST_KEY = 500  # bytes of an id that is looked up as it is; Lucene takes 32,766

_LOOKED_UP = {"doc_values": False}  # neither sorted by nor counted
MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        **STAMPS,  # gone: the batch after which searches do not find it
        KEPT: {"type": "boolean", **_LOOKED_UP},  # gone, it is a former version
        DIED: {"type": "long"},  # the batch that forgot the former version
        LEFT: {"type": "long"},  # when that was, in seconds; for those who sweep
        "aid": {"type": "long"},
        "id": {"type": "keyword", **_LOOKED_UP},  # or its digest, see ``lookup_key``
        "content": {"type": "long", **_LOOKED_UP},
        "lead": {"type": "long"},
        "first": {"type": "long"},
        "date": {"type": "date", "format": "strict_date"},
        "bands": {"type": "keyword", **_LOOKED_UP},  # of keys a third of the time of numbers
        "files": {"type": "keyword", **_LOOKED_UP},  # digests of those it stands in, or stood
        PLACES_BATCH: {"type": "long"},  # what changed its places after it was added
        "row": {"type": "object", "enabled": False},  # id, read, updated, places, before
        "block": {"type": "binary"},
    },
}
OF_STATE = (BATCH, GONE, KEPT, DIED)
# Of a document with its article all is read: to leave something out takes OpenSearch longer.
WHOLE = None
OF_ROW = (
    *OF_STATE, "aid", "content", "lead", "first", "date", PLACES_BATCH, "row",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of an article at some moment: live, or a former version.

    Its ``block`` is None and its ``bands`` are none where they were not asked for.
    """

    aid: int
    state: int
    id: str
    content: int | None
    lead: int | None
    read: str | None
    date: str | None
    updated: str | None
    first: int | None
    places: Sequence[Place]
    block: bytes | None
    bands: Sequence[int]

    @classmethod
    def of(cls, source: Source, moment: Moment) -> Row | None:
        """Return the row that a document is at a moment; None if it is not there."""
        state = state_of(source, moment)
        if state is None:
            return None
        row, block = source["row"], source.get("block")
        return cls(
            aid=source["aid"],
            state=state,
            id=row["id"],
            content=source.get("content"),
            lead=source.get("lead"),
            read=row.get("read"),
            date=source.get("date"),
            updated=row.get("updated"),
            first=source.get("first"),
            places=places_of(source, moment),
            block=None if block is None else b64decode(block),
            bands=[*map(int, source.get("bands", ()))],
        )


def state_of(source: Source, moment: Moment) -> int | None:
    """Return whether a document is ``LIVE`` or ``FORMER``; None if it is not there."""
    if not moment.has(source[BATCH]) or _has(moment, source.get(DIED)):
        return None
    if not _has(moment, source.get(GONE)):
        return LIVE
    return FORMER if source.get(KEPT) else None


def places_of(source: Source, moment: Moment) -> list[Place]:
    """Return where an article stands at a moment."""
    batch, row = source.get(PLACES_BATCH), source["row"]
    now = batch is None or moment.has(batch)
    return [(file, path) for file, path in row.get("places" if now else "before", ())]


def values_of(source: Source) -> tuple[str, str | None, str | None, bytes]:
    """Return id, date, update and block of a document that is ``WHOLE``."""
    row = source["row"]
    return row["id"], source.get("date"), row.get("updated"), b64decode(source["block"])


def restored(stored: StoredArticle, bands: Sequence[int], batch: int) -> Source:
    """Return the document of an article as another catalog has it."""
    files = dict.fromkeys(file for file, _ in stored.places)
    source: Source = {
        "aid": stored.aid,
        BATCH: batch,
        "id": lookup_key(stored.id),
        "content": stored.content,
        "lead": stored.lead,
        "first": stored.first,
        "date": stored.date,
        "bands": [*bands],
        "files": [digest(file) for file in files],
        "row": {
            "id": stored.id,
            "read": stored.read,
            "updated": stored.updated,
            "places": [list(place) for place in stored.places],
        },
        "block": b64encode(stored.block).decode(),
    }
    if not stored.is_current:
        source |= {GONE: batch, KEPT: True, LEFT: int(time.time())}
    return {name: value for name, value in source.items() if value not in (None, [])}


def stored_of(source: Source, moment: Moment) -> StoredArticle:
    """Return an article for another catalog."""
    row = source["row"]
    return StoredArticle(
        aid=source["aid"],
        is_current=state_of(source, moment) == LIVE,
        id=row["id"],
        content=source.get("content"),
        lead=source.get("lead"),
        read=row.get("read"),
        first=source.get("first"),
        date=source.get("date"),
        updated=row.get("updated"),
        block=b64decode(source["block"]),
        places=tuple(sorted(places_of(source, moment))),
    )


def placed(source: Source, places: Sequence[Place], before: Sequence[Place], batch: int) -> Source:
    """Return a document whose article stands elsewhere, from a batch on."""
    files = dict.fromkeys(file for file, _ in (*places, *before))
    return source | {
        "files": [digest(file) for file in files],
        PLACES_BATCH: batch,
        "row": source["row"] | {"places": list(places), "before": list(before)},
    }


def unaborted(source: Source, moment: Moment) -> Source:
    """Return a copy of a whole document without what was given up before a moment."""
    source = dict(source)
    if source.get(GONE) in moment.aborted:
        for name in (GONE, KEPT):
            source.pop(name, None)
    if source.get(DIED) in moment.aborted:
        del source[DIED]
    if source.get(PLACES_BATCH) in moment.aborted:
        before = places_of(source, moment)
        source = placed(source, before, (), source[BATCH])
    return source


def digest(text: str) -> str:
    """Return what stands for a text of any length.

    >>> len(digest("news/a.txt"))
    32
    """
    from hashlib import blake2b  # noqa: PLC0415 - this loads OpenSSL, which no search needs

    return blake2b(text.encode(), digest_size=16).hexdigest()


def lookup_key(article_id: str) -> str:
    """Return by what an id is looked up: itself, if it is not long.

    >>> lookup_key("a1"), len(lookup_key("a" * 40_000))
    ('a1', 32)
    """
    return article_id if len(article_id.encode()) <= LONGEST_KEY else digest(article_id)


def _has(moment: Moment, batch: int | None) -> bool:
    return batch is not None and moment.has(batch)


# Queries


def happened(moment: Moment, name: str) -> Query:
    """Return the query for documents in which a stamp is of a batch that has happened."""
    query: Query = {"filter": [{"range": {name: {"lte": moment.generation}}}]}
    if moment.aborted:
        query["must_not"] = [{"terms": {name: list(moment.aborted)}}]
    return {"bool": query}


def live(moment: Moment, *others: Query) -> Query:
    """Return the query for articles that searches find, and for which ``others`` hold."""
    return {
        "bool": {
            "filter": [happened(moment, BATCH), *others],
            "must_not": [happened(moment, GONE)],
        }
    }


def former(moment: Moment) -> Query:
    """Return the query for former versions."""
    return {
        "bool": {
            "filter": [happened(moment, BATCH), happened(moment, GONE), {"term": {KEPT: True}}],
            "must_not": [happened(moment, DIED)],
        }
    }


def there(moment: Moment, *others: Query) -> Query:
    """Return the query for articles and former versions for which ``others`` hold."""
    gone = {
        "bool": {"filter": [happened(moment, GONE)], "must_not": [{"term": {KEPT: True}}]},
    }
    return {
        "bool": {
            "filter": [happened(moment, BATCH), *others],
            "must_not": [gone, happened(moment, DIED)],
        }
    }


def any_of(queries: Iterable[Query]) -> Query:
    """Return the query for what one of several finds."""
    return {"bool": {"should": list(queries), "minimum_should_match": 1}}
