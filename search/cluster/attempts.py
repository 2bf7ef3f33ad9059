"""Trying again what may pass: with growing pauses of random length, until patience is over."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between two tries


def attempts(patience: float) -> Iterator[bool]:
    """Yield for each try whether it is the last; between two tries some time passes.

    >>> list(attempts(0.0))
    [True]
    """
    until = time.monotonic() + patience
    pause = FIRST_PAUSE
    while time.monotonic() + pause <= until:
        yield False
        time.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - so that not all come at once
        pause = min(pause * 2, LONGEST_PAUSE)
    yield True
