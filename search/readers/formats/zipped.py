"""ZIP archives, read through without unpacking them."""

from __future__ import annotations

import os
import stat
import struct
import zipfile
from typing import IO, TYPE_CHECKING

from search.errors import ReadError
from search.readers.labels import label
from search.readers.members import Members
from search.readers.source import Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.article import Article
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".zip",)
_STARTS = (b"PK\x03\x04", b"PK\x05\x06")  # the second without any member
_END = (b"PK\x05\x06", "<12xL")  # the end of the table of contents, where its size stands
_END_64 = (b"PK\x06\x06", "<40xQ")
_TAIL = 70_000  # bytes in which the end is looked for: a comment may follow
_LARGEST_TABLE = 24_000_000  # bytes; in memory it takes ten times as much
_ENCRYPTED = 1
_IS_UTF8 = 0x800
# What is within documents and programs, which are ZIP archives too.
_OTHERS = {
    "[Content_Types].xml": "an office document of a kind that is not read",
    "mimetype": "a document of a kind that is not read",
    "META-INF/MANIFEST.MF": "a program",
    "AndroidManifest.xml": "a program",
}
_FAULTS = (
    *(zipfile.BadZipFile, EOFError, OSError, ValueError, RuntimeError),
    *(OverflowError, struct.error),
)


def recognises(head: Head) -> bool:
    """Say whether this is how ZIP archives begin."""
    return head.data.startswith(_STARTS)


def read(source: Source) -> Iterator[Article | Unread]:
    """Yield the articles of the members that hold any."""
    stream = source.seekable()
    try:
        if _table_size(stream) > _LARGEST_TABLE:
            raise ReadError(
                f"{source.name} holds too many files to be read as it is."
                " Unpack it, and index its folder."
            )
        archive = zipfile.ZipFile(stream)
    except _FAULTS as error:
        raise ReadError(f"{source.name} is damaged or incomplete ({error}).") from error
    with archive:
        yield from _read_members(source, archive)


def _read_members(source: Source, archive: zipfile.ZipFile) -> Iterator[Article | Unread]:
    for name, what in _OTHERS.items():
        if name in archive.NameToInfo:
            raise ReadError(f"{source.name} is {what}.")
    members = Members(source)
    for info in archive.infolist():
        members.see(_name(info))
    encrypted = 0
    for info in archive.infolist():
        if info.is_dir() or _is_link(info) or not members.wants(_name(info)):
            continue
        if info.flag_bits & _ENCRYPTED:
            encrypted += 1
        else:
            yield from _read_member(source, archive, info, members)
    if encrypted:
        reason = f"{source.name} holds files that need a password: {encrypted}. Unpack it."
        yield Unread.of(source.name, ReadError(reason))


def _read_member(
    source: Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo, members: Members
) -> Iterator[Article | Unread]:
    name = _name(info)
    try:
        stream = archive.open(info)
    except _FAULTS as error:
        path = f"{source.name}/{label(name)}"
        yield Unread.of(path, ReadError(f"{path} is damaged or packed oddly ({error})."))
    else:
        yield from members.read(name, stream, info.file_size)


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; many programs write UTF-8 and do not say so."""
    if info.filename.isascii() or info.flag_bits & _IS_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode()
    except ValueError:
        return info.filename


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _table_size(stream: IO[bytes]) -> int:
    """Return the bytes of the table of contents, which is read as a whole.

    There may be several ends of one; the largest counts.
    """
    stream.seek(max(0, stream.seek(0, os.SEEK_END) - _TAIL))
    tail = stream.read()
    stream.seek(0)
    sizes = [0]
    for mark, layout in (_END, _END_64):
        at = tail.find(mark)
        while at >= 0:
            if at + struct.calcsize(layout) <= len(tail):
                (size,) = struct.unpack_from(layout, tail, at)
                sizes.append(0 if (size, mark) == (0xFFFFFFFF, _END[0]) else size)
            at = tail.find(mark, at + 1)
    return max(sizes)
