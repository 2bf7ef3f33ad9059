"""Made-up articles with the statistics of real ones, and none of their words.

The words of the language hold sentences together as often as in English text; all others
are made of syllables, are as frequent as Zipf's law says, and have endings, so that there
is something to stem. An article repeats some words of its own, and pairs of words are often
met together: queries for phrases and for several words find something.
"""

from __future__ import annotations

import datetime
import itertools
import random
from typing import TYPE_CHECKING

from benchmarks.speed.files import Story

if TYPE_CHECKING:
    from collections.abc import Iterator

# The share of each in a hundred words of running English, rounded.
FUNCTION_WORDS = {
    "the": 6.0, "of": 2.9, "and": 2.8, "to": 2.7, "a": 2.3, "in": 2.1, "that": 1.1, "is": 0.9,
    "for": 0.95, "was": 0.8, "it": 0.8, "on": 0.7, "with": 0.7, "he": 0.6, "as": 0.65, "be": 0.55,
    "by": 0.55, "at": 0.5, "said": 0.45, "we": 0.5, "have": 0.5, "from": 0.45, "this": 0.45,
    "are": 0.45, "will": 0.35, "not": 0.4, "or": 0.3, "an": 0.35, "they": 0.3, "has": 0.35,
    "but": 0.35, "his": 0.35, "which": 0.25, "its": 0.25, "were": 0.25, "had": 0.3, "our": 0.3,
    "been": 0.25, "their": 0.25, "who": 0.25, "more": 0.25, "would": 0.25, "one": 0.25,
    "all": 0.25, "about": 0.25, "can": 0.2, "also": 0.15, "there": 0.2, "new": 0.2, "when": 0.2,
    "after": 0.15, "year": 0.15, "people": 0.2, "up": 0.15, "out": 0.15, "what": 0.2, "she": 0.2,
    "her": 0.2, "so": 0.2, "if": 0.2, "than": 0.15, "into": 0.15, "some": 0.15, "other": 0.15,
    "could": 0.12, "two": 0.12, "over": 0.12, "time": 0.12, "first": 0.12, "last": 0.1,
}  # fmt: skip
# Every twentieth of the lengths in bytes of real paragraphs, in news and in books.
PARAGRAPH_BYTES = (
    2, 18, 30, 48, 68, 88, 110, 130, 150, 171, 194, 216, 240, 268, 300, 338, 390, 450, 560, 760,
    1500,
)  # fmt: skip
# The same of the number of paragraphs of an article.
PARAGRAPHS = (2, 3, 4, 5, 6, 7, 7, 8, 9, 10, 12, 13, 15, 17, 20, 25, 30, 36, 44, 52, 60)
_LEMMAS = 60_000
_SHIFT, _SLOPE = 8.0, 1.02  # of Zipf and Mandelbrot: 1 / (rank + shift) ** slope
_ENDINGS = {"": 6, "s": 2, "ed": 1, "ing": 1}
_PAIRS = 5_000
_ONSETS = (
    "b", "b", "c", "c", "d", "d", "f", "g", "h", "l", "l", "m", "m", "n", "n", "p", "r", "r",
    "s", "s", "t", "t", "v", "w", "br", "cl", "dr", "gr", "pr", "sh", "st", "th", "tr",
)  # fmt: skip
_VOWELS = (
    "a", "a", "e", "e", "i", "i", "o", "o", "u", "ai", "ea", "ee", "ou",
)  # fmt: skip
_CODAS = ["", "", "", "", "", "", "l", "m", "n", "n", "r", "r", "s", "t", "nd", "st", "ck"]
_FIRST_DAY = datetime.date(2015, 1, 1)
_DAYS = 4_320  # to the end of October 2026
_SOURCES, _AUTHORS, _TAGS = 30, 900, 120
_OWN_WORDS, _OWN_SHARE = 25, 0.25  # of an article, and how often they are taken
_NUMBER, _NAME, _COMMA, _PAIR = 0.015, 0.04, 0.06, 0.06  # of a hundred words


class Newsroom:
    """Makes articles; the same seed makes the same ones."""

    def __init__(self, seed: int) -> None:
        """Make the vocabulary, the sources and the authors."""
        self._chance = chance = random.Random(seed)  # noqa: S311 - not a secret
        lemmas = list(dict.fromkeys(self._lemma(place) for place in range(_LEMMAS * 2)))[:_LEMMAS]
        forms = [lemma + ending for lemma in lemmas for ending in _ENDINGS]
        weights = [
            weight / (rank + _SHIFT) ** _SLOPE
            for rank in range(len(lemmas))
            for weight in _ENDINGS.values()
        ]
        held = sum(weights)
        common = sum(FUNCTION_WORDS.values())
        self._contents = forms
        self._content_weights = list(itertools.accumulate(weights))
        self._words = [*FUNCTION_WORDS, *forms]
        self._weights = list(
            itertools.accumulate(
                [*FUNCTION_WORDS.values(), *(each / held * (100 - common) for each in weights)]
            )
        )
        self._names = [lemma.capitalize() for lemma in lemmas[2_000:6_000]]
        self._pairs = [f"{one} {other}" for one, other in self._twos(_PAIRS)]
        self._pair_weights = list(itertools.accumulate(1 / (n + 3) for n in range(_PAIRS)))
        self.sources = [f"{one.capitalize()} {kind}" for one, kind in self._papers()]
        self._authors = [
            f"{chance.choice(self._names)} {chance.choice(self._names)}" for _ in range(_AUTHORS)
        ]
        self._tags = lemmas[200 : 200 + _TAGS]

    def article(self, path: str) -> Story:
        """Return an article for a file."""
        chance = self._chance
        own = chance.choices(self._contents, cum_weights=self._content_weights, k=_OWN_WORDS)
        count = round(_between(PARAGRAPHS, chance.random()))
        title = " ".join(chance.choices(own, k=3) + self._run(4, own)).capitalize()
        return Story(
            path,
            title,
            self.day().isoformat(),
            self.sources[int(chance.paretovariate(0.9)) % _SOURCES],
            chance.choice(self._authors),
            tuple(dict.fromkeys(chance.choices(self._tags, k=3))),
            tuple(
                self._paragraph(_between(PARAGRAPH_BYTES, chance.random()), own)
                for _ in range(count)
            ),
        )

    def day(self) -> datetime.date:
        """Return a day on which something is published."""
        return _FIRST_DAY + datetime.timedelta(self._chance.randrange(_DAYS))

    def _paragraph(self, size: float, own: list[str]) -> str:
        """Return sentences of about so many bytes together."""
        sentences: list[str] = []
        while size > 0:
            length = min(self._chance.randint(6, 32), int(size / 5.5) + 1)
            sentences.append(self._sentence(length, own))
            size -= len(sentences[-1]) + 1
        return " ".join(sentences)

    def _sentence(self, length: int, own: list[str]) -> str:
        words = self._run(length, own)
        chance = self._chance.random
        for place, word in enumerate(words):
            drawn = chance()
            if drawn < _NUMBER:
                words[place] = f"{int(10 ** (chance() * 5)):,}"
            elif drawn < _NUMBER + _NAME:
                words[place] = self._chance.choice(self._names)
            elif drawn < _NUMBER + _NAME + _COMMA:
                words[place] = f"{word},"
            elif drawn < _NUMBER + _NAME + _COMMA + _PAIR:
                words[place] = self._chance.choices(self._pairs, cum_weights=self._pair_weights)[0]
        first = words[0]
        words[0] = first[0].upper() + first[1:]
        return " ".join(words).rstrip(",") + "."

    def _run(self, length: int, own: list[str]) -> list[str]:
        """Return words of which some are the article's own."""
        chance = self._chance
        words = chance.choices(self._words, cum_weights=self._weights, k=length)
        for place, word in enumerate(words):
            if word not in FUNCTION_WORDS and chance.random() < _OWN_SHARE:
                words[place] = chance.choice(own)
        return words

    def _lemma(self, rank: int) -> str:
        """Return a word that can be spoken: the frequent ones are shorter."""
        chance = self._chance.choice
        syllables = 1 + (rank > 100) + (rank > 8_000) + (self._chance.random() < 0.3)
        return "".join(chance(_ONSETS) + chance(_VOWELS) + chance(_CODAS) for _ in range(syllables))

    def _twos(self, count: int) -> Iterator[tuple[str, str]]:
        drawn = self._chance.choices(self._contents, cum_weights=self._content_weights, k=2 * count)
        yield from zip(drawn[::2], drawn[1::2], strict=True)

    def _papers(self) -> Iterator[tuple[str, str]]:
        kinds = ("Post", "Times", "Courier", "Herald", "News", "Gazette")
        for number, name in enumerate(self._chance.sample(self._contents[1_000:9_000:4], _SOURCES)):
            yield name, kinds[number % len(kinds)]


def _between(table: tuple[int, ...], share: float) -> float:
    """Return the value below which a share of a distribution lies, from its quantiles.

    >>> _between((0, 10, 40), 0.75)
    25.0
    """
    place = share * (len(table) - 1)
    low = int(place)
    return table[low] + (table[low + 1] - table[low]) * (place - low)
