"""The archive: create, open, add, remove, search, show, rebuild, check."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from search.archive.answers import Answers
from search.archive.homes import home_of
from search.archive.searching import Question
from search.archive.snapshot import readable_settings
from search.errors import ArchiveBusy, ArchiveReadOnly, ArchiveUnreadable
from search.languages import language_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from types import TracebackType
    from typing import Any, Self

    from search.archive.homes import Home
    from search.archive.reports import CheckReport, Comparison, Progress, Summary
    from search.archive.saved import SavedSearch
    from search.archive.writing import Writer
    from search.article import Article
    from search.catalog import Catalog
    from search.results import Match, Narrow, Scope, Sort


class Archive(Answers):
    """A searchable collection of articles, in a folder or in an OpenSearch cluster.

    Open one with ``Archive.open`` or make one with ``Archive.create``; both are
    context managers. Any number of processes and threads may search an archive
    while one writes; a search sees all that was committed before it began.

    >>> import tempfile
    >>> from search.article import Article
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Archive.create(folder) as archive:
    ...         archive.add([Article.of("Peace talks resumed on Monday.", title="Talks")])
    ...         archive.search("talk").total
    1
    1
    """

    def __init__(self, home: Home, catalog: Catalog) -> None:
        """Use ``Archive.open`` or ``Archive.create``."""
        super().__init__(home, catalog, self._settle)

    @classmethod
    def create(
        cls,
        place: str | Path,
        *,
        engine: str | None = None,
        language: str = "english",
        shards: int | None = None,
        replicas: int | None = None,
    ) -> Archive:
        """Make a new, empty archive in a folder, or at an address of an OpenSearch cluster.

        ``language`` is the one whose stems are searched, by its name or its code. Folders
        have a choice of engines: "tantivy", if it is None, or "whoosh". In a cluster, texts
        and index are cut into so many ``shards``, one if it is None, with so many
        ``replicas``: one as soon as there is a second node, if it is None.

        Raises:
            SearchError: if the language is not known.
            ArchiveExists: if there is one already.
            EngineMissing: if the engine is unknown or its package not installed.
            ArchiveReadOnly: if the folder cannot be written to.
            ArchiveUnreachable: if no node of the cluster answers.
        """
        home = home_of(place)
        return cls(home, home.create(engine, language_name(language), (shards, replicas)))

    @classmethod
    def open(cls, place: str | Path = "index") -> Archive:
        """Open the archive in a folder or at an address; finish what an interrupted run has left.

        Raises:
            ArchiveMissing: if there is none.
            ArchiveUnreadable: if it is damaged or of another format.
            ArchiveUnreachable: if no node of the cluster answers.
        """
        home = home_of(place)
        archive = cls(home, home.catalog())
        try:
            readable_settings(archive._catalog)
            if archive._catalog.state()[1]:
                archive._settle()
        except BaseException:
            archive.close()
            raise
        return archive

    def _settle(self) -> bool:
        """Finish what a stopped writer has left; return False if that is not possible.

        A writer that is at work finishes by itself.
        """
        from search.archive.writing import writing  # noqa: PLC0415 - searches do without

        try:
            with writing(self._home, self._catalog, wait=0):
                return True
        except ArchiveBusy:
            return True
        except (ArchiveReadOnly, ArchiveUnreadable):
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the archive's files; it cannot be used afterwards."""
        self._snapshot.close()
        self._catalog.close()
        self._home.close()

    # Writing

    def _writing(self) -> AbstractContextManager[Writer]:
        from search.archive.writing import writing  # noqa: PLC0415 - searches do without

        if self._snapshot.is_read:
            raise ValueError(
                f"The archive in {self.place} can only be read within a snapshot."
                " Write to it after the block."
            )
        return writing(self._home, self._catalog)

    def add(self, articles: Iterable[Article]) -> int:
        """Add articles, each in the place of one with the same id; return how many.

        What another text takes the place of is kept as a former version. All of
        them are committed when this returns.

        Raises:
            ValueError: if two paragraphs of an article have one number.
        """
        from search.archive.intake import add_objects  # noqa: PLC0415 - searches do without

        with self._writing() as writer:
            return add_objects(writer, articles)

    def remove(self, article_ids: Iterable[str]) -> int:
        """Remove articles by their ids, with their former versions; return how many there were.

        A file that such an article came from is not read again until it changes.
        """
        count = 0
        ids = list(_several(article_ids))
        with self._writing() as writer:
            writer.begin()
            self._catalog.foresee(ids=ids)
            for article_id in ids:
                for aid in self._catalog.aids_of_id(article_id):
                    writer.remove(aid)
                    count += 1
                with writer.noting() as catalog:
                    catalog.forget_versions(article_id)
        return count

    def index(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        prune: bool = False,
        retry: bool = False,
        jobs: int | None = None,
        fields: Mapping[str, str] | None = None,
        only: Iterable[str | Path] | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Summary:
        """Read files and folders into the archive; what has not changed costs a stat.

        Files are read by other processes, which may fail without ending the run.

        Args:
            paths: the files and folders.
            prune: whether articles whose files have gone are removed.
            retry: whether files that could not be read are tried again unchanged.
            jobs: how many processes read at the most; as many as there are processors if None.
            fields: for records (JSON, CSV), which key or column has which field of
                an article, as in ``{"title": "headline"}``; usual names are known.
            only: the files under ``paths`` to look at, where others have not changed.
            progress: called after each file; if it raises, the files before it are kept.

        Raises:
            ReadError: if one of the paths does not exist.
        """
        from search.archive.run import Plan, Run  # noqa: PLC0415 - searches need no readers

        plan = Plan(
            paths=tuple(_several(paths)),
            prune=prune,
            retry=retry,
            jobs=jobs,
            fields=dict(fields or {}),
            only=None if only is None else tuple(only),
        )
        with self._writing() as writer:
            return Run(writer, plan, progress).read()

    def watch(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        prune: bool = False,
        jobs: int | None = None,
        fields: Mapping[str, str] | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> Iterator[Summary]:
        """Index what changes under ``paths`` from now on, and yield a summary each time.

        What is new can be found within two seconds of its last write. It goes on
        until ``stop`` returns True, which is asked at least once a second.
        """
        from search.archive.watching import watch  # noqa: PLC0415 - hardly ever needed

        roots = [*_several(paths)]

        def index(changed: Iterable[str]) -> Summary:
            return self.index(roots, only=changed, prune=prune, jobs=jobs, fields=fields)

        yield from watch(roots, self.place, index, stop)

    # Saved searches

    def save_search(
        self,
        name: str,
        text: str,
        *,
        narrow: Narrow | None = None,
        scope: Scope = "article",
        match: Match = "all",
        sort: Sort = "relevance",
        replace: bool = False,
    ) -> SavedSearch:
        """Keep a search under a name; all that it finds now counts as seen.

        The options are those of ``search``. With ``replace`` it takes the place of
        one with that name. It changes no article, and does not wait for a writer.

        Raises:
            SavedSearchExists: if there is one with that name, and it is not replaced.
            SearchError: if the name is none, or there are too many.
            QueryError: if the text or a date has no sensible reading.
            ArchiveReadOnly: if the archive's folder may not be written to.
        """
        from search.archive import saved  # noqa: PLC0415 - searches do without

        Question.of(text, narrow=narrow, scope=scope, match=match, sort=sort)  # raises
        time = saved.now()
        kept = saved.SavedSearch(
            name=saved.named(name),
            text=text,
            scope=scope,
            match=match,
            sort=sort,
            narrow=saved.narrowed(narrow),
            created=time,
            visited=time,
            seen=self.last_addition,
        )
        self._saved.put(kept, replace=replace)
        return kept

    def forget_search(self, name: str) -> None:
        """Keep a search no longer.

        Raises:
            SavedSearchMissing: if there is none of that name.
        """
        self._saved.remove(name)

    def visit_search(self, name: str, *, seen: int | None = None) -> SavedSearch:
        """Note that the new hits of a search have been seen; return it as it is then.

        ``seen`` is the ``last_addition`` of the news that were shown, so that what was
        added meanwhile stays new; without it, all that the archive holds is seen.

        Raises:
            SavedSearchMissing: if there is none of that name.
        """
        last = self.last_addition
        self._saved.visit(name, last if seen is None else min(seen, last))
        return self.saved_search(name)

    # Upkeep

    @classmethod
    def rebuild(
        cls,
        place: str | Path,
        *,
        engine: str | None = None,
        shards: int | None = None,
        replicas: int | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Build the index anew from the catalog; return the number of articles.

        The old index answers until the new one is complete. ``engine`` converts
        the archive; in a cluster the index may get another number of ``shards`` and
        ``replicas``. ``progress`` is called with the articles done and in all.
        """
        from search.archive import upkeep  # noqa: PLC0415 - searches do without

        with closing(home_of(place)) as home, closing(home.catalog()) as catalog:
            return upkeep.rebuild(home, catalog, engine, (shards, replicas), progress)

    @classmethod
    def copy(
        cls,
        source: str | Path,
        target: str | Path,
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Copy an archive to another place, a folder or an address; return its articles' number.

        All goes along: former versions, the ledger of files, saved searches, and the
        numbers by which they know what is new. The source can be searched and written to
        meanwhile; what is written does not come along. A copy that was stopped is gone
        on with if the source has not changed. ``progress`` is called with the articles
        done and in all.

        Raises:
            ArchiveMissing: if there is no archive to copy.
            ArchiveExists: if there is one at the other place.
        """
        from search.archive import copying  # noqa: PLC0415 - searches do without

        with closing(home_of(source)) as one, closing(home_of(target)) as other:
            return copying.copy(one, other, progress)

    @classmethod
    def compare(cls, one: str | Path, other: str | Path) -> Comparison:
        """Compare all that two archives hold, article by article and file by file.

        Raises:
            ArchiveMissing: if one of them is none.
        """
        from search.archive import copying  # noqa: PLC0415 - searches do without

        with closing(home_of(one)) as first, closing(home_of(other)) as second:
            return copying.compare(first, second)

    def check(self, *, repair: bool = False) -> CheckReport:
        """Compare catalog and index; with ``repair``, index again what differs."""
        from search.archive import upkeep  # noqa: PLC0415 - searches do without

        with self._faults:
            return upkeep.check(self._home, self._catalog, self._snapshot, repair=repair)


def _several(values: str | Path | Iterable[Any]) -> Iterable[Any]:
    """Return one value as several: a text would be taken for its letters."""
    return (values,) if isinstance(values, str | Path) else values
