"""Known items: does a reader who remembers words of one paragraph find the article again?

Articles are drawn with a fixed seed, as many from each source; of each one paragraph, and of
that some of its words, as a reader might remember them (after Azzopardi, de Rijke & Balog 2007,
"Building simulated queries for known-item topics"). A word is drawn the more likely the rarer
it is, by the square of its inverse frequency: nobody looks for an article by "also" and "year".
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search.analysis import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import search
    from search import Article, Paragraph

SOURCES = ("briefings", "reuters21578")
ITEMS = 300
SEED = 8
LEAST = 12  # words of a paragraph that may be asked for
WORDS = 6  # of a question
KINDS = frozenset({"body", "quote", "list"})
PAGE = 10  # hits among which the article is looked for


@dataclass(frozen=True, slots=True)
class Item:
    """An article that is looked for by words of one of its paragraphs."""

    article: str
    number: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Shares of the items: ``first`` with the article first, ``shown`` with the paragraph.

    The paragraph must be among those shown of the article, and the article on the first page.
    """

    items: int
    first: float
    shown: float


def draw(archive: search.Archive, items: int = ITEMS) -> list[Item]:
    """Draw items.

    Articles of which the archive has near-identical ones are left out, since these are
    shown as one.
    """
    frequencies: Counter[str] = Counter()  # paragraphs with a word
    candidates: dict[str, list[str]] = defaultdict(list)
    for article in archive.articles():
        frequencies.update({word for part in article.paragraphs for word in _words(part)})
        if any(_may_be_asked(part) for part in article.paragraphs):
            candidates[_source(article)].append(article.id)
    chance = random.Random(SEED)  # noqa: S311 - no secret
    found: list[Item] = []
    for number, source in enumerate(sorted(candidates), start=1):
        ids = sorted(candidates[source])
        chance.shuffle(ids)
        enough = items * number // len(candidates)
        for each in ids:
            if len(found) == enough:
                break
            if not archive.copies(each):
                found.append(_item(archive.article(each), frequencies, chance))
    return found


def ask(archive: search.Archive, items: Iterable[Item]) -> Found:
    """Ask for any of the words of each item."""
    firsts, shown = zip(*_asked(archive, items), strict=True)
    return Found(items=len(firsts), first=sum(firsts) / len(firsts), shown=sum(shown) / len(shown))


def _asked(archive: search.Archive, items: Iterable[Item]) -> Iterator[tuple[bool, bool]]:
    for item in items:
        hits = archive.search(item.words, match="any", limit=PAGE).hits
        ranked = {hit.article.id: place for place, hit in enumerate(hits)}
        place = ranked.get(item.article)
        numbers = [] if place is None else [part.number for part in hits[place].paragraphs]
        yield place == 0, item.number in numbers


def _item(article: Article, frequencies: Mapping[str, int], chance: random.Random) -> Item:
    part = chance.choice([part for part in article.paragraphs if _may_be_asked(part)])
    words = list(dict.fromkeys(_words(part)))
    top = max(frequencies.values()) + 1  # the commonest word is all but never drawn
    drawn: set[str] = set()
    while len(drawn) < min(WORDS, len(words)):
        weights = [0 if word in drawn else math.log(top / frequencies[word]) ** 2 for word in words]
        drawn.update(chance.choices(words, weights))
    return Item(article.id, part.number, " ".join(word for word in words if word in drawn))


def _may_be_asked(part: Paragraph) -> bool:
    if part.kind not in KINDS:
        return False
    words = _words(part)
    return len(words) >= LEAST and len(set(words)) > WORDS


def _words(part: Paragraph) -> list[str]:
    """Return the words of a paragraph, as they are indexed; numbers are not remembered."""
    return [word for word in plain(part.text).split() if word.isalpha()]


def _source(article: Article) -> str:
    """Return which source an article is from, by the form of its file."""
    return SOURCES[".sgm" in (article.path or "")]
