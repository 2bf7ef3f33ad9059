"""TAR archives, read from their first byte to their last without unpacking them."""

from __future__ import annotations

import posixpath
import tarfile
from typing import IO, TYPE_CHECKING, Any, cast

from search.errors import ReadError
from search.readers.containers.members import Members
from search.readers.containers.streams import read_some
from search.readers.source import Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.article import Article
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".tar",)
_MAGIC = (b"ustar", 257)
_LARGEST_HEADER = 100_000  # bytes of a name, and of what else is said about a member
_MOST_FAULTS = 20_000  # blocks of 512 bytes that are stepped over
_SPECIAL = (
    *(tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE),
    *(tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK),
)

_INVALID: type[tarfile.HeaderError] = tarfile.InvalidHeaderError  # type: ignore[attr-defined]


def recognises(head: Head) -> bool:
    """Say whether this is how TAR archives begin."""
    return head.data.startswith(*_MAGIC)


def read(source: Source) -> Iterator[Article | Unread]:
    """Yield the articles of the members that hold any."""
    stream = source.stream()

    class Header(_Header):
        """Counts for this file alone."""

    try:
        with tarfile.open(
            fileobj=stream if stream.seekable() else cast("Any", _Partly(stream)),
            mode=cast("Any", "r:" if stream.seekable() else "r|"),
            tarinfo=Header,
            ignore_zeros=True,  # as a damaged header is then stepped over
            errors="surrogateescape",
        ) as tar:
            yield from _read_members(source, tar)
    except (tarfile.TarError, RecursionError, EOFError, ValueError, OSError) as error:
        raise ReadError(f"{source.name} is damaged or incomplete ({error}).") from error
    if Header.faults:
        reason = f"is damaged: {Header.faults} blocks of 512 bytes are no TAR."
        yield Unread(path=source.name, reason=reason)


def _read_members(source: Source, tar: tarfile.TarFile) -> Iterator[Article | Unread]:
    members = Members(source)
    outward = []
    while (header := tar.next()) is not None:
        cast("Any", tar).members.clear()  # it would keep millions
        members.see(header.name)
        if header.isfile() and members.wants(header.name):
            stream = cast("IO[bytes]", tar.extractfile(header))
            yield from members.read(header.name, stream, header.size)
        elif header.issym() and members.wants(header.name) and _leads_out(header):
            outward.append(header.name)
    if outward:
        yield Unread.of(source.name, _links(source, outward))


def _leads_out(link: tarfile.TarInfo) -> bool:
    """Say whether a link leads to a file that the archive does not have."""
    target = posixpath.normpath(posixpath.join(posixpath.dirname(link.name), link.linkname))
    return target.startswith(("/", "../"))


def _links(source: Source, names: list[str]) -> ReadError:
    return ReadError(
        f"{source.name} holds links that lead out of it, which are not followed:"
        f" {len(names)}, the first is {names[0][-200:]!a}."
    )


class _Partly:
    """A stream that gives all that comes before the place where it breaks off."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int) -> bytes:
        return read_some(self._stream, size)


class _Header(tarfile.TarInfo):
    """A member's header that is refused where it would need much memory."""

    faults = 0  # blocks that should have been a header and are none

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Header:
        """Read a block of 512 bytes."""
        is_none = not buf.strip(b"\0")  # the end, as a rule
        try:
            header = super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError:
            cls.faults += not is_none
            if cls.faults > _MOST_FAULTS:
                raise ValueError("this is no TAR any more") from None
            raise
        is_long = header.type in _SPECIAL and header.size > _LARGEST_HEADER
        if is_long or header.type == tarfile.GNUTYPE_SPARSE:
            cls.faults += 1
            cls._refuse()
        return header

    @classmethod
    def _refuse(cls, *_: object) -> None:
        """Refuse a header: files with holes have maps that are read without a bound."""
        raise _INVALID("a header that is refused")

    _proc_gnusparse_00 = _proc_gnusparse_01 = _proc_gnusparse_10 = _refuse
