"""Words that were divided at a line's end: which hyphens are the words' own?"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+")
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_LONGEST_WORD = 60  # characters
_FIRST_WORD = re.compile(r"[^\W\d_]+")
# What stands before a hyphen that is the word's own more often than the line's.
_PREFIXES = frozenset(
    {
        "anti",
        "cross",
        "far",
        "five",
        "four",
        "half",
        "high",
        "ill",
        "left",
        "long",
        "low",
        "mid",
        "non",
        "old",
        "post",
        "right",
        "self",
        "short",
        "six",
        "three",
        "two",
        "well",
        "world",
        "year",
    }
)
_SUSPENDED = frozenset({"and", "or", "to", "und", "oder", "et", "ou", "y", "o", "e"})


class Words:
    """Joins words that were divided at a line's end.

    Most hyphens at a line's end were set by a program that fills lines. One is
    kept where the text has the word with its hyphen elsewhere, or both halves as
    words of their own but not the whole, or where a half is a name or a prefix
    like "well".

    >>> words = Words(["The example of a well-known ship was an exam-", "ple: the frig-"])
    >>> words.joined(["an exam-", "ple for frig-", "ates, well-", "known ones"])
    'an example for frigates, well-known ones'
    """

    def __init__(self, lines: Iterable[str]) -> None:
        """Take the lines of the whole document, whose words decide."""
        self._whole: set[str] = set()
        self._hyphened: set[tuple[str, str]] = set()
        divided = False
        for line in lines:
            words = list(_WORD.finditer(line.lower()))
            ends = bool(divided_word(line))
            self._whole.update(word[0] for word in words[divided : len(words) - ends])
            for first, second in pairwise(words):
                if line[first.end() : second.start()] in {"-", "‐"}:
                    self._hyphened.add((first[0], second[0]))
            divided = ends

    def joined(self, lines: list[str]) -> str:
        """Return lines as one text."""
        ends = [self._end(line, following) for line, following in pairwise(lines)]
        return "".join(ends) + lines[-1]

    def _end(self, line: str, following: str) -> str:
        """Return a line as it is before the one that follows: with a space, or joined to it."""
        if line.endswith("-") and line[-2:-1].isalnum() and following[0].isdigit():
            return line
        first = divided_word(line)
        second = _FIRST_WORD.match(following)
        if not first or second is None or second[0] in _SUSPENDED:
            return f"{line} "
        return line if self._keeps_hyphen(first, second[0]) else line[:-1]

    def _keeps_hyphen(self, first: str, second: str) -> bool:
        if second[0].isupper() and not first.isupper():
            return True
        first, second = first.lower(), second.lower()
        if (first, second) in self._hyphened:
            return True
        if first + second in self._whole:
            return False
        return first in _PREFIXES or (first in self._whole and second in self._whole)


def divided_word(line: str) -> str:
    """Return the word before the hyphen that a line ends in, "" where there is none."""
    last = _LAST_WORD.search(line[-_LONGEST_WORD:-1]) if line.endswith("-") else None
    return last[0] if last else ""
