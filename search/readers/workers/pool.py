"""Who reads what, and the answers in the order of the tasks."""

from __future__ import annotations

import os
import select
import sys
import time
from collections import deque
from typing import TYPE_CHECKING, Self

from search.readers.assembly import completed
from search.readers.source import Options
from search.readers.workers import failures
from search.readers.workers.batch import Batch, batches
from search.readers.workers.file_reader import FileReader, Setup, Unguarded
from search.readers.workers.messages import WORN, Kind, unpack, unpack_article, unpack_unread
from search.readers.workers.process import Process
from search.readers.workers.readings import Began, Ended, Found, Limits, Missed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from search.readers.workers.readings import Reading, Task

# Windows cannot wait for several pipes at once; it has no such limits either.
HAS_WORKERS = hasattr(select, "poll") and bool(sys.executable)
READ_FILE = "search.readers:read_file"
_BATCHES = 4  # that a worker has: one to read, and the next ones
_AHEAD = 64  # batches that are out for each worker, answered or not
_BYTES_AHEAD = 12_000_000  # of answers whose turn has not come
_PAUSE = 0.002  # seconds of its caller's work after which a pool looks for its workers
_LONG, _SHARE = 0.1, 0.2  # seconds, and share of the time, that a caller waits while too few read
_LOOK = 1.0  # seconds between two looks at the clock while nothing comes in
_STARTS = 3  # that may fail without an answer from any worker


class Readers:
    """Processes that read files; what ends one of them ends neither the run nor a neighbour.

    They start when this is made, and are used as a context, so that none is left:

        with Readers(jobs=2) as readers:
            for reading in readers.read(tasks):
                ...

    ``read_file`` names the function that reads a file, as ``module:function``; ``maker``
    one that returns, once in each process, what makes plain values of an article, which
    ``Found`` has as ``more``.
    """

    def __init__(
        self,
        jobs: int | None = None,
        options: Options | None = None,
        limits: Limits | None = None,
        *,
        read_file: str = READ_FILE,
        maker: str | None = None,
    ) -> None:
        """Start one process; while the caller has to wait for it, there will be twice as many.

        There are never more than ``jobs``, one for each processor by default.

        Raises:
            ValueError: ``jobs`` is below one.
            RuntimeError: No process can be started.
        """
        jobs = processors() if jobs is None else jobs
        if jobs < 1:
            raise ValueError(f"{jobs} jobs read nothing. Ask for 1 or more.")
        self._jobs = jobs
        self._limits = limits or Limits()
        self._setup = Setup(read_file, options or Options(), self._limits, maker)
        self._order: deque[Batch] = deque()  # that are out, the one whose turn it is first
        self._looked = 0.0
        self._since = time.monotonic()  # when the last process was started
        self._waited = 0.0  # seconds since then, all being ready
        self._is_all_out = False  # no batch is left to give out
        self._failed_starts = 0
        self._workers: list[Process] = []
        self._is_open = True
        try:
            if HAS_WORKERS:
                self._workers.append(self._started())
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all processes at once. Nothing can be read any more."""
        self._is_open = False
        for worker in self._workers:
            worker.kill()
        while self._workers:
            self._workers.pop().end()

    def read(self, tasks: Iterable[Task]) -> Iterator[Reading]:
        """Yield what is read, in the order of the tasks.

        Of each task that is ``Began``, any number of ``Found`` and ``Missed``,
        and ``Ended``, before anything of the next one. Tasks are taken as they
        are needed, some ahead of what is yielded. Whoever leaves this before its
        end closes the readers.

        Raises:
            ValueError: The readers are closed, or busy with other tasks.
            RuntimeError: No process can be started.
        """
        if not self._is_open or self._order:
            raise ValueError("These readers are closed, or still reading. Make new ones.")
        if not HAS_WORKERS:
            yield from self._read_here(tasks)
            return
        waiting = batches(tasks)
        self._is_all_out = False
        try:
            while self._look(waiting):
                yield from self._batch(waiting)
                self._order.popleft()
        finally:
            if self._order:
                self.close()

    def _read_here(self, tasks: Iterable[Task]) -> Iterator[Reading]:
        """Read in this process, one file after the other and without limits."""
        reader = FileReader(self._setup, Unguarded())
        for task in tasks:
            yield from _readings(task, reader.messages(task.file, task.digest))

    def _batch(self, waiting: Iterator[Batch]) -> Iterator[Reading]:
        """Yield all of the batch whose turn it is."""
        batch = self._order[0]
        for task in batch.tasks:
            yield from _readings(task, self._messages(batch, waiting))
            self._failed_starts = 0
            if time.monotonic() - self._looked > _PAUSE:
                self._look(waiting)

    def _messages(self, batch: Batch, waiting: Iterator[Batch]) -> Iterator[tuple[int, bytes]]:
        while True:
            while not batch.has_messages:
                self._wait(waiting)
            yield batch.take()

    def _wait(self, waiting: Iterator[Batch]) -> None:
        """Wait for answers, and have more processes read if that has come to be long."""
        all_ready = all(worker.is_ready for worker in self._workers)
        may_grow = len(self._workers) < self._jobs and not self._is_all_out
        began = time.monotonic()
        self._look(waiting, wait=_LONG if may_grow else _LOOK)
        if all_ready:
            self._waited += time.monotonic() - began
        if may_grow and self._is_slow():
            for _ in range(min(len(self._workers), self._jobs - len(self._workers))):
                self._workers.append(self._started())
            self._since, self._waited = time.monotonic(), 0.0

    def _is_slow(self) -> bool:
        """Tell whether the caller waits so much that more should read; who writes has work too."""
        return self._waited > max(_LONG, _SHARE * (time.monotonic() - self._since))

    def _look(self, waiting: Iterator[Batch], wait: float = 0.0) -> bool:
        """Give out tasks and take in answers; return whether any batch is out."""
        self._give(waiting)
        self._listen(wait)
        self._looked = time.monotonic()
        return bool(self._order)

    def _give(self, waiting: Iterator[Batch]) -> None:
        while len(self._order) < _AHEAD * len(self._workers) and not self._is_full():
            worker = min(self._workers, key=_load)
            if _load(worker) >= _BATCHES:
                return
            batch = next(waiting, None)
            if batch is None:
                self._is_all_out = True
                return
            worker.give(batch)
            self._order.append(batch)

    def _listen(self, wait: float) -> None:
        """Take in what the workers have written; of those whose turn it is not, within bounds."""
        first = self._first()
        full = self._is_full()
        heard = {each.fileno(): each for each in self._workers if each is first or not full}
        poll = select.poll()
        for descriptor in heard:
            poll.register(descriptor, select.POLLIN)
        ready = poll.poll(wait * 1000)
        for descriptor, _ in ready:
            worker = heard[descriptor]
            if not worker.receive():
                self._replace(worker, worker.end())
        if not ready and wait and first is not None and first.is_late:
            self._replace(first, first.time_out())

    def _is_full(self) -> bool:
        held = sum(batch.size for batch in self._order)
        return held + sum(worker.size for worker in self._workers) > _BYTES_AHEAD

    def _first(self) -> Process | None:
        """Return the worker whose turn it is, unless it has answered already."""
        turn = self._order[0] if self._order else None
        return next((each for each in self._workers if turn in each.batches), None)

    def _replace(self, worker: Process, code: int) -> None:
        """Put a new process in the place of one that has ended, with all that is left to read."""
        self._check_start(worker)
        if worker.is_ready and worker.batches and code != WORN:
            self._blame(worker.batches[0], code)
        fresh = self._started()
        self._workers[self._workers.index(worker)] = fresh
        for batch in worker.batches:
            if not batch.is_answered:
                fresh.give(batch)

    def _check_start(self, worker: Process) -> None:
        self._failed_starts += not worker.is_ready
        if worker.fault or self._failed_starts == _STARTS:
            raise RuntimeError(f"No process can be started to read files. {worker.fault}".strip())

    def _blame(self, batch: Batch, code: int) -> None:
        """End the file that was being read, unless it may have been no fault of it."""
        if code in failures.FROM_OUTSIDE and batch.spare():
            return
        path = batch.rest[0].file.relative
        batch.fail(failures.of_exit(path, code, self._limits))

    def _started(self) -> Process:
        try:
            return Process(self._setup, self._limits.seconds)
        except OSError as error:
            raise RuntimeError(f"No process can be started to read files. {error}") from error


def processors() -> int:
    """Return how many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _load(worker: Process) -> int:
    return len(worker.batches)


def _readings(task: Task, messages: Iterator[tuple[int, bytes]]) -> Iterator[Reading]:
    """Yield what the messages up to the end of a task tell."""
    yield Began(task)
    digest: bytes | None = None
    for kind, content in messages:
        if kind == Kind.CONTENT:
            digest = content or None
        elif kind == Kind.FOUND:
            article, more = unpack_article(content)
            yield Found(task, completed(article), more)
        elif kind == Kind.MISSED:
            yield Missed(task, unpack_unread(unpack(content)))
        elif kind == Kind.ENDED:
            yield _ended(task, digest, content)
            return


def _ended(task: Task, digest: bytes | None, content: bytes) -> Ended:
    unchanged, failure = unpack(content)
    return Ended(
        task=task,
        digest=digest,
        unchanged=unchanged,
        failure=unpack_unread(failure) if failure else None,
    )
