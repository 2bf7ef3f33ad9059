"""From a leaf of the query tree to tests on single terms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from search.analysis import fold, is_lone_character, terms
from search.query.nodes import Fuzzy, Phrase, Regex, Wildcard
from search.query.patterns import compile_pattern, compile_wildcard

if TYPE_CHECKING:
    from search.analysis import Analyzer
    from search.query.nodes import Leaf
    from search.query.patterns import Pattern

_WILDCARD_PART = re.compile(r"(?:[^\W_]|[\u0300-\u036f*?])+")


@dataclass(frozen=True, slots=True)
class StemTest:
    """Accepts the terms with this stem."""

    stem: str
    analyzer: Analyzer

    @property
    def forms(self) -> frozenset[str] | None:
        """All terms of the archive that pass, and perhaps more that would; None if unknown."""
        known = self.analyzer.forms
        return known(self.stem) if known else None

    def accepts(self, term: str) -> bool:
        """Tell whether an exact term passes."""
        return self.analyzer.stem(term) == self.stem

    def among(self, terms: frozenset[str]) -> set[str]:
        """Return those of the terms that pass."""
        return self.analyzer.with_stem(self.stem, terms)


@dataclass(frozen=True, slots=True)
class ExactTest:
    """Accepts one term."""

    term: str

    def accepts(self, term: str) -> bool:
        """Tell whether an exact term passes."""
        return term == self.term

    def among(self, terms: frozenset[str]) -> set[str]:
        """Return those of the terms that pass."""
        return {self.term} if self.term in terms else set()


@dataclass(frozen=True, slots=True)
class PatternTest:
    """Accepts the terms that a pattern matches as a whole."""

    pattern: Pattern

    def accepts(self, term: str) -> bool:
        """Tell whether an exact term passes."""
        return self.pattern.accepts(term)

    def among(self, terms: frozenset[str]) -> set[str]:
        """Return those of the terms that pass."""
        return {term for term in terms if self.accepts(term)}


@dataclass(frozen=True, slots=True)
class FuzzyTest:
    """Accepts the terms within a spelling distance."""

    term: str
    distance: int

    def accepts(self, term: str) -> bool:
        """Tell whether an exact term passes."""
        return spelling_distance(self.term, term, self.distance) <= self.distance

    def among(self, terms: frozenset[str]) -> set[str]:
        """Return those of the terms that pass."""
        least, most = len(self.term) - self.distance, len(self.term) + self.distance
        return {term for term in terms if least <= len(term) <= most and self.accepts(term)}


TermTest = StemTest | ExactTest | PatternTest | FuzzyTest


@dataclass(frozen=True, slots=True)
class Sequence:
    """Tests that terms next to each other must pass, with up to ``slop`` moves."""

    tests: tuple[TermTest, ...]
    slop: int = 0

    def has_only_words(self) -> bool:
        """Tell whether it has nothing but words: no patterns, no other spellings."""
        return all(isinstance(test, StemTest | ExactTest) for test in self.tests)


@lru_cache(1 << 12)
def sequence(leaf: Leaf, analyzer: Analyzer, *, stems: bool = True) -> Sequence:
    """Return the tests of a leaf; without ``stems`` words are taken as written.

    A leaf whose text has no word gives no tests, and matches nothing.
    """
    if isinstance(leaf, Regex):
        return Sequence((PatternTest(compile_pattern(leaf.pattern)),))
    if isinstance(leaf, Wildcard):
        return Sequence(tuple(_wildcard_tests(leaf.pattern)))
    if isinstance(leaf, Fuzzy):
        return Sequence(tuple(FuzzyTest(term, leaf.distance) for term in terms(leaf.text)))
    if isinstance(leaf, Phrase):
        return Sequence(tuple(_word_tests(leaf.text)), leaf.slop)
    if leaf.exact or not stems:
        return Sequence(tuple(_word_tests(leaf.text)))
    return Sequence(
        tuple(
            StemTest(analyzer.stem(test.term), analyzer) if isinstance(test, ExactTest) else test
            for test in _word_tests(leaf.text)
        )
    )


def _word_tests(text: str) -> list[TermTest]:
    found = terms(text)
    if len(found) == 1 and is_lone_character(found[0]):
        sign = found[0]
        return [PatternTest(compile_pattern(f"{sign}.?|.{sign}"))]
    return [ExactTest(term) for term in found]


def _wildcard_tests(pattern: str) -> list[TermTest]:
    tests: list[TermTest] = []
    for part in _WILDCARD_PART.findall(pattern):
        if "*" in part or "?" in part:
            tests.append(PatternTest(compile_wildcard(part)))
        else:
            tests.extend(ExactTest(term) for term in terms(part))
    return tests


def key_test(field: str, leaf: Leaf) -> TermTest:
    """Return the test on the whole value of ``path:``, ``lang:`` or ``kind:``.

    A folder stands for what is in it, a file for its records, a language for its
    varieties. Quotes are needed for a path with blanks, and change nothing.
    """
    if isinstance(leaf, Regex):
        return PatternTest(compile_pattern(leaf.pattern))
    if isinstance(leaf, Wildcard):
        return PatternTest(compile_wildcard(leaf.pattern))
    value = fold_key(leaf.text)
    if isinstance(leaf, Fuzzy):
        return FuzzyTest(value, leaf.distance)
    whole = field == "lang" if isinstance(leaf, Phrase) else leaf.exact
    separators = {"path": "/#", "lang": "-"}.get(field)
    if not separators or whole:
        return ExactTest(value)
    inside = f"([{_escaped(separators)}].*)?"
    return PatternTest(compile_pattern(_escaped(value.rstrip(separators)) + inside))


def fold_key(value: str) -> str:
    """Return a value of ``path:``, ``lang:`` or ``kind:`` as it is compared."""
    return value.lower() if value.isascii() else "".join(map(fold, value))


def _escaped(text: str) -> str:
    return "".join(sign if sign.isalnum() or not sign.isascii() else f"\\{sign}" for sign in text)


@lru_cache(1 << 16)
def spelling_distance(one: str, other: str, most: int) -> int:
    """Return how many letters are wrong, or ``most + 1`` if there are more.

    A letter missing, added, replaced or swapped with its neighbour counts one:
    the optimal string alignment distance (Boytsov 2011, section 2.1).

    >>> spelling_distance("saleh", "salhe", 2), spelling_distance("saleh", "sahel", 2)
    (1, 2)
    """
    if abs(len(one) - len(other)) > most or len(set(one).difference(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before = before, row
        row = [i]
        for j, theirs in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return min(row[-1], most + 1)
