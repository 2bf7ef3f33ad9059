"""Streams from within files: counted, and with one error for all that may be wrong with them."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Any

from search.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable

DEEPEST = 4  # files within files
_MOST_TOO_DEEP = 10  # members of one file, each of which is told
# Text shrinks to a twentieth at best, and is counted at each layer (the TAR in a
# .tar.gz, and the file in the TAR); a bomb shrinks a thousandfold at each.
_GROWTH = 100
_LEAST_BUDGET = 200_000_000  # bytes; a small file may well be all blanks


class Broken(ReadError):
    """The bytes of the source named ``path`` cannot be had to the end.

    With them ends all that lies within that source, but not what lies beside it.
    """

    def __init__(self, message: str, *, path: str = "", again: bool = False) -> None:
        """Take the sentence, and the source's name."""
        super().__init__(message, again=again)
        self.path = path


class Budget:
    """How many bytes may still come out of one file, at all depths together."""

    def __init__(self, path: str, size: int | None) -> None:
        """Allow as much as a file of ``size`` bytes may honestly hold."""
        self._path = path
        self._allowed = max(_LEAST_BUDGET, _GROWTH * (size or 0))
        self._spent = 0
        self._too_deep = 0

    def spend(self, size: int) -> None:
        """Count ``size`` bytes.

        Raises:
            Broken: They are too many.
        """
        self._spent += size
        if self._spent > self._allowed:
            raise Broken(
                f"{self._path} unpacks to more than {self._allowed // 1_000_000} MB, which no"
                " honest file of its size does. Reading it stopped there; if you trust it, unpack"
                " it and index its folder.",
                path=self._path,
            )

    def refuse(self, path: str) -> ReadError:
        """Return the error of a member that lies too deep to be opened."""
        self._too_deep += 1
        if self._too_deep > _MOST_TOO_DEEP:  # a bomb has thousands
            return Broken(
                f"{self._path} holds files within files within files without end. Reading it"
                " stopped there; if you trust it, unpack it and index its folder.",
                path=self._path,
            )
        return ReadError(
            f"{path} is not opened: it lies in files within files, {DEEPEST} deep. Unpack them."
        )


def read_some(stream: IO[bytes], size: int) -> bytes:
    """Return some of the next bytes, none only at the end.

    Where a stream breaks off, this gives what comes before, which ``read`` would keep.
    """
    read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
    return read(size)


class Rejoined(io.RawIOBase):
    """The head that was read already, then the rest of the stream."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        """Take both."""
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable bytes
        """Fill some of a buffer, and return how much; 0 only at the end."""
        part = self._head[: len(buffer)] or read_some(self._rest, len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


class Metered(io.RawIOBase):
    """What a member's stream gives, counted."""

    def __init__(self, stream: IO[bytes], path: str, budget: Budget) -> None:
        """Take a stream and the name of its source."""
        self._stream = stream
        self._path = path
        self._budget = budget
        self._fault: Broken | None = None

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable bytes
        """Fill some of a buffer, and return how much; 0 only at the end."""
        part = self._part(len(buffer))
        self._budget.spend(len(part))
        buffer[: len(part)] = part
        return len(part)

    def _part(self, size: int) -> bytes:
        if self._fault:  # it would seem to be the end
            raise self._fault
        try:
            return read_some(self._stream, size)
        except (ReadError, MemoryError):
            raise
        except Exception as error:  # each way of packing has errors of its own
            self._fault = Broken(
                f"{self._path} is damaged or incomplete ({error}).", path=self._path
            )
            raise self._fault from error

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()
        super().close()
