"""Messages (RFC 5322, MIME) to their headers, text and attachments, as far as there are any.

The standard library takes a message apart; ``decoding`` is that of this package.
"""

from __future__ import annotations

import email
import email.header
import email.policy
import email.utils
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from search.readers.mail.decoding import text_of
from search.readers.mail.flowed import unflowed
from search.readers.text.structure import read_pieces
from search.readers.webpages.fragments import pieces_of

if TYPE_CHECKING:
    from email.message import Message

    from search.readers.pieces import Piece

_MOST_LINES = 1_000_000
_MOST_WORK = 300_000_000  # lines times parts: every line is compared with every part's end
_DEEPEST = 20  # parts within parts
_MOST_PARTS = 1000
_HTML_SHARE = 4  # times as many letters in HTML as in the plain text beside it


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


def _pieces(part: Message) -> list[Piece]:
    text = text_of(part)
    if part.get_content_type() == "text/html":
        return pieces_of(text)
    if str(part.get_param("format", "")).lower() == "flowed":
        text = unflowed(text, delete=str(part.get_param("delsp", "")).lower() == "yes")
    return read_pieces(text, marked=False)
