"""Servers of their own processes, asked over real HTTP."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

SECONDS = 30  # until something that must happen has failed to happen


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a request."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:  # noqa: ANN401 - it is JSON
        return json.loads(self.body)


@dataclass(slots=True)
class Server:
    """A server that runs; ``lines`` are what it has written to standard error so far."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    @property
    def address(self) -> str:
        return next(word for word in self.announcement.split() if word.startswith("http"))

    @property
    def announcement(self) -> str:
        return next((line for line in list(self.lines) if "Nutgraf is on" in line), "")

    @property
    def log(self) -> list[dict[str, Any]]:
        """The records of a log in JSON."""
        return [json.loads(line) for line in list(self.lines) if line.startswith("{")]

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)

    def get(self, address: str, **headers: str) -> Reply:
        return self.ask("GET", address, headers)

    def ask(
        self, method: str, address: str, headers: Mapping[str, str] = {}, body: str | None = None
    ) -> Reply:
        connection = self.connection()
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, address, body, given)
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def workers(self) -> set[int]:
        """Return the processes that have answered so far."""
        return {each["process"] for each in self.log if "status" in each}

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Stop it with a signal and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(SECONDS)


@contextmanager
def running(command: Sequence[str], password: str = "") -> Iterator[Server]:
    """Run a server until the block ends; it has told its address before the block begins."""
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"NUTGRAF_PASSWORD": password},
        start_new_session=True,
    )
    server = Server(process)
    reading = threading.Thread(target=_read, args=(server,))
    reading.start()
    try:
        until(lambda: server.announcement or process.poll() is not None)
        yield server
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(SECONDS)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            reading.join()
            if process.stderr is not None:
                process.stderr.close()


@contextmanager
def serving(place: Path, *arguments: str, password: str = "") -> Iterator[Server]:
    """Serve an archive on a free port until the block ends."""
    command = [sys.executable, "-m", "search", "serve", "--archive", str(place)]
    with running([*command, "--port", "0", *arguments], password) as server:
        assert server.announcement, server.lines
        yield server


def refused(place: Path, *arguments: str, password: str = "") -> str:
    """Return what a server says that does not start."""
    command = [sys.executable, "-m", "search", "serve", "--archive", str(place), *arguments]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env=os.environ | {"NUTGRAF_PASSWORD": password},
        check=False,
        timeout=SECONDS,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def until(happens: Callable[[], object]) -> None:
    """Wait until something holds."""
    deadline = time.monotonic() + SECONDS
    while not happens():
        assert time.monotonic() < deadline, "It has not happened."
        time.sleep(0.02)


def _read(server: Server) -> None:
    assert server.process.stderr is not None
    for line in server.process.stderr:
        server.lines.append(line.rstrip("\n"))
