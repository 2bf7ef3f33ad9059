"""Reading a catalog in a cluster, as it was at one moment."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from contextlib import contextmanager
from functools import cached_property
from heapq import merge
from itertools import groupby
from typing import TYPE_CHECKING, Any

from search.catalog import cluster_lines as lines
from search.catalog import cluster_rows as rows
from search.catalog.cluster_lines import Line
from search.catalog.cluster_working import WorkingSet
from search.catalog.rows import LIVE, Settings, Version, article_of, storable
from search.cluster.connection import Refused
from search.cluster.site import first_aid
from search.errors import ArchiveUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from search.article import Article
    from search.catalog.rows import Claim, FailureRecord, FileRecord, StoredArticle
    from search.cluster.connection import Cluster
    from search.cluster.moments import Moment

ARTICLES_AT_ONCE = 100  # whole, some of which may be books
AIDS_AT_ONCE = 1_000
LINES_AT_ONCE = 2_000


class Pinned:
    """A moment of a catalog, and what was fetched of it.

    In a batch its ``working`` set is also what is changed.
    """

    def __init__(
        self,
        cluster: Cluster,
        values: Mapping[str, Any],
        moment: Moment,
        batch: int | None = None,
    ) -> None:
        """Begin with nothing fetched."""
        self._cluster = cluster
        self.values = values
        self.moment = moment
        self.batch = batch

    @cached_property
    def working(self) -> WorkingSet:
        """What is looked up by a key."""
        first = self.moment.generation + 1 if self.batch is None else self.batch
        return WorkingSet(self._cluster, self.moment, first_aid(first))

    def close(self) -> None:
        """Forget what was fetched."""
        if "working" in vars(self):
            self.working.close()


class ClusterReader(ABC):
    """What can be read of a catalog in a cluster.

    What is asked again and again, or for many articles, is one request; what only
    writers ask goes through a ``WorkingSet``.
    """

    def __init__(self, cluster: Cluster) -> None:
        """Prepare to read; nothing is asked yet."""
        self._cluster = cluster
        self._rows = cluster.index(rows.PART)
        self._lines = cluster.index(lines.PART)

    @abstractmethod
    def _pinned(self) -> Pinned:
        """Return the moment that this thread reads."""

    @property
    def place(self) -> str:
        """The archive's address."""
        return str(self._cluster.address)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Read, within the block and on this thread, the catalog as it is at one instant."""
        yield

    def state(self) -> tuple[int, bool]:
        """Return the generation; the engine is never changed where others could see it."""
        return self._pinned().moment.generation, False

    def read_settings(self) -> Settings:
        """Return the settings as they are now.

        Raises:
            ArchiveUnreadable: if the catalog is none, or of another format.
        """
        values = self._pinned().values
        try:
            return Settings.of(values, self.place, "Index the files again, into another archive.")
        except (LookupError, ValueError, TypeError) as error:
            raise ArchiveUnreadable(
                f"What is at {self.place} is not a Nutgraf archive, or it is damaged."
                " Name another address."
            ) from error

    # What searches find

    def articles(self, aids: Sequence[int]) -> dict[int, Article]:
        """Return the articles with these aids, in their order; missing ones are left out."""
        pinned = self._pinned()
        if pinned.batch is not None:
            return pinned.working.articles(aids)
        found = self._documents(aids, rows.WHOLE, pinned.moment, ARTICLES_AT_ONCE)
        return {aid: _article(source) for aid, source in found}

    def _documents(
        self, aids: Sequence[int], fields: Sequence[str] | None, moment: Moment, size: int
    ) -> Iterator[tuple[int, rows.Source]]:
        """Yield those of some documents that are there, in the order of ``aids``."""
        for start in range(0, len(aids), size):
            some = aids[start : start + size]
            found = self._cluster.documents(
                self._rows, [str(aid) for aid in dict.fromkeys(some)], fields
            )
            for aid in some:
                source = found.get(str(aid))
                if source is not None and rows.state_of(source, moment) is not None:
                    yield aid, source

    def article(self, article_id: str) -> Article | None:
        """Return the live article with this id."""
        found = self.numbered(article_id)
        return found[1] if found else None

    def numbered(self, article_id: str) -> tuple[int, Article] | None:
        """Return the live article with this id, and its aid."""
        moment = self._pinned().moment
        found = self._of_id(article_id, moment, rows.WHOLE)
        for source in found:
            if rows.state_of(source, moment) == LIVE:
                return source["aid"], _article(source)
        return None

    def versions(self, article_id: str) -> list[Version]:
        """Return an article as it is and as it was, the newest reading first."""
        moment = self._pinned().moment
        found = [
            Version(
                article=_article(source),
                read=source["row"].get("read"),
                current=rows.state_of(source, moment) == LIVE,
            )
            for source in self._of_id(article_id, moment, rows.WHOLE)
        ]
        found.reverse()
        return sorted(found, key=lambda version: not version.current)

    def group(self, article_id: str) -> list[int]:
        """Return the aids of the articles that are nearly identical to one, its own first."""
        moment = self._pinned().moment
        fields = (*rows.OF_STATE, "aid", "lead", "row.id")
        own = [
            source
            for source in self._of_id(article_id, moment, fields)
            if rows.state_of(source, moment) == LIVE
        ]
        if not own:
            return []
        aid = int(own[0]["aid"])
        lead = own[0].get("lead") or aid
        members = rows.any_of({"term": {name: lead}} for name in ("aid", "lead"))
        hits = self._every(rows.live(moment, members), ("aid",), AIDS_AT_ONCE)
        return [aid, *(source["aid"] for source in hits if source["aid"] != aid)]

    def _of_id(
        self, article_id: str, moment: Moment, fields: Sequence[str] | None
    ) -> list[rows.Source]:
        """Return the documents of an article and its former versions, in the order of aids."""
        wanted = storable(article_id)
        query = rows.there(moment, {"term": {"id": rows.lookup_key(wanted)}})
        found = self._every(query, fields, ARTICLES_AT_ONCE)
        return [source for source in found if source["row"]["id"] == wanted]

    def _every(
        self, query: rows.Query, fields: Sequence[str] | None, size: int
    ) -> Iterator[rows.Source]:
        """Yield all documents of articles that a query finds, in the order of aids."""
        body: rows.Query = {
            "query": query,
            "sort": [{"aid": "asc"}],
            "size": size,
            "track_total_hits": False,
            "_source": True if fields is None else list(fields),
        }
        hits = self._cluster.search(self._rows, body)["hits"]["hits"]
        if len(hits) < size:
            yield from (hit["_source"] for hit in hits)
            return
        every = self._cluster.every(
            self._rows, query, sort=body["sort"], wanted={"_source": body["_source"]}, size=size
        )
        yield from (hit["_source"] for hit in every)

    def live(self) -> Iterator[tuple[int, Article]]:
        """Yield every live article with its aid, in the order of aids."""
        return ((aid, article) for aid, article, _ in self._all(self._pinned()))

    def contents(self) -> Iterator[tuple[int, int]]:
        """Yield the aid and the number of paragraphs of every live article."""
        for aid, article in self.live():
            yield aid, len(article.paragraphs)

    def _all(self, pinned: Pinned) -> Iterator[tuple[int, Article, int | None]]:
        query = rows.live(pinned.moment)
        for source in self._every(query, rows.WHOLE, ARTICLES_AT_ONCE):
            yield source["aid"], _article(source), source.get("lead")

    def indexable(self) -> Iterator[tuple[int, Article, int | None]]:
        """Yield every article that an index built now must hold, with its aid and its lead."""
        pinned = self._pinned()
        changed = pinned.working.changed() if pinned.batch is not None else {}
        for found in self._all(pinned):
            if changed.get(found[0], LIVE) == LIVE:
                yield found
        if pinned.batch is not None:
            yield from pinned.working.indexable()

    def last_addition(self) -> int:
        """Return the largest aid that searches may find, or 0."""
        return max(self._last(rows.live(self._pinned().moment)), 0)

    def _last(self, query: rows.Query) -> int:
        """Return the largest aid that a query finds, or -1."""
        body = {
            "query": query,
            "sort": [{"aid": "desc"}],
            "size": 1,
            "track_total_hits": False,
            "_source": False,
        }
        hits = self._cluster.search(self._rows, body)["hits"]["hits"]
        return int(hits[0]["_id"]) if hits else -1

    def first_additions(self, aids: Sequence[int]) -> dict[int, int]:
        """Return the aids under which these were first added, of those where it was another."""
        pinned = self._pinned()
        if not aids:
            return {}
        if pinned.batch is not None:
            return pinned.working.first_additions(aids)
        fields = (*rows.OF_STATE, "aid", "first")
        if len(aids) <= AIDS_AT_ONCE:
            found = self._documents(aids, fields, pinned.moment, AIDS_AT_ONCE)
            return {aid: source["first"] for aid, source in found if "first" in source}
        wanted = set(aids)
        between = {"range": {"aid": {"gte": min(aids), "lte": max(aids)}}}
        query = rows.there(pinned.moment, between, {"exists": {"field": "first"}})
        every = self._every(query, fields, AIDS_AT_ONCE)
        return {each["aid"]: each["first"] for each in every if each["aid"] in wanted}

    def leads(self, aids: Sequence[int]) -> dict[int, int | None]:
        """Return the leads of these articles: the aids of those that they are copies of."""
        pinned = self._pinned()
        if pinned.batch is not None:
            return pinned.working.leads(aids)
        found: dict[int, int | None] = dict.fromkeys(aids)
        fields = (*rows.OF_STATE, "lead")
        for aid, source in self._documents(aids, fields, pinned.moment, AIDS_AT_ONCE):
            found[aid] = source.get("lead")
        return found

    def counts(self) -> dict[str, int]:
        """Return how many articles, undated ones, files, failures and former versions there are.

        They are those that were committed.
        """
        moment = self._pinned().moment
        undated = {"bool": {"must_not": [{"exists": {"field": "date"}}]}}
        queries = (rows.live(moment), rows.live(moment, undated), rows.former(moment))
        bodies = [{"query": query, "size": 0, "track_total_hits": True} for query in queries]
        totals = [
            int(answer["hits"]["total"]["value"])
            for answer in self._cluster.searches(self._rows, bodies)
        ]
        return {
            "articles": totals[0],
            "undated": totals[1],
            "files": self._cluster.count(self._lines, lines.listed(moment)),
            "failed": self._failed(moment),
            "versions": totals[2],
        }

    def _failed(self, moment: Moment) -> int:
        names = {"failed_now": lines.now(moment), "failed_before": lines.before(moment)}
        aggregations = {
            name: {"filter": query, "aggs": {"sum": {"sum": {"field": name}}}}
            for name, query in names.items()
        }
        found = self._cluster.search(self._lines, {"size": 0, "aggs": aggregations})
        return sum(int(found["aggregations"][name]["sum"]["value"]) for name in names)

    def date_range(self) -> tuple[str | None, str | None]:
        """Return the first and the last date of the articles."""
        body = {
            "query": rows.live(self._pinned().moment),
            "size": 0,
            "aggs": {name: {name: {"field": "date"}} for name in ("min", "max")},
        }
        found = self._cluster.search(self._rows, body)["aggregations"]
        first, last = (found[name].get("value_as_string") for name in ("min", "max"))
        return first, last

    # What writers ask

    def is_current(self, aid: int) -> bool:
        """Tell whether an article is one that searches find, or will when the batch is kept."""
        return self._pinned().working.is_current(aid)

    def origin(self, aid: int) -> tuple[int | None, int | None, str | None]:
        """Return an article's ``content_of``, its lead, and when it was read, where known."""
        return self._pinned().working.origin(aid)

    def first_addition(self, aid: int) -> int:
        """Return the aid that an article was first added under."""
        return self._pinned().working.first_addition(aid)

    def has_followers(self, aid: int) -> bool:
        """Tell whether an article is the lead of others."""
        return self._pinned().working.has_followers(aid)

    def members(self, lead: int) -> list[int]:
        """Return the current articles of a group."""
        return self._pinned().working.members(lead)

    def alike(self, bands: Sequence[int], limit: int) -> list[int]:
        """Return the current articles that share most bands of a signature, at most ``limit``."""
        return self._pinned().working.alike(bands, limit)

    def aids_of_id(self, article_id: str) -> list[int]:
        """Return the aids of the current articles with this id."""
        return self._pinned().working.aids_of_id(article_id)

    def aids_of_content(self, content: int) -> list[int]:
        """Return the aids of articles that say the same, current or standing in a file."""
        return self._pinned().working.aids_of_content(content)

    def claims(self, article_id: str) -> list[Claim]:
        """Return who claims an id: current articles, and former ones that stand in a file."""
        return self._pinned().working.claims(article_id)

    def standing_in(self, file: str) -> list[tuple[int, str, str, int | None]]:
        """Return aid, path, id and content of what stands in a file, former versions too."""
        return self._pinned().working.standing_in(file)

    def places(self, aid: int) -> list[tuple[str, str]]:
        """Return the files that an article stands in, and its paths there."""
        return self._pinned().working.places(aid)

    def boilerplate(self) -> set[int]:
        """Return the marks of all paragraphs that many articles of one source have."""
        pinned = self._pinned()
        hits = self._cluster.every(
            self._lines,
            lines.marks(pinned.moment),
            sort=[{"mark": "asc"}],
            wanted={"_source": ["mark"]},
        )
        found = {hit["_source"]["mark"] for hit in hits}
        return found | pinned.working.boilerplate() if pinned.batch is not None else found

    # The ledger

    def file(self, path: str) -> FileRecord | None:
        """Return a file's line of the ledger."""
        return self._pinned().working.file(path)

    def files(self) -> Iterator[str]:
        """Yield the paths of the ledger, in their order."""
        pinned = self._pinned()
        found = (path for path, _ in self._listed(lines.listed(pinned.moment), pinned.moment))
        if pinned.batch is None:
            return found
        working = pinned.working
        recorded = sorted(working.recorded, key=str.encode)
        changed = [path for path in recorded if working.file(path)]
        others = (path for path in found if path not in working.recorded)
        return merge(others, changed, key=str.encode)

    def failures(self, file: str | None = None) -> Iterator[FailureRecord]:
        """Yield what could not be read, of one file or of all, in the order of paths."""
        pinned = self._pinned()
        if file is not None:
            return pinned.working.failures(file)
        found = (
            each
            for path, line in self._listed(lines.failing(pinned.moment), pinned.moment)
            if pinned.batch is None or path not in pinned.working.failed
            for each in sorted(line.failures, key=_of_part)
        )
        if pinned.batch is None:
            return found
        working = pinned.working
        failed = sorted(working.failed, key=str.encode)
        changed = (each for path in failed for each in working.failures(path))
        return merge(found, changed, key=_of_file)

    def _listed(self, query: lines.Query, moment: Moment) -> Iterator[tuple[str, Line]]:
        """Yield the paths and lines that a query finds, in the order of paths."""
        hits = self._cluster.every(
            self._lines,
            query,
            sort=[{"order": "asc"}, {"key": "asc"}],
            wanted={"_source": list(lines.OF_LINE)},
            size=LINES_AT_ONCE,
        )
        sources = (hit["_source"] for hit in hits)
        for _, some in groupby(sources, key=lambda source: source["order"]):
            found = [(source["line"]["path"], Line.of(source, moment)) for source in some]
            yield from sorted(found, key=lambda each: each[0].encode())

    # Foresight

    def foresee(
        self,
        *,
        files: Iterable[str] = (),
        ids: Iterable[str] = (),
        contents: Iterable[int] = (),
        bands: Iterable[Sequence[int]] = (),
    ) -> None:
        """Say what this thread will soon look up: many things can be fetched at once."""
        self._pinned().working.foresee(files=files, ids=ids, contents=contents, bands=bands)

    def foresee_files(self, paths: Iterable[str]) -> None:
        """Say which lines of the ledger this thread will soon look up."""
        self._pinned().working.foresee_files(paths)

    # Copies

    def stored(self, after: int = -1) -> Iterator[StoredArticle]:
        """Yield live articles and former versions beyond an aid, in the order of aids."""
        moment = self._pinned().moment
        query = rows.there(moment, {"range": {"aid": {"gt": after}}})
        for source in self._every(query, (*rows.OF_ROW, "block"), ARTICLES_AT_ONCE):
            yield rows.stored_of(source, moment)

    def last_number(self) -> int:
        """Return the largest aid that could have been given."""
        return first_aid(self._pinned().values["next"]) - 1

    def last_stored(self) -> int:
        """Return the largest aid of what ``stored`` yields, -1 if that is nothing."""
        return self._last(rows.there(self._pinned().moment))

    # Upkeep

    def is_sound(self) -> bool:
        """Tell whether OpenSearch has all parts of the catalog in its hands."""
        try:
            found = self._cluster.ask("GET", f"/_cluster/health/{self._rows},{self._lines}")
        except Refused:  # they have not become whole in time: one is missing
            return False
        return bool(found["status"] != "red" and not found["timed_out"])


class ClusterView(ClusterReader):
    """A catalog as it was when the view was made, whatever is written afterwards.

    Of a file whose line in the ledger has changed twice since there is no digest.
    """

    def __init__(self, cluster: Cluster, pinned: Pinned) -> None:
        """Keep to a moment."""
        super().__init__(cluster)
        self._moment = pinned

    def _pinned(self) -> Pinned:
        return self._moment

    def close(self) -> None:
        """Let go of the view."""
        self._moment.close()


def _article(source: rows.Source) -> Article:
    """Return the article of a document.

    Raises:
        sqlite3.DatabaseError: if it is damaged.
    """
    try:
        return article_of(rows.values_of(source))
    except (LookupError, ValueError) as error:
        raise sqlite3.DatabaseError(f"article {source.get('aid')}: {error}") from error


def _of_part(failure: FailureRecord) -> bytes:
    return failure.part.encode()


def _of_file(failure: FailureRecord) -> bytes:
    return failure.file.encode()
