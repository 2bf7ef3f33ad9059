"""Feeds as sites write them, mended so far that an XML parser reads them.

What they most often get wrong: ampersands that stand for themselves, HTML's
entities, control characters, blank lines before the declaration, and an encoding
that is not the one declared.
"""

from __future__ import annotations

import codecs
import re
from html.entities import html5
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.chunks import chunks
from search.readers.encoding import NotText, name_encoding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.source import Source

_DECLARATION = re.compile(r"\s*<\?xml\s[^<>]*\?>")
_DECLARED = re.compile(rb"""\s*<\?xml\s[^<>]*encoding\s*=\s*["']([\w.:-]{2,40})""")
_LONGEST_DECLARATION = 1000  # characters, with the blanks before it
_REFERENCE = re.compile(r"&(?:(?:#(\d{1,7}|[xX][0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,31}));)?")
_LONGEST_REFERENCE = 40  # characters
_XML_NAMES = frozenset(("amp", "lt", "gt", "quot", "apos"))
_NO_XML = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
_UNWANTED = re.compile(f"[{_NO_XML}]")


class MendedStream:
    """A source's XML in UTF-8, to be read in chunks."""

    def __init__(self, source: Source) -> None:
        """Take a source.

        Raises:
            ReadError: It is no text.
        """
        self._parts = _mended(source)

    def read(self, size: int = -1) -> bytes:
        """Return the next chunk, whatever its size; nothing at the end."""
        del size
        return next((part for part in self._parts if part), b"")


def _mended(source: Source) -> Iterator[bytes]:
    held = ""
    for number, chunk in enumerate(chunks(source, _encoding(source))):
        text = held + chunk
        if number == 0:
            text = text.lstrip("\ufeff \t\r\n")
            declaration = _DECLARATION.match(text[:_LONGEST_DECLARATION])
            text = text[declaration.end() :].lstrip() if declaration else text
        at = text.rfind("&", max(len(text) - _LONGEST_REFERENCE, 0))
        held = text[at:] if at >= 0 else ""
        yield _mend(text[:at] if at >= 0 else text)
    yield _mend(held)


def _mend(text: str) -> bytes:
    if "&" in text:
        text = _REFERENCE.sub(_reference, text)
    return _UNWANTED.sub("", text).encode()


def _reference(found: re.Match[str]) -> str:
    """Return a reference as XML has it: by number, or the ampersand as itself.

    Within CDATA this changes what is there, but not what it means to HTML.
    """
    number, name = found.groups()
    if number:
        value = int(number[1:], 16) if number[0] in "xX" else int(number)
        return "" if value > _LAST or _UNWANTED.match(chr(value)) else found[0]
    if name in _XML_NAMES:
        return found[0]
    characters = html5.get(f"{name};") if name else None
    if characters:
        return "".join(f"&#{ord(character)};" for character in characters)
    return f"&amp;{found[0][1:]}"


_LAST = 0x10FFFF  # the last character


def _encoding(source: Source) -> str:
    """Name the encoding: UTF-8 where it is that, else the declared one, else by its looks."""
    head = source.head
    try:
        name = name_encoding(head)
    except NotText as error:
        raise ReadError(f"{source.name} {error}.") from error
    declared = _DECLARED.match(head)
    if declared and (not name.startswith("utf-") or head.isascii()):
        try:
            codec = codecs.lookup(declared[1].decode("ascii"))
            "é".encode(codec.name, "replace")
            head.decode(codec.name, "replace")
        except (LookupError, UnicodeError, ValueError):
            return name
        return {"iso8859-1": "cp1252", "ascii": name, "utf-8": name}.get(codec.name, codec.name)
    return name
