"""RTF to its paragraphs: what is printed, in its order, and what marks it as a heading.

The libraries for it give one text in which link addresses stand among the words, and
neither footnotes nor headings; articles need those told apart. (Microsoft, "Rich Text
Format Specification", version 1.9.1.)
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

DEEPEST = 500  # groups within groups; word processors write fewer than 30

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])"
    rb"|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
_SKIPPED = frozenset(
    (
        *("colortbl", "pict", "objdata", "fldinst", "header", "headerl", "headerr", "headerf"),
        *("footer", "footerl", "footerr", "footerf", "ftnsep", "ftnsepc", "xe", "tc", "rxe"),
        *("filetbl", "revtbl", "nonshppict", "bkmkstart", "bkmkend", "pntext", "annotation"),
    )
)
_TABLES = frozenset({"fonttbl", "stylesheet", "info"})
_CHARACTERS = {
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "bullet": "•",
    "ldblquote": "“",
    "rdblquote": "”",
    "tab": "\t",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "line": "\n",
    "cell": " | ",
    "nestcell": " | ",
}
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\t": "\t"}
_ENDS = frozenset({"par", "sect", "page", "row", "nestrow"})
_PROPERTIES = frozenset({"title", "author", "subject", "keywords", "company"})
# What the numbers of \fcharset mean.
_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    134: "gbk",
    136: "big5",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
_PAGES = {10000: "mac_roman", 65001: "utf-8"}  # code pages that Python calls otherwise
_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop) ?([1-9])", re.IGNORECASE)
_BULLET = re.compile("[•·▪◦●-]\\s*")
_FALLBACK = 8  # characters that may stand for one, at most
_BASIC = 0xFFFF  # the last character that \u can name
_HALVES = re.compile("[\ud800-\udfff]")  # of characters beyond


class NotRichText(ValueError):
    """The data is no RTF that can be read; the message goes on after the file's name."""


class Line(NamedTuple):
    """A paragraph: its text, in which a line break is a newline, and what it is.

    ``level`` is that of a heading, ``bold`` tells that all of it is, ``item`` that it
    belongs to a list.
    """

    text: str
    level: int | None = None
    bold: bool = False
    item: bool = False


class _Group(NamedTuple):
    """What holds within braces."""

    skipped: bool = False
    hidden: bool = False
    bold: bool = False
    note: bool = False
    table: str = ""
    encoding: str = "cp1252"
    fallback: int = 1  # characters that follow a Unicode one for old programs


def read_rich_text(data: bytes) -> tuple[list[Line], dict[str, str]]:
    r"""Return the paragraphs, empty ones too, and what the file says of itself: title, author.

    Footnotes stand behind the text.

    Raises:
        NotRichText: It is none, or its groups are nested too deep.

    >>> lines, _ = read_rich_text(rb"{\rtf1\ansi Caf\'e9 \u8211? {\b open}\par Next.}")
    >>> [line.text for line in lines]
    ['Café – open', 'Next.']
    """
    if not data.lstrip().startswith(b"{\\rtf"):
        raise NotRichText("is no RTF file")
    reader = _Reader()
    reader.read(data)
    return reader.lines, reader.info


class _Reader:
    """Goes through the tokens; groups lie in a list, so that depth costs no stack."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.info: dict[str, str] = {}
        self._group = _Group()
        self._groups: list[_Group] = []
        self._parts: list[str] = []
        self._note: list[str] = []
        self._notes: list[Line] = []
        self._bytes = bytearray()  # in the encoding of the group
        self._plain = False  # not all letters were bold
        self._level: int | None = None
        self._item = False
        self._owed = 0  # characters to leave out behind a Unicode one
        self._starred = False
        self._codepage = "cp1252"
        self._entry = ""  # the field, or the number of the font or style, that a table is at
        self._fonts: dict[str, str] = {}
        self._levels: dict[str, int] = {}

    def read(self, data: bytes) -> None:
        """Read all tokens."""
        at = 0
        while token := _TOKEN.match(data, at):
            at = token.end()
            word, number, code, symbol, brace, text = token.groups()
            if text is not None:
                self._take_text(text)
            elif word is not None:
                value = int(number) if number else None
                if word == b"bin":
                    at += max(value or 0, 0)
                else:
                    self._take_word(word.decode("ascii"), value)
            elif code is not None:
                self._take_text(bytes((int(code, 16),)))
            elif brace is not None:
                self._take_brace(opens=brace == b"{")
            elif symbol is not None:
                self._take_symbol(symbol)
        self._flush()
        self._group = _Group()  # whatever a damaged file has left open
        self._end()
        self._end_note()
        self.lines += self._notes

    def _end_note(self) -> None:
        if self._note:
            self._notes.append(Line(_cleaned("".join(self._note))))
            self._note.clear()

    def _take_text(self, text: bytes) -> None:
        if self._owed:
            text, self._owed = text[self._owed :], max(0, self._owed - len(text))
        group = self._group
        if group.skipped or group.hidden or not text:
            return
        self._bytes += text
        if not (group.bold or group.table or group.note or text.isspace()):
            self._plain = True

    def _take_symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in {b"\n", b"\r"}:
            self._end()
        elif symbol in _SYMBOLS:
            self._add(_SYMBOLS[symbol])

    def _take_brace(self, *, opens: bool) -> None:
        self._flush()
        self._owed = 0
        self._starred = False
        if opens:
            if len(self._groups) >= DEEPEST:
                raise NotRichText(f"has groups within groups, more than {DEEPEST} deep")
            self._groups.append(self._group)
        elif self._groups:
            closed, self._group = self._group, self._groups.pop()
            if closed.note and not self._group.note:
                self._end_note()

    def _take_word(self, word: str, number: int | None) -> None:
        if self._starred or word in _SKIPPED:
            self._starred = False
            self._group = self._group._replace(skipped=True)
        elif word == "u":
            self._add_unicode(number or 0)
        elif word in _TABLES:
            self._group = self._group._replace(table=word)
        elif self._group.table:
            self._take_entry(word, number)
        elif word in _ENDS:
            self._end()
        elif word in _CHARACTERS:
            self._add(_CHARACTERS[word])
        else:
            self._format(word, number)

    def _take_entry(self, word: str, number: int | None) -> None:
        """Read a control word within the tables at the beginning."""
        self._flush()
        table = self._group.table
        if table == "info":
            self._entry = word if word in _PROPERTIES else ""
        elif word in {"f", "s"}:
            self._entry = str(number)
        elif word == "fcharset":
            self._fonts[self._entry] = _CHARSETS.get(number or 0, self._codepage)
        elif word == "outlinelevel" and number is not None and table == "stylesheet":
            self._levels[self._entry] = number + 1

    def _format(self, word: str, number: int | None) -> None:
        """Read a control word that says what the text is like."""
        if word == "pard":
            self._level, self._item = None, False
        elif word == "outlinelevel":
            self._level = number + 1 if number is not None else None
        elif word == "s":
            self._level = self._levels.get(str(number))
        elif word in {"listtext", "ls"}:
            self._item = True
        elif word in _CHANGES:
            self._change(word, number)

    def _change(self, word: str, number: int | None) -> None:
        """Change what holds from here to the end of the group."""
        self._flush()
        on = number != 0
        if word == "b":
            self._group = self._group._replace(bold=on)
        elif word == "plain":
            self._group = self._group._replace(bold=False, hidden=False)
        elif word == "uc":
            self._group = self._group._replace(fallback=min(max(number or 0, 0), _FALLBACK))
        elif word == "footnote":
            self._group = self._group._replace(note=True)
        elif word in {"v", "deleted"}:
            self._group = self._group._replace(hidden=on)
        else:
            self._encode(word, number)

    def _encode(self, word: str, number: int | None) -> None:
        """Read which encoding the bytes are in."""
        if word == "f":
            encoding = self._fonts.get(str(number), self._codepage)
        else:
            named = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}.get(word)
            encoding = named or _PAGES.get(number or 0) or f"cp{number}"
            try:
                codecs.lookup(encoding)
            except LookupError:
                return
            self._codepage = encoding
        self._group = self._group._replace(encoding=encoding)

    def _add_unicode(self, number: int) -> None:
        if self._group.skipped:
            return
        code = number + _BASIC + 1 if number < 0 else number
        self._add(chr(code) if 0 < code <= _BASIC else "\ufffd")
        self._owed = self._group.fallback

    def _add(self, text: str) -> None:
        """Add characters behind the bytes so far."""
        self._flush()
        group = self._group
        if group.skipped or group.hidden:
            return
        if group.table:
            self._name(text)
        else:
            (self._note if group.note else self._parts).append(text)

    def _flush(self) -> None:
        """Decode the bytes so far."""
        if self._bytes:
            text = self._bytes.decode(self._group.encoding, "replace")
            self._bytes.clear()
            self._add(text)

    def _name(self, text: str) -> None:
        """Read text within the tables at the beginning: a style's name, a property."""
        if self._group.table == "stylesheet":
            if heading := _HEADING.match(text.strip()):
                self._levels.setdefault(self._entry, int(heading[1]))
        elif self._group.table == "info" and self._entry:
            self.info[self._entry] = self.info.get(self._entry, "") + text

    def _end(self) -> None:
        """End the paragraph."""
        self._flush()
        if self._group.note:
            self._note.append("\n")
            return
        if self._group.skipped:
            return
        text = _cleaned("".join(self._parts))
        if self._item:
            text = _BULLET.sub("", text, count=1) if _BULLET.match(text) else text
        self.lines.append(Line(text, self._level, bool(text) and not self._plain, self._item))
        self._parts.clear()
        self._plain = False


_CHANGES = frozenset(
    ("b", "plain", "uc", "footnote", "v", "deleted", "f", "ansicpg", "mac", "pc", "pca")
)


def _cleaned(text: str) -> str:
    """Return a text without blanks at the ends of its lines, and without empty cells at its end."""
    if _HALVES.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    text = text.replace("\uf0b7", "•")  # in the font for symbols
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n".join(lines).strip(" |\n")
