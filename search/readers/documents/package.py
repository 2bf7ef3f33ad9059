"""A package: a document that is a ZIP archive of parts, which are read within bounds."""

from __future__ import annotations

import struct
import zipfile
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

from search.errors import ReadError
from search.readers.containers import zips
from search.readers.xml import trees

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from search.readers.pieces import Piece
    from search.readers.registry import Head
    from search.readers.source import Source

LARGEST_TEXT = 32_000_000  # bytes of XML that hold the text of one document; a book has a third
MOST_PARAGRAPHS = 200_000  # in one document
_LARGEST_PART = 8_000_000  # bytes of any other part
_MOST_PARTS = 20_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # also around a document with a password
_NAME = 30  # bytes before the first part's name


def first_part(head: Head) -> bytes | None:
    """Return the name of a ZIP archive's first part, None if the file is no such archive."""
    data = head.data
    if not data.startswith(zips.START) or len(data) < _NAME:
        return None
    (length,) = struct.unpack_from("<H", data, _NAME - 4)
    return data[_NAME : _NAME + length]


def media_type(head: Head) -> bytes:
    """Return what the part named ``mimetype`` says, where it comes first; else nothing."""
    if first_part(head) != b"mimetype":
        return b""
    extra = struct.unpack_from("<H", head.data, _NAME - 2)[0]
    start = _NAME + len(b"mimetype") + extra
    return head.data[start : start + 100]


class Package:
    """The parts of a document. Nothing is ever written to disk."""

    def __init__(self, source: Source, what: str) -> None:
        """Open the package of a source; ``what`` it should be is said in messages.

        Raises:
            ReadError: It is damaged, encrypted, or something else.
        """
        self.name = source.name
        self._what = what
        if source.head.startswith(_OLD_OFFICE):
            raise ReadError(
                f"{self.name} has a password or is in an older format;"
                f" save it as a {what} without a password."
            )
        self._archive = self._open(source.seekable())
        if len(self._archive.filelist) > _MOST_PARTS:
            raise self._too_many()

    def _open(self, stream: IO[bytes]) -> zipfile.ZipFile:
        try:
            if zips.has_huge_table(stream):
                raise self._too_many()
            return zipfile.ZipFile(stream)
        except zips.FAULTS as error:
            raise self.damaged(error) from error

    def _too_many(self) -> ReadError:
        return ReadError(
            f"{self.name} has more than {_MOST_PARTS:,} parts, as no {self._what} has."
        )

    def __contains__(self, part: str) -> bool:
        return part in self._archive.NameToInfo

    def damaged(self, reason: object) -> ReadError:
        """Return the error to raise for a package that cannot be read."""
        return ReadError(
            f"{self.name} is a damaged {self._what} ({reason});"
            " open it in its program and save it again."
        )

    def data(self, part: str, limit: int = _LARGEST_PART) -> bytes:
        """Return the bytes of a part.

        Raises:
            ReadError: It is missing, damaged, encrypted, or larger than ``limit``.
        """
        with self._stream(part, limit) as stream:
            data: bytes = stream.read()
        return data

    def root(self, part: str, limit: int = _LARGEST_PART) -> trees.Element:
        """Return the root element of a part.

        Raises:
            ReadError: As ``data``, and for what is no XML.
        """
        try:
            return trees.parse(self.data(part, limit))
        except trees.NotXml as error:
            raise self.damaged(f"{part} {error}") from error

    def elements(self, part: str, names: Collection[str]) -> Iterator[trees.Element]:
        """Yield the elements of a part, which may be long, with one of these names.

        Raises:
            ReadError: As ``root``; what came before has been yielded.
        """
        with self._stream(part, LARGEST_TEXT) as stream:
            try:
                yield from trees.elements(stream, names)
            except trees.NotXml as error:
                raise self.damaged(f"{part} {error}") from error

    def limited(self, pieces: Iterator[Piece]) -> list[Piece]:
        """Return the pieces of a document.

        Raises:
            ReadError: There are none, or more than ``MOST_PARAGRAPHS``.
        """
        found = list(islice(pieces, MOST_PARAGRAPHS + 1))
        if not found:
            raise ReadError(f"{self.name} has no text.")
        if len(found) > MOST_PARAGRAPHS:
            raise ReadError(
                f"{self.name} is too large: one document may have {MOST_PARAGRAPHS:,} paragraphs."
                " Divide it into articles."
            )
        return found

    def close(self) -> None:
        """Close the archive; the source's own stream is its owner's."""
        self._archive.close()

    def _stream(self, part: str, limit: int) -> _Part:
        info = self._archive.NameToInfo.get(part)
        if info is None:
            raise self.damaged(f"{part} is missing")
        if info.flag_bits & zips.ENCRYPTED:
            raise ReadError(f"{self.name} has a password; save it without one.")
        if info.file_size > limit:
            raise self.too_large(part, limit)
        try:
            return _Part(self._archive.open(info), self, part, limit)
        except zips.FAULTS as error:
            raise self.damaged(f"{part}: {error}") from error

    def too_large(self, part: str, limit: int) -> ReadError:
        """Return the error to raise for a part of more than ``limit`` bytes."""
        return ReadError(
            f"{self.name} is too large: its {part} may have {limit // 1_000_000} MB."
            " Divide it into articles."
        )


class _Part:
    """A part's stream, which gives no more than it may, whatever its size is said to be."""

    def __init__(self, stream: IO[bytes], package: Package, part: str, limit: int) -> None:
        self._stream = stream
        self._package = package
        self._part = part
        self._limit = limit
        self._left = limit

    def __enter__(self) -> Any:  # noqa: ANN401 - as a stream of bytes
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._stream.read(self._left + 1 if size < 0 else size)
        except zips.FAULTS as error:
            raise self._package.damaged(f"{self._part}: {error}") from error
        self._left -= len(data)
        if self._left < 0:
            raise self._package.too_large(self._part, self._limit)
        return data
