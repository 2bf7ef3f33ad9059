"""The values that hits are ordered and counted by."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from search.article import Article

FACETS = ("source", "author", "year")
FACET_SIZE = 1000  # values counted by each facet

# Keys are whole numbers below 2**63: day, then article id, then paragraph number.
_ID_LETTERS = 6  # leading letters of an id, 5 bits each
_ID_BITS = 5 * _ID_LETTERS
_NUMBER_BITS = 11
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_LAST_DAY = (1 << 22) - 1  # later than any date; the undated come last either way


class SortKeys(NamedTuple):
    """``newest`` sorts from the largest down, ``oldest`` from the smallest up.

    (A named tuple, since a large archive makes millions of them.)
    """

    newest: int
    oldest: int

    def paragraph(self, number: int) -> SortKeys:
        """Return the keys of one paragraph of the article.

        >>> keys = SortKeys(4096, 2048)
        >>> keys.paragraph(1).oldest - keys.paragraph(0).oldest
        1
        """
        number = min(number, (1 << _NUMBER_BITS) - 1)
        return SortKeys(self.newest + (1 << _NUMBER_BITS) - 1 - number, self.oldest + number)


def sort_keys(article: Article) -> SortKeys:
    """Return the keys of an article: by date (undated last), then by id.

    >>> import datetime
    >>> from search.article import Article
    >>> old = sort_keys(Article.of("Text.", date=datetime.date(2020, 1, 1)))
    >>> new = sort_keys(Article.of("Text.", date=datetime.date(2021, 1, 1)))
    >>> old.newest < new.newest, old.oldest < new.oldest
    (True, True)
    """
    place = _place(article.id)
    shift = _ID_BITS + _NUMBER_BITS
    backwards = (1 << _ID_BITS) - 1 - place
    if article.date is None:
        return SortKeys(backwards << _NUMBER_BITS, _LAST_DAY << shift | place << _NUMBER_BITS)
    day = article.date.toordinal()
    return SortKeys(day << shift | backwards << _NUMBER_BITS, day << shift | place << _NUMBER_BITS)


def _place(article_id: str) -> int:
    """Return the leading letters of an id as a number, in the order of ids."""
    place = 0
    for letter in article_id[:_ID_LETTERS].ljust(_ID_LETTERS, "\0"):
        place = place << 5 | min(bisect_left(_ALPHABET, letter), 31)
    return place


def facet_values(article: Article) -> dict[str, tuple[str, ...]]:
    """Return what an article is counted under, by facet."""
    return {
        "source": (article.source,) if article.source else (),
        "author": article.authors,
        "year": (str(article.date.year),) if article.date else (),
    }
