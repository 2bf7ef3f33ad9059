"""HTML that is the article itself (a feed's content, a chapter, a letter) to its pieces.

The parser tells of tags and text as it meets them and builds no tree, so that the
time is linear in the text and nesting costs nothing.
"""

from __future__ import annotations

import codecs
import io
import re
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from search.readers.bylines.lines import read_byline
from search.readers.encoding import clean, decode
from search.readers.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.article import Kind

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "blockquote": "quote",
    **dict.fromkeys(("li", "dt", "dd"), "list"),
    **dict.fromkeys(("figcaption", "caption"), "caption"),
}
_BLOCKS = frozenset(
    (
        *_KINDS,
        *("address", "article", "aside", "body", "center", "details", "dialog", "dir", "div"),
        *("dl", "fieldset", "figure", "footer", "form", "header", "hgroup", "hr", "html", "legend"),
        *("main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "section", "select"),
        *("summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul"),
    )
)
_SPACED = frozenset(("button", "iframe", "input", "label", "object", "svg", "video"))
_HIDDEN = frozenset(("script", "style", "template", "head"))
_CELLS = frozenset(("td", "th"))
_MARKED = re.compile(r"<(?:p|br)\b", re.IGNORECASE)
_DIVIDED = frozenset(("html", "body", "pre", "textarea"))  # in which blank lines divide
# In XML a script may end where it begins; to HTML it would hold the rest of the page.
_XML = re.compile(r"<\?xml\s|<html[^<>]*\sxmlns", re.IGNORECASE)
_ENDED = re.compile(r"<(script|style|title|textarea|template|iframe)\b([^<>]*)/>", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_BLANKS = re.compile(r"[^\S ]\s*| \s+")  # that are not one space
_HUGE = 1_000_000  # characters
_SENTENCE_ENDS = tuple('.!?…”"»')
_TOP = 20  # pieces among which a line of its own says who wrote it, and when
_FULL_LINE = 120  # characters: longer than lines that are merely wrapped
_LONGEST_HEADING = 300  # characters; more is prose in a heading's tags
_LONGEST_CELL = 200  # characters; more is a page laid out as a table
_MOST = 100_000  # pieces; what follows is one more, since each takes memory
_STEP = 1 << 16  # characters that the parser takes at once

_DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s*["']?([\w.:-]{2,40})""",
    re.IGNORECASE,
)
_DECLARATIONS = 4096  # bytes in which the encoding is declared
# What pages mean who declare an encoding (https://encoding.spec.whatwg.org/#names-and-labels).
_MEANT = {
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),
    "iso8859-9": "cp1254",
    **dict.fromkeys(("iso8859-11", "tis-620"), "cp874"),
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
}
_ENCODINGS = frozenset(
    (
        *(f"cp{number}" for number in (866, 874, 932, 949, *range(1250, 1259))),
        *(f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
        *("koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "euc_jp", "iso2022_jp"),
        *("gb18030", "big5", "big5hkscs"),
    )
)
_DAMAGE = 0.01  # of the characters, beyond which a declared encoding is not the true one


def pieces_of(html: str | bytes) -> list[Piece]:
    """Return every block of text in a piece of HTML, in order, with its kind.

    Only scripts, styles, templates and the head of a document are left out. Where
    nothing but blank lines divides the paragraphs, these do. Broken markup is read
    as browsers read it. Takes time in proportion to the length.

    Raises:
        NotText: The bytes are not text.

    >>> [piece[:2] for piece in pieces_of("<h2>Bridge</h2><p>It <b>re</b>opened.<li>Cars")]
    [('heading', 'Bridge'), ('body', 'It reopened.'), ('list', 'Cars')]
    """
    text = html_text(html) if isinstance(html, bytes) else clean(html)
    text = without_xml(text)
    blocks = Blocks(divided=not _MARKED.search(text))
    feed(blocks, text)
    return blocks.close()


def feed(blocks: Blocks, text: str) -> None:
    """Let blocks take a text's tags and words, however deep the tags are nested."""
    if not text.strip():
        return
    from lxml import etree  # noqa: PLC0415 - slow to load, and text does not need it

    target: Any = blocks
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    for start in range(0, len(text), _STEP):
        parser.feed(text[start : start + _STEP].encode("utf-8", "replace"))
    parser.close()


def without_xml(text: str) -> str:
    """Return a page without what XML has beyond HTML: CDATA, and scripts without an end.

    >>> without_xml("<![CDATA[1 < 2]]>")
    '1 &lt; 2'
    """
    if "<![CDATA[" in text:
        first, *rest = text.split("<![CDATA[")
        text = first + "".join(map(_escaped, rest))
    if _XML.search(text[:_DECLARATIONS]):
        text = _ENDED.sub(r"<\1\2></\1>", text)
    return text


def _escaped(text: str) -> str:
    inner, mark, rest = text.partition("]]>")
    return escape(inner, quote=False) + rest if mark else f"<![CDATA[{text}"


def html_text(data: bytes, served_as: str | None = None) -> str:
    """Return the text of a page's bytes: in UTF-8, as it declares, or as it seems.

    ``served_as`` names the encoding that its server stated; a page that declares
    one itself knows better.

    Raises:
        NotText: The bytes are not text.
    """
    if data[:1] == b"<" and data[1:2] != b"\0":  # in a page that is not UTF-16 they mean nothing
        data = data.replace(b"\0", b"")
    declared = _declared(data) or _codec(served_as or "")
    # Bytes of another encoding are hardly ever UTF-8 too; but ISO 2022 is ASCII with escapes.
    if declared and (declared == "iso2022_jp" or not _is_utf(data)):
        text = data.decode(declared, "replace")
        if text.count("\ufffd") <= _DAMAGE * len(text):
            return clean(text)
    return decode(data)


def _is_utf(data: bytes) -> bool:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _declared(data: bytes) -> str | None:
    """Return the codec of the encoding that a page declares, if it is one of the web's."""
    found = _DECLARED.search(data[:_DECLARATIONS])
    return _codec(found[1].decode("ascii")) if found else None


def _codec(encoding: str) -> str | None:
    """Return the codec of an encoding, if it is one of the web's."""
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        return None
    name = _MEANT.get(name, name)
    return name if name in _ENCODINGS else None


def _line(text: str) -> str:
    """Return a text with one space where it has blanks."""
    if len(text) < _HUGE:
        return " ".join(text.split())
    return _BLANKS.sub(" ", text).strip()  # slower, but makes no list of all words


class _Open(NamedTuple):
    """An open block: its tag, the kind of the text in it, and where its pieces begin."""

    tag: str
    kind: Kind
    start: int


class Blocks:
    """Takes tags and text in their order and makes pieces of them.

    ``divided`` says that blank lines divide paragraphs everywhere. The nesting of
    the tags must be right, as parsers make it.
    """

    def __init__(self, *, divided: bool = False) -> None:
        """Begin with no pieces."""
        self._divided = divided
        self._pieces: list[Piece] = []
        self._open: list[_Open] = []
        self._rows: list[bool] = []  # of open tables: has each cell one piece at most?
        self._text: list[str] = []
        self._hidden = 0  # how many elements that do not show are open
        self._breaks = 0  # how many line breaks stand one behind the other
        self._line = 0  # where in ``_text`` the line begins
        self._rest = io.StringIO()  # what follows behind as many pieces as there may be

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """Take a tag that opens an element."""
        del attrib
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "br":
            self._break_line()
        elif tag in _BLOCKS:
            self._flush()
            kind = self._open[-1].kind if self._open else "body"
            if kind != "caption":  # whatever is in a caption is of the caption
                kind = _KINDS.get(tag, kind)
            self._open.append(_Open(tag, kind, len(self._pieces)))
            if tag == "tr":
                self._rows.append(True)
        elif tag in _SPACED:
            self._text.append(" ")

    def end(self, tag: str) -> None:
        """Take a tag that closes an element."""
        if tag in _HIDDEN:
            self._hidden -= 1
        elif tag in _BLOCKS:
            self._flush()
            self._end_block()
        elif tag in _SPACED:
            self._text.append(" ")

    def data(self, text: str) -> None:
        """Take text."""
        if self._hidden:
            return
        if text.isspace():
            if not self._text:  # as between most blocks
                return
        else:
            self._breaks = 0
        self._text.append(text)

    def comment(self, text: str) -> None:
        """Leave a comment out."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Leave a processing instruction out."""

    def close(self) -> list[Piece]:
        """Return the pieces."""
        self._flush()
        self._append("body", _line(self._rest.getvalue()))
        self._rest = io.StringIO()
        return self._pieces

    def _end_block(self) -> None:
        opened = self._open.pop()
        if opened.tag in _CELLS and self._rows and len(self._pieces) > opened.start + 1:
            self._rows[-1] = False
        elif opened.tag == "tr" and self._rows.pop():
            self._join_cells(opened.start)

    def _break_line(self) -> None:
        """End the paragraph at a second line break, or after a line that is one."""
        line = "".join(self._text[self._line :]).strip()
        self._breaks += 1
        if len(self._pieces) < _TOP and line and read_byline(line):
            del self._text[self._line :]
            self._flush()
            self._text.append(line)
            self._flush()
            self._breaks = 1
            return
        if self._breaks > 1 or (len(line) >= _FULL_LINE and line.endswith(_SENTENCE_ENDS)):
            self._flush()
            self._breaks = 1
        else:
            self._text.append("\n")
            self._line = len(self._text)

    def _flush(self) -> None:
        if not self._text:
            self._breaks = 0
            return
        opened = self._open[-1] if self._open else _Open("body", "body", 0)
        text, kind = "".join(self._text), opened.kind
        self._text.clear()
        self._breaks = self._line = 0
        if len(self._pieces) >= _MOST:
            self._rest.write(f"{text}\n")
            return
        divided = self._divided or opened.tag in _DIVIDED
        for part in _BLANK_LINES.split(text) if divided else [text]:
            self._append(kind, _line(part))

    def _append(self, kind: Kind, text: str) -> None:
        if kind == "heading" and len(text) > _LONGEST_HEADING:
            kind = "body"
        if any(map(str.isalnum, text)):
            self._pieces.append(Piece(kind, text, certain=kind != "body"))

    def _join_cells(self, start: int) -> None:
        """Make one piece of the cells of a table's row, unless they are a page's columns."""
        cells = self._pieces[start:]
        if len(cells) > 1 and all(
            cell.kind == "body" and len(cell.text) <= _LONGEST_CELL for cell in cells
        ):
            text = " | ".join(cell.text for cell in cells)
            self._pieces[start:] = [Piece("list", text, certain=True)]
