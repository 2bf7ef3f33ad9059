"""Bytes of a file to clean text: which encoding is this, and what does not belong in text?"""

from __future__ import annotations

import codecs
import re
import unicodedata

_SAMPLE = 65536  # bytes that are enough to recognise an encoding

_MARKS = (  # the longer first: UTF-32's mark begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FORMATS = (
    (b"%PDF-", "is a PDF file, not text"),
    (b"{\\rtf", "is an RTF file, not plain text"),
    (b"PK\x03\x04", "is a ZIP archive or an office document, not text"),
    (b"\x1f\x8b", "is compressed with gzip, not text"),
    (b"\xfd7zXZ\x00", "is compressed with xz, not text"),
    (b"\x89PNG", "is a picture, not text"),
    (b"\xff\xd8\xff", "is a picture, not text"),
    (b"GIF8", "is a picture, not text"),
)
# Encodings that newsrooms have used; the guess is made among these only, since
# over all that exist short texts are taken for EBCDIC and the like.
_GUESSES = [
    *(f"cp{number}" for number in range(1250, 1259)),
    *("koi8_r", "koi8_u", "iso8859_2", "iso8859_5", "iso8859_7", "iso8859_9", "mac_roman"),
    *("shift_jis", "cp932", "euc_jp", "gb18030", "big5", "euc_kr", "cp949", "tis_620"),
]

_CONTROL_BYTES = bytes({*range(0x20), 0x7F} - {*b"\t\n"})
_BINARY_BYTES = bytes({*range(0x20), 0x7F} - {*b"\t\n\v\f\r\x1a\x1b"})
_BINARY_SHARE = 0.02  # of control characters; damaged texts stay below
_NUL_SHARE = 0.1  # of pairs: spaces, line ends and digits, whatever the alphabet
_USUAL_SHARE = 0.9  # of pairs; the rest are quotation marks and dashes
_HIGH_CONTROLS = re.compile(rb"\xc2[\x80-\x9f]")  # U+0080 to U+009F in UTF-8
_INVISIBLE = ("\u200b", "\ufeff", "\u00ad", "\u2060")
_BREAKS = ("\x0b", "\x0c", "\x85")
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\ufeff\u00ad\u2060]")
_ESCAPED = re.compile("[\udc80-\udcff]")
# What cp1252 makes of letters of other code pages: a sign within a word.
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[¡-©«-±´¶¸»-¿×÷†‡‰¤¬³¹²](?=[^\W\d_])")
# Czech (ř, ě) and Hungarian (ő, ű) under cp1252; no language writes both letters.
_CENTRAL_PAIRS = ("øì", "õû")


class NotText(ValueError):
    """The bytes are not text; the message continues "This file …"."""


def decode(data: bytes) -> str:
    r"""Return the text of a file's bytes, normalised.

    A byte order mark decides; otherwise UTF-8, then UTF-16 by its pattern of
    NUL bytes, then Windows-1252 where that gives prose, then the best guess.
    The text is in Unicode form NFC with ``\n`` at line ends, and has neither
    control characters nor invisible ones (zero-width space, soft hyphen).

    Raises:
        NotText: The bytes are those of a program, a picture and so on.

    >>> decode("“Café”\r\n".encode("cp1252"))
    '“Café”\n'
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return clean(data[len(mark) :].decode(encoding, "replace"))
    _refuse_formats(data)
    # Looking through bytes is many times as fast as through characters.
    has_controls = len(data.translate(None, _CONTROL_BYTES)) != len(data)
    if has_controls and b"\0" in data[:_SAMPLE]:
        return clean(data.decode(_utf16(data), "replace"))
    if has_controls:
        _refuse_binary(data)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return clean(_decode_other(data))
    if has_controls or (not data.isascii() and _HIGH_CONTROLS.search(data)):
        text = _without_controls(text)
    return _normalised(text)


def name_encoding(head: bytes) -> str:
    r"""Name the encoding of a text of any length by its first bytes, as ``decode`` does.

    UTF-8 is to be decoded with the error handler "surrogateescape", and what that
    gives to be mended by ``restore``: bytes of Windows-1252 may still follow.

    Raises:
        NotText: The bytes are those of a program, a picture and so on.

    >>> name_encoding(b"title,text\n"), name_encoding("café".encode("utf-16"))
    ('utf-8-sig', 'utf-16')
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return "utf-8-sig" if encoding == "utf-8" else encoding[: len("utf-16")]
    _refuse_formats(head)
    if b"\0" in head:
        return _utf16(head[: len(head) // 2 * 2])
    _refuse_binary(head)
    whole = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(head)
    damaged = len(_ESCAPED.findall(whole))
    if not damaged or len(whole) - damaged - len(whole.encode("ascii", "ignore")) > damaged:
        return "utf-8-sig"
    try:
        text = head.decode("cp1252")
    except UnicodeDecodeError:
        return _guess_name(head)
    return "cp1252" if _is_latin_prose(text) else _guess_name(head)


def restore(text: str) -> str:
    r"""Read the bytes that were no UTF-8 as Windows-1252.

    >>> restore(b"caf\xe9".decode("utf-8", "surrogateescape"))
    'café'
    """
    return text if text.isascii() else _ESCAPED.sub(_windows_character, text)


def clean(text: str) -> str:
    r"""Normalise a text: NFC, ``\n`` line ends, no control or invisible characters.

    >>> clean("co\u00adoperate\r\ncafe\u0301")
    'cooperate\ncafé'
    """
    return _normalised(_without_controls(text))


def _normalised(text: str) -> str:
    """Finish a text without control characters."""
    if text.isascii():
        return text
    if any(character in text for character in _INVISIBLE):
        text = _UNWANTED.sub("", text)
    if "\u2028" in text or "\u2029" in text:
        text = text.replace("\u2028", "\n").replace("\u2029", "\n\n")
    return unicodedata.normalize("NFC", text)


def _without_controls(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for character in _BREAKS:
        if character in text:
            text = text.replace(character, "\n")
    return _UNWANTED.sub("", text)


def _refuse_formats(data: bytes) -> None:
    for start, reason in _FORMATS:
        if data.startswith(start):
            raise NotText(reason)


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _BINARY_BYTES))
    if controls > _BINARY_SHARE * len(sample):
        raise NotText("holds binary data, not text")


def _utf16(data: bytes) -> str:
    """Name the UTF-16 that these bytes with NULs are, by where the NULs stand.

    In a text of any alphabet one byte of every pair is nearly always NUL or the
    alphabet's own number.
    """
    if len(data) % 2 == 0:
        sample = data[:_SAMPLE]
        for first, encoding in ((0, "utf-16-be"), (1, "utf-16-le")):
            if _is_high_half(sample[first::2]) and 0 not in sample[1 - first :: 2]:
                text = sample.decode(encoding, "replace")
                if len(_UNWANTED.findall(text)) <= _BINARY_SHARE * len(text):
                    return encoding
    raise NotText("holds binary data, not text")


def _is_high_half(half: bytes) -> bool:
    usual = sorted(map(half.count, set(half)), reverse=True)[:3]
    return half.count(0) >= _NUL_SHARE * len(half) and sum(usual) >= _USUAL_SHARE * len(half)


def _decode_other(data: bytes) -> str:
    """Decode what is not UTF-8, or is UTF-8 with damage."""
    text = data.decode("utf-8", "surrogateescape")
    damaged = len(_ESCAPED.findall(text))
    intact = len(text) - damaged - len(text.encode("ascii", "ignore"))
    if intact > damaged:  # bytes of another encoding are UTF-8 by accident only
        return _ESCAPED.sub(_windows_character, text)
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return _guess(data)
    return text if _is_latin_prose(text[:_SAMPLE]) else _guess(data)


def _windows_character(escaped: re.Match[str]) -> str:
    return bytes([ord(escaped[0]) - 0xDC00]).decode("cp1252", "replace")


def _is_latin_prose(text: str) -> bool:
    """Say whether a text decoded as Windows-1252 reads like one.

    In Latin-script prose most letters are ASCII; where they are not, the text
    was Cyrillic, Greek and so on. A sign within words is Central European.
    """
    letters = sum(map(str.isalpha, text))
    foreign = sum(character.isalpha() for character in text if character > "\x7f")
    signs = len(_SIGN_IN_WORD.findall(text))
    central = any(pair[0] in text and pair[1] in text for pair in _CENTRAL_PAIRS)
    return foreign <= max(3, 0.4 * letters) and signs <= 0.1 * foreign and not central


def _guess(data: bytes) -> str:
    return data.decode(_guess_name(data), "replace")


def _guess_name(data: bytes) -> str:
    # Slow to import, and most archives never need it.
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(data[:_SAMPLE], cp_isolation=_GUESSES, enable_fallback=False).best()
    return best.encoding if best else "cp1252"
