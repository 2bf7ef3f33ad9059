"""One paragraph's words, ready to be matched."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from search.analysis import places, terms

if TYPE_CHECKING:
    from search.article import Paragraph
    from search.matching.sequences import TermTest
    from search.matching.spans import Span
    from search.results import Mark

_STOP = re.compile(r"[.?!]")  # where Punkt may end a sentence
_MANY_SENTENCES = re.compile(r"[.?!]\S*\s")  # without it there is but one sentence


class ParagraphView:
    """A paragraph with its terms and their positions; marks are places in its text."""

    def __init__(self, paragraph: Paragraph) -> None:
        """Look at ``paragraph``."""
        self.paragraph = paragraph

    @cached_property
    def terms(self) -> list[str]:
        """The exact terms, one for each position."""
        return terms(self.paragraph.text)

    @cached_property
    def distinct(self) -> frozenset[str]:
        """The exact terms without their positions: most paragraphs need no more."""
        return frozenset(self.terms)

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
        passing = test.among(self.distinct)
        if not passing:
            return []
        return [position for position, term in enumerate(self.terms) if term in passing]

    def marks(self, spans: list[Span]) -> tuple[Mark, ...]:
        """Return the places of the spans' words; neighbours in one span share a mark."""
        if not spans:
            return ()
        found = places(self.paragraph.text)
        ranges = sorted(
            (found[run[0]][0], found[run[-1]][1]) for span in spans for run in _runs(span)
        )
        merged: list[Mark] = []
        for start, end in ranges:
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
