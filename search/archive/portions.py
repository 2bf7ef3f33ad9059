"""What a run takes in together, so that much can be looked up at once."""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from search.article import Paragraphs
from search.preparation import Prepared
from search.readers.workers import Ended, Found

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from search.readers.workers import Reading

T = TypeVar("T")

FORESEEN = 500  # files whose lines of the ledger are looked up together
WAITING_CHARACTERS = 10_000_000  # of text that waits in memory for a turn
WAITING_SECONDS = 10.0  # that it waits


@dataclass(frozen=True, slots=True)
class Heard:
    """What a reader says of a file; of an article also what was made of it, and its new words.

    There are no ``words`` if they were not told.
    """

    reading: Reading
    prepared: Prepared | None = None
    words: Sequence[str] | None = None

    @classmethod
    def of(cls, reading: Reading) -> Heard:
        """Return it with what is still to be made of the article."""
        if not isinstance(reading, Found):
            return cls(reading)
        values, words = reading.more or (None, None)
        return cls(reading, Prepared.of(reading.article, values), words)


class Waiting:
    """What was read and waits for a turn to be written."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._heard: list[Heard] = []
        self._characters = 0
        self._in_file = 0
        self._since = 0.0

    def append(self, heard: Heard) -> None:
        """Add what was heard next."""
        if not self._heard:
            self._since = time.monotonic()
        self._heard.append(heard)
        if isinstance(heard.reading, Ended):
            self._in_file = 0
        if heard.prepared is not None:
            self._in_file += 1
            texts = Paragraphs.of(heard.prepared.article.paragraphs).texts
            self._characters += sum(map(len, texts))

    def is_due(self) -> bool:
        """Tell whether it is much or old. A file of one article waits for its end."""
        if self._in_file == 1:
            return False
        is_old = bool(self._heard) and time.monotonic() - self._since > WAITING_SECONDS
        return is_old or self._characters >= WAITING_CHARACTERS

    def taken(self) -> list[Heard]:
        """Return all of it, and begin anew."""
        heard, self._heard, self._characters = self._heard, [], 0
        return heard


def in_portions(values: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield values in lists of a size, the last of which may be shorter.

    >>> list(in_portions("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(values)
    while portion := list(islice(rest, size)):
        yield portion
