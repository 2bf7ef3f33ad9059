"""ZIP archives, read through without unpacking them."""

from __future__ import annotations

import stat
import zipfile
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.containers import zips
from search.readers.containers.labels import label
from search.readers.containers.members import Members
from search.readers.source import Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.article import Article
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".zip",)
_STARTS = (zips.START, b"PK\x05\x06")  # the second without any member
_IS_UTF8 = 0x800
# What is within documents and programs, which are ZIP archives too.
_OTHERS = {
    "[Content_Types].xml": "an office document of a kind that is not read",
    "mimetype": "a document of a kind that is not read",
    "META-INF/MANIFEST.MF": "a program",
    "AndroidManifest.xml": "a program",
}
_FAULTS = (*zips.FAULTS, OSError)


def recognises(head: Head) -> bool:
    """Say whether this is how ZIP archives begin."""
    return head.data.startswith(_STARTS)


def read(source: Source) -> Iterator[Article | Unread]:
    """Yield the articles of the members that hold any."""
    stream = source.seekable()
    try:
        if zips.has_huge_table(stream):
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
        if info.flag_bits & zips.ENCRYPTED:
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
