"""Headers and texts of messages, however they are encoded, to clean text.

The newer interface of the standard library raises errors over many messages that
are merely wrong, and believes an encoding that is declared.
"""

from __future__ import annotations

import codecs
import email.errors
import email.header
import re
from typing import TYPE_CHECKING, Any

from search.readers.encoding import NotText, clean, decode

if TYPE_CHECKING:
    from email.message import Message

_LONGEST_HEADER = 20_000  # characters; of longer ones the beginning is read
_ESCAPING = ("iso2022", "utf-7", "hz")  # encodings that are ASCII with escapes
_WIDE = ("utf-16", "utf-32")
_ENCODED = re.compile(r"=\?[^?\s]{1,60}\?[bqBQ]\?")


def header(message: Message, name: str) -> str:
    r"""Return a header as one line of text, "" where there is none.

    >>> import email
    >>> header(email.message_from_string("Subject: =?utf-8?q?Caf=C3=A9?=\n reopens\n"), "Subject")
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
