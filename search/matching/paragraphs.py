"""One paragraph's words, ready to be matched."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from search.analysis import places, plains, terms
from search.matching.sequences import ExactTest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from search.article import Paragraph
    from search.matching.sequences import TermTest
    from search.matching.spans import Span
    from search.results import Mark

_STOP = re.compile(r"[.?!]")  # where Punkt may end a sentence
_MANY_SENTENCES = re.compile(r"[.?!]\S*\s")  # without it there is but one sentence


class Words:
    """The words of some paragraphs, tested together."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the paragraphs' exact terms, with blanks between them."""
        self._texts = texts
        self._passing: dict[TermTest, set[str]] = {}

    @cached_property
    def _distinct(self) -> frozenset[str]:
        return frozenset(" ".join(self._texts).split())

    def passing(self, test: TermTest) -> set[str]:
        """Return the terms of all the paragraphs that pass a test, or may be there and would."""
        if isinstance(test, ExactTest):
            return {test.term}
        passing = self._passing.get(test)
        if passing is None:
            passing = self._passing[test] = test.among(self._distinct)
        return passing


class ParagraphView:
    """A paragraph with its terms and their positions."""

    def __init__(
        self, paragraph: Paragraph, plain: str | None = None, words: Words | None = None
    ) -> None:
        """Look at ``paragraph``, among others that have ``words``."""
        self.paragraph = paragraph
        self.plain = plains([paragraph.text])[0] if plain is None else plain
        self.words = words or Words([self.plain])

    @cached_property
    def terms(self) -> list[str]:
        """The exact terms, one for each position."""
        return self.plain.split()

    @cached_property
    def sentence_ends(self) -> list[int]:
        """The position behind the last term of each sentence; none where there is only one."""
        text = self.paragraph.text
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


def views(paragraphs: Sequence[Paragraph]) -> list[ParagraphView]:
    """Look at paragraphs together, in a third of the time."""
    texts = plains([paragraph.text for paragraph in paragraphs])
    words = Words(texts)
    return [ParagraphView(p, text, words) for p, text in zip(paragraphs, texts, strict=True)]


def having(views: list[ParagraphView], test: TermTest) -> list[ParagraphView]:
    """Return those of some views, all of one article, in which a term may pass a test."""
    if not views:
        return []
    passing = views[0].words.passing(test)
    if len(passing) == 1:
        (only,) = passing
        return [view for view in views if only in view.plain]
    return [view for view in views if any(term in view.plain for term in passing)]


def marks_of(text: str, spans: Iterable[Span]) -> tuple[Mark, ...]:
    """Return the places of the spans' words in a text; neighbours in one span share a mark.

    >>> marks_of("The peace talks failed.", [(1, 2)])
    ((4, 15),)
    """
    runs = [run for span in spans for run in _runs(span)]
    if not runs:
        return ()
    found = places(text, max(run[-1] for run in runs) + 1)
    merged: list[Mark] = []
    for start, end in sorted((found[run[0]][0], found[run[-1]][1]) for run in runs):
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
        return list(accumulate(len(terms(part)) for part in _STOP.split(self.paragraph.text)))


def _runs(span: Span) -> list[tuple[int, ...]]:
    """Split a span into runs of positions next to each other."""
    runs: list[list[int]] = []
    for position in span:
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return [tuple(run) for run in runs]
