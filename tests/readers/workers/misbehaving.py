"""A reader that does what a file's first line tells it: read, hang, crash, and the like."""

from __future__ import annotations

import ctypes
import itertools
import os
import re
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from search.article import Article
from search.errors import ReadError
from search.readers import Unread
from search.readers import read_file as read_well

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from search.readers import Options, SourceFile

READ_FILE = f"{__name__}:read_file"


def read_file(file: SourceFile, options: Options) -> Iterator[Article | Unread]:
    """Yield an article for each line of a file; a line that is a deed is done instead."""
    lines = Path(file.path).read_text().splitlines()
    if lines[0] == "well":
        yield from read_well(file, options)
        return
    for number, line in enumerate(lines):
        if line in DEEDS:
            DEEDS[line]()
        elif line == "part":
            yield Unread(path=f"{file.relative}#{number}", reason="has a page missing.")
        elif line.startswith("many "):
            for each in range(int(line.split()[1])):
                yield Article.of(f"Number {each}. " + "news " * 2000, path=file.relative)
        else:
            yield Article.of(line, path=f"{file.relative}#{number}")


def fault() -> NoReturn:
    raise IndexError("list index\nout of range")


def interrupt() -> NoReturn:
    raise KeyboardInterrupt


def refuse() -> NoReturn:
    raise ReadError("story.txt is no story.", again=True)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def crash_in_c() -> None:
    ctypes.string_at(0)


def be_killed_once() -> None:
    """Be killed by somebody else, but only the first time."""
    mark = f"/tmp/nutgraf-test-{os.getppid()}"  # noqa: S108 - seen by the test's process only
    if not os.path.exists(mark):  # noqa: PTH110
        with open(mark, "w", encoding="utf-8"):  # noqa: PTH123
            pass
        os.kill(os.getpid(), signal.SIGKILL)
    os.remove(mark)  # noqa: PTH107


def be_killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def sleep() -> None:
    time.sleep(1000)


def loop_in_c() -> None:
    """Never end, and never let another thread of Python run."""
    re.match(r"(a|a)+$", "a" * 60 + "b")


def allocate() -> None:
    bytearray(10**10)


def grow() -> None:
    list(str(number) * 100 for number in itertools.count())  # noqa: C400


def recurse() -> None:
    recurse()


def chatter() -> None:
    """Write where the messages go."""
    print("news" * 10_000)  # noqa: T201
    os.write(1, b"\x05\xff\xff\xff\xff")
    os.write(2, b"Fatal!\n")
    sys.stdin.read()


def wait() -> None:
    time.sleep(0.4)


def stop_the_clock() -> None:
    """Hang as a library that uses the process's only timer for itself."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    time.sleep(1000)


DEEDS: dict[str, Callable[[], object]] = {
    "abort": os.abort,
    "allocate": allocate,
    "be killed": be_killed,
    "be killed once": be_killed_once,
    "chatter": chatter,
    "crash": crash,
    "crash in C": crash_in_c,
    "exit": lambda: sys.exit(3),
    "exit at once": lambda: os._exit(3),
    "fault": fault,
    "grow": grow,
    "interrupt": interrupt,
    "loop in C": loop_in_c,
    "recurse": recurse,
    "refuse": refuse,
    "sleep": sleep,
    "stop the clock": stop_the_clock,
    "wait": wait,
}
