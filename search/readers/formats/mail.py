"""Mail: one message a file (.eml), or many in a row (mbox), each an article; saved pages (.mhtml)."""

from __future__ import annotations

import email.utils
import io
import re
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.draft import Draft
from search.readers.mail.decoding import decoded, header, payload, raw_header, text_of
from search.readers.mail.messages import NotMail, contents, parse_message
from search.readers.metadata import read_metadata
from search.readers.records.values import texts_of
from search.readers.registry import read_member, suffixes
from search.readers.source import LARGEST, Unread
from search.readers.webpages.article import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message
    from typing import IO

    from search.article import Article
    from search.readers.metadata import Metadata
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".eml", ".mbox", ".mbx", ".mht", ".mhtml")
_FROM_LINE = re.compile(r"from \S+ [^\n]*\d\d:\d\d[^\n]*\n[!-9;-~]+:", re.IGNORECASE)
_SEPARATOR = re.compile(rb"\n\r?\n(?=From \S+ [^\n]{0,200}\d\d:\d\d[^\n]{0,200}\n[!-9;-~]+:)")
_LONGEST_SEPARATOR = 2000  # bytes
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_STEP = 1 << 18  # bytes
_HEADER = re.compile(r"([!-9;-~]+):(?:[ \t]|$)")
# Headers that only mail and news have, and those that tell of the message.
_TECHNICAL = frozenset(
    (
        *("message-id", "mime-version", "received", "return-path", "delivered-to", "x-mailer"),
        *("dkim-signature", "x-received", "arc-seal", "newsgroups", "snapshot-content-location"),
        *("content-transfer-encoding", "x-gmail-labels", "x-mozilla-status"),
    )
)
_TELLING = frozenset(("from", "date", "subject", "to"))
_EXTRA = (
    *("From", "To", "Cc", "Reply-To", "List-Id", "Newsgroups", "Organization", "In-Reply-To"),
    "Message-ID",
)
_TYPES = {
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/epub+zip": ".epub",
    "application/json": ".json",
    "text/html": ".html",
    "text/plain": ".txt",
    "text/csv": ".csv",
}
_DEEPEST = 4  # messages within messages
_SHORT_YEAR = re.compile(r"(?:[A-Za-z]{3},?\s+)?\d{1,2}\s+[A-Za-z]{3}\s+\d\d\s")
_COMMENT = re.compile(r"\([^()]*\)")
_SAVED_PAGE = "Snapshot-Content-Location"  # of a page that a browser saved as one file


def recognises(head: Head) -> bool:
    """Say whether it begins with the headers of a message, or with mbox's line before them."""
    start = head.start
    if start.startswith("from ") and _FROM_LINE.match(start):
        return True
    if not _HEADER.match(start):
        return False
    names = set()
    for line in start.split("\n\n", 1)[0].splitlines()[:-1]:
        name = _HEADER.match(line)
        if name:
            names.add(name[1])
        elif line[:1] not in {" ", "\t"}:
            return False
    technical = len(names & _TECHNICAL)
    return technical > 0 and technical + len(names & _TELLING) > 1


def read(source: Source) -> Iterator[Draft | Article | Unread]:
    """Yield the article of each message, and those in the files attached to it.

    Raises:
        ReadError: It is no message.
    """
    if not _FROM_LINE.match(source.head[:_LONGEST_SEPARATOR].decode("ascii", "replace")):
        yield from _read_message(source, source.data(), None)
        return
    for number, data in enumerate(_messages(source.stream()), start=1):
        if data is None:
            limit = f"{LARGEST // 1_000_000} MB"
            yield Unread(path=f"{source.name}#{number}", reason=f"has more than {limit}.")
        else:
            yield from _read_message(source, data, str(number))


def _messages(stream: IO[bytes]) -> Iterator[bytes | None]:
    """Yield each message of an mbox, None for one that is too large."""
    held = bytearray()
    looked_at = 0
    cut = False
    while data := stream.read(_STEP):
        held += data
        while found := _SEPARATOR.search(held, looked_at):
            yield None if cut else _unescaped(bytes(held[: found.start() + 1]))
            del held[: found.end()]
            looked_at, cut = 0, False
        looked_at = max(len(held) - _LONGEST_SEPARATOR, 0)
        if len(held) > LARGEST:
            del held[:looked_at]
            looked_at, cut = 0, True
    yield None if cut else _unescaped(bytes(held))


def _unescaped(data: bytes) -> bytes:
    """Return a message without mbox's line before it and its marks within."""
    data = data.partition(b"\n")[2]
    return _ESCAPED_FROM.sub(rb"\1", data) if b">From " in data else data


def _read_message(
    source: Source, data: bytes, place: str | None
) -> Iterator[Draft | Article | Unread]:
    try:
        yield from _articles(source, parse_message(data), place)
    except NotMail as error:
        if place is None:
            raise ReadError(f"{source.name} {error}.") from error
        yield Unread(path=f"{source.name}#{place}", reason=f"{error}.")


def _articles(
    source: Source, message: Message, place: str | None
) -> Iterator[Draft | Article | Unread]:
    """Yield the articles of a message, of the messages within it and of its files."""
    waiting = [(message, place, 0)]
    while waiting:
        message, place, depth = waiting.pop()
        found = contents(message)
        draft = _saved_page(message, found.files) or Draft(
            pieces=found.pieces,
            metadata=_metadata(message),
            key=header(message, "Message-ID") or None,
            place=place,
        )
        if draft.pieces or not (found.files or found.messages):
            yield draft
        for number, part in enumerate(found.files, start=1):
            if name := _file_name(part, number):
                data = payload(part)
                inner = f"{place}/{name}" if place else name
                yield from read_member(source.member(inner, io.BytesIO(data), len(data)))
        for number, inner_message in enumerate(found.messages, start=1):
            if depth < _DEEPEST:
                inner = f"{place}.{number}" if place else str(number)
                waiting.append((inner_message, inner, depth + 1))


def _metadata(message: Message) -> Metadata:
    raw = raw_header(message, "From")
    names = [decoded(name) for name, _ in email.utils.getaddresses([raw])]
    metadata = read_metadata(
        {
            "title": header(message, "Subject"),
            "authors": [name for name in names if name and "@" not in name],
            "date": _date(raw_header(message, "Date")),
            "language": header(message, "Content-Language").partition(",")[0],
            "tags": header(message, "Keywords"),
        }
    )
    stated = ((name.lower(), header(message, name)) for name in _EXTRA)
    metadata.extra.update(texts_of((name, text) for name, text in stated if text))
    return metadata


def _date(text: str) -> str:
    """Return a date as ``read_metadata`` knows it; the day stays the one that is written."""
    text = _COMMENT.sub("", text).strip()
    parts = email.utils.parsedate_tz(text) if _SHORT_YEAR.match(text) else None
    return f"{parts[0]:04}-{parts[1]:02}-{parts[2]:02}" if parts else text


def _saved_page(message: Message, files: list[Message]) -> Draft | None:
    """Return the article of a page that was saved with its pictures as one file."""
    address = header(message, _SAVED_PAGE)
    if not address:
        return None
    page = next((p for p in message.walk() if p.get_content_type() == "text/html"), None)
    if page is None:
        return None
    files.clear()
    draft = read_page(text_of(page))
    if not draft.metadata.url and address.startswith("http"):
        draft.metadata.url = address
    return draft


def _file_name(part: Message, number: int) -> str | None:
    """Return a name for an attached file that may hold articles, None for any other."""
    try:
        name = decoded(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        name = ""
    name = re.split(r"[/\\]", name)[-1].strip(". ")
    suffix = _TYPES.get(part.get_content_type(), "")
    if not name.lower().endswith(suffixes()):
        name = f"{name or f'attachment-{number}'}{suffix}" if suffix else ""
    return name or None
