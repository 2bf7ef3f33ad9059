"""Writing articles into a cluster, and taking them away.

No document is deleted while anybody may search it: it is written again with the number of
the batch that takes it away. So a batch happens for all documents at one instant, when it
becomes the archive's generation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.cluster import Bulk
from search.cluster.moments import BATCH, GONE
from search.engines.opensearch_documents import article_key, paragraph_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from search.article import Article
    from search.cluster import Moment, Site
    from search.engines.opensearch_documents import Documents
    from search.engines.opensearch_view import Dsl
    from search.results import Scope

AT_ONCE = 1_000  # articles that are taken away by one reading of each index
READ: Mapping[Scope, int] = {"article": 20, "paragraph": 1_000}  # documents read at once


class OpenSearchWriter:
    """Writes articles to both indices, in the batch of the archive's lease."""

    def __init__(self, site: Site, names: Mapping[Scope, str], documents: Documents) -> None:
        """Prepare to write; nothing is sent yet."""
        self._site = site
        self._names = names
        self._documents = documents
        self._bulk = Bulk(site.cluster, site.lease.check)
        self._added: set[int] = set()
        self._removed: set[int] = set()
        self._replaced: dict[int, set[str]] = {}  # the ids of their documents

    def add(
        self,
        aid: int,
        article: Article,
        group: int | None = None,
        texts: Sequence[str] | None = None,
    ) -> None:
        """Add an article and its paragraphs, in the place of what has its aid."""
        if aid in self._added:
            self._bulk.flush()  # requests overtake each other
        if aid in self._added or aid in self._removed:
            self._removed.discard(aid)
            self._replaced[aid] = set()
        self._added.add(aid)
        batch = self._batch()
        for scope, key, source in self._documents.of(aid, article, group, texts):
            if aid in self._replaced:
                self._replaced[aid].add(key)
            self._bulk.put(self._names[scope], key, source, batch)

    def tell(self, words: Iterable[str]) -> None:
        """Take note of nothing: stems are in the documents."""

    def remove(self, aid: int) -> None:
        """Remove an article, if it is there."""
        self._replaced.pop(aid, None)
        self._removed.add(aid)

    def commit(self) -> None:
        """Write all changes; they are found when the lease keeps the batch."""
        self._bulk.flush()
        names = self._names.values()
        self._site.cluster.refresh(*names)
        aids = sorted({*self._removed, *self._replaced})
        if aids:
            moment = self._site.lease.read()[1]
            for start in range(0, len(aids), AT_ONCE):
                self._take_away(aids[start : start + AT_ONCE], moment)
            self._bulk.flush()
            self._site.cluster.refresh(*names)
        self._forget()

    def _take_away(self, aids: list[int], moment: Moment) -> None:
        batch = self._batch()
        for scope in self._names:
            for key, source in self._held(scope, {"terms": {"aid": aids}}):
                gone = source.get(GONE)
                if key in self._replaced.get(source["aid"], ()):
                    continue
                if gone is None or not moment.has(gone):
                    marked = self._documents.whole(source | {GONE: batch})
                    self._bulk.put(self._names[scope], key, marked, batch)

    def _held(
        self, scope: Scope, query: Dsl, fields: Sequence[str] = ("*",)
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the ids and the sources of documents, whatever moments they belong to."""
        order = [{"aid": "asc"}, *([{"number": "asc"}] if scope == "paragraph" else [])]
        name, size = self._names[scope], READ[scope]
        for hit in self._site.cluster.every(
            name, query, sort=order, wanted={"_source": list(fields)}, size=size
        ):
            source = hit["_source"]
            aid = source["aid"]
            key = article_key(aid) if scope == "article" else paragraph_key(aid, source["number"])
            yield key, source

    def sweep(self, before: int) -> None:
        """Delete what no search sees any more, in the batch under way.

        That is what batches up to ``before`` have taken away, of which no search may
        still look at the moment before them, and what was written by batches that were
        given up. What these were to take away stays.
        """
        moment = self._site.lease.read()[1]
        batch = self._batch()
        self._site.cluster.refresh(*self._names.values())
        aborted = {"terms": {BATCH: list(moment.aborted)}}
        taken = {
            "bool": {
                "filter": [{"range": {GONE: {"lte": min(before, moment.generation)}}}],
                "must_not": [{"terms": {GONE: list(moment.aborted)}}],
            }
        }
        left = {
            "bool": {"filter": [{"terms": {GONE: list(moment.aborted)}}], "must_not": [aborted]}
        }
        for scope, name in self._names.items():
            unseen = {"bool": {"should": [taken, aborted]}}
            for key, _ in self._held(scope, unseen, ["aid", "number"]):
                self._bulk.delete(name, key, batch)
            for key, source in self._held(scope, left):
                stays = {field: value for field, value in source.items() if field != GONE}
                self._bulk.put(name, key, self._documents.whole(stays), batch)
        self._bulk.flush()
        self._site.cluster.refresh(*self._names.values())

    def _batch(self) -> int:
        batch = self._site.lease.batch
        if batch is None:
            raise ValueError("There is no batch; take a turn first.")
        return batch

    def _forget(self) -> None:
        self._added, self._removed, self._replaced = set(), set(), {}

    def close(self) -> None:
        """Let go of the threads; what was not sent is lost."""
        self._forget()
        self._bulk.close()
