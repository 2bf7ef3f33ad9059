"""Messages (RFC 5322, MIME) to their headers, text and attachments, however they are written.

The standard library takes a message apart. Headers and texts are decoded here:
its newer interface raises errors over many that are merely wrong, and believes an
encoding that is declared.
"""

from __future__ import annotations

import codecs
import email
import email.header
import email.policy
import email.utils
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from search.readers.encoding import NotText, clean, decode
from search.readers.fragments import pieces_of
from search.readers.structure import read_pieces

if TYPE_CHECKING:
    from email.message import Message

    from search.readers.pieces import Piece

_MOST_LINES = 1_000_000
_MOST_WORK = 300_000_000  # lines times parts: every line is compared with every part's end
_LONGEST_HEADER = 20_000  # characters; of longer ones the beginning is read
_DEEPEST = 20  # parts within parts
_MOST_PARTS = 1000
_ESCAPING = ("iso2022", "utf-7", "hz")  # encodings that are ASCII with escapes
_WIDE = ("utf-16", "utf-32")
_HTML_SHARE = 4  # times as many letters in HTML as in the plain text beside it
_SIGNATURE = "-- "
_QUOTES = re.compile(r"(?:> ?)+|>+")
_ENCODED = re.compile(r"=\?[^?\s]{1,60}\?[bqBQ]\?")


class NotMail(ValueError):
    """The bytes are no message that can be read; the message goes on after the name."""


@dataclass(slots=True)
class Contents:
    """What is in a message: its text, the files and the messages that are attached."""

    pieces: list[Piece] = field(default_factory=list)
    files: list[Message] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)


def parse_message(data: bytes) -> Message:
    """Return a message taken apart.

    Raises:
        NotMail: It has no headers, or too many lines or parts.
    """
    count = data.count(b"\n")
    parts = data.lower().count(b"boundary=")
    if count > _MOST_LINES or count * parts > _MOST_WORK:
        raise NotMail(f"has too many lines ({count:,}) or parts to be a message")
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
    except RecursionError as error:
        raise NotMail("has parts within parts, too deep to be a message") from error
    if not message.keys():
        raise NotMail("has no headers: it is no message")
    return message


def header(message: Message, name: str) -> str:
    r"""Return a header as one line of text, "" where there is none.

    >>> message = parse_message(b"Subject: =?utf-8?q?Caf=C3=A9?=\n reopens\n\n")
    >>> header(message, "Subject")
    'Café reopens'
    """
    return decoded(raw_header(message, name))


def raw_header(message: Message, name: str) -> str:
    """Return a header with its words still encoded."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            return " ".join(_from_bytes(value)[:_LONGEST_HEADER].split())
    return ""


def decoded(text: str) -> str:
    """Return a header's text with its encoded words decoded."""
    if not _ENCODED.search(text):
        return " ".join(clean(text).split())
    try:
        words = [
            part if isinstance(part, str) else _decode(part, charset or "ascii")
            for part, charset in email.header.decode_header(text)
        ]
    except (ValueError, LookupError, email.errors.HeaderParseError):
        return " ".join(clean(text).split())
    return " ".join(clean("".join(words)).split())


def contents(message: Message) -> Contents:
    """Return what is in a message, its parts in their order.

    Raises:
        NotMail: It has too many parts, or parts within parts.
    """
    found = Contents()
    waiting = [(message, 0)]
    count = 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if depth > _DEEPEST or count > _MOST_PARTS:
            raise NotMail("has too many parts, or parts within parts, to be a message")
        inner = _take(part, found)
        waiting += [(each, depth + 1) for each in reversed(inner)]
    return found


def _take(part: Message, found: Contents) -> list[Message]:
    """Take what a part is; return the parts that it is made of."""
    inner: Any = part.get_payload() if part.is_multipart() else None
    if part.get_content_type() == "message/rfc822" and isinstance(inner, list):
        found.messages += inner
    elif isinstance(inner, list):
        return _chosen(part.get_content_type(), inner)
    elif _is_file(part):
        found.files.append(part)
    elif part.get_content_type() in {"text/plain", "text/html", "text/enriched"}:
        found.pieces += _pieces(part)
    return []


def _chosen(kind: str, parts: list[Message]) -> list[Message]:
    """Return the parts to be read: of alternatives one, the plain text if it says as much."""
    if kind != "multipart/alternative":
        return parts
    plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    others = [part for part in parts if part is not plain]
    if plain is None:
        return others[-1:]
    html = next((part for part in others if part.get_content_type() == "text/html"), None)
    if html is None:  # that is within a part with its pictures, or there is none
        html = next((part for part in others if part.is_multipart()), None)
        return [plain] if html is None or _letters(_pieces(plain)) else [html]
    few = _letters(_pieces(html)) > _HTML_SHARE * _letters(_pieces(plain))
    return [html] if few else [plain]


def _letters(pieces: list[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def _is_file(part: Message) -> bool:
    is_text = part.get_content_maintype() == "text"
    attached = "attachment" in str(part.get("Content-Disposition", "")).lower()
    return attached or not is_text or bool(part.get_filename())


def payload(part: Message) -> bytes:
    """Return the bytes of a part, as far as they can be decoded."""
    try:
        data: Any = part.get_payload(decode=True)
    except (ValueError, TypeError):  # the name of the encoding is not even a name
        data = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return data if isinstance(data, bytes) else b""


def text_of(part: Message) -> str:
    """Return the text of a part, "" where it is no text."""
    try:
        return clean(_decode(payload(part), _charset(part)))
    except NotText:
        return ""


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or "ascii"
    except (ValueError, LookupError, TypeError):
        return "ascii"


def _decode(data: bytes, charset: str) -> str:
    """Decode bytes: in UTF-8 if they are that, else as declared, else as they seem.

    Raises:
        NotText: They are no text.
    """
    name = _codec(charset)
    if name.startswith(_ESCAPING):
        return data.decode(name, "replace")
    if name.startswith(_WIDE) and b"\0" not in data:
        return decode(data)
    for each in ("utf-8", name):
        try:
            return data.decode(each)
        except UnicodeError:
            continue
    return decode(data)


def _codec(charset: str) -> str:
    """Return the name of the codec for a declared encoding; UTF-8 for what is none."""
    try:
        name = codecs.lookup(charset).name
        b"".decode(name)
    except (LookupError, ValueError):
        return "utf-8"
    return {"iso8859-1": "cp1252", "ascii": "utf-8"}.get(name, name)


def _from_bytes(value: str) -> str:
    """Return a header whose bytes the parser kept as they are."""
    data = str(value).encode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _pieces(part: Message) -> list[Piece]:
    text = text_of(part)
    if part.get_content_type() == "text/html":
        return pieces_of(text)
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, delete=str(part.get_param("delsp", "")).lower() == "yes")
    return read_pieces(text, marked=False)


def unflowed(text: str, *, delete: bool = False) -> str:
    r"""Join the lines of flowed text (RFC 3676): those that end in a space go on.

    ``delete`` says that this space is not the text's. Quoted lines keep one ``>``.

    >>> unflowed("It \nreopened.\n> Really? \n> Yes.")
    'It reopened.\n\n> Really? Yes.'
    """
    paragraphs: list[str] = []
    held: list[str] = []
    depth = 0
    for line in [*text.split("\n"), ""]:
        marks = len(line) - len(line.lstrip(">"))
        words = line[marks:].removeprefix(" ")
        goes_on = words.endswith(" ") and words != _SIGNATURE
        if held and marks != depth:
            paragraphs.append(_quoted(held, depth))
            held = []
        depth = marks
        held.append(words[:-1] if goes_on and delete else words)
        if not goes_on:
            paragraphs.append(_quoted(held, depth))
            held = []
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _quoted(lines: list[str], depth: int) -> str:
    text = "".join(lines).rstrip()
    return f"> {text}" if depth and text else text
