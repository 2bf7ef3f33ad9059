"""What a search gives back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import datetime
    from typing import Any

    from search.article import Article, Kind, Precision

_ESCAPED = re.compile(r"[\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")

Mark = tuple[int, int]
Scope = Literal["article", "paragraph"]
Match = Literal["all", "any"]
Sort = Literal["relevance", "newest", "oldest"]
Likeness = Literal["exact", "stem", "variant"]
# The values that a search is narrowed to, by facet; "" or None for what has none.
Narrow = Mapping[str, Sequence[str | None]]


class PublicationDay(NamedTuple):
    """A date of publication as exactly as it is known; the undated have no ``date``.

    >>> import datetime
    >>> PublicationDay(datetime.date(2021, 8, 1), "month").precision
    'month'
    """

    date: datetime.date | None
    precision: Precision


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was repaired, ignored or expanded in a query.

    ``start`` and ``end`` are the place in the query text, in characters.

    >>> Notice("The quote was not closed; it was read to the end.", 0, 5).start
    0
    """

    message: str
    start: int = 0
    end: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the notice as JSON values."""
        return {"message": self.message, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Snippet:
    """The part of a paragraph that shows the match.

    ``marks`` are ranges of characters in ``text``, end-exclusive, in order and
    apart. An ellipsis stands where text was left out.

    >>> shown = Snippet("… the peace talks resumed", ((6, 17),))
    >>> [shown.text[start:end] for start, end in shown.marks]
    ['peace talks']
    """

    text: str
    marks: tuple[Mark, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the snippet as JSON values."""
        return {"text": self.text, "marks": [list(mark) for mark in self.marks]}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundParagraph:
    """A paragraph of a hit: its whole text, what matched in it, and a snippet.

    ``marks`` are ranges of characters in ``text``, end-exclusive, in order and
    apart; they are empty where the query has no words that match here.
    ``matched`` tells whether the query singles this paragraph out, by its words
    or by a ``kind:``.

    >>> found = FoundParagraph(
    ...     number=1, kind="body", text="Peace.", marks=((0, 5),), matched=True,
    ...     snippet=Snippet("Peace.", ((0, 5),)),
    ... )
    >>> found.text[slice(*found.marks[0])]
    'Peace'
    """

    number: int
    kind: Kind
    text: str
    marks: tuple[Mark, ...]
    matched: bool
    snippet: Snippet

    def as_json(self) -> dict[str, Any]:
        """Return the paragraph as JSON values."""
        return {
            "number": self.number,
            "kind": self.kind,
            "text": self.text,
            "marks": [list(mark) for mark in self.marks],
            "matched": self.matched,
            "snippet": self.snippet.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An article that matches (or, in paragraph scope, one of its paragraphs).

    ``paragraphs`` are the best of the matching paragraphs, best first; how many
    there are in all is ``matching_paragraphs``. A query without words matches
    every paragraph of its articles. ``score`` is 0 where hits are sorted by date.
    ``title_marks`` are what matches in the title,
    ``others`` counts the near-identical articles that match as well and are not
    shown, and ``explanation`` says why it matches, where that was asked for.

    >>> from search.article import Article
    >>> article = Article.of("Peace.", title="News")
    >>> hit = Hit(article=article, score=1.5, matching_paragraphs=1, title_marks=(), paragraphs=())
    >>> hit.as_json()["article"]["label"]
    'News'
    """

    article: Article
    score: float
    matching_paragraphs: int
    title_marks: tuple[Mark, ...]
    paragraphs: tuple[FoundParagraph, ...]
    others: int = 0
    explanation: Explanation | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the hit as JSON values."""
        return {
            "score": round(self.score, 4),
            "matching_paragraphs": self.matching_paragraphs,
            "others": self.others,
            "title_marks": [list(mark) for mark in self.title_marks],
            "article": about(self.article),
            "paragraphs": [paragraph.as_json() for paragraph in self.paragraphs],
        } | ({"explanation": self.explanation.as_json()} if self.explanation else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What was added to an archive after some addition, and matches.

    ``total`` is exact; ``hits`` are the newest additions among it, newest first, none
    of them collapsed. ``last_addition`` is the archive's newest at that moment: what
    to ask after the next time, so that nothing is missed and nothing comes twice.

    >>> News(total=0, hits=(), last_addition=4000).as_json()
    {'total': 0, 'last_addition': 4000, 'hits': []}
    """

    total: int
    hits: tuple[Hit, ...]
    last_addition: int

    def as_json(self) -> dict[str, Any]:
        """Return the news as JSON values."""
        return {
            "total": self.total,
            "last_addition": self.last_addition,
            "hits": [hit.as_json() for hit in self.hits],
        }


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many hits have this value; ``value`` is None for those that have none.

    >>> FacetCount("The Courier", 3).as_json()
    {'value': 'The Courier', 'count': 3}
    """

    value: str | None
    count: int

    def as_json(self) -> dict[str, Any]:
        """Return the count as JSON values."""
        return {"value": self.value, "count": self.count}


@dataclass(frozen=True, slots=True)
class PartMatch:
    """One match of a part of a query: its words as the text has them.

    ``likeness`` is that of the word least like the query's: as written, by its
    stem, or by a pattern or spelling.

    >>> PartMatch(2, ("peace", "talks"), "exact").words
    ('peace', 'talks')
    """

    paragraph: int
    words: tuple[str, ...]
    likeness: Likeness


@dataclass(frozen=True, slots=True, kw_only=True)
class PartExplanation:
    """A part of a query, and whether and where one article matches it.

    ``excluded`` parts stand under a NOT. Parts about metadata have no ``matches``.

    >>> PartExplanation(part="source:bbc", matched=True, excluded=False).matches
    ()
    """

    part: str
    matched: bool
    excluded: bool
    matches: tuple[PartMatch, ...] = ()


@dataclass(frozen=True, slots=True)
class ScorePart:
    """A number in a score, what it is, and the numbers that it is made of.

    >>> ScorePart(2.0, "sum", (ScorePart(1.5, "peace"), ScorePart(0.5, "talks"))).parts[0].value
    1.5
    """

    value: float
    description: str
    parts: tuple[ScorePart, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the part as JSON values."""
        return {
            "value": round(self.value, 4),
            "description": self.description,
            "parts": [part.as_json() for part in self.parts],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why one article matches a query, or does not, and how its score came about.

    >>> why = Explanation(
    ...     query="peace", interpreted="peace", article_id="a1", label="News", matched=False,
    ...     parts=(PartExplanation(part="peace", matched=False, excluded=False),), score=None,
    ... )
    >>> [part.part for part in why.parts if not part.matched]
    ['peace']
    """

    query: str
    interpreted: str
    article_id: str
    label: str
    matched: bool
    parts: tuple[PartExplanation, ...]
    score: ScorePart | None

    def as_json(self) -> dict[str, Any]:
        """Return the explanation as JSON values."""
        return {
            "query": self.query,
            "interpreted": self.interpreted,
            "article": self.article_id,
            "label": self.label,
            "matched": self.matched,
            "parts": [
                {
                    "part": part.part,
                    "matched": part.matched,
                    "excluded": part.excluded,
                    "matches": [
                        {
                            "paragraph": match.paragraph,
                            "words": list(match.words),
                            "likeness": match.likeness,
                        }
                        for match in part.matches
                    ],
                }
                for part in self.parts
            ],
            "score": self.score.as_json() if self.score else None,
        }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text to search for instead, and how many articles have its new word.

    ``word`` is the word of the query that the archive does not have, or the
    beginning of one; ``text`` is the whole query with ``replacement`` in its place.

    >>> Suggestion("tlaks", "talks", "peace talks", 12).text
    'peace talks'
    """

    word: str
    replacement: str
    text: str
    count: int

    def as_json(self) -> dict[str, Any]:
        """Return the suggestion as JSON values."""
        return {
            "word": self.word,
            "replacement": self.replacement,
            "text": self.text,
            "count": self.count,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCount:
    """A part of a query that finds nothing, all of whose parts must hold.

    ``alone`` is how many hits the part finds by itself, ``without`` how many the
    query finds without it, and ``rest`` the text of the query without it. ``facet``
    is the key of the narrowing that the part is, or None for a part of the text.

    >>> PartCount(part="tlaks", alone=0, without=12, rest="peace").as_json()
    {'part': 'tlaks', 'alone': 0, 'without': 12, 'rest': 'peace', 'facet': None}
    """

    part: str
    alone: int
    without: int
    rest: str
    facet: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the counts as JSON values."""
        return {
            "part": self.part,
            "alone": self.alone,
            "without": self.without,
            "rest": self.rest,
            "facet": self.facet,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstMention:
    """The first hit of one source, among the hits of a query.

    ``hit`` is the one with the earliest date, or one without a date where no other
    is; ``total`` counts the hits of the source, ``undated`` those of them without a
    date, any of which may be earlier. ``covered_from`` is the earliest date of all
    that the archive holds of the source, None where nothing has a date: a first
    mention on that day says little. ``source`` is None for hits that name none.

    Of a date that is known to the month only, the first day counts for the order;
    the hit may yet be later than one of a day in that month.

    >>> import datetime
    >>> from search.article import Article
    >>> article = Article.of("Peace.", date=datetime.date(2021, 8, 1), date_precision="month")
    >>> hit = Hit(article=article, score=1.5, matching_paragraphs=1, title_marks=(), paragraphs=())
    >>> first = FirstMention(source=None, hit=hit, total=3, undated=0, covered_from=None)
    >>> first.day
    PublicationDay(date=datetime.date(2021, 8, 1), precision='month')
    """

    source: str | None
    hit: Hit
    total: int
    undated: int
    covered_from: PublicationDay | None

    @property
    def day(self) -> PublicationDay:
        """When the hit was published, as exactly as it is known."""
        date = self.hit.article.date
        return PublicationDay(date, self.hit.article.date_precision if date else "day")

    def as_json(self) -> dict[str, Any]:
        """Return the first mention as JSON values."""
        covered = self.covered_from
        return {
            "source": self.source,
            "date": self.day.date.isoformat() if self.day.date else None,
            "date_precision": self.day.precision if self.day.date else None,
            "total": self.total,
            "undated": self.undated,
            "covered_from": covered.date.isoformat() if covered and covered.date else None,
            "covered_from_precision": covered.precision if covered else None,
            "hit": self.hit.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer to one search.

    ``total`` is exact: the number of articles that match, or of paragraphs in
    paragraph scope. ``distinct`` is what is left of it where near-identical
    articles are shown as one, and how many hits there are to page through.
    ``interpreted`` is the query as it was understood; parsing
    it again gives the same query. ``suggestions`` are other spellings of words
    that the archive does not have, and ``parts`` tell, where nothing is found, which
    part of the query is to blame. ``facets`` count hits by source, author and
    year where they were asked for.

    >>> import tempfile
    >>> from search import Archive, Article
    >>> with tempfile.TemporaryDirectory() as folder, Archive.create(folder) as archive:
    ...     _ = archive.add([Article.of("Peace talks resumed on Monday.")])
    ...     results = archive.search("talk", limit=0)
    >>> results.total, results.interpreted, results.hits
    (1, 'talk', ())
    """

    query: str
    interpreted: str
    notices: tuple[Notice, ...]
    scope: Scope
    sort: Sort
    total: int
    distinct: int
    offset: int
    took_ms: float
    hits: tuple[Hit, ...]
    suggestions: tuple[Suggestion, ...] = ()
    parts: tuple[PartCount, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the results as the JSON object of the command line and the API."""
        return {
            "query": self.query,
            "interpreted": self.interpreted,
            "notices": [notice.as_json() for notice in self.notices],
            "scope": self.scope,
            "sort": self.sort,
            "total": self.total,
            "distinct": self.distinct,
            "offset": self.offset,
            "took_ms": round(self.took_ms, 2),
            "hits": [hit.as_json() for hit in self.hits],
            "suggestions": [suggestion.as_json() for suggestion in self.suggestions],
            "parts": [part.as_json() for part in self.parts],
            "facets": {
                name: [count.as_json() for count in counts] for name, counts in self.facets.items()
            },
        }


def about(article: Article) -> dict[str, Any]:
    """Return what is known about an article, without its paragraphs, as JSON values."""
    return {
        "id": article.id,
        "title": article.title,
        "label": article.label,
        "description": article.description,
        "date": article.date.isoformat() if article.date else None,
        "date_precision": article.date_precision if article.date else None,
        "updated": article.updated.isoformat() if article.updated else None,
        "authors": list(article.authors),
        "source": article.source,
        "section": article.section,
        "place": article.place,
        "tags": list(article.tags),
        "url": article.url,
        "path": article.path,
        "language": article.language,
        "extra": dict(article.extra),
        "provenance": dict(article.provenance),
        "copies": list(article.copies),
    }


def json_text(value: object, indent: int | None = 2) -> str:
    r"""Return JSON in which signs that end a line, or could disturb a terminal, are escaped.

    >>> json_text("caf\u00e9\x1b\u202e")
    '"café\\u001b\\u202e"'
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ESCAPED.sub(lambda sign: f"\\u{ord(sign.group()):04x}", text)


def article_json(article: Article) -> dict[str, Any]:
    """Return an article with all its paragraphs as the JSON object of the API.

    >>> from search.article import Article
    >>> article_json(Article.of("One."))["paragraphs"]
    [{'number': 1, 'kind': 'body', 'heading': None, 'text': 'One.'}]
    """
    return about(article) | {
        "paragraphs": [
            {"number": p.number, "kind": p.kind, "heading": p.heading, "text": p.text}
            | ({"page": p.page} if p.page is not None else {})
            for p in article.paragraphs
        ]
    }
