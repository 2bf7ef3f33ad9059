"""What is seen of long work on a terminal, and how it is interrupted."""

from __future__ import annotations

import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

WIDTH = 20  # characters of the bar
INTERVAL = 0.1  # seconds between two drawings
_MEGABYTE = 1_000_000


class ProgressBar:
    """A line on a terminal that says how far the work is; nothing in a pipe.

    ``unit`` is what the work is measured in: "MB" for bytes, else a noun.
    """

    def __init__(self, label: str) -> None:
        """Draw on the terminal that messages go to, if it is one."""
        self._label = label
        self._shown = sys.stderr.isatty()
        self._began = time.monotonic()
        self._drawn = 0.0
        self._length = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Wipe the line away."""
        if self._length:
            sys.stderr.write("\r" + " " * self._length + "\r")
            sys.stderr.flush()

    def show(self, done: int, total: int, text: str, megabytes: float | None = None) -> None:
        """Draw that ``done`` of ``total`` is done; ``text`` says it in words."""
        now = time.monotonic()
        if not self._shown or (now - self._drawn < INTERVAL and done < total):
            return
        self._drawn = now
        drawn = self._line(done / total if total else 1.0, text, megabytes, now - self._began)
        sys.stderr.write("\r" + drawn.ljust(self._length))
        sys.stderr.flush()
        self._length = max(self._length, len(drawn))

    def _line(self, part: float, text: str, megabytes: float | None, seconds: float) -> str:
        bar = ("#" * round(part * WIDTH)).ljust(WIDTH, "-")
        parts = [f"{self._label} [{bar}] {part:4.0%}", text]
        if megabytes is not None and seconds:
            parts.append(f"{megabytes / seconds:.1f} MB/s")
        if part:
            parts.append(f"{clock(seconds / part - seconds)} left")
        return "  ".join(parts)


def clock(seconds: float) -> str:
    """Return a time as hours, minutes and seconds.

    >>> clock(75), clock(3601)
    ('1:15', '1:00:01')
    """
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


class Interruption:
    """Makes Ctrl-C wait for a place where nothing done so far is lost.

    A second Ctrl-C does not wait.
    """

    def __init__(self) -> None:
        """Prepare to be entered."""
        self._former: Any = None
        self._asked = False
        self._under_way = False

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            self._former = signal.signal(signal.SIGINT, self._ask)
        return self

    def __exit__(self, *_: object) -> None:
        if self._former is not None:
            signal.signal(signal.SIGINT, self._former)

    def _ask(self, _: int, __: FrameType | None) -> None:
        if self._asked or not self._under_way:
            raise KeyboardInterrupt
        self._asked = True

    def pause(self) -> None:
        """Stop here if that was asked for."""
        self._under_way = True
        if self._asked:
            raise KeyboardInterrupt
