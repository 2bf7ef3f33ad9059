"""Why an article matches: the query tree evaluated over its paragraphs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from search.analysis import whole_value
from search.article import Paragraphs
from search.deadlines import check_time
from search.matching.paragraphs import ParagraphView, Views, joined, marks_of
from search.matching.sequences import fold_key, key_test
from search.matching.spans import Span, likely, single_test, spans
from search.query.fields import KEY_FIELDS, TITLE, WHOLE_FIELDS
from search.query.nodes import (
    And,
    Boost,
    Dated,
    Everything,
    Exists,
    Field,
    Near,
    Not,
    Or,
    Together,
    Undated,
    Whole,
)

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Iterator
    from collections.abc import Set as AbstractSet

    from search.analysis import Analyzer
    from search.article import Article, Paragraph
    from search.query.nodes import Node
    from search.results import Mark

    Where = dict[int, list["Found"]]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A part of the query in one paragraph: how often, and, when it is asked, where.

    Paragraphs are ranked by how much they have; places are needed of those shown.
    """

    part: Node
    count: int
    spans: Callable[[], list[Span]]
    marks: list[Mark] | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What matched in one article.

    ``words`` holds, by paragraph number, the parts of the query that matched in
    the text; ``kinds`` the paragraphs that a ``kind:`` picked. Parts under NOT, and
    alternatives that do not hold, leave no evidence.
    """

    words: Where = field(default_factory=dict)
    kinds: frozenset[int] = frozenset()

    def merged(self, other: Evidence) -> Evidence:
        """Return the evidence of both."""
        words = {number: list(found) for number, found in self.words.items()}
        for number, found in other.words.items():
            words.setdefault(number, []).extend(found)
        return Evidence(words, self.kinds | other.kinds)

    def marks(self, paragraph: Paragraph) -> tuple[Mark, ...]:
        """Return where in a paragraph's text something matched."""
        found = self.words.get(paragraph.number, ())
        if all(each.marks is not None for each in found):
            return joined(mark for each in found for mark in each.marks or ())
        return marks_of(paragraph.text, [span for each in found for span in each.spans()])


NOTHING = Evidence()


class Matcher:
    """Evaluates one query tree, by the definitions of the query language."""

    def __init__(self, tree: Node, analyzer: Analyzer) -> None:
        """Prepare to evaluate ``tree`` with an archive's analysis."""
        self.tree = tree
        self.analyzer = analyzer

    def article(self, article: Article) -> Evidence | None:
        """Return why the article matches, or None: each part may match anywhere in it."""
        check_time()
        return self._evaluate(self.tree, article, Views(article.paragraphs), None)

    def paragraph(self, article: Article, paragraph: Paragraph) -> Evidence | None:
        """Return why the paragraph matches, or None: every part must match in it."""
        check_time()
        return self._evaluate(self.tree, article, Views((paragraph,)), None)

    def _evaluate(
        self, node: Node, article: Article, views: Views, name: str | None
    ) -> Evidence | None:
        if isinstance(node, And):
            return self._all(node, article, views, name)
        if isinstance(node, Or):
            return self._any(node, article, views, name)
        if isinstance(node, Not):
            return None if self._evaluate(node.part, article, views, name) else NOTHING
        if isinstance(node, Boost | Field):
            name = node.name if isinstance(node, Field) else name
            return self._evaluate(node.part, article, views, name)
        if isinstance(node, Everything):
            return NOTHING
        if isinstance(node, Dated | Undated | Exists):
            return NOTHING if _holds(node, article) else None
        if name is None or name == TITLE:
            return self._text(node, views, title=name == TITLE)
        return self._metadata(node, article, views, name)

    def _all(self, node: And, article: Article, views: Views, name: str | None) -> Evidence | None:
        evidence = NOTHING
        for part in node.parts:
            found = self._evaluate(part, article, views, name)
            if found is None:
                return None
            evidence = evidence.merged(found)
        return evidence

    def _any(self, node: Or, article: Article, views: Views, name: str | None) -> Evidence | None:
        evidence: Evidence | None = None
        for part in node.parts:
            found = self._evaluate(part, article, views, name)
            if found is not None:
                evidence = evidence.merged(found) if evidence else found
        return evidence

    def _text(self, node: Node, views: Views, *, title: bool) -> Evidence | None:
        numbers = views.paragraphs.numbers
        words = {
            numbers[place]: [found]
            for place, found in self._found(node, views)
            if not title or numbers[place] == 0
        }
        return Evidence(words) if words else None

    def _found(self, node: Node, views: Views) -> Iterator[tuple[int, Found]]:
        """Yield the places where a part matches, and how."""
        test = single_test(node, self.analyzer)
        if test is not None:
            for place, (count, marks) in views.finds(test).items():
                yield place, Found(node, count, partial(self._spans, node, views, place), marks)
            return
        for place in likely(node, views, self.analyzer):
            matching = self._spans(node, views, place)
            if matching:
                yield place, Found(node, len(matching), partial(list, matching))

    def _spans(self, node: Node, views: Views, place: int) -> list[Span]:
        return spans(node, views.at(place), self.analyzer)

    def _metadata(self, node: Node, article: Article, views: Views, name: str) -> Evidence | None:
        if isinstance(node, Whole):
            return _whole(node, article, views, name)
        if name not in KEY_FIELDS:
            found = any(
                spans(node, ParagraphView(value), self.analyzer, stems=False)
                for value in field_values(article, name)
            )
            return NOTHING if found else None
        if isinstance(node, Near | Together):  # one value has no words to be near each other
            return None
        test = key_test(name, node)  # type: ignore[arg-type]
        if name == "kind":
            kinds = set(views.paragraphs.kinds)
            return _of_kinds(views, {kind for kind in kinds if test.accepts(kind)})
        found = any(test.accepts(fold_key(value)) for value in field_values(article, name))
        return NOTHING if found else None


def _whole(node: Whole, article: Article, views: Views, name: str) -> Evidence | None:
    if name == "kind":
        return _of_kinds(views, {node.text})
    return NOTHING if node.text in whole_values(article, name) else None


def _of_kinds(views: Views, kinds: AbstractSet[str]) -> Evidence | None:
    """Return the evidence that paragraphs of some kinds are; None if there are none."""
    columns = zip(views.paragraphs.numbers, views.paragraphs.kinds, strict=True)
    numbers = frozenset(number for number, kind in columns if kind in kinds)
    return Evidence(kinds=numbers) if numbers else None


def whole_values(article: Article, name: str) -> tuple[str, ...]:
    """Return the values of a field as they are counted, each once.

    >>> from search.article import Article
    >>> whole_values(Article.of("Text.", authors=("Ann  Lee", "Ann Lee")), "author")
    ('Ann Lee',)
    """
    values = (whole_value(value) for value in field_values(article, name))
    return tuple(dict.fromkeys(value for value in values if value))


def field_values(article: Article, name: str) -> tuple[str, ...]:
    """Return what an article has in a field.

    What has nothing but blanks and quotes is no source, author, section or language.

    >>> from search.article import Article
    >>> field_values(Article.of("Text.", authors=("Ann Lee", "Bo Day")), "author")
    ('Ann Lee', 'Bo Day')
    """
    if name == "author":
        return tuple(author for author in article.authors if whole_value(author))
    if name == "tag":
        return article.tags
    if name == "path":
        return ((article.path,) if article.path else ()) + article.copies
    if name == "kind":
        return tuple(dict.fromkeys(Paragraphs.of(article.paragraphs).kinds))
    value = article.language if name == "lang" else getattr(article, name)
    if name in WHOLE_FIELDS and not whole_value(value or ""):
        return ()
    return (str(value),) if value else ()


def date_bounds(article: Article) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day that an article's date may mean.

    >>> import datetime
    >>> from search.article import Article
    >>> article = Article.of("Text.", date=datetime.date(2021, 1, 1), date_precision="year")
    >>> [str(day) for day in date_bounds(article)]
    ['2021-01-01', '2021-12-31']
    """
    date = article.date
    if date is None:
        return None
    if article.date_precision == "year":
        return date.replace(month=1, day=1), date.replace(month=12, day=31)
    if article.date_precision == "month":
        from calendar import monthrange  # noqa: PLC0415 - for few articles

        return date.replace(day=1), date.replace(day=monthrange(date.year, date.month)[1])
    return date, date


def _holds(node: Dated | Undated | Exists, article: Article) -> bool:
    if isinstance(node, Undated):
        return article.date is None
    if isinstance(node, Exists):
        return bool(field_values(article, node.name))
    bounds = date_bounds(article)
    if bounds is None:
        return False
    first, last = bounds
    days = node.days
    return (days.first is None or days.first <= first) and (days.last is None or last <= days.last)
