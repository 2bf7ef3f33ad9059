"""A source: the bytes that a format's reader reads, from a file or from within one."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from search.errors import ReadError
from search.readers.encoding import NotText, decode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from search.readers.folders import SourceFile

LARGEST = 32_000_000  # bytes of one document that is read whole; a shelf of books
HEAD = 16_384  # bytes by which a format is recognised


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How sources are to be read, as their user wishes.

    ``fields`` maps a field of ``Article`` to the column or key that has it.
    """

    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A file, or a part of one, from which no article could be read, and why.

    ``reason`` goes on where the path stops: "is empty.". ``again`` tells that it
    may be readable next time though the file does not change.
    """

    path: str
    reason: str
    again: bool = False

    @classmethod
    def of(cls, path: str, error: ReadError) -> Unread:
        """Return the report of an error about ``path``."""
        return cls(path=path, reason=str(error).removeprefix(f"{path} "), again=error.again)


class Source:
    """One file, or one member of a file, from its first byte to its last.

    ``name`` is its path in the archive, with ``/`` between the parts; a member's
    begins with that of the file that it lies in. ``file`` is where the bytes lie
    on this machine, None for a member. ``depth`` counts the files around it.
    The bytes can be gone through once, by ``stream``, ``data`` or ``text``;
    ``head`` can be looked at before.
    """

    __slots__ = ("_head", "_stream", "depth", "file", "name", "options", "root", "size")

    def __init__(
        self,
        name: str,
        stream: IO[bytes],
        *,
        size: int | None = None,
        file: Path | None = None,
        root: str = "",
        depth: int = 0,
        options: Options | None = None,
    ) -> None:
        """Take over an open stream at its first byte."""
        self.name = name
        self.size = size
        self.file = file
        self.root = root
        self.depth = depth
        self.options = options or Options()
        self._stream = stream
        self._head: bytes | None = None

    @classmethod
    def of_file(cls, file: SourceFile, options: Options | None = None) -> Source:
        """Open a file.

        Raises:
            ReadError: It cannot be opened; the message says why.
        """
        try:
            stream = open(file.path, "rb")  # noqa: PTH123, SIM115 - closed by ``close``
        except OSError as error:
            reason = error.strerror or str(error)
            raise ReadError(f"{file.relative} cannot be opened: {reason}.", again=True) from error
        return cls(
            file.relative,
            stream,
            size=file.size,
            file=file.path,
            root=file.root,
            options=options,
        )

    def member(self, name: str, stream: IO[bytes], size: int | None = None) -> Source:
        """Return a source within this one; ``name`` is its path in here."""
        return Source(
            f"{self.name}/{name}",
            stream,
            size=size,
            root=self.root,
            depth=self.depth + 1,
            options=self.options,
        )

    @property
    def head(self) -> bytes:
        """The first bytes, at most ``HEAD`` of them."""
        if self._head is None:
            self._head = self._read(HEAD)
        return self._head

    def stream(self) -> IO[bytes]:
        """Return a stream from the first byte on. It may be unable to seek."""
        if not self._head:
            return self._stream
        if self._stream.seekable():
            self._stream.seek(0)
            return self._stream
        rejoined: Any = _Rejoined(self._head, self._stream)
        return io.BufferedReader(rejoined)

    def data(self, limit: int = LARGEST) -> bytes:
        """Return all bytes.

        Raises:
            ReadError: There are more than ``limit``.
        """
        head = self.head
        rest = self._read(limit + 1 - len(head)) if len(head) == HEAD else b""
        if len(head) + len(rest) > limit:
            raise ReadError(
                f"{self.name} is too large: one document may have {limit // 1_000_000} MB."
                " Divide it into articles."
            )
        return head + rest if rest else head

    def text(self, limit: int = LARGEST) -> str:
        """Return the text, decoded and clean.

        Raises:
            ReadError: It is empty, too large, or no text.
        """
        data = self.data(limit)
        if not data:
            raise ReadError(f"{self.name} is empty.")
        try:
            return decode(data)
        except NotText as error:
            raise ReadError(f"{self.name} {error}.") from error

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()

    def _read(self, size: int) -> bytes:
        parts = []
        while size > 0:
            try:
                part = self._stream.read(size)
            except OSError as error:
                raise ReadError(
                    f"{self.name} cannot be read: {error.strerror or error}.", again=True
                ) from error
            if not part:
                break
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


class _Rejoined(io.RawIOBase):
    """The head that was read already, then the rest of the stream."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable bytes
        part = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)
