"""Which paragraphs are not the article's own, since many of its source have them?

Boxes that ask to subscribe, lines about rights, notes about the author: what stands
word by word in a good part of a source's articles is page furniture. It stays in
the article, as boilerplate, and is found; it only ranks below what the article says.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from search.article import Paragraphs

if TYPE_CHECKING:
    from search.article import Article

# A phrase of a dialogue also comes back, but not in every tenth article.
ARTICLES = 5  # of one source, at least
SHARE = 0.1  # of the source's articles that were read
SURE = 50  # articles of a source after which its share is believed before the run ends
SHORTEST, LONGEST = 30, 600  # characters
KINDS = frozenset({"body", "list", "quote"})
_REMEMBERED = 200_000  # paragraphs that came once; some 20 MB
_LENGTHS = (1 << 10) - 1  # the bits of a mark that are of the text's length
_KEPT = 200  # ids of articles that had a paragraph before it was known for what it is


@dataclass(slots=True)
class _Repeat:
    """A paragraph of several articles: how many, and the ids of the first of them."""

    source: str
    text: str
    count: int
    ids: list[str]


class Repeats:
    """The paragraphs of the articles read so far, and which of them are boilerplate."""

    def __init__(self, known: set[int]) -> None:
        """Begin with the marks of the boilerplate that the archive knows."""
        self._known = known
        self._lengths = {mark & _LENGTHS for mark in known}
        self._once: dict[int, str] = {}  # keys of paragraphs, and the article that has each
        self._repeats: dict[int, _Repeat] = {}
        self._articles: Counter[str] = Counter()

    def applied(self, article: Article) -> Article:
        """Return an article with its known boilerplate as such, but never all of its text."""
        if not self._known:
            return article
        source = _source(article)
        said = Paragraphs.of(article.paragraphs)
        found = {place for place, text in _candidates(said) if self._knows(source, text)}
        others = (kind for place, kind in enumerate(said.kinds) if place not in found)
        if not found or KINDS.isdisjoint(others):
            return article
        return replace(article, paragraphs=said.marked("boilerplate", found))

    def note(self, article: Article) -> list[int]:
        """Count an article's paragraphs; return the keys of those that are boilerplate now."""
        source = _source(article)
        self._articles[source] += 1
        if len(self._once) > _REMEMBERED:
            self._once.clear()
        found = []
        for _, text in _candidates(Paragraphs.of(article.paragraphs)):
            key = hash((source, text))  # within this run; in the archive stands a mark
            repeat = self._repeats.get(key)
            if repeat is None:
                first = self._once.setdefault(key, article.id)
                if first != article.id:
                    del self._once[key]
                    self._repeats[key] = _Repeat(source, text, 2, [first, article.id])
            elif repeat.ids[-1] != article.id:  # twice in one article
                repeat.count += 1
                if len(repeat.ids) < _KEPT:
                    repeat.ids.append(article.id)
                if self._articles[source] >= SURE and self._is_boilerplate(repeat):
                    found.append(key)
        return found

    def rest(self) -> list[int]:
        """Return the keys of what is boilerplate after all articles were read."""
        return [key for key, repeat in self._repeats.items() if self._is_boilerplate(repeat)]

    def learn(self, key: int) -> tuple[int, list[str]]:
        """Take a paragraph for boilerplate; return its mark and the ids that had it before."""
        repeat = self._repeats.pop(key)
        mark = _mark(repeat.source, repeat.text)
        self._known.add(mark)
        self._lengths.add(mark & _LENGTHS)
        return mark, repeat.ids

    def _knows(self, source: str, text: str) -> bool:
        # Its length tells of nearly every paragraph that it is not known.
        return len(text) & _LENGTHS in self._lengths and _mark(source, text) in self._known

    def _is_boilerplate(self, repeat: _Repeat) -> bool:
        least = max(ARTICLES, SHARE * self._articles[repeat.source])
        return repeat.count >= least


def _candidates(paragraphs: Paragraphs) -> list[tuple[int, str]]:
    """Return the places and texts of paragraphs that may be boilerplate."""
    return [
        (place, text)
        for place, (kind, text) in enumerate(zip(paragraphs.kinds, paragraphs.texts, strict=True))
        if kind in KINDS and SHORTEST <= len(text) <= LONGEST
    ]


def _mark(source: str, text: str) -> int:
    """Return the number by which an archive knows a paragraph of a source; below 2**63."""
    digest = hashlib.blake2b(f"{source}\n{text}".encode("utf-8", "replace"), digest_size=8)
    return int.from_bytes(digest.digest()) >> 1 & ~_LENGTHS | len(text) & _LENGTHS


def _source(article: Article) -> str:
    """Return what stands for an article's source: its name, its site, or its folder."""
    if article.source:
        return article.source
    if article.url:
        return urlsplit(article.url).hostname or ""
    return (article.path or "").rpartition("/")[0].partition("/")[0]
