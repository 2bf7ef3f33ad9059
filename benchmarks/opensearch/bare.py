"""Index a folder with opensearch-py alone: the same files and documents, and nothing else.

Usage: python benchmarks/opensearch/bare.py FOLDER opensearch://HOST:PORT/NAME

Files are read by the same processes and become the same documents in the same indices as by
``nutgraf index``. Missing is what an archive does besides: it looks each file up in its ledger
and each article in the catalog, finds near-identical articles and boilerplate, takes turns with
other writers, and writes so that nothing is ever seen half done.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from opensearchpy import OpenSearch, helpers

import search
from search import readers
from search.analysis import Analyzer
from search.archive.run import PREPARER
from search.catalog import FileRecord, cluster_lines, cluster_rows, packed_article
from search.catalog.rows import StoredArticle
from search.cluster import Address, first_aid
from search.cluster.bulk import AT_ONCE, REQUEST_ACTIONS, REQUEST_BYTES
from search.engines.opensearch_documents import Documents
from search.engines.tantivy_stems import stemmer
from search.preparation import Prepared
from search.readers.workers import Ended, Found, Readers, Task

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    Action = dict[str, Any]

LANGUAGE = "english"
BATCH = 1


def actions(folder: str | Path, name: str) -> Iterator[Action]:
    """Yield all documents of the articles of a folder, for the indices of an archive."""
    documents = Documents(Analyzer(LANGUAGE, stemmer(LANGUAGE)))
    aid = first_aid(BATCH)
    tasks = (Task(key=file.path, file=file) for file in readers.files([folder]))
    with Readers(maker=PREPARER) as pool:
        for reading in pool.read(tasks):
            if isinstance(reading, Found):
                values = reading.more[0] if reading.more else None
                prepared = Prepared.of(reading.article, values)
                yield from _of_article(documents, aid, prepared, reading.task.key, name)
                aid += 1
            elif isinstance(reading, Ended):
                yield _of_file(reading, name)


def _of_article(
    documents: Documents, aid: int, prepared: Prepared, file: str, name: str
) -> Iterator[Action]:
    article = prepared.article
    for scope, key, source in documents.of(aid, article, None, prepared.texts):
        yield {"_index": f"{name}-{scope}s-1", "_id": key, "_source": source}
    stored = StoredArticle(
        aid=aid,
        is_current=True,
        id=article.id,
        content=prepared.content,
        lead=None,
        read=None,
        first=None,
        date=article.date.isoformat() if article.date else None,
        updated=article.updated.isoformat() if article.updated else None,
        block=prepared.block or packed_article(article),
        places=((file, article.path or ""),),
    )
    source = cluster_rows.restored(stored, prepared.bands, BATCH)
    yield {"_index": f"{name}-{cluster_rows.PART}", "_id": str(aid), "_source": source}


def _of_file(ended: Ended, name: str) -> Action:
    file = ended.task.file
    record = FileRecord(
        path=ended.task.key, size=file.size, mtime_ns=file.mtime_ns, digest=ended.digest
    )
    line = cluster_lines.Line(record)
    source = cluster_lines.document(
        record.path, line, cluster_lines.Line(), BATCH, int(time.time())
    )
    return {"_index": f"{name}-{cluster_lines.PART}", "_id": source["key"], "_source": source}


def main() -> None:
    """Index."""
    folder, place = sys.argv[1:]
    search.Archive.create(place).close()  # the same indices
    address = Address.of(place)
    client = OpenSearch(
        hosts=[{"host": host, "port": port} for host, port in address.nodes],
        pool_maxsize=AT_ONCE,
        timeout=120,
    )
    written = helpers.parallel_bulk(
        client,
        actions(folder, address.name),
        thread_count=AT_ONCE,
        queue_size=AT_ONCE,
        chunk_size=REQUEST_ACTIONS,
        max_chunk_bytes=REQUEST_BYTES,
    )
    deque(written, maxlen=0)
    client.indices.refresh(index=f"{address.name}-*")


if __name__ == "__main__":
    main()
