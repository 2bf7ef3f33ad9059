"""Suggestions from an archive's own words: what was meant, and how a word goes on."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from search.matching.sequences import spelling_distance

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 5  # suggestions for one word
SHORTEST = 3  # letters: shorter words are near to everything
NEAR, FAR = 1, 2  # letters that may be wrong; two only in words longer than this
LONG = 4


class Vocabulary:
    """The words of an archive as they are written, with how many articles have each.

    >>> words = Vocabulary([("massoud", 12), ("masood", 3), ("saleh", 9)])
    >>> words.near("masoud")
    [('massoud', 12), ('masood', 3)]
    >>> words.beginning("ma", limit=1)
    [('massoud', 12)]
    """

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        """Keep words with their counts."""
        self._counts = dict(words)
        self._by_length: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for word in self._counts:
            self._by_length[len(word)].append((_letters(word), word))
        self._sorted = sorted(self._counts)

    def __contains__(self, word: str) -> bool:
        return word in self._counts

    def near(self, word: str) -> list[tuple[str, int]]:
        """Return the words that this one may have been meant to be, the likeliest first.

        Fewer wrong letters come first, then the same first letter, then the word
        that more articles have.
        """
        most = FAR if len(word) > LONG else NEAR
        if len(word) < SHORTEST:
            return []
        mine = _letters(word)
        candidates = [
            other
            for length in range(len(word) - most, len(word) + most + 1)
            for theirs, other in self._by_length.get(length, ())
            if (mine & ~theirs).bit_count() <= most and (theirs & ~mine).bit_count() <= most
        ]
        found = [
            (distance, other)
            for other in candidates
            if other != word and (distance := spelling_distance(word, other, most)) <= most
        ]
        found.sort(
            key=lambda pair: (pair[0], pair[1][0] != word[0], -self._counts[pair[1]], pair[1])
        )
        return [(other, self._counts[other]) for _, other in found[:MOST]]

    def beginning(self, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return the words that begin so, those that most articles have first."""
        start = bisect_left(self._sorted, prefix)
        end = bisect_left(self._sorted, prefix + "\U0010ffff")
        found = sorted(self._sorted[start:end], key=lambda word: (-self._counts[word], word))
        return [(word, self._counts[word]) for word in found[:limit]]


def _letters(word: str) -> int:
    """Return the set of a word's letters in 64 bits; each wrong letter changes one at most."""
    letters = 0
    for letter in word:
        letters |= 1 << (ord(letter) & 63)
    return letters
