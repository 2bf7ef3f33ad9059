"""Web archives (WARC): the pages, documents and texts that a crawler has fetched."""

from __future__ import annotations

import io
import re
from contextlib import closing, redirect_stderr
from typing import IO, TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from search.errors import ReadError
from search.readers.containers.members import Members
from search.readers.containers.streams import read_some
from search.readers.source import LARGEST_MEMBER, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.article import Article
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".warc",)
_KINDS = ("response", "resource", "conversion")
_WEB = ("http://", "https://")
_HTML = ("text/html", "application/xhtml+xml")
_PAGES = (*_HTML, "application/pdf")
# What may hold articles as well, if it is seen that it does.
_PERHAPS = (
    *("", "text/plain", "text/markdown", "text/xml", "application/xml", "application/json"),
    *("application/rss+xml", "application/atom+xml", "application/rtf", "text/rtf"),
    *("application/msword", "application/epub+zip", "message/rfc822"),
    "application/vnd.oasis.opendocument.text",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
_START = b"WARC/"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_LARGEST_HEADER = 1_000_000  # bytes
_LINE = 8192


def recognises(head: Head) -> bool:
    """Say whether this is how WARC files begin."""
    return head.data.startswith((b"WARC/1.", b"WARC/0."))


def read(source: Source) -> Iterator[Article | Unread]:
    """Yield the articles of what was fetched."""
    members = Members(source)
    records = _Records(source.stream())
    for record in records:
        page = _page(record)
        if page and (page.sure or members.wants(page.path)):
            yield from _read_page(page, _Body(record, records), source, members)
    if records.faults:
        reason = f"{source.name} is damaged: records that cannot be read: {records.faults}."
        yield Unread.of(source.name, ReadError(reason))


class _Page(NamedTuple):
    """What was fetched from ``url`` on a day."""

    url: str
    path: str
    query: str
    day: str
    kind: str
    charset: str | None

    @property
    def sure(self) -> bool:
        """Whether it is surely a page or a document."""
        return self.kind in _PAGES

    @property
    def called(self) -> str:
        """The name that tells what it is, if its beginning does not: as it was served."""
        if self.kind == "text/plain":
            return ""
        return f"{self.path}.html" if self.kind in _HTML else self.path


def _page(record: Any) -> _Page | None:  # noqa: ANN401 - the library has no types
    """Return what a record is of, if it may hold an article."""
    url = record.rec_headers.get_header("WARC-Target-URI") or ""
    headers = record.http_headers
    if record.rec_type not in _KINDS or not url.lower().startswith(_WEB):
        return None
    if headers and headers.get_statuscode() != "200":
        return None
    named = (headers or record.rec_headers).get_header("Content-Type") or ""
    kind = named.partition(";")[0].strip().lower()
    charset = _CHARSET.search(named)
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return None
    if kind not in _PAGES and kind not in _PERHAPS:
        return None
    day = record.rec_headers.get_header("WARC-Date") or ""
    return _Page(url, host + parts.path, parts.query, day, kind, charset[1] if charset else None)


def _read_page(
    page: _Page, body: _Body, source: Source, members: Members
) -> Iterator[Article | Unread]:
    name = members.unique(f"{page.path}?{page.query}" if page.query else page.path)
    if body.size > LARGEST_MEMBER:
        reason = f"is too large: {LARGEST_MEMBER // 1_000_000} MB at most."
        yield Unread.of(f"{source.name}/{name}", ReadError(reason))
        return
    stream: Any = body
    with closing(source.member(name, stream)) as member:
        member.called = page.called
        member.url = page.url
        member.charset = page.charset
        member.extra = {"crawled": page.day} if page.day else {}
        yield from members.read_source(member, sure=page.sure)


class _Body(io.RawIOBase):
    """What was fetched, without the packing in which it was sent."""

    def __init__(self, record: Any, records: _Records) -> None:  # noqa: ANN401 - as above
        self._record = record
        self._records = records
        self._stream = record.content_stream()
        self.size: int = record.length

    def read(self, size: int = -1) -> bytes:
        with redirect_stderr(io.StringIO()):  # it warns of what is raised here
            part: bytes = self._stream.read(size)
        if not part and (self._records.is_cut(self._record) or self._is_cut()):
            raise EOFError("it ends too early")
        return part

    def _is_cut(self) -> bool:
        """Say whether what was sent packed could not be unpacked to its end."""
        unpacking = getattr(self._stream, "decompressor", None)
        return unpacking is not None and not getattr(unpacking, "eof", True)


class _Records:
    """The records of a file, one after the other.

    Where one is damaged, reading goes on at the next that is sound; ``faults``
    counts these places.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._input = _Input(stream)
        self.faults = 0

    def __iter__(self) -> Iterator[Any]:
        from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415 - few archives need it

        while True:
            records = ArchiveIterator(self._input)
            reader = records.reader
            yield from self._sound(records)
            if not self._find_next(reader):
                return

    def _sound(self, records: Any) -> Iterator[Any]:  # noqa: ANN401 - as above
        """Yield the records until one is damaged."""
        rest = 0
        while True:
            self._input.allow(rest + _LARGEST_HEADER)
            try:
                with redirect_stderr(io.StringIO()):  # it warns of what is counted here
                    record = next(records, None)
            except ReadError:
                raise
            except Exception:  # noqa: BLE001 - the library stumbles over damage in many ways
                self.faults += 1
                return
            if record is None:
                return
            if record.length is None:
                self.faults += 1
                return
            self._input.allow(None)
            yield record
            rest = record.raw_stream.limit

    def _find_next(self, reader: Any) -> bool:  # noqa: ANN401 - as above
        """Go to the beginning of the next record; say whether there is one."""
        self._input.allow(None)
        while line := reader.readline(_LINE):
            if line.startswith(_START):
                self._input.put_back(line + reader.read(reader.rem_length()))
                return True
        return False

    def is_cut(self, record: Any) -> bool:  # noqa: ANN401 - as above
        """Say whether the file ended before a record did."""
        return self._input.ended and bool(record.raw_stream.limit)


class _Input:
    """The bytes of the file, of which no record's header may have too many."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._returned = b""
        self._left: int | None = None
        self.ended = False

    def allow(self, size: int | None) -> None:
        """Let only so many bytes be read from here on; None for any number."""
        self._left = size

    def put_back(self, data: bytes) -> None:
        """Have these bytes be read next."""
        self._returned = data

    def read(self, size: int) -> bytes:
        """Return some of the bytes that come next.

        Raises:
            ValueError: They are more than a header may have.
        """
        part, self._returned = self._returned or read_some(self._stream, size), b""
        self.ended = not part
        if self._left is not None:
            self._left -= len(part)
            if self._left < 0:
                raise ValueError("a header that is too long")
        return part
