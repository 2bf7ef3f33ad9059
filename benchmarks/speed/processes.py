"""Programs that are measured from outside: time, processor time, memory.

Everything that is compared runs in processes of its own, so that a figure means the same for
all: processor time is that of a process and of all that it started, memory is that of all of
these together at one moment, with what they share counted once.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence

# Whoever measures may have told Python to keep no compiled modules; an installed program has them.
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
_PAUSE = 0.02  # seconds between two looks at the memory, at least
_PAUSES = 20  # times as long as a look takes, so that looking does not slow down what is measured
_FIELDS = re.compile(r"^(Pss|Pss_Anon):\s+(\d+) kB", re.MULTILINE)
_STARTING = 600.0  # seconds in which a peer must have opened its index
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes
_FOLDERS = re.compile(r"(?<![\w:/])/(?:[\w.+-]+/)+")
_NOISE = re.compile(r"^\s*$|^\s+|Warning")


class Failed(Exception):
    """A program ended with an error; the message is its last line."""


class TooLong(Exception):
    """A program was stopped because it took longer than it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a program took: seconds, and bytes at the moment when these were most.

    ``own`` are the bytes that cannot be read again from a file.
    """

    seconds: float
    cpu: float
    memory: int
    own: int


def run(command: Sequence[str], limit: float) -> Usage:
    """Run a program to its end.

    Raises:
        Failed: if it says that it failed.
        TooLong: if it has not ended after so many seconds.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=ENVIRONMENT,
            start_new_session=True,
        )
        watch = _Watch(process.pid, began + limit)
        watch.start()
        _, status, spent = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.end()
        if watch.stopped:
            raise TooLong(f"It was stopped after {limit:.0f} s.")
        if process.returncode:
            said.seek(0)
            raise Failed(last_line(said.read()) or f"It ended with {process.returncode}.")
    cpu = max(spent.ru_utime + spent.ru_stime, watch.cpu)
    most = spent.ru_maxrss * _RSS_UNIT  # of one process: for those that ended too soon to be seen
    return Usage(seconds=seconds, cpu=cpu, memory=watch.memory or most, own=watch.own or most)


class _Watch(threading.Thread):
    """Looks at a process and its children again and again, and stops them when time is over."""

    def __init__(self, pid: int, until: float) -> None:
        super().__init__(daemon=True)
        self.memory = self.own = 0
        self.stopped = False
        self._pid = pid
        self._until = until
        self._ended = threading.Event()
        self._cpu: dict[int, float] = {}

    @property
    def cpu(self) -> float:
        """The processor time that was seen: a parent may not wait for all of its children."""
        return sum(self._cpu.values())

    def run(self) -> None:
        pause = _PAUSE
        while not self._ended.wait(pause):
            began = time.perf_counter()
            processes = family(self._pid)
            memory, own = _memory(processes)
            self.memory = max(self.memory, memory)
            self.own = max(self.own, own)
            for each in processes:
                self._cpu[each.pid] = _cpu(each) or self._cpu.get(each.pid, 0.0)
            pause = max(_PAUSE, _PAUSES * (time.perf_counter() - began))
            if began > self._until and not self._ended.is_set():
                with contextlib.suppress(ProcessLookupError):  # it has just ended
                    os.killpg(self._pid, signal.SIGKILL)
                    self.stopped = True
                break

    def end(self) -> None:
        self._ended.set()
        self.join()


def family(pid: int) -> list[psutil.Process]:
    """Return a process and all that it started and that still run."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def memory(pid: int) -> int:
    """Return the bytes of memory of a process and its children."""
    return _memory(family(pid))[0]


def _memory(processes: list[psutil.Process]) -> tuple[int, int]:
    """Return the bytes of processes, and those that are no copy of a file."""
    sizes = [_sizes(each) for each in processes]
    return sum(size for size, _ in sizes), sum(own for _, own in sizes)


def _sizes(process: psutil.Process) -> tuple[int, int]:
    """Return the shares of a process in what is in memory; where they are not told, all of it."""
    try:
        rollup = Path(f"/proc/{process.pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        try:
            resident: int = process.memory_info().rss
        except psutil.Error:
            return 0, 0
        return resident, resident
    found = dict(_FIELDS.findall(rollup))
    whole = int(found.get("Pss", 0)) * 1024
    return whole, int(found.get("Pss_Anon", 0)) * 1024 or whole


def _cpu(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def last_line(text: str) -> str:
    r"""Return the last line that says something: of a traceback, the error.

    Of files it keeps the names, not where they lie on this machine.

    >>> last_line("Traceback:\n  File\nOSError: no '/home/ana/index/meta.json'\n")
    "OSError: no 'meta.json'"
    """
    lines = [line for line in text.splitlines() if not _NOISE.match(line)]
    return _FOLDERS.sub("", lines[-1])[:300] if lines else ""


class Server:
    """A peer that answers questions: lines of JSON in and out."""

    def __init__(self, command: Sequence[str]) -> None:
        """Start it, and wait until it is ready.

        Raises:
            Failed: if it cannot open its index.
            TooLong: if that takes too long.
        """
        self._said = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - closed with the rest
        began = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            encoding="utf-8",
            env=ENVIRONMENT,
            start_new_session=True,
        )
        hello = self._read(_STARTING)
        self.started = time.perf_counter() - began
        self.ready = float(hello["ready"])
        self.version = str(hello["version"])

    def ask(self, question: str, limit: float) -> dict[str, Any]:
        """Return the answer to a question.

        Raises:
            Failed: if the peer ends.
            TooLong: if it takes more seconds than it may; it is stopped then.
        """
        assert self._process.stdin is not None  # noqa: S101 - for the types
        try:
            self._process.stdin.write(question + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise Failed(self._why()) from None
        return self._read(limit)

    def memory(self) -> int:
        """Return its bytes of memory."""
        return memory(self._process.pid)

    def close(self) -> None:
        """End it."""
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None and not stream.closed:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._stop()
        self._said.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self, limit: float) -> dict[str, Any]:
        assert self._process.stdout is not None  # noqa: S101 - for the types
        ready, _, _ = select.select([self._process.stdout], [], [], limit)
        if not ready:
            self._stop()
            raise TooLong(f"It gave no answer in {limit:.0f} s.")
        line = self._process.stdout.readline()
        if not line:
            raise Failed(self._why())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _why(self) -> str:
        self._process.wait(timeout=20)
        self._said.seek(0)
        return last_line(self._said.read()) or f"It ended with {self._process.returncode}."

    def _stop(self) -> None:
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=20)


def held(place: Path) -> int:
    """Return the bytes of all files of a folder."""
    return sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
