"""Questions drawn from a corpus: words of different frequency for each kind.

They come from the first ten thousand paragraphs, which are the same in a corpus of any size,
so that the same questions are asked of all sizes. What is rarer than in one of these articles
is not asked for: rare words are what every engine answers fastest.
"""

from __future__ import annotations

import datetime
import json
import random
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.speed import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SEED = 6
SCOPES = ("article", "paragraph")
KINDS = {
    "one": "one word",
    "common": "common words",
    "and": "two words, both",
    "or": "two or three words, any",
    "not": "one word without another",
    "phrase": "a phrase",
    "field": "a word of the title",
    "date": "a word and a range of dates",
    "wildcard": "the beginning of a word",
    "fuzzy": "a word with one letter wrong",
    "near": "two words within five",
    "facets": "a word, counts by source and year",
}
_SAMPLE = 10_000  # paragraphs
_COMMON = 60  # the words of most articles
_BANDS = ((0.1, 1.0), (0.02, 0.1), (0.004, 0.02))  # shares of articles with the word
_WORD = re.compile(r"(?<![^\s(])[a-z]{2,}(?![^\s).,;:!?])")  # plain ones, whole
_RUN = re.compile(r"(?<!\S)[a-z]{2,}(?: [a-z]{2,})+(?!\S)")  # nothing but blanks between
_OPERATORS = {"and", "or", "not", "near"}
_NEAR = 5
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_TRIES = 60  # for each question that is wanted


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked; ``text`` is the same in Nutgraf's query language."""

    kind: str
    scope: str
    words: tuple[str, ...]
    text: str
    first: str = ""
    last: str = ""

    def line(self) -> str:
        """Return it as peers read it."""
        asked = {"kind": self.kind, "scope": self.scope, "words": self.words, "text": self.text}
        if self.first:
            asked |= {"from": self.first, "to": self.last}
        return json.dumps(asked)


def draw(corpus: Path, count: int, seed: int = SEED) -> list[Question]:
    """Return so many questions of each kind and scope, mixed.

    Fewer are returned where the corpus has not so many of a kind.
    """
    sample = _Sample(corpus, random.Random(seed))  # noqa: S311 - not a secret
    found: dict[Question, None] = {}
    for kind in KINDS:
        made: dict[tuple[str, ...], None] = {}
        for _ in range(count * _TRIES):
            words = sample.words(kind)
            if words and not _OPERATORS.intersection(words):
                made[words] = None
            if len(made) == count:
                break
        for words in made:
            days = sample.days() if kind == "date" else ("", "")
            for scope in SCOPES:
                found[Question(kind, scope, words, text(kind, words, days), *days)] = None
    questions = list(found)
    sample.chance.shuffle(questions)
    return questions


def text(kind: str, words: tuple[str, ...], days: tuple[str, str]) -> str:
    """Return a question in the query language of Nutgraf.

    >>> text("near", ("peace", "talks"), ("", ""))
    'peace w/5 talks'
    """
    together = " ".join(words)
    return {
        "or": " OR ".join(words),
        "not": " -".join(words),
        "phrase": f'"{together}"',
        "field": f"title:{together}",
        "date": f"{together} date:{days[0]}..{days[1]}",
        "wildcard": f"{together}*",
        "fuzzy": f"{together}~",
        "near": f" w/{_NEAR} ".join(words),
    }.get(kind, together)


class _Sample:
    """The first articles of a corpus, and how many of them each word is in."""

    def __init__(self, corpus: Path, chance: random.Random) -> None:
        self.chance = chance
        self._stories: list[files.Story] = []
        articles: Counter[str] = Counter()
        paragraphs = 0
        for story in files.stories(corpus):
            self._stories.append(story)
            articles.update(set(_WORD.findall(" ".join(story.paragraphs).lower())))
            paragraphs += len(story.paragraphs)
            if paragraphs >= _SAMPLE:
                break
        ranked = sorted(articles, key=lambda word: (-articles[word], word))
        self._common = ranked[:_COMMON]
        held = len(self._stories)
        self._bands = [
            [word for word in ranked[_COMMON:] if low <= articles[word] / held < high]
            for low, high in _BANDS
        ]
        self._bands = [band for band in self._bands if band]
        self._makers: dict[str, Callable[[], tuple[str, ...]]] = {
            "common": self._some_common,
            "and": self._two_of_a_paragraph,
            "or": lambda: self._any(self.chance.randint(2, 3)),
            "not": lambda: self._any(2),
            "phrase": self._phrase,
            "field": self._of_a_title,
            "wildcard": self._beginning,
            "fuzzy": self._misspelt,
            "near": self._neighbours,
        }

    def words(self, kind: str) -> tuple[str, ...]:
        """Return the words of a question, or none where this draw has none."""
        words = self._makers.get(kind, lambda: self._any(1))()
        return words if len(set(words)) == len(words) else ()

    def days(self) -> tuple[str, str]:
        """Return the first and the last day of a month, a quarter, a year or more."""
        first = datetime.date.fromisoformat(self.chance.choice(self._stories).date)
        length = self.chance.choice((30, 91, 365, 3 * 365))
        return first.isoformat(), (first + datetime.timedelta(length)).isoformat()

    def _any(self, count: int) -> tuple[str, ...]:
        """Return words, each from any band: rare ones are asked for as often as others."""
        return tuple(self.chance.choice(self.chance.choice(self._bands)) for _ in range(count))

    def _some_common(self) -> tuple[str, ...]:
        return tuple(self.chance.sample(self._common, self.chance.randint(1, 3)))

    def _paragraph(self) -> str:
        return self.chance.choice(self.chance.choice(self._stories).paragraphs)

    def _two_of_a_paragraph(self) -> tuple[str, ...]:
        found = sorted(set(_WORD.findall(self._paragraph().lower())))
        return tuple(self.chance.sample(found, 2)) if len(found) > 5 else ()

    def _phrase(self) -> tuple[str, ...]:
        runs = _RUN.findall(self._paragraph().lower())
        words = self.chance.choice(runs).split() if runs else []
        length = self.chance.randint(2, 3)
        at = self.chance.randrange(max(1, len(words) - length + 1))
        return tuple(words[at : at + length])

    def _of_a_title(self) -> tuple[str, ...]:
        words = _WORD.findall(self.chance.choice(self._stories).title.lower())
        return (self.chance.choice(words),) if words else ()

    def _beginning(self) -> tuple[str, ...]:
        (word,) = self._any(1)
        return (word[: self.chance.randint(4, 5)],) if len(word) > 5 else ()

    def _misspelt(self) -> tuple[str, ...]:
        (word,) = self._any(1)
        if len(word) < 6:
            return ()
        at = self.chance.randrange(1, len(word))
        wrong = self.chance.choice(("", self.chance.choice(_LETTERS)))
        return (word[:at] + wrong + word[at + 1 :],)

    def _neighbours(self) -> tuple[str, ...]:
        runs = _RUN.findall(self._paragraph().lower())
        words = self.chance.choice(runs).split() if runs else []
        if len(words) < 3:
            return ()
        at = self.chance.randrange(len(words) - 2)
        return words[at], words[min(at + self.chance.randint(2, _NEAR), len(words) - 1)]
