"""The password, and who has failed to give it."""

from __future__ import annotations

import hmac
import math
import threading
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.guard.tallies import Tallies

FREE_FAILURES = 3  # slips of the finger
LONGEST_DELAY = 300.0  # seconds: under 300 guesses a day
MEMORY = 3600.0  # seconds without a failure after which all are forgotten


class Delayed(Exception):
    """A client that has to wait before it may try again; ``seconds`` from now."""

    def __init__(self, seconds: float) -> None:
        """Take the seconds."""
        super().__init__(f"Wait {seconds:g} seconds.")
        self.seconds = seconds


class Password:
    """The password that everybody must give; who fails must wait, each time longer.

    >>> from web.guard.tallies import Tallies
    >>> password = Password("correct horse", Tallies())
    >>> password.check("correct horse", client="192.0.2.7", now=100.0)
    True
    >>> [password.check("wrong", client="192.0.2.7", now=100.0) for _ in range(4)]
    Traceback (most recent call last):
    web.guard.passwords.Delayed: Wait 1 seconds.
    """

    def __init__(self, password: str, failures: Tallies) -> None:
        """Take the password, and where failures are counted."""
        self._password = _comparable(password)
        self._failures = failures
        self._lock = threading.Lock()

    def check(self, given: str, *, client: str, now: float) -> bool:
        """Tell whether this is the password, in a time that does not depend on how near it is.

        Raises:
            Delayed: if the client must wait; then nothing is compared.
        """
        with self._lock:
            last, count = self._failures.read(client)
            if count and now - last > MEMORY:
                count = 0
            wait = last + _delay(count) - now
            if count and wait > 0:
                raise Delayed(wait)
            right = hmac.compare_digest(_comparable(given), self._password)
            self._failures.write(client, now, 0 if right else count + 1)
        return right


def _delay(failures: float) -> float:
    """Return how long a client waits after its last failure, in seconds.

    >>> [_delay(count) for count in (0, 2, 3, 4, 5, 99)]
    [0.0, 0.0, 1.0, 2.0, 4.0, 300.0]
    """
    if failures < FREE_FAILURES:
        return 0.0
    return min(math.ldexp(1.0, int(failures) - FREE_FAILURES), LONGEST_DELAY)


def _comparable(text: str) -> bytes:
    """Return a password's bytes: keyboards differ in how they write the same letter."""
    return unicodedata.normalize("NFC", text).encode(errors="surrogatepass")
