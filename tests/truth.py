"""What a query means, by brute force: the judge of every engine.

Written from the definitions of the query language alone, for clarity and not
for speed. It shares with the product the analysis (what a word is, what its
stem is, where sentences end) and the tree, and nothing of matching.
"""

from __future__ import annotations

import itertools
import re
from calendar import monthrange
from collections import Counter
from typing import TYPE_CHECKING

from search.analysis import fold, is_lone_character, terms
from search.matching.sentences import sentence_ends
from search.query import nodes
from search.results import PublicationDay

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Mapping, Sequence

    from search.article import Article, Paragraph

    ArticleHit = tuple[Article, Sequence[Paragraph]]  # with the paragraphs that it is about

Span = frozenset[int]

DOUBLE_QUOTES = '"“”„‟«»″＂'
APOSTROPHES = "‘’‚‛′ʼ＇"


class Truth:
    """One query over articles, with an archive's stemmer."""

    def __init__(self, tree: nodes.Node, stem: Callable[[str], str]) -> None:
        self.tree = tree
        self.stem = stem

    def articles(self, articles: list[Article]) -> set[str]:
        return {a.id for a in articles if self.holds(self.tree, a, a.paragraphs)}

    def paragraphs(self, articles: list[Article]) -> set[tuple[str, int]]:
        return {
            (a.id, p.number)
            for a in articles
            for p in a.paragraphs
            if self.holds(self.tree, a, (p,))
        }

    def hits(self, articles: list[Article], scope: str) -> list[ArticleHit]:
        """Every hit: an article and, in paragraph scope, one of its paragraphs."""
        if scope == "article":
            found = self.articles(articles)
            return [(a, a.paragraphs) for a in articles if a.id in found]
        places = self.paragraphs(articles)
        return [(a, (p,)) for a in articles for p in a.paragraphs if (a.id, p.number) in places]

    def marked(self, article: Article, paragraphs: Sequence[Paragraph]) -> dict[int, set[int]]:
        """The positions of the words that take part in a match, by paragraph."""
        found: dict[int, set[int]] = {}
        self._mark(self.tree, article, paragraphs, None, found)
        return {number: places for number, places in found.items() if places}

    def matching_paragraphs(self, article: Article) -> int:
        marked = self.marked(article, article.paragraphs)
        kinds = self._kinds(self.tree, article, None)
        return len(marked) or len(kinds) or len(article.paragraphs)

    # Does it match?

    def holds(
        self,
        node: nodes.Node,
        article: Article,
        paragraphs: Sequence[Paragraph],
        field: str | None = None,
    ) -> bool:
        match node:
            case nodes.Everything():
                return True
            case nodes.And(parts):
                return all(self.holds(part, article, paragraphs, field) for part in parts)
            case nodes.Or(parts):
                return any(self.holds(part, article, paragraphs, field) for part in parts)
            case nodes.Not(part):
                return not self.holds(part, article, paragraphs, field)
            case nodes.Boost(part, _):
                return self.holds(part, article, paragraphs, field)
            case nodes.Field(name, part):
                return self.holds(part, article, paragraphs, name)
            case nodes.Undated():
                return article.date is None
            case nodes.Exists(name):
                return bool(values(article, name))
            case nodes.Dated(days):
                return within(article, days.first, days.last)
            case _:
                return self._leaf_holds(node, article, paragraphs, field)

    def _leaf_holds(
        self,
        node: nodes.Node,
        article: Article,
        paragraphs: Sequence[Paragraph],
        field: str | None,
    ) -> bool:
        if isinstance(node, nodes.Whole):
            found = [p.kind for p in paragraphs] if field == "kind" else values(article, str(field))
            return node.text in map(counted, found)
        if field in (None, "title"):
            return any(self.spans(node, p.text) for p in text_paragraphs(paragraphs, field))
        if field == "kind":
            return any(whole_value(node, "kind", p.kind) for p in paragraphs)
        if field in ("path", "lang"):
            return any(whole_value(node, field, value) for value in values(article, field))
        return any(self.spans(node, value, stems=False) for value in values(article, str(field)))

    # Where?

    def _mark(
        self,
        node: nodes.Node,
        article: Article,
        paragraphs: Sequence[Paragraph],
        field: str | None,
        found: dict[int, set[int]],
    ) -> None:
        """Only parts that hold, and stand under no NOT, leave marks."""
        if isinstance(node, nodes.Not) or not self.holds(node, article, paragraphs, field):
            return
        match node:
            case nodes.And(parts) | nodes.Or(parts):
                for part in parts:
                    self._mark(part, article, paragraphs, field, found)
            case nodes.Boost(part, _):
                self._mark(part, article, paragraphs, field, found)
            case nodes.Field(name, part):
                self._mark(part, article, paragraphs, name, found)
            case nodes.Everything() | nodes.Dated() | nodes.Undated() | nodes.Exists():
                pass
            case nodes.Whole():
                pass
            case _ if field in (None, "title"):
                for p in text_paragraphs(paragraphs, field):
                    for span in self.spans(node, p.text):
                        found.setdefault(p.number, set()).update(span)

    def _kinds(self, node: nodes.Node, article: Article, field: str | None) -> set[int]:
        if isinstance(node, nodes.Not) or not self.holds(node, article, article.paragraphs, field):
            return set()
        match node:
            case nodes.And(parts) | nodes.Or(parts):
                return set().union(*(self._kinds(part, article, field) for part in parts))
            case nodes.Boost(part, _):
                return self._kinds(part, article, field)
            case nodes.Field(name, part):
                return self._kinds(part, article, name)
            case nodes.Whole(text):
                if field == "kind":
                    return {p.number for p in article.paragraphs if p.kind == text}
            case nodes.Word() | nodes.Phrase() | nodes.Wildcard() | nodes.Fuzzy() | nodes.Regex():
                if field == "kind":
                    return {
                        p.number for p in article.paragraphs if whole_value(node, "kind", p.kind)
                    }
        return set()

    def spans(self, node: nodes.Node, text: str, *, stems: bool = True) -> set[Span]:
        """Every match of a part in one text, as the positions of its words."""
        match node:
            case nodes.Or(parts):
                return set().union(*(self.spans(part, text, stems=stems) for part in parts))
            case nodes.Boost(part, _):
                return self.spans(part, text, stems=stems)
            case nodes.Near() | nodes.Together():
                return self._chain(node, text, stems=stems)
            case _:
                return self._sequence(node, terms(text), stems=stems)

    def _sequence(self, node: nodes.Node, words: list[str], *, stems: bool) -> set[Span]:
        tests = self._tests(node, stems=stems)
        slop = node.slop if isinstance(node, nodes.Phrase) else 0
        candidates = [[i for i, word in enumerate(words) if test(word)] for test in tests]
        found: set[Span] = set()
        if not tests:
            return found
        for places in itertools.product(*candidates):
            shifts = [place - step for step, place in enumerate(places)]
            if len(set(places)) == len(places) and max(shifts) - min(shifts) <= slop:
                found.add(frozenset(places))
        return found

    def _tests(self, node: nodes.Node, *, stems: bool) -> list[Callable[[str], bool]]:
        match node:
            case nodes.Regex(pattern):
                return [lambda word: re.fullmatch(fold_pattern(pattern), word) is not None]
            case nodes.Wildcard(pattern):
                parts = re.findall(r"[\w*?]+", pattern.replace("_", " "))
                return [wildcard(part) for part in parts]
            case nodes.Fuzzy(text, distance):
                return [fuzzy_test(term, distance) for term in terms(text)]
            case nodes.Word(text, exact):
                if stems and not exact:
                    return [self._stem_test(term, text) for term in terms(text)]
                return [exact_test(term, text) for term in terms(text)]
            case nodes.Phrase(text, _):
                return [exact_test(term, text) for term in terms(text)]
        raise AssertionError(node)

    def _stem_test(self, term: str, text: str) -> Callable[[str], bool]:
        if is_lone_character(term) and len(terms(text)) == 1:
            return exact_test(term, text)
        return lambda word: self.stem(word) == self.stem(term)

    def _chain(self, node: nodes.Near | nodes.Together, text: str, *, stems: bool) -> set[Span]:
        sides, links = flattened(node)
        choices = [self.spans(side, text, stems=stems) for side in sides]
        found: set[Span] = set()
        for chosen in itertools.product(*choices):
            pairs = zip(links, chosen, chosen[1:], strict=False)
            if all(linked(link, one, other, text) for link, one, other in pairs):
                found.update(chosen)
        return found


def facet_counts(hits: list[ArticleHit], name: str) -> dict[str | None, int]:
    """How many of the hits have each value of a facet; None stands for those that have none."""
    counts: Counter[str | None] = Counter()
    for hit in hits:
        counts.update(facet_values(*hit, name) or {None: 1})
    return counts


def facet_values(article: Article, paragraphs: Sequence[Paragraph], name: str) -> set[str]:
    """What a hit is counted under."""
    if name == "kind":
        return {p.kind for p in paragraphs}
    if name == "year":
        return {str(article.date.year)} if article.date else set()
    field = "lang" if name == "language" else name
    return {counted(value) for value in values(article, field)} - {""}


def narrowed(hits: list[ArticleHit], narrow: Mapping[str, Sequence[str]]) -> list[ArticleHit]:
    """Those of the hits that have, of each facet, one of the values; "" is to have none."""
    return [
        hit
        for hit in hits
        if all(
            (facet_values(*hit, name) or {""}) & set(wanted)
            for name, wanted in narrow.items()
            if wanted
        )
    ]


def day_counts(hits: list[ArticleHit]) -> dict[PublicationDay, int]:
    """How many of the hits were published on each day, or in each month or year."""
    return Counter(published(article) for article, _ in hits)


def source_day_counts(hits: list[ArticleHit]) -> dict[str | None, dict[PublicationDay, int]]:
    """The same for the hits of each source."""
    return {
        source: day_counts(narrowed(hits, {"source": [source or ""]}))
        for source in facet_counts(hits, "source")
    }


def published(article: Article) -> PublicationDay:
    date = article.date
    if date is None:
        return PublicationDay(None, "day")
    if article.date_precision == "year":
        date = date.replace(month=1)
    if article.date_precision != "day":
        date = date.replace(day=1)
    return PublicationDay(date, article.date_precision)


def counted(value: str) -> str:
    """A value as facets have it: no double quotes, plain apostrophes, single blanks."""
    for sign in DOUBLE_QUOTES + "\x00":
        value = value.replace(sign, " ")
    for sign in APOSTROPHES:
        value = value.replace(sign, "'")
    return re.sub(r"\s+", " ", value).strip()


def collapsed(aids: list[int], groups: Mapping[int, int]) -> list[tuple[int, int]]:
    """The first article of each group, in order, and how many others of it there are."""
    of = {aid: groups.get(aid, aid) for aid in aids}
    return [
        (aid, list(of.values()).count(group) - 1)
        for place, (aid, group) in enumerate(of.items())
        if group not in list(of.values())[:place]
    ]


def flattened(
    node: nodes.Node,
) -> tuple[list[nodes.Node], list[nodes.Near | nodes.Together]]:
    """``a w/5 b w/s c`` as its sides and the operators between neighbours."""
    if not isinstance(node, nodes.Near | nodes.Together):
        return [node], []
    sides, links = flattened(node.left)
    more_sides, more_links = flattened(node.right)
    return sides + more_sides, [*links, node, *more_links]


def linked(link: nodes.Near | nodes.Together, one: Span, other: Span, text: str) -> bool:
    """Sides never overlap; distances run between the words that are nearest."""
    ahead, back = min(other) - max(one), min(one) - max(other)
    if isinstance(link, nodes.Near):
        return 0 < ahead <= link.distance or (not link.ordered and 0 < back <= link.distance)
    if ahead <= 0 and back <= 0:
        return False
    if link.unit == "paragraph":
        return True
    return len({sentence_of(place, text) for place in one | other}) == 1


def sentence_of(position: int, text: str) -> int:
    ends = [len(terms(text[:end])) for end in sentence_ends(text)]
    return next((i for i, end in enumerate(ends) if position < end), len(ends))


def text_paragraphs(paragraphs: Sequence[Paragraph], field: str | None) -> list[Paragraph]:
    return [p for p in paragraphs if field is None or p.number == 0]


def values(article: Article, name: str) -> list[str]:
    if name == "author":
        return list(article.authors)
    if name == "tag":
        return list(article.tags)
    if name == "lang":
        return [article.language] if article.language else []
    if name == "kind":
        return [p.kind for p in article.paragraphs]
    if name == "path":
        return [path for path in (article.path, *article.copies) if path]
    value = getattr(article, name)
    return [str(value)] if value else []


def whole_value(node: nodes.Node, field: str, value: str) -> bool:
    value = "".join(fold(sign) for sign in value)
    match node:
        case nodes.Word(text, exact):
            wanted = "".join(fold(sign) for sign in text)
            signs = {"path": "/#", "lang": "-"}.get(field)
            if signs and not exact:
                return is_within(value, wanted, signs)
            return value == wanted
        case nodes.Phrase(text, _):
            wanted = "".join(fold(sign) for sign in text)
            return is_within(value, wanted, "/#") if field == "path" else value == wanted
        case nodes.Wildcard(pattern):
            return wildcard(pattern)(value)
        case nodes.Fuzzy(text, distance):
            return edits("".join(fold(sign) for sign in text), value) <= distance
        case nodes.Regex(pattern):
            return re.fullmatch(fold_pattern(pattern), value) is not None
    return False


def is_within(value: str, wanted: str, signs: str) -> bool:
    wanted = wanted.rstrip(signs)
    return value == wanted or any(value.startswith(wanted + sign) for sign in signs)


def within(article: Article, first: datetime.date | None, last: datetime.date | None) -> bool:
    """The whole of the article's date lies within the days."""
    date = article.date
    if date is None:
        return False
    begin = end = date
    if article.date_precision == "year":
        begin, end = date.replace(month=1, day=1), date.replace(month=12, day=31)
    elif article.date_precision == "month":
        begin = date.replace(day=1)
        end = date.replace(day=monthrange(date.year, date.month)[1])
    return (first is None or first <= begin) and (last is None or end <= last)


def exact_test(term: str, text: str) -> Callable[[str], bool]:
    """One character of a script without spaces is found inside the pairs too."""
    if is_lone_character(term) and len(terms(text)) == 1:
        return lambda word: term in word and len(word) <= 2
    return lambda word: word == term


def fuzzy_test(term: str, distance: int) -> Callable[[str], bool]:
    return lambda word: edits(term, word) <= distance


def wildcard(pattern: str) -> Callable[[str], bool]:
    if "*" not in pattern and "?" not in pattern:
        return lambda word: word == fold(pattern)
    source = "".join(
        ".*" if sign == "*" else "." if sign == "?" else re.escape(fold(sign)) for sign in pattern
    )
    return lambda word: re.fullmatch(source, word) is not None


def fold_pattern(pattern: str) -> str:
    return "".join(fold(sign) if sign.isalpha() else sign for sign in pattern)


def edits(one: str, other: str) -> int:
    """The optimal string alignment distance, by its recursive definition."""
    memory: dict[tuple[int, int], int] = {}

    def distance(i: int, j: int) -> int:
        if min(i, j) == 0:
            return max(i, j)
        if (i, j) not in memory:
            best = min(
                distance(i - 1, j) + 1,
                distance(i, j - 1) + 1,
                distance(i - 1, j - 1) + (one[i - 1] != other[j - 1]),
            )
            if i > 1 and j > 1 and one[i - 2 : i] == other[j - 2 : j][::-1]:
                best = min(best, distance(i - 2, j - 2) + 1)
            memory[i, j] = best
        return memory[i, j]

    return distance(len(one), len(other))
