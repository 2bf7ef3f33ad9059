"""Some tasks that are given out together, and what came back and is not yet taken."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from search.readers.workers.messages import Kind, pack, pack_unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from search.readers.source import Unread
    from search.readers.workers.readings import Task

_TASKS = 32  # of small files, so that few messages go out
_BYTES = 256_000  # of their content, so that none has to wait long for the others


class Batch:
    """Tasks that one worker after the other reads, and the messages about them."""

    __slots__ = ("_answered", "_heard", "_messages", "_skipped", "_spared", "_tasks", "size")

    def __init__(self, tasks: Sequence[Task]) -> None:
        """Take the tasks, at least one."""
        self._tasks = tasks
        self._answered = 0  # tasks whose end has come in
        self._messages: deque[tuple[int, bytes]] = deque()
        self._heard = 0  # messages about the task that is being read
        self._skipped = 0  # messages about it that come in again
        self._spared = False
        self.size = 0  # bytes of messages

    @property
    def tasks(self) -> Sequence[Task]:
        """All tasks."""
        return self._tasks

    @property
    def rest(self) -> Sequence[Task]:
        """The tasks whose end has not come in. If any is being read, it is the first."""
        return self._tasks[self._answered :]

    @property
    def is_answered(self) -> bool:
        """Tell whether the end of every task has come in."""
        return self._answered == len(self._tasks)

    @property
    def has_messages(self) -> bool:
        """Tell whether there is something to take."""
        return bool(self._messages)

    def put(self, kind: int, content: bytes) -> None:
        """Add a message that came in, unless it came in before."""
        if self._skipped and kind != Kind.ENDED:
            self._skipped -= 1
            return
        self._messages.append((kind, content))
        self.size += len(content)
        self._heard += 1
        if kind == Kind.ENDED:
            self._answered += 1
            self._heard = self._skipped = 0
            self._spared = False

    def take(self) -> tuple[int, bytes]:
        """Return the message that came in first, and forget it."""
        kind, content = self._messages.popleft()
        self.size -= len(content)
        return kind, content

    def spare(self) -> bool:
        """Tell whether the task that is being read may be read anew, which is so once.

        What was found in it then is what was found before, and not heard again.
        """
        if self._spared:
            return False
        self._spared = True
        self._skipped = self._heard
        return True

    def fail(self, failure: Unread) -> None:
        """End the task that is being read."""
        self.put(Kind.ENDED, pack((False, pack_unread(failure))))


def most_batches(files: int, size: int) -> int:
    """Return how many batches there can be of so many files with so many bytes together.

    >>> most_batches(62, 300_000)
    4
    """
    # Of those without all their tasks, each fills up with the first task of the next one.
    return min(files, 1 + files // _TASKS + 2 * size // _BYTES)


def batches(tasks: Iterable[Task]) -> Iterator[Batch]:
    """Yield tasks in their order, some small ones or one large one at a time."""
    together: list[Task] = []
    size = 0
    for task in tasks:
        if together and (len(together) == _TASKS or size + task.file.size > _BYTES):
            yield Batch(together)
            together, size = [], 0
        together.append(task)
        size += task.file.size
    if together:
        yield Batch(together)
