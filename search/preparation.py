"""An article, and what an archive makes of it before it knows its place there.

Whatever needs nothing but the article is made where the article is read, by
processes of which there may be several; the one that writes only puts it away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import filterfalse
from typing import TYPE_CHECKING

from search import similarity
from search.analysis import WORDS_KEPT, plains
from search.article import Paragraphs
from search.catalog import content_of, packed_article

if TYPE_CHECKING:
    from collections.abc import Sequence

    from search.article import Article

    Values = tuple[str | None, int, bytes | None, list[str], Sequence[int]]

_TOLD = WORDS_KEPT // 2  # words of which a process knows that it has told them
_LONGEST = 2_000_000  # characters of an article; making all of this takes ten times as much memory


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article, and what was made of it.

    ``content`` is its ``content_of``, ``block`` the article as the catalog keeps it (None
    where the catalog has to see to that), ``texts`` are the ``plains`` of its paragraphs
    and ``bands`` those of its signature, none if it is too short to be compared.
    """

    article: Article
    content: int
    block: bytes | None
    texts: Sequence[str]
    bands: Sequence[int]

    @classmethod
    def of(cls, article: Article, values: Values | None = None) -> Prepared:
        """Return an article with the ``values`` that a ``Preparer`` gave, or with its own.

        It may have got its language since.
        """
        language, content, block, texts, bands = values or _values(article)
        if language != article.language:
            content, block = content_of(article), None
        return cls(article=article, content=content, block=block, texts=texts, bands=bands)

    def named(self, article_id: str) -> Prepared:
        """Return it under another id, on which nothing that was made depends."""
        if article_id == self.article.id:
            return self
        return replace(self, article=replace(self.article, id=article_id))

    def marked(self, article: Article) -> Prepared:
        """Return it as the same article with other kinds of paragraphs; it says what it said."""
        if article is self.article:
            return self
        return replace(self, article=article, block=None, bands=_bands(article, self.texts))


class Preparer:
    """Prepares the articles that one process reads; what it gives can go through a pipe.

    Left to the one that writes are very long articles, since readers have little memory, and
    those with halves of surrogate pairs, in the place of which it puts other signs.
    """

    def __init__(self) -> None:
        """Begin, with no words told yet."""
        self._told: set[str] = set()

    def __call__(self, article: Article) -> tuple[Values, list[str]] | None:
        """Return what is made of an article, and those of its words that were not told before."""
        if sum(map(len, Paragraphs.of(article.paragraphs).texts)) > _LONGEST:
            return None
        values = _values(article)
        if values[2] is None:
            return None
        words = " ".join(values[3]).split()
        fresh = set(filterfalse(self._told.__contains__, words))
        if len(self._told) > _TOLD:
            self._told = set()
        self._told |= fresh
        return values, list(fresh)


def _values(article: Article) -> Values:
    texts = plains(Paragraphs.of(article.paragraphs).texts)
    return article.language, content_of(article), _block(article), texts, _bands(article, texts)


def _block(article: Article) -> bytes | None:
    try:
        return packed_article(article)
    except UnicodeEncodeError:
        return None


def _bands(article: Article, texts: Sequence[str]) -> Sequence[int]:
    signature = similarity.signature(article, texts)
    return signature.bands if signature else ()
