"""One process that reads files: tasks in on its standard input, messages out on its output."""

from __future__ import annotations

import gc
import os
import pickle
import threading
from queue import SimpleQueue
from typing import IO

from search.readers import registry
from search.readers.story.language import spare_model
from search.readers.workers.file_reader import FileReader
from search.readers.workers.guard import Guard, die_with
from search.readers.workers.messages import HEADER, WORN, Kind, unpack_tasks

_SPARED = 20_000  # texts, so that only large archives of rare languages need the model's 70 MB here


def main() -> None:
    """Read the tasks that come in until there are no more, then end the process."""
    inbox, outbox = _pipes()
    parent, setup = pickle.loads(_next(inbox))  # noqa: S301 - from our parent
    die_with(parent)
    try:
        registry.load(registry.TEXT)  # which most files are
        reader = FileReader(setup, Guard(setup.limits))
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
        _send(outbox, Kind.READY, f"{type(error).__name__}: {error}".encode())
        os._exit(1)
    spare_model(_SPARED)
    gc.freeze()  # what was imported stays, and need not be gone through again
    batches: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_listen, args=(inbox, batches), daemon=True).start()
    _send(outbox, Kind.READY)
    while True:
        for file, known in unpack_tasks(batches.get()):
            for kind, content in reader.messages(file, known):
                _send(outbox, kind, content)
            if reader.is_worn:
                os._exit(WORN)


def _pipes() -> tuple[IO[bytes], int]:
    """Take standard input and output for messages; what else is printed goes nowhere."""
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return inbox, outbox


def _listen(inbox: IO[bytes], batches: SimpleQueue[bytes]) -> None:
    """Pass on what comes in; end the process with its parent, whatever it is doing."""
    while True:
        batches.put(_next(inbox))


def _next(inbox: IO[bytes]) -> bytes:
    header = inbox.read(HEADER.size)
    if len(header) < HEADER.size:
        os._exit(0)
    _, length = HEADER.unpack(header)
    return inbox.read(length)


def _send(outbox: int, kind: int, content: bytes = b"") -> None:
    """Write a message, without a copy of what may be a whole book."""
    header = HEADER.pack(kind, len(content))
    try:
        sent = os.writev(outbox, (header, content)) - len(header)  # the header always fits
        while sent < len(content):
            sent += os.write(outbox, memoryview(content)[sent:])
    except OSError:  # nobody reads it any more
        os._exit(0)
