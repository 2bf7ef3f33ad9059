"""One paragraph's words, ready to be matched."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

from search.analysis import terms, tokens

if TYPE_CHECKING:
    from search.article import Paragraph
    from search.matching.sequences import TermTest
    from search.matching.spans import Span
    from search.results import Mark

_MANY_SENTENCES = re.compile(r"[.?!]\S*\s")  # without it there is but one sentence


class ParagraphView:
    """A paragraph with its terms and their positions; marks are places in its text."""

    def __init__(self, paragraph: Paragraph) -> None:
        """Look at ``paragraph``."""
        self.paragraph = paragraph

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The positions of each exact term."""
        places: dict[str, list[int]] = {}
        for position, term in enumerate(terms(self.paragraph.text)):
            places.setdefault(term, []).append(position)
        return places

    @cached_property
    def sentence_ends(self) -> list[int]:
        """The position behind the last term of each sentence; none where there is only one."""
        text = self.paragraph.text
        if not _MANY_SENTENCES.search(text):
            return []
        from search.matching.sentences import sentence_ends  # noqa: PLC0415 - loads NLTK

        starts = [token.start for token in tokens(text)]
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
        found = [place for term in self.places if test.accepts(term) for place in self.places[term]]
        found.sort()
        return found

    def marks(self, spans: list[Span]) -> tuple[Mark, ...]:
        """Return the places of the spans' words; neighbours in one span share a mark."""
        if not spans:
            return ()
        places = tokens(self.paragraph.text)
        ranges = sorted(
            (places[run[0]].start, places[run[-1]].end) for span in spans for run in _runs(span)
        )
        merged: list[Mark] = []
        for start, end in ranges:
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return tuple(merged)


def _runs(span: Span) -> list[tuple[int, ...]]:
    """Split a span into runs of positions next to each other."""
    runs: list[list[int]] = []
    for position in span:
        if runs and position == runs[-1][-1] + 1:
            runs[-1].append(position)
        else:
            runs.append([position])
    return [tuple(run) for run in runs]
