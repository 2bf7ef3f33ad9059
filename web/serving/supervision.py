"""Worker processes that are started, started again when they die, and stopped."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import socket
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from typing import TYPE_CHECKING

import search
from web.serving.worker import GRACE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess
    from types import FrameType
    from typing import Any

SIGNALS = (signal.SIGTERM, signal.SIGINT)
FIRST_PAUSE = 0.5  # seconds before a worker that has died is started again
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 10.0  # a worker that lived so long has not died of its start
PATIENCE = GRACE_SECONDS + 5.0  # for workers to stop before they are killed
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class _Place:
    """The place of one worker, which one process after the other takes."""

    number: int
    process: ForkProcess | None = None
    told: Connection | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float = 0.0


class Supervisor:
    """Keeps a number of worker processes at work.

    What a worker does is a function that is called in a process forked from this
    one, with SIGTERM and SIGINT blocked until it is ready for them. It says through
    the connection why it cannot begin, or nothing ("") when it has. The number that
    it is given is that of its place, which one process has at a time.
    """

    def __init__(self, work: Callable[[Connection, int], None], count: int) -> None:
        """Take what a worker does, and how many there are to be."""
        self._context = multiprocessing.get_context("fork")
        self._work = work
        self._places = [_Place(number) for number in range(count)]
        self._signals = 0
        self._waker, self._woken = socket.socketpair()

    def run(self, *, when_ready: Callable[[], None], when_ending: Callable[[], None]) -> None:
        """Keep the workers at work until a signal comes, then let them end.

        ``when_ready`` is called once the first of them answers, ``when_ending``
        before they are told to end.

        Raises:
            SearchError: if the first cannot begin.
        """
        with self._listening():
            try:
                self._begin()
                if not self._signals:
                    when_ready()
                while not self._signals:
                    self._keep()
            finally:
                when_ending()
                self._end()

    def _begin(self) -> None:
        """Start the first worker, and wait until it answers or a signal comes."""
        told = self._start(self._places[0])
        while not self._signals and told not in self._wait([told]):
            pass
        if self._signals:
            return
        try:
            fault = told.recv()
        except EOFError:
            fault = "The server could not begin; what stands above says why."
        if fault:
            raise search.SearchError(fault)

    def _keep(self) -> None:
        """Start every worker that is not there, and wait until one ends."""
        now = time.monotonic()
        for place in self._places:
            if place.process is not None and not place.process.is_alive():
                self._bury(place, now)
            if place.process is None and place.due <= now:
                self._start(place)
        dues = [place.due - now for place in self._places if place.process is None]
        # One that has died since it was looked at is ready, and waited for no more.
        sentinels = [place.process.sentinel for place in self._places if place.process is not None]
        self._wait(sentinels, min(dues, default=None))

    def _bury(self, place: _Place, now: float) -> None:
        """Make room for the successor of a worker that has died, after a pause."""
        process, told = place.process, place.told
        place.process = place.told = None
        if process is None or told is None:
            return
        fault = _last_words(told)
        told.close()
        _LOG.error("A worker, process %s, has ended (%s). %s", process.pid, process.exitcode, fault)
        process.close()
        if now - place.started > STEADY_SECONDS:
            place.pause = FIRST_PAUSE
        place.due = now + place.pause
        place.pause = min(2 * place.pause, LONGEST_PAUSE)

    def _start(self, place: _Place) -> Connection:
        """Start a worker; return where it tells how that went."""
        told, telling = self._context.Pipe(duplex=False)
        place.process = self._context.Process(
            target=self._child, args=(told, telling, place.number)
        )
        place.told = told
        place.started = time.monotonic()
        # In the child a signal must not meet this process's way of answering it.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        try:
            place.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            telling.close()
        return told

    def _child(self, told: Connection, telling: Connection, number: int) -> None:
        """Be a worker: let go of what belongs to the supervisor, and work."""
        signal.set_wakeup_fd(-1)
        for each in (told, self._waker, self._woken):
            each.close()
        try:
            self._work(telling, number)
        except Exception:  # noqa: BLE001 - the process ends here, and the log says of what
            _LOG.exception("A worker has failed.")
            sys.exit(1)

    def _end(self) -> None:
        """Let the workers end what they are at; a second signal ends them at once."""
        running = [place.process for place in self._places if place.process is not None]
        deadline = time.monotonic() + PATIENCE
        for process in running:
            process.terminate()
        while living := [each.sentinel for each in running if each.is_alive()]:
            left = deadline - time.monotonic()
            if left <= 0 or self._signals > 1:
                for process in running:
                    process.kill()
            self._wait(living, max(left, 0.1))
        for process in running:
            process.join()

    def _wait(self, objects: list[Any], timeout: float | None = None) -> list[Any]:
        """Wait until one of the objects is ready or a signal comes; return what is ready."""
        ready = wait([*objects, self._woken], timeout)
        if self._woken in ready:
            with suppress(BlockingIOError):
                self._woken.recv(64)
        return ready

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Count signals, within the block, in place of what they do otherwise."""

        def count(_number: int, _frame: FrameType | None) -> None:
            self._signals += 1

        for each in (self._waker, self._woken):
            each.settimeout(0)
        before = {number: signal.signal(number, count) for number in SIGNALS}
        waker = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(waker)
            for number, handler in before.items():
                signal.signal(number, handler)
            self._waker.close()
            self._woken.close()


def _last_words(told: Connection) -> str:
    """Return why a worker could not begin; "" if it could, or did not say."""
    with suppress(EOFError, OSError):
        if told.poll():
            return str(told.recv())
    return ""
