"""What a search gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from search.article import Article, Kind

Mark = tuple[int, int]
Scope = Literal["article", "paragraph"]
Match = Literal["all", "any"]
Sort = Literal["relevance", "newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was repaired, ignored or expanded in a query.

    ``start`` and ``end`` are the place in the query text, in characters.
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
    every paragraph of its articles. ``title_marks`` are what matches in the title.
    """

    article: Article
    score: float
    matching_paragraphs: int
    title_marks: tuple[Mark, ...]
    paragraphs: tuple[FoundParagraph, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the hit as JSON values."""
        return {
            "score": round(self.score, 4),
            "matching_paragraphs": self.matching_paragraphs,
            "title_marks": [list(mark) for mark in self.title_marks],
            "article": _about(self.article),
            "paragraphs": [paragraph.as_json() for paragraph in self.paragraphs],
        }


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many hits have this value; ``value`` is None for those that have none."""

    value: str | None
    count: int

    def as_json(self) -> dict[str, Any]:
        """Return the count as JSON values."""
        return {"value": self.value, "count": self.count}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The answer to one search.

    ``total`` is exact: the number of articles that match, or of paragraphs in
    paragraph scope. ``interpreted`` is the query as it was understood; parsing
    it again gives the same query. ``facets`` count hits by source, author and
    year where they were asked for.
    """

    query: str
    interpreted: str
    notices: tuple[Notice, ...]
    scope: Scope
    sort: Sort
    total: int
    offset: int
    took_ms: float
    hits: tuple[Hit, ...]
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
            "offset": self.offset,
            "took_ms": round(self.took_ms, 2),
            "hits": [hit.as_json() for hit in self.hits],
            "facets": {
                name: [count.as_json() for count in counts] for name, counts in self.facets.items()
            },
        }


def _about(article: Article) -> dict[str, Any]:
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
    }


def article_json(article: Article) -> dict[str, Any]:
    """Return an article with all its paragraphs as the JSON object of the API.

    >>> from search.article import Article
    >>> article_json(Article.of("One."))["paragraphs"]
    [{'number': 1, 'kind': 'body', 'heading': None, 'text': 'One.'}]
    """
    return _about(article) | {
        "paragraphs": [
            {"number": p.number, "kind": p.kind, "heading": p.heading, "text": p.text}
            for p in article.paragraphs
        ]
    }
