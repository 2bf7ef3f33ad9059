"""The archive: create, open, add, remove, search, show, rebuild, check."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from search import analysis, engines
from search.archive import layout, upkeep
from search.archive.hits import found_paragraph
from search.archive.reports import Failure, Stats
from search.archive.searching import Question, Searches
from search.archive.snapshot import Snapshot, readable_settings
from search.archive.writing import write_lock, writing
from search.catalog import Catalog, Settings, Translated
from search.errors import (
    ArchiveBusy,
    ArchiveExists,
    ArchiveReadOnly,
    ArchiveUnreadable,
    ArticleMissing,
)
from search.languages import language_name
from search.matching import Evidence, Matcher

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from types import TracebackType
    from typing import Any, NoReturn, Self

    from search.archive.reports import CheckReport, Progress, Summary
    from search.article import Article
    from search.catalog import Version
    from search.results import (
        Explanation,
        FoundParagraph,
        Hit,
        Match,
        Results,
        Scope,
        Sort,
        Suggestion,
    )


class Archive:
    """A searchable collection of articles in a folder.

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

    def __init__(self, place: Path, catalog: Catalog) -> None:
        """Use ``Archive.open`` or ``Archive.create``."""
        self.place = place
        self._catalog = catalog
        self._snapshot = Snapshot(place, catalog, self._settle)
        self._searches = Searches(place, catalog, self._snapshot)
        self._faults = Translated(place, reading=True)

    @classmethod
    def create(
        cls, place: str | Path, *, engine: str = engines.DEFAULT, language: str = "english"
    ) -> Archive:
        """Make a new, empty archive in a folder.

        ``language`` is the one whose stems are searched, by its name or its code.

        Raises:
            SearchError: if the language is not known.
            ArchiveExists: if there is one already.
            EngineMissing: if the engine is unknown or its package not installed.
            ArchiveReadOnly: if the folder cannot be written to.
        """
        language = language_name(language)
        with Translated(Path(place)):
            folder = layout.make(place)
        with write_lock(folder), Translated(folder):
            if (folder / layout.CATALOG).exists():
                raise ArchiveExists(
                    f"There is an archive in {folder} already. Open it, or name another folder."
                )
            layout.sweep(folder, None)
            name, empty = layout.new_engine(folder, engine, language, lambda _: {})
            empty.close()
            settings = Settings(
                engine=engine, language=language, analysis=analysis.VERSION, folder=name
            )
            return cls(folder, Catalog.create(folder / layout.CATALOG, settings))

    @classmethod
    def open(cls, place: str | Path = "index") -> Archive:
        """Open the archive in a folder, and finish what an interrupted run has left.

        Raises:
            ArchiveMissing: if there is none.
            ArchiveUnreadable: if it is damaged or of another format.
        """
        folder = layout.find(place)
        archive = cls(folder, Catalog(folder / layout.CATALOG))
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
        try:
            with writing(self.place, self._catalog):
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

    # Searching

    def search(  # noqa: PLR0913 - the search's options
        self,
        text: str,
        *,
        scope: Scope = "article",
        match: Match = "all",
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
        facets: bool = False,
        explain: bool = False,
        today: datetime.date | None = None,
    ) -> Results:
        """Search the archive.

        Args:
            text: the query, in the query language.
            scope: "article", where each part may match anywhere in an article, or
                "paragraph", where the whole query must match within one.
            match: "all" words, or "any" of a query of plain words.
            sort: "relevance", "newest" or "oldest".
            limit: how many hits at most.
            offset: how many hits to pass over.
            facets: whether to count the hits by source, author and year.
            explain: whether to say of each hit why it matches.
            today: the day from which relative dates count; the clock's if None.

        Raises:
            QueryError: if the text has no sensible reading.
        """
        if limit < 0 or offset < 0:
            raise ValueError(f"limit {limit} and offset {offset} must not be negative.")
        question = Question.of(text, scope=scope, match=match, sort=sort, today=today)
        with self._faults:
            return self._searches.page(question, limit, offset, facets=facets, explain=explain)

    def hits(
        self,
        text: str,
        *,
        scope: Scope = "article",
        match: Match = "all",
        sort: Sort = "relevance",
        today: datetime.date | None = None,
    ) -> Iterator[Hit]:
        """Yield every hit of a search, in order, reading articles only as they come.

        Near-identical articles are not collapsed, whatever the text says of ``collapse:``.
        The hits are those of the moment when the first is asked for, whatever is
        written meanwhile.

        Raises:
            QueryError: if the text has no sensible reading.
        """
        question = Question.of(text, scope=scope, match=match, sort=sort, today=today)
        return self._every_hit(question)

    def _every_hit(self, question: Question) -> Iterator[Hit]:
        with self._faults:
            yield from self._searches.every_hit(question)

    # Reading

    def article(self, article_id: str) -> Article:
        """Return an article by its id.

        Raises:
            ArticleMissing: if the archive has none with that id.
        """
        with self._faults:
            article = self._catalog.article(article_id)
        return article or self._no_article(article_id)

    def _no_article(self, article_id: str) -> NoReturn:
        raise ArticleMissing(
            f"The archive in {self.place} has no article “{article_id}”."
            " Ids stand in the results of a search."
        )

    def marked(
        self,
        article: Article,
        text: str,
        *,
        scope: Scope = "article",
        match: Match = "all",
        today: datetime.date | None = None,
    ) -> tuple[FoundParagraph, ...]:
        """Return all paragraphs of an article with the marks of a query.

        The options are those of ``search``. In paragraph scope a paragraph has
        marks only if the whole query matches within it.
        """
        question = Question.of(text, scope=scope, match=match, sort="relevance", today=today)
        with self._faults, self._snapshot.reading() as engine:
            matcher = Matcher(question.query.tree, engine.analyzer)
        if scope == "article":
            whole = matcher.article(article) or Evidence()
            return tuple(found_paragraph(each, whole) for each in article.paragraphs)
        return tuple(
            found_paragraph(each, matcher.paragraph(article, each) or Evidence())
            for each in article.paragraphs
        )

    def suggest(self, text: str, *, limit: int = 10) -> tuple[Suggestion, ...]:
        """Return how the last word of a text may go on, in the archive's own words.

        The words that most articles have come first.

        >>> import tempfile
        >>> from search.article import Article
        >>> with tempfile.TemporaryDirectory() as folder, Archive.create(folder) as archive:
        ...     _ = archive.add([Article.of("Peace talks in the Panjshir valley.")])
        ...     archive.suggest("peace pan")[0].text
        'peace panjshir'
        """
        with self._faults:
            return self._searches.completions(text, limit)

    def explain(
        self,
        text: str,
        article_id: str,
        *,
        match: Match = "all",
        today: datetime.date | None = None,
    ) -> Explanation:
        """Return why an article matches a query, or does not, and how its score came about.

        Raises:
            QueryError: if the text has no sensible reading.
            ArticleMissing: if the archive has no article with that id.
        """
        question = Question.of(text, scope="article", match=match, sort="relevance", today=today)
        with self._faults:
            found = self._searches.explanation(question.query, article_id)
        return found or self._no_article(article_id)

    def articles(self) -> Iterator[Article]:
        """Yield every article, in the order in which they were added.

        They are those of the moment when the first is asked for.
        """
        with self._faults, closing(self._catalog.view()) as view:
            for _, article in view.live():
                yield article

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """Return an article as it is and as it was, the newest reading first.

        Raises:
            ArticleMissing: if the archive has none with that id.
        """
        with self._faults:
            found = self._catalog.versions(article_id)
        if not found:
            self._no_article(article_id)
        return tuple(found)

    def failures(self) -> Iterator[Failure]:
        """Yield what could not be read at its last reading, in the order of paths."""
        with self._faults, closing(self._catalog.view()) as view:
            for each in view.failures():
                yield Failure(each.part or each.file, each.reason, each.since, each.file)

    def stats(self) -> Stats:
        """Return what the archive holds and how large it is."""
        with self._faults, self._catalog.frozen():
            settings = self._catalog.read_settings()
            first, last = self._catalog.date_range()
            return Stats(
                place=str(self.place),
                first_date=first,
                last_date=last,
                engine=settings.engine,
                language=settings.language,
                format=settings.format,
                generation=self._catalog.state()[0],
                catalog_bytes=layout.size(self.place, f"{layout.CATALOG}*"),
                index_bytes=layout.size(self.place / settings.folder),
                **self._catalog.counts(),
            )

    # Writing

    def add(self, articles: Iterable[Article]) -> int:
        """Add articles, each in the place of one with the same id; return how many.

        What another text takes the place of is kept as a former version. All of
        them are committed when this returns.
        """
        from search.archive.intake import add_object  # noqa: PLC0415 - searches do without

        count = 0
        with writing(self.place, self._catalog) as writer:
            for article in articles:
                add_object(writer, article)
                writer.commit_if_due()
                count += 1
        return count

    def remove(self, article_ids: Iterable[str]) -> int:
        """Remove articles by their ids, with their former versions; return how many there were.

        A file that such an article came from is not read again until it changes.
        """
        count = 0
        with writing(self.place, self._catalog) as writer:
            for article_id in _several(article_ids):
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
            jobs: how many processes read; as many as there are processors if None.
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
        with writing(self.place, self._catalog) as writer:
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

    # Upkeep

    @classmethod
    def rebuild(
        cls,
        place: str | Path,
        *,
        engine: str | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> int:
        """Build the index anew from the catalog; return the number of articles.

        The old index answers until the new one is complete. ``engine`` converts
        the archive; ``progress`` is called with the articles done and in all.
        """
        folder = layout.find(place)
        with closing(Catalog(folder / layout.CATALOG)) as catalog:
            return upkeep.rebuild(folder, catalog, engine, progress)

    def check(self, *, repair: bool = False) -> CheckReport:
        """Compare catalog and index; with ``repair``, index again what differs."""
        with self._faults:
            return upkeep.check(self.place, self._catalog, self._snapshot, repair=repair)


def _several(values: str | Path | Iterable[Any]) -> Iterable[Any]:
    """Return one value as several: a text would be taken for its letters."""
    return (values,) if isinstance(values, str | Path) else values
