"""A source: the bytes that a format's reader reads, from a file or from within one."""

from __future__ import annotations

import io
import os
import stat
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any

from search.errors import ReadError
from search.readers.containers.labels import label
from search.readers.containers.streams import DEEPEST, Broken, Budget, Metered, Rejoined, read_some
from search.readers.encoding import NotText, decode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from search.readers.folders import SourceFile

LARGEST = 25_000_000  # bytes of one document that is read whole; it needs 500 MB of memory
HEAD = 16_384  # bytes by which a format is recognised
LARGEST_MEMBER = 64_000_000  # bytes of a file within a file that has to be held in memory


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
    begins with that of the file that it lies in. ``called`` is the name that tells
    what is in it: that of ``story.md.gz`` is ``story.md``. ``file`` is where the
    bytes lie on this machine, None for a member. ``depth`` counts the files around
    it. A web archive states ``url``, the address that its member was fetched from,
    its day in ``extra``, and the ``charset`` that it was served in. The bytes can be gone through once, by ``stream``,
    ``seekable``, ``data`` or ``text``; ``head`` can be looked at before.
    """

    __slots__ = (
        *("_budget", "_head", "_is_short", "_stream", "called", "charset", "depth", "extra"),
        *("file", "name", "options", "root", "size", "url"),
    )

    def __init__(
        self,
        name: str,
        stream: IO[bytes],
        *,
        size: int | None = None,
        file: str | None = None,
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
        self.called = name
        self.url: str | None = None
        self.extra: Mapping[str, str] = {}
        self.charset: str | None = None
        self._stream = stream
        self._head: bytes | None = None
        self._is_short = False  # so that the head is all there is
        self._budget: Budget | None = None

    @classmethod
    def of_file(cls, file: SourceFile, options: Options | None = None) -> Source:
        """Open a file.

        Raises:
            ReadError: It cannot be opened; the message says why.
        """
        stream = _opened(file) if file.content is None else io.BytesIO(file.content)
        return cls(
            file.relative,
            stream,
            size=file.size,
            file=file.path,
            root=file.root,
            options=options,
        )

    def member(self, name: str, stream: IO[bytes], size: int | None = None) -> Source:
        """Return a source within this one; ``name`` is its path in here.

        However odd the name, it becomes harmless text. Faults of the stream are
        raised as ``Broken``.

        Raises:
            ReadError: This lies already in files within files.
        """
        path = f"{self.name}/{label(name)}"
        return self._within(path, stream, size)

    def unpacked(self, stream: IO[bytes], called: str) -> Source:
        """Return what this source holds packed, under the same name.

        Raises:
            ReadError: This lies already in files within files.
        """
        source = self._within(self.name, stream, None)
        source.called = called
        source.url, source.extra = self.url, self.extra
        return source

    def _within(self, path: str, stream: IO[bytes], size: int | None) -> Source:
        if self._budget is None:
            self._budget = Budget(self.name, self.size)
        if self.depth >= DEEPEST:
            raise self._budget.refuse(self.name)
        metered: Any = Metered(stream, path, self._budget)
        source = Source(
            path,
            io.BufferedReader(metered, HEAD),
            size=size,
            root=self.root,
            depth=self.depth + 1,
            options=self.options,
        )
        source._budget = self._budget
        return source

    @property
    def head(self) -> bytes:
        """The first bytes, at most ``HEAD`` of them."""
        if self._head is None:
            self._head = b""
            try:
                for part in self._parts(HEAD):
                    self._head += part
            except Broken:
                if not self._head:
                    raise
            else:
                self._is_short = len(self._head) < HEAD
        return self._head

    def stream(self) -> IO[bytes]:
        """Return a stream from the first byte on. It may be unable to seek."""
        if not self._head:
            return self._stream
        if self._stream.seekable():
            self._stream.seek(0)
            return self._stream
        rejoined: Any = Rejoined(self._head, self._stream)
        return io.BufferedReader(rejoined)

    def seekable(self, limit: int = LARGEST_MEMBER) -> IO[bytes]:
        """Return a stream from the first byte on that is able to seek.

        Raises:
            ReadError: It has to be held in memory, and there are more than ``limit`` bytes.
        """
        if self._stream.seekable():
            return self.stream()
        data = self._whole(limit)
        if data is None:
            raise ReadError(
                f"{self.name} is too large to be read within another file: {limit // 1_000_000} MB"
                " at most. Unpack what it lies in."
            )
        return io.BytesIO(data)

    def data(self, limit: int = LARGEST) -> bytes:
        """Return all bytes.

        Raises:
            ReadError: There are more than ``limit``.
        """
        data = self._whole(limit)
        if data is None:
            raise ReadError(
                f"{self.name} is too large: one document may have {limit // 1_000_000} MB."
                " Divide it into articles."
            )
        return data

    def _whole(self, limit: int) -> bytes | None:
        head = self.head
        if self._is_short:
            return head if len(head) <= limit else None
        whole = b"".join([head, *self._parts(limit + 1 - len(head))])  # held twice, not more
        return whole if len(whole) <= limit else None

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

    def _parts(self, size: int) -> Iterator[bytes]:
        while size > 0:
            try:
                part = read_some(self._stream, size)
            except OSError as error:
                raise ReadError(
                    f"{self.name} cannot be read: {error.strerror or error}.", again=True
                ) from error
            if not part:
                break
            yield part
            size -= len(part)


def _opened(file: SourceFile) -> IO[bytes]:
    try:
        status = os.stat(file.path)  # noqa: PTH116 - once for each file
        if stat.S_ISDIR(status.st_mode):
            os.listdir(file.path)  # noqa: PTH208 - which tells why the walk could not
        if not stat.S_ISREG(status.st_mode):  # to open a pipe may wait for ever
            raise ReadError(f"{file.relative} is {_what(status.st_mode)}, not a file.")
        return open(file.path, "rb")  # noqa: PTH123
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReadError(f"{file.relative} cannot be opened: {reason}.", again=True) from error


def _what(mode: int) -> str:
    """Name a kind of file.

    >>> _what(stat.S_IFIFO)
    'a named pipe'
    """
    if stat.S_ISFIFO(mode):
        return "a named pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a folder" if stat.S_ISDIR(mode) else "a device"
