"""Running `nutgraf` as its users do."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COMMAND = [sys.executable, "-c", "import sys; from search.cli import main; sys.exit(main())"]


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


def environment(place: Path | str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    return kept | {"NUTGRAF_ARCHIVE": str(place), "TERM": "xterm", "COLUMNS": "100"} | more


def nutgraf(
    place: Path | str,
    *arguments: str | bytes,
    preexec: Callable[[], None] | None = None,
    out: int = subprocess.PIPE,
    variables: dict[str, str] | None = None,
) -> Outcome:
    """Run the command in a process of its own, in a pipe."""
    done = subprocess.run(
        [*COMMAND, *arguments],
        stdout=out,
        stderr=subprocess.PIPE,
        env=environment(place, **variables or {}),
        preexec_fn=preexec,
        check=False,
        timeout=60,
    )
    return Outcome(done.returncode, (done.stdout or b"").decode(), done.stderr.decode())


def on_a_terminal(place: Path, *arguments: str, **variables: str) -> Outcome:
    """Run the command on a terminal that shows both its output and its messages."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(  # noqa: S606 - a user's shell does the same
            COMMAND[0], [*COMMAND, *arguments], environment(place, **variables)
        )
    shown = b""
    try:
        while part := os.read(terminal, 4096):
            shown += part
    except OSError:  # the other end of a terminal closes with an error
        pass
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    return Outcome(os.waitstatus_to_exitcode(status), shown.decode(), "")
