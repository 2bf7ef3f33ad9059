"""What an archive answers: searches and all that is read from it.

What a plain search does without is imported where it is first asked for: a search
from the command line takes a tenth of a second, most of which is importing.
"""

from __future__ import annotations

from contextlib import ExitStack, closing, contextmanager, nullcontext
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from search.archive.hits import found_paragraph, shown
from search.archive.searching import Question, Searches, check_choice, facet_counts
from search.archive.snapshot import Snapshot
from search.errors import ArticleMissing
from search.matching import Evidence, Matcher
from search.query.nodes import Everything

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from typing import NoReturn

    from search.archive.chronology import Chronology
    from search.archive.concordance import Concordances
    from search.archive.homes import Home
    from search.archive.reports import Failure, Stats
    from search.archive.saved import SavedSearch, SavedSearches
    from search.article import Article
    from search.catalog import Catalog, Reader, Version
    from search.concordances import Concordance, LineSort
    from search.results import (
        Explanation,
        FacetCount,
        FirstMention,
        FoundParagraph,
        Hit,
        Match,
        Narrow,
        News,
        Results,
        Scope,
        Sort,
        Suggestion,
    )
    from search.timelines.bars import Timeline
    from search.timelines.periods import Unit


class Answers:
    """The part of an archive that only reads; ``Archive`` adds the rest."""

    def __init__(self, home: Home, catalog: Catalog, settle: Callable[[], bool]) -> None:
        """Answer from the archive in ``home``; ``settle`` finishes what a stopped writer left."""
        self.place = home.place
        self._home = home
        self._catalog = catalog
        self._snapshot = Snapshot(home, catalog, settle)
        self._searches = Searches(home.place, catalog, self._snapshot)
        self._faults = home.faults(reading=True)

    @cached_property
    def _chronology(self) -> Chronology:
        from search.archive.chronology import Chronology  # noqa: PLC0415 - as said above

        return Chronology()

    @cached_property
    def _concordances(self) -> Concordances:
        from search.archive.concordance import Concordances  # noqa: PLC0415 - as said above

        return Concordances(self.place, self._catalog)

    @cached_property
    def _saved(self) -> SavedSearches:
        return self._home.searches()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Answer, within the block and on this thread, all questions from one state.

        That is the state after the newest commit before the block, whatever is written
        meanwhile. The block is for reading; ``hits`` and ``articles`` that are asked for
        in it must be gone through in it.

        >>> import tempfile
        >>> from search import Archive, Article
        >>> with tempfile.TemporaryDirectory() as folder, Archive.create(folder) as archive:
        ...     with archive.snapshot(), Archive.open(folder) as other:
        ...         _ = other.add([Article.of("Peace talks.")])
        ...         before = archive.search("talks").total, archive.timeline("talks").total
        ...     before, archive.search("talks").total
        ((0, 0), 1)
        """
        with ExitStack() as stack:
            with self._faults:
                stack.enter_context(self._snapshot.reading())
            yield

    # Searching

    def search(  # noqa: PLR0913 - the search's options
        self,
        text: str,
        *,
        narrow: Narrow | None = None,
        scope: Scope = "article",
        match: Match = "all",
        sort: Sort = "relevance",
        recency: int | None = None,
        limit: int = 10,
        offset: int = 0,
        facets: bool = False,
        explain: bool = False,
        today: datetime.date | None = None,
    ) -> Results:
        """Search the archive.

        Args:
            text: the query, in the query language.
            narrow: what the hits are narrowed to: lists of values by facet, as
                ``facets`` gives them, "" or None for none; or by "date", as the query
                language writes it. The values of one facet are alternatives.
            scope: "article", where each part may match anywhere in an article, or
                "paragraph", where the whole query must match within one.
            match: "all" words, or "any" of a query of plain words.
            sort: "relevance", "newest" or "oldest".
            recency: by relevance, the days after which half is left of what it counts
                that an article is new: those of today count twice as much as very
                old ones. None if it does not count.
            limit: how many hits at most.
            offset: how many hits to pass over.
            facets: whether to count the hits by facet, as ``facets`` does.
            explain: whether to say of each hit why it matches.
            today: the day from which relative dates count; the clock's if None.

        Raises:
            QueryError: if the text or a date has no sensible reading.
        """
        _check_page(limit, offset)
        question = Question.of(
            text,
            narrow=narrow,
            scope=scope,
            match=match,
            sort=sort,
            recency=recency,
            today=today,
        )
        with self._faults:
            return self._searches.page(question, limit, offset, facets=facets, explain=explain)

    def hits(
        self,
        text: str,
        *,
        narrow: Narrow | None = None,
        scope: Scope = "article",
        match: Match = "all",
        sort: Sort = "relevance",
        recency: int | None = None,
        today: datetime.date | None = None,
    ) -> Iterator[Hit]:
        """Yield every hit of a search, in order, reading articles only as they come.

        Near-identical articles are not collapsed, whatever the text says of ``collapse:``.
        The hits are those of the moment when the first is asked for, whatever is
        written meanwhile.

        Raises:
            QueryError: if the text has no sensible reading.
        """
        question = Question.of(
            text,
            narrow=narrow,
            scope=scope,
            match=match,
            sort=sort,
            recency=recency,
            today=today,
        )
        return self._every_hit(question)

    def _every_hit(self, question: Question) -> Iterator[Hit]:
        with self._faults:
            yield from self._searches.every_hit(question)

    def facets(
        self,
        text: str,
        *,
        narrow: Narrow | None = None,
        scope: Scope = "article",
        match: Match = "all",
        today: datetime.date | None = None,
    ) -> dict[str, tuple[FacetCount, ...]]:
        """Count the hits of a search by source, author, section, language, kind and year.

        Most first, at most 10,000 values of each. A facet leaves out its own
        narrowing, so that other values can be chosen beside those that are. Every
        count is the total of the same search narrowed to that value; by kind,
        articles are counted that have such a paragraph.

        Raises:
            QueryError: if the text or a date has no sensible reading.
        """
        question = Question.of(text, narrow=narrow, scope=scope, match=match, today=today)
        with self._faults, self._snapshot.reading() as engine:
            return facet_counts(question, engine)

    def timeline(
        self,
        text: str,
        *,
        narrow: Narrow | None = None,
        scope: Scope = "article",
        match: Match = "all",
        unit: Unit | None = None,
        by_source: bool = False,
        today: datetime.date | None = None,
    ) -> Timeline:
        """Return how the hits of a search are spread over time.

        Args:
            text: the query, in the query language.
            narrow: what the hits are narrowed to, as in ``search``.
            scope: whether articles or paragraphs are counted.
            match: as in ``search``.
            unit: what a bar is: "day", "week", "month" or "year"; what suits the
                dates of the hits if None. The answer has a coarser one if it would
                make more than 800 bars.
            by_source: whether each source has bars of its own too.
            today: the day from which relative dates count; the clock's if None.

        Raises:
            QueryError: if the text or a date has no sensible reading.
            ValueError: if there is no such unit.
        """
        question = Question.of(text, narrow=narrow, scope=scope, match=match, today=today)
        with self._faults, self._snapshot.reading() as engine:
            generation = self._catalog.state()[0]
            (whole,) = self._chronology.timelines([question], unit, engine, generation)
            if not by_source:
                return whole
            sources = self._chronology.sources(whole, question, engine, generation)
            return replace(whole, sources=sources)

    def timelines(
        self,
        texts: Iterable[str],
        *,
        narrow: Narrow | None = None,
        scope: Scope = "article",
        match: Match = "all",
        unit: Unit | None = None,
        today: datetime.date | None = None,
    ) -> tuple[Timeline, ...]:
        """Return the timelines of several searches with the same bars, to compare them.

        The options are those of ``timeline``.

        Raises:
            QueryError: if one of the texts or a date has no sensible reading.
            ValueError: if there is no such unit.
        """
        if isinstance(texts, str):
            raise ValueError(f"texts is {texts!r}; give a list of texts.")  # noqa: TRY004
        questions = [
            Question.of(text, narrow=narrow, scope=scope, match=match, today=today)
            for text in texts
        ]
        if not questions:
            return ()
        with self._faults, self._snapshot.reading() as engine:
            generation = self._catalog.state()[0]
            return self._chronology.timelines(questions, unit, engine, generation)

    def concordance(
        self,
        text: str,
        *,
        narrow: Narrow | None = None,
        match: Match = "all",
        sort: LineSort = "relevance",
        limit: int = 50,
        offset: int = 0,
        today: datetime.date | None = None,
    ) -> Concordance:
        """Return a page of the matches of a search, each in a line with the words around it.

        There is one line for each mark in each paragraph that matches, of all hits.
        The options are those of ``search``, but lines may also be sorted by the
        words to the "left" or to the "right" of the match, from it outwards; equal
        ones are in the order of relevance. Where there are too many lines to sort
        them so, a notice says it and the order is that of relevance.

        Raises:
            QueryError: if the text has no sensible reading.

        >>> import tempfile
        >>> from search import Archive, Article
        >>> with tempfile.TemporaryDirectory() as folder, Archive.create(folder) as archive:
        ...     _ = archive.add([Article.of("The talks failed. New talks began.")])
        ...     found = archive.concordance("talks", sort="right")
        >>> [(line.left, line.match, line.right) for line in found.lines]
        [('The talks failed. New ', 'talks', ' began.'), ('The ', 'talks', ' failed. New talks began.')]
        """
        from search.concordances import HIT_SORTS  # noqa: PLC0415 - as said above

        check_choice("sort", sort, tuple(HIT_SORTS))
        _check_page(limit, offset)
        hit_sort = HIT_SORTS[sort]
        question = Question.of(text, narrow=narrow, match=match, sort=hit_sort, today=today)
        with self._faults, self._snapshot.reading() as engine:
            return self._concordances.page(question, engine, sort, limit, offset)

    def first_mentions(
        self,
        text: str,
        *,
        narrow: Narrow | None = None,
        match: Match = "all",
        limit: int = 50,
        offset: int = 0,
        today: datetime.date | None = None,
    ) -> tuple[FirstMention, ...]:
        """Return the first article of each source among the hits, the earliest first.

        The options are those of ``search``; ``limit`` and ``offset`` count sources.
        Sources all of whose hits are undated come last. Beside each stands since when
        the archive has anything of the source, under the same narrowing.

        Raises:
            QueryError: if the text or a date has no sensible reading.
        """
        from search.archive.mentions import FirstMentions  # noqa: PLC0415 - as said above

        _check_page(limit, offset)
        question = Question.of(text, narrow=narrow, match=match, today=today)
        with self._faults, self._snapshot.reading() as engine:
            firsts = FirstMentions(question, engine, self._catalog, self.place)
            return firsts.page(limit, offset)

    def similar(self, article_id: str, *, limit: int = 10) -> tuple[Hit, ...]:
        """Return the articles that share the most telling words of one, the most similar first.

        Near-identical copies of it are left out. The hits have no marks.

        Raises:
            ArticleMissing: if the archive has none with that id.

        >>> import tempfile
        >>> from search import Archive, Article
        >>> texts = ("Ferry sinks off Quarrow.", "The ferry to Quarrow sank.", "Snow in May.")
        >>> with tempfile.TemporaryDirectory() as folder, Archive.create(folder) as archive:
        ...     _ = archive.add(Article.of(text, id=text[:3]) for text in texts)
        ...     [hit.article.id for hit in archive.similar("Fer")]
        ['The']
        """
        from search.archive.similar import similar  # noqa: PLC0415 - as said above

        _check_page(limit, 0)
        with self._faults, self._snapshot.reading() as engine:
            numbered = self._catalog.numbered(article_id)
            if numbered is None:
                self._no_article(article_id)
            group = self._catalog.group(article_id)
            found = similar(numbered[1], group, engine, limit)
            unmarked = Matcher(Everything(), engine.analyzer)
            return shown(found, unmarked, self._catalog, self.place)

    @property
    def generation(self) -> int:
        """A number that rises whenever what searches find may have changed."""
        with self._faults:
            return self._catalog.state()[0]

    @property
    def last_addition(self) -> int:
        """The number of the newest article that searches find; each addition has a larger one."""
        with self._faults:
            return self._catalog.last_addition()

    def news(  # noqa: PLR0913 - the options of a search
        self,
        text: str,
        *,
        narrow: Narrow | None = None,
        scope: Scope = "article",
        match: Match = "all",
        after: int,
        limit: int = 10,
        offset: int = 0,
        today: datetime.date | None = None,
    ) -> News:
        """Return the hits of a search that were added after an addition, the newest first.

        ``after`` is a ``last_addition`` of an earlier time; the other options are those
        of ``search``, and no hits are collapsed. An article whose text has changed
        since is new as well; one that has only moved is not.

        Raises:
            QueryError: if the text or a date has no sensible reading.
        """
        from search.archive.news import news  # noqa: PLC0415 - as said above

        if limit < 0 or offset < 0:
            raise ValueError(f"limit {limit} and offset {offset} must not be negative.")
        question = Question.of(text, narrow=narrow, scope=scope, match=match, today=today)
        with self._faults, self._snapshot.reading() as engine:
            return news(question, self._catalog, engine, after, (limit, offset))

    def saved_searches(self, *, today: datetime.date | None = None) -> tuple[SavedSearch, ...]:
        """Return the searches that were saved, by name, each with its number of new hits.

        New are hits that were added since the last visit, exactly as ``news`` finds
        them after what was ``seen``.
        """
        from search.archive.news import counted  # noqa: PLC0415 - as said above

        kept = self._saved.every()
        with self._faults, self._snapshot.reading() as engine:
            return tuple(counted(each, self._catalog, engine, today) for each in kept)

    def saved_search(self, name: str, *, today: datetime.date | None = None) -> SavedSearch:
        """Return a search that was saved, with its number of new hits.

        Raises:
            SavedSearchMissing: if there is none of that name.
        """
        from search.archive.news import counted  # noqa: PLC0415 - as said above

        kept = self._saved.get(name)
        with self._faults, self._snapshot.reading() as engine:
            return counted(kept, self._catalog, engine, today)

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
        narrow: Narrow | None = None,
        scope: Scope = "article",
        match: Match = "all",
        today: datetime.date | None = None,
    ) -> tuple[FoundParagraph, ...]:
        """Return all paragraphs of an article with the marks of a query.

        The options are those of ``search``. In paragraph scope a paragraph has
        marks only if the whole query matches within it. Nothing is marked in an
        article that the search does not find.
        """
        question = Question.of(text, narrow=narrow, scope=scope, match=match, today=today)
        with self._faults, self._snapshot.reading() as engine:
            matcher = Matcher(question.query.tree, engine.analyzer.apart())
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
        >>> from search import Archive, Article
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
        recency: int | None = None,
        today: datetime.date | None = None,
    ) -> Explanation:
        """Return why an article matches a query, or does not, and how its score came about.

        Raises:
            QueryError: if the text has no sensible reading.
            ArticleMissing: if the archive has no article with that id.
        """
        question = Question.of(text, match=match, recency=recency, today=today)
        with self._faults:
            found = self._searches.explanation(question, article_id)
        return found or self._no_article(article_id)

    def articles(self) -> Iterator[Article]:
        """Yield every article, in the order in which they were added.

        They are those of the moment when the first is asked for.
        """
        with self._faults, self._view() as view:
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

    def copies(self, article_id: str) -> tuple[Article, ...]:
        """Return the other articles that are nearly identical to one, in the order of addition.

        They are those that results show as one hit. Other files with the very same
        article stand in its ``copies``.

        Raises:
            ArticleMissing: if the archive has none with that id.
        """
        with self._faults, self._catalog.frozen():
            group = self._catalog.group(article_id)
            found = self._catalog.articles(group[1:])
        return tuple(found.values()) if group else self._no_article(article_id)

    def failures(self) -> Iterator[Failure]:
        """Yield what could not be read at its last reading, in the order of paths."""
        from search.archive.reports import Failure  # noqa: PLC0415 - as said above

        with self._faults, self._view() as view:
            for each in view.failures():
                yield Failure(each.part or each.file, each.reason, each.since, each.file)

    def _view(self) -> AbstractContextManager[Reader]:
        """Return the catalog for a long reading: that of the snapshot, or else as it is now."""
        return (
            nullcontext(self._catalog) if self._snapshot.is_read else closing(self._catalog.view())
        )

    def stats(self) -> Stats:
        """Return what the archive holds and how large it is."""
        from search.archive.reports import Stats  # noqa: PLC0415 - as said above

        with self._faults, self._catalog.frozen():
            settings = self._catalog.read_settings()
            first, last = self._catalog.date_range()
            catalog_bytes, index_bytes = self._home.sizes(settings)
            return Stats(
                place=str(self.place),
                first_date=first,
                last_date=last,
                engine=settings.engine,
                language=settings.language,
                format=settings.format,
                generation=self._catalog.state()[0],
                catalog_bytes=catalog_bytes,
                index_bytes=index_bytes,
                health=self._home.health(),
                **self._catalog.counts(),
            )


def _check_page(limit: int, offset: int) -> None:
    if limit < 0 or offset < 0:
        raise ValueError(f"limit {limit} and offset {offset} must not be negative.")
