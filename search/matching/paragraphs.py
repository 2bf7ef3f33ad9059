"""One paragraph's words, ready to be matched."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate, takewhile
from typing import TYPE_CHECKING, NamedTuple

from search.analysis import aligned, places, plains, terms
from search.article import Paragraphs
from search.matching.sequences import ExactTest, StemTest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from search.article import Paragraph
    from search.matching.sequences import TermTest
    from search.matching.spans import Span
    from search.results import Mark

FEW = 8  # terms that are sooner looked for one by one
SHORT = 3  # letters of a beginning that most words do not have
_BETWEEN = " \x1e "  # paragraphs; no term has a sign that separates

_STOP = re.compile(r"[.?!]")  # where Punkt may end a sentence
_MANY_SENTENCES = re.compile(r"[.?!]\S*\s")  # without it there is but one sentence


class Words:
    """The words of some paragraphs, tested together."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the paragraphs' exact terms, with blanks between them."""
        self._texts = texts
        self._passing: dict[TermTest, frozenset[str]] = {}

    @cached_property
    def _distinct(self) -> frozenset[str]:
        return frozenset(" ".join(self._texts).split())

    def passing(self, test: TermTest) -> frozenset[str]:
        """Return the terms of all the paragraphs that pass a test, or may be there and would."""
        if isinstance(test, ExactTest):
            return frozenset((test.term,))
        passing = self._passing.get(test)
        if passing is None:
            known = test.forms if isinstance(test, StemTest) else None
            passing = frozenset(test.among(self._distinct)) if known is None else known
            self._passing[test] = passing
        return passing


class ParagraphView:
    """A paragraph with its terms and their positions."""

    def __init__(self, text: str, plain: str | None = None, words: Words | None = None) -> None:
        """Look at the paragraph with this text, among others that have ``words``."""
        self.text = text
        self.plain = plains([text])[0] if plain is None else plain
        self.words = words or Words([self.plain])

    @cached_property
    def terms(self) -> list[str]:
        """The exact terms, one for each position."""
        return self.plain.split()

    @cached_property
    def sentence_ends(self) -> list[int]:
        """The position behind the last term of each sentence; none where there is only one."""
        text = self.text
        if not _MANY_SENTENCES.search(text):
            return []
        from search.matching.sentences import sentence_ends  # noqa: PLC0415 - loads NLTK

        starts = [start for start, _ in places(text)]
        return [bisect_left(starts, end) for end in sentence_ends(text)]

    def sentence(self, first: int, last: int) -> int | None:
        """Return the number of the sentence that holds both positions, or None."""
        number = bisect_right(self.sentence_ends, first)
        return number if number == bisect_right(self.sentence_ends, last) else None

    def whole(self, first: int, last: int) -> int | None:  # noqa: ARG002 - as for sentences
        """Return 0: all positions are in one paragraph."""
        return 0

    def positions(self, test: TermTest) -> list[int]:
        """Return the positions whose term passes the test, in order."""
        passing = self.words.passing(test)
        if not passing:
            return []
        return [position for position, term in enumerate(self.terms) if term in passing]


class Finds(NamedTuple):
    """How many terms of a paragraph pass a test, and where they stand in its text, if known."""

    often: int
    marks: list[Mark] | None = None


class Views:
    """The paragraphs of an article, each looked at when it is asked for.

    Paragraphs are named by their places, which are counted from 0 whatever their
    numbers are.
    """

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        """Look at ``paragraphs``."""
        self.paragraphs = Paragraphs.of(paragraphs)
        self._views: dict[int, ParagraphView] = {}
        self._finds: dict[TermTest, dict[int, Finds]] = {}

    @cached_property
    def _aligned(self) -> list[str] | None:
        return aligned(self.paragraphs.texts)

    @cached_property
    def _plains(self) -> list[str]:
        return plains(self.paragraphs.texts) if self._aligned is None else self._aligned

    @cached_property
    def _words(self) -> Words:
        return Words(self._plains)

    def at(self, place: int) -> ParagraphView:
        """Return one of them."""
        view = self._views.get(place)
        if view is None:
            view = ParagraphView(self.paragraphs.texts[place], self._plains[place], self._words)
            self._views[place] = view
        return view

    def finds(self, test: TermTest) -> dict[int, Finds]:
        """Return the terms that pass a test, by the places where any does, in their order."""
        finds = self._finds.get(test)
        if finds is None:
            finds = self._finds[test] = dict(sorted(self._searched(test).items()))
        return finds

    def _searched(self, test: TermTest) -> dict[int, Finds]:
        passing = self._words.passing(test)
        beginning = _common_beginning(passing)
        searches = [(beginning, passing)] if beginning else [(t, frozenset((t,))) for t in passing]
        if len(searches) > FEW:
            counts = (sum(map(passing.__contains__, plain.split())) for plain in self._plains)
            return {place: Finds(count) for place, count in enumerate(counts) if count}
        found: dict[int, list[Mark]] = {}
        for search in searches:
            self._search(*search, found)
        where = self._aligned is not None
        return {
            place: Finds(len(marks), marks if where else None) for place, marks in found.items()
        }

    def _search(self, beginning: str, terms: frozenset[str], found: dict[int, list[Mark]]) -> None:
        """Find some terms that have a beginning in common; most of the text is skipped in C."""
        whole, starts = self._whole, self._starts
        beginning = f" {beginning}"
        blank = whole.find(beginning)
        while blank >= 0:
            end = whole.find(" ", blank + 1)
            if whole[blank + 1 : end] in terms:
                place = bisect_right(starts, blank + 1) - 1
                start = starts[place]
                found.setdefault(place, []).append((blank + 1 - start, end - start))
            blank = whole.find(beginning, end)

    @cached_property
    def _whole(self) -> str:
        """The terms of all paragraphs, with a blank before and behind each."""
        return f" {_BETWEEN.join(self._plains)} "

    @cached_property
    def _starts(self) -> list[int]:
        """Where each paragraph begins in the whole."""
        return list(accumulate((len(p) + len(_BETWEEN) for p in self._plains[:-1]), initial=1))


@lru_cache(1 << 12)
def _common_beginning(terms: frozenset[str]) -> str:
    """Return with what all terms begin; nothing where that is too short to skip much by.

    >>> _common_beginning(frozenset({"talk", "talks", "talking"}))
    'talk'
    """
    if not terms:
        return ""
    first, last = min(terms), max(terms)
    same = (one == other for one, other in zip(first, last, strict=False))
    beginning = first[: sum(takewhile(bool, same))]
    return beginning if len(beginning) >= min(SHORT, len(first)) else ""


def marks_of(text: str, spans: Iterable[Span]) -> tuple[Mark, ...]:
    """Return the places of the spans' words in a text; neighbours in one span share a mark.

    >>> marks_of("The peace talks failed.", [(1, 2)])
    ((4, 15),)
    """
    runs = [run for span in spans for run in _runs(span)]
    if not runs:
        return ()
    found = places(text, max(run[-1] for run in runs) + 1)
    return joined((found[run[0]][0], found[run[-1]][1]) for run in runs)


def joined(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return marks in order, those that overlap as one.

    >>> joined([(7, 9), (1, 4), (3, 5)])
    ((1, 5), (7, 9))
    """
    merged: list[Mark] = []
    for start, end in sorted(marks):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


class FragmentView(ParagraphView):
    """A paragraph in which only what no stop divides counts as one sentence.

    Sentences end at stops alone, so what matches here matches; and no tokenizer
    of sentences is asked.
    """

    @cached_property
    def sentence_ends(self) -> list[int]:
        """The position behind the last term before each stop."""
        return list(accumulate(len(terms(part)) for part in _STOP.split(self.text)))


def _runs(span: Span) -> list[tuple[int, ...]]:
    """Split a span into runs of positions next to each other."""
    runs: list[list[int]] = []
    for position in span:
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return [tuple(run) for run in runs]
