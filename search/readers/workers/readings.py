"""What readers are asked to read, and what they say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from search.article import Article
    from search.readers.folders import SourceFile
    from search.readers.source import Unread


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    ``seconds`` is how long a reader may take until it comes to the next article,
    so that a large file of many articles is not in haste. ``memory`` is how many
    bytes a process may need for a file above what it had before.
    """

    seconds: float = 60.0
    memory: int = 400_000_000

    def __post_init__(self) -> None:
        """Refuse what nothing could be read with.

        Raises:
            ValueError: A limit is not above zero.
        """
        if self.seconds <= 0 or self.memory <= 0:
            raise ValueError(f"{self} leaves nothing to read with. Limits are above zero.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A file to read; ``key`` is its caller's name for it.

    ``digest`` is that of the content that is known already, and need not be read
    again: BLAKE2b, 16 bytes.
    """

    key: str
    file: SourceFile
    digest: bytes | None = None


@dataclass(frozen=True, slots=True)
class Began:
    """The first that is heard of a file; whether its content is known is not yet."""

    task: Task


@dataclass(frozen=True, slots=True)
class Found:
    """The next article of a file, and what its reader has made of it besides."""

    task: Task
    article: Article
    more: Any = None


@dataclass(frozen=True, slots=True)
class Missed:
    """A part of a file that cannot be read; what follows it may be."""

    task: Task
    unread: Unread


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """The last that is heard of a file.

    ``digest`` is that of its content, None if it could not be had. With
    ``unchanged`` it is the one that the task has, and nothing was read. With a
    ``failure`` there was more than was found, or nothing.
    """

    task: Task
    digest: bytes | None
    unchanged: bool = False
    failure: Unread | None = None


Reading = Began | Found | Missed | Ended
