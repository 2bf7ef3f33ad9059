"""Concordances: every match of a query in a line of its own, with the words around it.

Keyword in context (KWIC), as Luhn had it printed (Luhn 1960, "Key word-in-context
index for technical literature", American Documentation 11).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from search.analysis import terms
from search.results import about

if TYPE_CHECKING:
    from typing import Any

    from search.article import Article, Paragraph
    from search.results import Mark, Notice, Sort

LineSort = Literal["relevance", "newest", "oldest", "left", "right"]
# The order of the articles whose lines they are.
HIT_SORTS: dict[LineSort, Sort] = {
    "relevance": "relevance",
    "newest": "newest",
    "oldest": "oldest",
    "left": "relevance",
    "right": "relevance",
}

WIDTH = 70  # characters of context on each side: what fits beside a keyword on a wide page
COMPARED = 60  # characters of whose whole words lines are sorted by
_BLANKS_EXPECTED = 4  # times the width that is looked at: blanks in a row count as one
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    r"""One match: ``left``, ``match`` and ``right``, one behind the other, are what the text says.

    ``number`` is that of the paragraph. Blanks in a row are one, and the contexts
    are cut between words; at the beginning or end of a paragraph they are shorter.

    >>> from search.article import Article
    >>> article = Article.of("The envoy said peace\ntalks had resumed.")
    >>> line_of(article, article.paragraphs[0], (15, 26)).match
    'peace talks'
    """

    article: Article
    number: int
    left: str
    match: str
    right: str

    def as_json(self) -> dict[str, Any]:
        """Return the line as JSON values."""
        return {
            "article": about(self.article),
            "number": self.number,
            "left": self.left,
            "match": self.match,
            "right": self.right,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Concordance:
    """A page of the lines of a query: one for each mark in each paragraph that matches.

    ``articles`` is how many match, exactly; copies are not collapsed. ``total`` is
    the exact number of lines, or None where so many articles match that not all
    of them have been read yet: then there are more lines behind these. ``sort`` is the order that
    the lines are in, which is not what was asked for where a notice says so.

    >>> found = Concordance(
    ...     query="peace", interpreted="peace", notices=(), sort="right", articles=1, total=2,
    ...     offset=0, took_ms=0.2, lines=(),
    ... )
    >>> found.more
    True
    """

    query: str
    interpreted: str
    notices: tuple[Notice, ...]
    sort: LineSort
    articles: int
    total: int | None
    offset: int
    took_ms: float
    lines: tuple[Line, ...]

    @property
    def more(self) -> bool:
        """Whether there are lines behind those of this page."""
        return self.total is None or self.offset + len(self.lines) < self.total

    def as_json(self) -> dict[str, Any]:
        """Return the page as the JSON object of the command line and the API."""
        return {
            "query": self.query,
            "interpreted": self.interpreted,
            "notices": [notice.as_json() for notice in self.notices],
            "sort": self.sort,
            "articles": self.articles,
            "total": self.total,
            "offset": self.offset,
            "took_ms": round(self.took_ms, 2),
            "lines": [line.as_json() for line in self.lines],
        }


def line_of(article: Article, paragraph: Paragraph, mark: Mark) -> Line:
    """Return the line of one mark."""
    text = paragraph.text
    return Line(
        article=article,
        number=paragraph.number,
        left=left_of(text, mark[0]),
        match=_BLANKS.sub(" ", text[mark[0] : mark[1]]),
        right=right_of(text, mark[1]),
    )


def left_of(text: str, place: int, width: int = WIDTH) -> str:
    """Return the words before a place, at most ``width`` characters.

    >>> left_of("The envoy said:  “peace", 18)
    'The envoy said: “'
    """
    begin = max(0, place - _BLANKS_EXPECTED * width)
    shown = _BLANKS.sub(" ", text[begin:place])
    if not begin and len(shown) <= width:
        return shown.lstrip()
    cut = shown[-width - 1 :]
    blank = cut.find(" ", 0, -1)
    return cut[blank + 1 :] if blank >= 0 else cut[-width:]


def right_of(text: str, place: int, width: int = WIDTH) -> str:
    """Return the words behind a place, at most ``width`` characters.

    >>> right_of("peace” had a  price.", 5)
    '” had a price.'
    """
    end = place + _BLANKS_EXPECTED * width
    shown = _BLANKS.sub(" ", text[place:end])
    if end >= len(text) and len(shown) <= width:
        return shown.rstrip()
    cut = shown[: width + 1]
    blank = cut.rfind(" ", 1)
    return cut[:blank] if blank >= 0 else cut[:width]


def left_key(text: str, place: int) -> str:
    """Return what lines are sorted by to the left: the words before a place, the next one first.

    Blanks come before letters, so that lines are compared word by word.

    >>> left_key("The envoy said: “peace", 17)
    'said envoy the'
    """
    begin = max(0, place - COMPARED)
    words = terms(text[begin:place])
    words.reverse()
    return " ".join(words[:-1] if begin else words)


def right_key(text: str, place: int) -> str:
    """Return what lines are sorted by to the right: the words behind a place.

    >>> right_key("peace” had a price.", 5)
    'had a price'
    """
    end = place + COMPARED
    words = terms(text[place:end])
    return " ".join(words[:-1] if end < len(text) else words)
