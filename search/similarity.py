"""Do two articles have the same text, but for cuts and small changes?

Wire copy is printed by many papers, each of which trims it. Texts are compared by
the runs of five words that they share: two are nearly identical if the shorter
has most of its runs in the longer (containment; Broder 1997, "On the resemblance
and containment of documents"). Which ones to compare is found by MinHash with
banding (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, section 3.4).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from search.analysis import plains

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from search.article import Article

RUN = 5  # words; Broder's shingles, as in most work on wire copy since
SHORTEST = 50  # runs; below, what two texts share says little
BANDS, ROWS = 20, 3  # of two texts that share half of their runs, 93 % meet in a band
CONTAINED = 0.8  # of the shorter text's runs: one word in 25 may be another
SHARE = 0.25  # of the longer text, at least: a brief within a long report is another article
DAYS = 3  # between two copies; the same words much later are a form that was filled in again
_SCHEME = "affine32"  # of datasketch; archives hold what it gives
_BASE = 0x9E3779B97F4A7C15  # odd; 2**64 divided by the golden ratio, as in Fibonacci hashing
_MODULUS = 1 << 64
_BYTES = 1 << 14  # that are looked at: 2,500 words; wire copy is shorter, and trimmed from its end
_LEFT_OUT = frozenset({"title", "byline", "caption", "boilerplate"})


@dataclass(frozen=True, slots=True)
class Signature:
    """An article's runs of words, as sorted numbers, and the bands of their MinHash."""

    runs: Any
    bands: Sequence[int]


def signature(article: Article) -> Signature | None:
    """Return the signature of an article; None of one that is too short to be compared."""
    runs = runs_of(article)
    return None if runs is None else Signature(runs, _bands(runs))


def runs_of(article: Article) -> Any | None:  # noqa: ANN401 - an array
    """Return the runs of five words in an article, as sorted numbers below 2**32, once each.

    Of an article that is too short to be compared, None.
    """
    import numpy as np  # noqa: PLC0415 - searches do without

    text = _words(article)
    if text.count(" ") < SHORTEST + RUN - 1:
        return None
    letters = np.frombuffer(text.encode("utf-8", "replace")[:_BYTES], dtype=np.uint8)
    blanks = np.flatnonzero(letters == ord(" "))
    if len(blanks) <= RUN:
        return None
    # The sum of letter * base**place up to each blank; what lies between two blanks,
    # moved back to the first place, is the polynomial hash of a run (Karp & Rabin 1987).
    powers, inverses = _powers()
    sums = np.cumsum(letters.astype(np.uint64) * powers[: len(letters)])[blanks]
    runs = (sums[RUN:] - sums[:-RUN]) * inverses[blanks[:-RUN]]
    runs = np.sort(runs >> np.uint64(32))
    runs = runs[np.append(True, runs[1:] != runs[:-1])]
    return runs if len(runs) >= SHORTEST else None


def are_copies(one: Article, runs: Any, other: Article, others: Any) -> bool:  # noqa: ANN401 - arrays
    """Say whether two articles, with their runs, are nearly identical.

    One source that prints the same words under two titles has filled in a form.
    """
    if one.date and other.date and abs((one.date - other.date).days) > DAYS:
        return False
    if one.source and one.source == other.source and one.title != other.title:
        return False
    return contained(runs, others)


def contained(runs: Any, others: Any) -> bool:  # noqa: ANN401 - arrays
    """Say whether the shorter of two texts lies in the longer, by their runs."""
    import numpy as np  # noqa: PLC0415 - searches do without

    shorter, longer = sorted((len(runs), len(others)))
    if shorter < SHARE * longer:
        return False
    shared = len(np.intersect1d(runs, others, assume_unique=True))
    return bool(shared >= CONTAINED * shorter)


def _words(article: Article) -> str:
    """Return the first words of what the article says, with a blank around each."""
    texts: list[str] = []
    room = _BYTES
    for paragraph in article.paragraphs:
        if paragraph.kind not in _LEFT_OUT and room > 0:
            texts.append(paragraph.text[:room])
            room -= len(paragraph.text)
    return f" {' '.join(' '.join(plains(texts)).split())} "


def _bands(runs: Any) -> list[int]:  # noqa: ANN401 - an array
    from datasketch import MinHash  # noqa: PLC0415 - searches do without

    minhash = MinHash(BANDS * ROWS, hashfunc=int, permutations=_permutations(), scheme=_SCHEME)
    minhash.update_batch(runs.tolist())
    rows = minhash.hashvalues.astype("<u4").tobytes()
    width = 4 * ROWS
    return [
        zlib.crc32(rows[band * width : (band + 1) * width]) | band << 32 for band in range(BANDS)
    ]


@cache
def _permutations() -> Any:  # noqa: ANN401 - an array
    """Return the random functions, the same in every archive; making them takes longest."""
    from datasketch import MinHash  # noqa: PLC0415 - searches do without

    return MinHash(BANDS * ROWS, seed=1, scheme=_SCHEME).permutations


@cache
def _powers() -> tuple[Any, Any]:
    """Return the powers of the base, and of its inverse, modulo 2**64."""
    import numpy as np  # noqa: PLC0415 - searches do without

    factors = np.full((2, _BYTES), _BASE, dtype=np.uint64)
    factors[1] = pow(_BASE, -1, _MODULUS)
    factors[:, 0] = 1
    powers, inverses = np.cumprod(factors, axis=1)
    return powers, inverses
