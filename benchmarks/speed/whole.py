"""Nutgraf as a whole program: a search typed as a command, and the server of pages."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.speed import processes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PROGRAM = (sys.executable, "-m", "search")
_ADDRESS = re.compile(r"http://[\d.]+:\d+")
_SECONDS = 60.0


def seconds(command: Sequence[str], asked: str = "") -> float:
    """Return how long a process takes from its start to its end.

    Raises:
        Failed: if it says that it failed.
    """
    began = time.perf_counter()
    done = subprocess.run(
        command,
        input=asked,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=processes.ENVIRONMENT,
        check=False,
    )
    spent = time.perf_counter() - began
    if done.returncode:
        raise processes.Failed(processes.last_line(done.stderr))
    return spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server: seconds to its address and to its first page, bytes, milliseconds of pages."""

    started: float
    first_page: float
    memory: int
    memory_after: int
    pages: list[float]


def serve(place: Path, texts: Sequence[str]) -> Served:
    """Serve an archive and ask for a page of each text.

    Raises:
        Failed: if the server does not start.
    """
    command = [*PROGRAM, "serve", "--port", "0", "--archive", str(place)]
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env=processes.ENVIRONMENT,
    )
    try:
        address = _address(process)
        started = time.perf_counter() - began
        _page(address, "")
        first = time.perf_counter() - began
        memory = processes.memory(process.pid)
        pages = [_page(address, text) for text in texts]
        after = processes.memory(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=_SECONDS)
    return Served(started=started, first_page=first, memory=memory, memory_after=after, pages=pages)


def _address(process: subprocess.Popen[str]) -> str:
    """Wait until a server says its address."""
    assert process.stderr is not None  # noqa: S101 - for the types
    for line in process.stderr:
        found = _ADDRESS.search(line)
        if found:
            return found.group()
    raise processes.Failed("The server did not start.")


def _page(address: str, text: str) -> float:
    """Return the milliseconds that a page of results takes."""
    began = time.perf_counter()
    asked = f"{address}/?{urllib.parse.urlencode({'q': text})}"
    with urllib.request.urlopen(asked, timeout=_SECONDS) as page:  # noqa: S310 - our own server
        page.read()
    return (time.perf_counter() - began) * 1000
