"""How long to wait, in words."""

from __future__ import annotations

import math


def wait_words(seconds: float) -> str:
    """Return how long to wait.

    >>> wait_words(0.2), wait_words(12.5)
    ('Try again in 1 second.', 'Try again in 13 seconds.')
    """
    whole = math.ceil(seconds)
    return f"Try again in {whole} {'second' if whole == 1 else 'seconds'}."
