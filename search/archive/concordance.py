"""The concordance of a search: where its lines stand is found once, and kept for every page.

Four numbers are kept of a line; what it says is read again for the lines of a page.
The first page of a large concordance needs only the first of its articles. One that
is sorted by its contexts needs them all, and a small one is read as a whole at once.
"""

from __future__ import annotations

import threading
import time
from array import array
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.archive.hits import articles_of
from search.concordances import Concordance, left_key, line_of, right_key
from search.matching import Evidence, Matcher
from search.query.fields import TITLE
from search.query.nodes import Dated, Everything, Exists, Field, Not, Undated, children
from search.results import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from search.archive.searching import Question
    from search.article import Paragraph
    from search.catalog import Catalog
    from search.concordances import Line, LineSort
    from search.engines.base import Engine, EngineHit, EngineHits
    from search.query.nodes import Node
    from search.results import Mark

FIRST_READ = 50  # articles; afterwards as many as were read before
READ_AT_ONCE = 100  # articles whose text is held together
SMALL = 500  # articles of which all are read, so that the number of their lines is known
MOST_ARTICLES = 10_000  # whose lines are sorted by their contexts
MOST_LINES = 400_000  # likewise
KEPT = 8  # concordances that are remembered


class Concordances:
    """The concordances of one archive; those asked for last are remembered."""

    def __init__(self, place: Path | str, catalog: Catalog) -> None:
        """Keep where the text of hits is read."""
        self._place = place
        self._catalog = catalog
        self._kept: OrderedDict[object, _Lines] = OrderedDict()
        self._lock = threading.Lock()

    def page(
        self, question: Question, engine: Engine, sort: LineSort, limit: int, offset: int
    ) -> Concordance:
        """Return the lines from ``offset`` on, at most ``limit``.

        The engine and the catalog must agree for as long as this takes.
        """
        began = time.perf_counter()
        search = _Search(question, engine, self._catalog, self._place)
        articles = search.hits(0, 0).total
        notices = question.query.notices
        by_context = sort in ("left", "right")
        lines = self._lines(search, articles, whole=by_context or articles <= SMALL)
        lines.read(search, offset + limit + 1)
        if lines.too_many:
            if by_context:
                notices += (_too_many(articles, sort),)
                sort = "relevance"
            lines = self._lines(search, articles, whole=False)
            lines.read(search, offset + limit + 1)
        if not search.has_words:
            notices += (Notice("The query has no words that could be shown in context."),)
        return Concordance(
            query=question.query.text,
            interpreted=str(question.query),
            notices=notices,
            sort=sort,
            articles=articles,
            total=lines.total,
            offset=offset,
            lines=tuple(self._shown(lines.page(sort, offset, offset + limit))),
            took_ms=(time.perf_counter() - began) * 1000,
        )

    def _lines(self, search: _Search, articles: int, *, whole: bool) -> _Lines:
        """Return the lines of a search, as far as they have been read already."""
        question = search.question
        key = self._catalog.state()[0], question.query.tree, question.sort, whole
        with self._lock:
            lines = self._kept.setdefault(key, _Lines(articles, whole=whole))
            self._kept.move_to_end(key)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return lines

    def _shown(self, places: Sequence[_Place]) -> Iterator[Line]:
        articles = self._catalog.articles(list(dict.fromkeys(place[0] for place in places)))
        for aid, number, start, end in places:
            article = articles[aid]
            paragraph = next(each for each in article.paragraphs if each.number == number)
            yield line_of(article, paragraph, (start, end))


_Place = tuple[int, int, int, int]  # of a line: aid, paragraph, start and end of its mark
_NUMBERS = 4  # in each place


@dataclass(frozen=True, slots=True)
class _Search:
    """A search, and where its hits are found and read."""

    question: Question
    engine: Engine
    catalog: Catalog
    place: Path | str

    @property
    def has_words(self) -> bool:
        """Whether anything in a text can be marked."""
        return _has_words(self.question.query.tree)

    def hits(self, limit: int, offset: int) -> EngineHits:
        """Return some of the hits, none of them collapsed."""
        return self.question.ask(self.engine, limit, offset, collapse=False)

    def marked(self, found: Sequence[EngineHit]) -> Iterator[tuple[int, Paragraph, Mark]]:
        """Yield every mark in the articles that were found, with its place."""
        matcher = Matcher(self.question.query.tree, self.engine.analyzer)
        for start in range(0, len(found), READ_AT_ONCE):
            some = articles_of(found[start : start + READ_AT_ONCE], self.catalog, self.place)
            for aid, article in some.items():
                evidence = matcher.article(article) or Evidence()
                matching = [p for p in article.paragraphs if p.number in evidence.words]
                for paragraph in matching:
                    for mark in evidence.marks(paragraph):
                        yield aid, paragraph, mark


class _Lines:
    """Where the lines of a search stand, in the order of its hits, as far as it was read.

    Those that are read as a ``whole`` have an order for each side as well.
    """

    def __init__(self, articles: int, *, whole: bool) -> None:
        self.too_many = whole and articles > MOST_ARTICLES
        self._whole = whole
        self._articles = articles
        self._articles_read = 0
        self._places = array("q")
        self._orders: dict[str, array[int]] = {}
        self._lock = threading.Lock()  # held by whoever reads

    @property
    def total(self) -> int | None:
        """The number of lines, if all articles were read."""
        return len(self) if self._articles_read == self._articles else None

    def __len__(self) -> int:
        return len(self._places) // _NUMBERS

    def read(self, search: _Search, wanted: int) -> None:
        """Read until there are as many lines as are wanted, or no more."""
        with self._lock:
            if not search.has_words:
                self._articles_read = self._articles
            elif self._whole:
                self._read_all(search)
            else:
                self._read_on(search, wanted)

    def _read_on(self, search: _Search, wanted: int) -> None:
        while self._articles_read < self._articles and len(self) < wanted:
            found = search.hits(max(FIRST_READ, self._articles_read), self._articles_read).hits
            for aid, paragraph, mark in search.marked(found):
                self._places.extend((aid, paragraph.number, *mark))
            self._articles_read += len(found)

    def _read_all(self, search: _Search) -> None:
        """Read all lines with the words on both sides, and put them in order."""
        if self.too_many or self._articles_read == self._articles:
            return
        left, right = [], []
        places = array("q")
        for aid, paragraph, (start, end) in search.marked(search.hits(self._articles, 0).hits):
            places.extend((aid, paragraph.number, start, end))
            left.append(left_key(paragraph.text, start))
            right.append(right_key(paragraph.text, end))
            if len(left) > MOST_LINES:
                self.too_many = True
                return
        for side, keys in (("left", left), ("right", right)):
            self._orders[side] = array("q", sorted(range(len(keys)), key=keys.__getitem__))
        self._places = places
        self._articles_read = self._articles

    def page(self, sort: LineSort, start: int, end: int) -> list[_Place]:
        """Return the places of some lines, in an order that was read."""
        order: Sequence[int] = self._orders.get(sort, range(len(self)))
        return [
            tuple(self._places[line * _NUMBERS : (line + 1) * _NUMBERS])  # type: ignore[misc]
            for line in order[start:end]
        ]


def _too_many(articles: int, sort: str) -> Notice:
    few = articles <= MOST_ARTICLES
    return Notice(
        f"The lines were not sorted by their {sort} context, but by relevance:"
        f" there are more than {MOST_LINES if few else MOST_ARTICLES:,}"
        f" {'of them' if few else 'articles with them'}. Narrow the search to sort them."
    )


def _has_words(node: Node) -> bool:
    """Tell whether a part of a query is found in the text, where it could be marked."""
    if isinstance(node, Not | Everything | Dated | Undated | Exists):
        return False
    if isinstance(node, Field):
        return node.name == TITLE and _has_words(node.part)
    inner = children(node)
    return any(map(_has_words, inner)) if inner else True
