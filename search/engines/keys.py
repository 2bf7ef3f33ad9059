"""The values that hits are ordered and counted by."""

from __future__ import annotations

import datetime
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, get_args

from search.article import Precision
from search.matching.evidence import whole_values
from search.query.fields import FACETS
from search.results import PublicationDay

if TYPE_CHECKING:
    from search.article import Article

FACET_SIZE = 10_000  # values counted by each facet, those that most hits have

# Keys are whole numbers below 2**63: day, then article id, then paragraph number.
_ID_LETTERS = 6  # leading letters of an id, 5 bits each
_ID_BITS = 5 * _ID_LETTERS
_NUMBER_BITS = 11
DAY_SHIFT = _ID_BITS + _NUMBER_BITS  # of ``newest``: what is left is the day, 0 if there is none
_LAST_NUMBER = (1 << _NUMBER_BITS) - 1
_ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
_PRECISIONS: tuple[Precision, ...] = get_args(Precision)
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
        number = min(_LAST_NUMBER, number)
        return SortKeys(self.newest + _LAST_NUMBER - number, self.oldest + number)


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
    backwards = (1 << _ID_BITS) - 1 - place
    if article.date is None:
        return SortKeys(backwards << _NUMBER_BITS, _LAST_DAY << DAY_SHIFT | place << _NUMBER_BITS)
    day = article.date.toordinal()
    return SortKeys(
        day << DAY_SHIFT | backwards << _NUMBER_BITS, day << DAY_SHIFT | place << _NUMBER_BITS
    )


def _place(article_id: str) -> int:
    """Return the leading letters of an id as a number, in the order of ids."""
    place = 0
    for letter in article_id[:_ID_LETTERS].ljust(_ID_LETTERS, "\0"):
        place = place << 5 | min(bisect_left(_ALPHABET, letter), 31)
    return place


def facet_values(article: Article) -> dict[str, tuple[str, ...]]:
    """Return what an article is counted under, by facet.

    >>> from search.article import Article
    >>> values = facet_values(Article.of("Text.", source="The Courier"))
    >>> values["source"], values["year"], values["kind"]
    (('The Courier',), (), ('body',))
    """
    year = {"year": (str(article.date.year),) if article.date else ()}
    return {
        name: year[name] if name in year else whole_values(article, field)
        for name, field in FACETS.items()
    }


def published(article: Article) -> int:
    """Return an article's date and its precision as one number, 0 for undated ones.

    >>> import datetime
    >>> from search.article import Article
    >>> day = published(Article.of("Text.", date=datetime.date(2021, 8, 17)))
    >>> publication_day(day)
    PublicationDay(date=datetime.date(2021, 8, 17), precision='day')
    """
    if article.date is None:
        return 0
    return article.date.toordinal() << 2 | _PRECISIONS.index(article.date_precision)


@lru_cache(maxsize=1 << 16)
def publication_day(number: int) -> PublicationDay:
    """Return the date that ``published`` gave this number."""
    if not number:
        return PublicationDay(None, "day")
    date, precision = datetime.date.fromordinal(number >> 2), _PRECISIONS[number & 3]
    return PublicationDay(_first_day(date, precision), precision)


def _first_day(date: datetime.date, precision: Precision) -> datetime.date:
    if precision == "day":
        return date
    return date.replace(day=1) if precision == "month" else date.replace(month=1, day=1)
