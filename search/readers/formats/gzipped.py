"""Single files that are packed with gzip, bzip2 or xz; a packed TAR is read through."""

from __future__ import annotations

import io
from typing import IO, TYPE_CHECKING, Any

from search.readers import registry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from lzma import LZMADecompressor

    from search.article import Article
    from search.readers.registry import Head
    from search.readers.source import Source, Unread

SUFFIXES = (".gz", ".tgz", ".bz2", ".tbz", ".tbz2", ".xz", ".txz")
_TARS = {".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}
_GZIP = b"\x1f\x8b\x08"
_BZIP2 = (b"BZh", b"1AY&SY")  # the second behind a digit
_XZ = b"\xfd7zXZ\x00"
_MEMORY = 128_000_000  # bytes; xz asks for 65 MB at its strongest
_CHUNK = 65_536


def recognises(head: Head) -> bool:
    """Say whether this is how packed files begin."""
    return _kind(head.data) is not None


def read(source: Source) -> Iterator[Article | Unread]:
    """Yield the articles of what is packed."""
    yield from registry.read(unpack(source))


def unpack(source: Source) -> Source:
    """Return what is packed, as a source that is called as it was before."""
    import bz2  # noqa: PLC0415 - few archives need them
    import gzip  # noqa: PLC0415

    kind = _kind(source.head)
    stream: Any
    if kind == "bzip2":
        stream = bz2.BZ2File(source.stream())
    elif kind == "xz":
        stream = io.BufferedReader(_Xz(source.stream()))
    elif kind == "gzip":
        stream = gzip.GzipFile(fileobj=source.stream())
    else:  # a browser has unpacked it and kept the name
        stream = source.stream()
    return source.unpacked(stream, _name_before(source.called))


def _kind(data: bytes) -> str | None:
    if data.startswith(_GZIP):
        return "gzip"
    if data.startswith(_BZIP2[0]) and data[4:].startswith(_BZIP2[1]):
        return "bzip2"
    return "xz" if data.startswith(_XZ) else None


def _name_before(name: str) -> str:
    """Return the name without what packing added to it.

    >>> _name_before("story.md.gz"), _name_before("backup.tgz"), _name_before("story")
    ('story.md', 'backup.tar', 'story')
    """
    dot = name.rfind(".")
    suffix = name[dot:].lower()
    return name[:dot] + _TARS.get(suffix, "") if suffix in SUFFIXES else name


class _Xz(io.RawIOBase):
    """An xz file unpacked in bounded memory, for which ``lzma.open`` has no option."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._decompressor = self._new()
        self._started = False

    def _new(self) -> LZMADecompressor:
        import lzma  # noqa: PLC0415 - as above

        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - any writable bytes
        part = b""
        while not part:
            packed = b""
            if self._decompressor.eof:
                packed = self._next_packed()
                if not packed:
                    return 0
                self._decompressor = self._new()
            elif self._decompressor.needs_input:
                packed = self._stream.read(_CHUNK)
                if not packed:
                    raise EOFError("it ends too early")
            part = self._decompressor.decompress(packed, len(buffer))
        buffer[: len(part)] = part
        return len(part)

    def _next_packed(self) -> bytes:
        """Return the beginning of what follows one xz stream: another one, or nothing."""
        packed = self._decompressor.unused_data.lstrip(b"\0")
        while len(packed) < len(_XZ):
            more = self._stream.read(_CHUNK)
            if not more:
                return b""
            packed = (packed + more).lstrip(b"\0")
        return packed if packed.startswith(_XZ) else b""
