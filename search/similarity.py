"""Do two articles have the same text, but for cuts and small changes?

Wire copy is printed by many papers, each of which trims it. Texts are compared by
the runs of five words that they share: two are nearly identical if the shorter
has most of its runs in the longer (containment; Broder 1997, "On the resemblance
and containment of documents"). Which ones to compare is found by MinHash with
banding (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, section 3.4).

A MinHash is usually the least of a text's runs under each of many random functions.
Here it is the run that follows each of some points on the circle of all numbers: one
permutation, turned (Shrivastava & Li 2014, "Densifying one permutation hashing via
rotation"). Two texts agree at a point with the probability of the part of their runs
that they share, as with a random function, and sorted runs need no more than a look.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from search.analysis import plains
from search.article import Paragraphs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from search.article import Article

RUN = 5  # words; Broder's shingles, as in most work on wire copy since
SHORTEST = 50  # runs; below, what two texts share says little
BANDS, ROWS = 12, 2  # of two texts that share half of their runs, 97 % meet in a band
CONTAINED = 0.8  # of the shorter text's runs: one word in 25 may be another
SHARE = 0.25  # of the longer text, at least: a brief within a long report is another article
DAYS = 3  # between two copies; the same words much later are a form that was filled in again
# Odd numbers to multiply by, modulo 2**64. Archives hold what comes of them.
_BASE = 0x9E3779B97F4A7C15  # 2**64 divided by the golden ratio, as in Fibonacci hashing
_SCATTER = 0xBF58476D1CE4E5B9  # of SplitMix64, as is the next (Steele, Lea, Flood 2014)
_PLACES = (0x94D049BB133111EB, _BASE)  # for each of a band's rows
_MODULUS = 1 << 64
_BLANK = ord(" ")
_BYTES = 1 << 14  # that are looked at: 2,500 words; wire copy is shorter, and trimmed from its end
_LEFT_OUT = frozenset({"title", "byline", "caption", "boilerplate"})


@dataclass(frozen=True, slots=True)
class Signature:
    """An article's runs of words, as sorted numbers, and the bands of their MinHash."""

    runs: Any
    bands: Sequence[int]


def signature(article: Article, texts: Sequence[str] | None = None) -> Signature | None:
    """Return the signature of an article; None of one that is too short to be compared.

    ``texts`` are the ``plains`` of its paragraphs, if known.
    """
    runs = runs_of(article, texts)
    return None if runs is None else Signature(runs, bands_of(runs))


def runs_of(article: Article, texts: Sequence[str] | None = None) -> Any | None:  # noqa: ANN401 - an array
    """Return the runs of five words in an article, as sorted numbers below 2**32, once each.

    Of an article that is too short to be compared, None. ``texts`` are the ``plains`` of
    its paragraphs, if known.
    """
    import numpy as np  # noqa: PLC0415 - searches do without

    letters = np.frombuffer(_words(article, texts), dtype=np.uint8)
    is_letter = letters != _BLANK
    letters = letters[1:][is_letter[1:] | is_letter[:-1]][:_BYTES]  # one blank between two words
    (blanks,) = (letters == _BLANK).nonzero()
    if len(blanks) < RUN + SHORTEST:
        return None
    # The sum of letter * base**place up to each blank; what lies between two blanks,
    # moved back to the first place, is the polynomial hash of a run (Karp & Rabin 1987).
    powers, inverses = _powers()
    sums = (letters * powers[: len(letters)]).cumsum()[blanks]
    runs = (sums[RUN:] - sums[:-RUN]) * inverses[blanks[:-RUN]]
    runs ^= runs >> 32  # so that runs that differ little scatter
    runs *= _SCATTER
    runs = (runs >> 32).astype(np.uint32)
    runs.sort()
    runs = np.concatenate((runs[:1], runs[1:][runs[1:] != runs[:-1]]))
    return runs if len(runs) >= SHORTEST else None


def are_copies(one: Article, other: Article, runs: Any | None = None) -> bool:  # noqa: ANN401
    """Say whether two articles are nearly identical; ``runs`` are those of the first, if known.

    One source that prints the same words under two titles has filled in a form.
    """
    if one.date and other.date and abs((one.date - other.date).days) > DAYS:
        return False
    if one.source and one.source == other.source and one.title != other.title:
        return False
    runs, others = runs_of(one) if runs is None else runs, runs_of(other)
    return runs is not None and others is not None and contained(runs, others)


def contained(runs: Any, others: Any) -> bool:  # noqa: ANN401 - arrays
    """Say whether the shorter of two texts lies in the longer, by their runs."""
    import numpy as np  # noqa: PLC0415 - searches do without

    shorter, longer = sorted((len(runs), len(others)))
    if shorter < SHARE * longer:
        return False
    shared = len(np.intersect1d(runs, others, assume_unique=True))
    return bool(shared >= CONTAINED * shorter)


def _words(article: Article, texts: Sequence[str] | None) -> bytes:
    """Return a letter, then the first words of what the article says, with blanks around each."""
    said = []
    room = _BYTES
    paragraphs = Paragraphs.of(article.paragraphs)
    for kind, text in zip(paragraphs.kinds, texts or plains(paragraphs.texts), strict=True):
        if kind not in _LEFT_OUT and room > 0:
            said.append(text[:room])
            room -= len(text)
    return " ".join(["x", *said, ""]).encode("utf-8", "replace")


def bands_of(runs: Any) -> list[int]:  # noqa: ANN401 - an array
    """Return a number for each band of the MinHash, below 2**31: SQLite's four bytes."""
    points, places = _points()
    found = runs.take(runs.searchsorted(points), mode="wrap")  # after the last is the first
    rows = found.reshape(ROWS, BANDS) * places
    bands: list[int] = (rows.sum(axis=0) >> 33).tolist()
    return bands


@cache
def _points() -> tuple[Any, Any]:
    """Return the points on the circle of runs, and the factors of the rows of a band.

    The rows of one band lie far apart, where even a short text has other runs.
    """
    import numpy as np  # noqa: PLC0415 - searches do without

    count = BANDS * ROWS
    points = np.arange(count, dtype=np.uint64) * (1 << 32) // count
    return points.astype(np.uint32), np.array(_PLACES, dtype=np.uint64)[:, np.newaxis]


@cache
def _powers() -> tuple[Any, Any]:
    """Return the powers of the base, and of its inverse, modulo 2**64."""
    import numpy as np  # noqa: PLC0415 - searches do without

    factors = np.full((2, _BYTES), _BASE, dtype=np.uint64)
    factors[1] = pow(_BASE, -1, _MODULUS)
    factors[:, 0] = 1
    powers, inverses = np.cumprod(factors, axis=1)
    return powers, inverses
