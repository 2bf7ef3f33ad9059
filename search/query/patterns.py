r"""Regular expressions and wildcards on one word, in time linear in the word.

A pattern is compiled to a nondeterministic automaton (Thompson 1968) whose sets
of states are remembered as they are met, so no pattern can run away; and it can
be printed in the small dialect that every engine understands.

Known: letters, ``.``, ``[a-z]``, ``[^a-z]``, ``( )``, ``|``, ``*``, ``+``, ``?``,
``{2,4}``, ``\d``, ``\w`` and ``\`` before a sign. Letters are folded as words are.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from search.analysis import fold

MAX_STATES = 4000  # of one automaton: a word of 2,000 letters with a class at each
MAX_NESTING = 50  # brackets
STATES_KEPT = 4096  # sets of states remembered by one pattern

_SPECIAL = frozenset(".*+?|()[]{}\\^$")
_DIGITS = (("0", "9"),)
_LAST = "\U0010ffff"


class PatternError(ValueError):
    """A text that is not a regular expression; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class Letters:
    """One character out of these ranges (or, negated, any other)."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool = False

    def accepts(self, letter: str) -> bool:
        """Tell whether the character is one of these."""
        return any(low <= letter <= high for low, high in self.ranges) != self.negated

    def is_one(self) -> bool:
        """Tell whether it is one certain character."""
        return not self.negated and len(self.ranges) == 1 and len(set(self.ranges[0])) == 1

    def __str__(self) -> str:
        if self == ANY:
            return "."
        if self.is_one():
            return _escaped(self.ranges[0][0])
        inner = "".join(
            _escaped(low) if low == high else f"{_escaped(low)}-{_escaped(high)}"
            for low, high in self.ranges
        )
        return f"[{'^' if self.negated else ''}{inner}]"


@dataclass(frozen=True, slots=True)
class Series:
    """These parts one after the other."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return "".join(f"({p})" if isinstance(p, Choice) else str(p) for p in self.parts)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of these parts."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        return "|".join(map(str, self.parts))


@dataclass(frozen=True, slots=True)
class Repeat:
    """The part from ``least`` to ``most`` times; no ``most`` is any number."""

    part: Part
    least: int
    most: int | None

    def __str__(self) -> str:
        signs = {(0, None): "*", (1, None): "+", (0, 1): "?"}
        sign = signs.get((self.least, self.most))
        if sign is None:
            sign = f"{{{self.least},{'' if self.most is None else self.most}}}"
        return (str(self.part) if isinstance(self.part, Letters) else f"({self.part})") + sign


Part = Letters | Series | Choice | Repeat
ANY = Letters((("\x00", _LAST),))


class Pattern:
    """A compiled pattern.

    Every word that matches begins with its ``head`` and ends with its ``tail``,
    letters that most words can be refused by; either may be empty. Its ``part`` is the
    expression as a tree, for who prints it in another dialect.

    >>> pattern = compile_pattern("mas+ou?d")
    >>> pattern.accepts("masood"), pattern.accepts("massoud"), pattern.accepts("mas")
    (False, True, False)
    >>> pattern.head, pattern.tail
    ('ma', 'd')
    """

    def __init__(self, part: Part) -> None:
        """Build the automaton of ``part``."""
        self.part = part
        self.source = str(part)
        parts = part.parts if isinstance(part, Series) else (part,)
        self.head = _letters_of(parts)
        self.tail = _letters_of(parts[::-1])[::-1]
        self._letters: list[Letters | None] = []  # None: a state without a letter of its own
        self._next: list[list[int]] = []
        self._final = self._state(None)
        self._start = self._closure(frozenset((self._build(part, self._final),)))
        self._moves: dict[tuple[frozenset[int], str], frozenset[int]] = {}

    def accepts(self, word: str) -> bool:
        """Tell whether the whole word matches."""
        return word.startswith(self.head) and word.endswith(self.tail) and self._walks(word)

    def _walks(self, word: str) -> bool:
        states = self._start
        for letter in word:
            states = self._move(states, letter)
            if not states:
                return False
        return self._final in states

    def _state(self, letters: Letters | None, *targets: int) -> int:
        if len(self._letters) >= MAX_STATES:
            raise PatternError("It is too large; use fewer or smaller repetitions.")
        self._letters.append(letters)
        self._next.append(list(targets))
        return len(self._letters) - 1

    def _build(self, part: Part, target: int) -> int:
        """Return the first state of an automaton for ``part`` that goes on to ``target``."""
        if isinstance(part, Letters):
            return self._state(part, target)
        if isinstance(part, Series):
            for inner in reversed(part.parts):
                target = self._build(inner, target)
            return target
        if isinstance(part, Choice):
            return self._state(None, *(self._build(inner, target) for inner in part.parts))
        return self._repeat(part, target)

    def _repeat(self, part: Repeat, target: int) -> int:
        if part.most is None:
            loop = self._state(None, target)
            self._next[loop].append(self._build(part.part, loop))
            target = loop
        else:
            end = target
            for _ in range(part.most - part.least):
                target = self._state(None, end, self._build(part.part, target))
        for _ in range(part.least):
            target = self._build(part.part, target)
        return target

    def _closure(self, states: frozenset[int]) -> frozenset[int]:
        waiting, reached = list(states), set(states)
        while waiting:
            state = waiting.pop()
            if self._letters[state] is None:
                fresh = [target for target in self._next[state] if target not in reached]
                reached.update(fresh)
                waiting.extend(fresh)
        return frozenset(reached)

    def _move(self, states: frozenset[int], letter: str) -> frozenset[int]:
        known = self._moves.get((states, letter))
        if known is not None:
            return known
        targets = [
            target
            for state in states
            if (letters := self._letters[state]) is not None and letters.accepts(letter)
            for target in self._next[state]
        ]
        reached = self._closure(frozenset(targets))
        if len(self._moves) >= STATES_KEPT:
            self._moves.clear()
        self._moves[states, letter] = reached
        return reached


def _letters_of(parts: tuple[Part, ...]) -> str:
    """Return the letters that certain parts begin with."""
    certain = takewhile(lambda part: isinstance(part, Letters) and part.is_one(), parts)
    return "".join(part.ranges[0][0] for part in certain if isinstance(part, Letters))


@lru_cache(256)
def compile_pattern(text: str) -> Pattern:
    """Compile a regular expression; raise ``PatternError`` if it is none."""
    return Pattern(_Reader(text).read())


@lru_cache(256)
def compile_wildcard(text: str) -> Pattern:
    """Compile a word with ``*`` and ``?``.

    >>> compile_wildcard("M?soud").accepts("masoud")
    True
    """
    many = Repeat(ANY, 0, None)
    parts: list[Part] = []
    for sign in text:
        if sign == "*":
            parts.append(many)
        elif sign == "?":
            parts.append(ANY)
        else:
            parts.extend(_literal(sign))
    return Pattern(Series(tuple(parts)))


def _literal(letter: str) -> list[Part]:
    return [Letters(((folded, folded),)) for folded in fold(letter)]


def _escaped(letter: str) -> str:
    return letter if letter.isalnum() or not letter.isascii() else f"\\{letter}"


class _Reader:
    """A reader of one regular expression, by recursive descent."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0
        self.depth = 0

    def read(self) -> Part:
        part = self._choice()
        if self.place < len(self.text):
            raise PatternError("A ) has no ( before it.")
        return part

    def _peek(self) -> str:
        return self.text[self.place : self.place + 1]

    def _take(self) -> str:
        letter = self._peek()
        self.place += 1
        return letter

    def _choice(self) -> Part:
        parts = [self._series()]
        while self._peek() == "|":
            self.place += 1
            parts.append(self._series())
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _series(self) -> Part:
        parts: list[Part] = []
        while self._peek() not in ("", "|", ")"):
            *before, last = self._one()
            parts.extend(before)
            parts.append(self._repeated(last))
        return parts[0] if len(parts) == 1 else Series(tuple(parts))

    def _repeated(self, part: Part) -> Part:
        while (sign := self._peek()) and sign in "*+?{":
            least, most = self._bounds()
            part = Repeat(part, least, most)
        return part

    def _bounds(self) -> tuple[int, int | None]:
        sign = self._take()
        if sign != "{":
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        close = self.text.find("}", self.place)
        inner = self.text[self.place : close] if close >= 0 else ""
        low, comma, high = inner.partition(",")
        if not _is_number(low) or not (_is_number(high) or not high):
            raise PatternError("After { there must be a number or two, as in {2} or {2,4}.")
        self.place = close + 1
        least = int(low)
        most = int(high) if high else (None if comma else least)
        if most is not None and most < least:
            raise PatternError(f"In {{{inner}}} the second number is smaller than the first.")
        return least, most

    def _one(self) -> list[Part]:
        letter = self._take()
        if letter == "(":
            return [self._group()]
        if letter == "[":
            return [self._letters()]
        if letter == ".":
            return [ANY]
        if letter == "\\":
            return self._escape()
        if letter in "^$":
            raise PatternError(f"The {letter} is not needed: a whole word must match anyway.")
        if letter in _SPECIAL:
            raise PatternError(f"The {letter} stands where there is nothing for it to act on.")
        return _literal(letter)

    def _group(self) -> Part:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise PatternError(f"Its brackets are nested more than {MAX_NESTING} deep.")
        if self.text.startswith("?:", self.place):
            self.place += 2
        elif self._peek() == "?":
            raise PatternError("Groups that begin with (? other than (?: are not known here.")
        part = self._choice()
        if self._take() != ")":
            raise PatternError("A ( is not closed.")
        self.depth -= 1
        return part

    def _escape(self) -> list[Part]:
        letter = self._take()
        if letter == "d":
            return [Letters(_DIGITS)]
        if letter == "w":
            return [ANY]  # a term has nothing but letters and digits
        if not letter or letter.isalnum():
            raise PatternError(f"\\{letter} is not known here; \\ goes before a sign, \\d or \\w.")
        return _literal(letter)

    def _letters(self) -> Part:
        negated = self._peek() == "^"
        self.place += negated
        ranges: list[tuple[str, str]] = []
        while (letter := self._take()) != "]" or not ranges:
            if not letter:
                raise PatternError("A [ is not closed.")
            low = self._letter(letter)
            high = low
            if self._peek() == "-" and self.text[self.place + 1 : self.place + 2] not in ("", "]"):
                self.place += 1
                high = self._letter(self._take())
            if high < low:
                raise PatternError(f"The range {low}-{high} is the wrong way round.")
            ranges.append((low, high))
        return Letters(tuple(ranges), negated)

    def _letter(self, letter: str) -> str:
        if letter == "\\":
            letter = self._take()
            if not letter or letter.isalnum():
                raise PatternError(f"Between [ and ], \\{letter} is not known here.")
        return fold(letter)[:1] if letter.isalnum() else letter


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4  # noqa: PLR2004 - digits
