"""A survey of a page: its blocks of text, what lies beside the article, and what marks its facts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from search.readers.webpages.fragments import Blocks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.html import HtmlElement

    from search.readers.pieces import Piece

_SKIPPED = frozenset(("script", "style", "template", "head", "noscript"))
_ASIDE_TAGS = frozenset(
    (
        *("nav", "aside", "footer", "form", "button", "select", "dialog", "iframe", "object"),
        *("menu", "textarea", "svg", "fieldset", "video", "audio"),
    )
)
_ASIDE_ROLES = frozenset(
    (
        *("navigation", "complementary", "contentinfo", "dialog", "alertdialog", "search", "menu"),
        *("menubar", "banner", "alert", "toolbar", "tablist"),
    )
)
_ASIDE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:comments?|disqus|share\w*|sharing|social|related|recirc\w*|recommend\w*|promo\w*|"
    r"newsletter|subscri\w*|signup|sign-up|sidebar|breadcrumbs?|tags?|taglist|nav|navigation|menu|"
    r"footer|ads?|advert\w*|sponsor\w*|outbrain|taboola|popup|modal|paywall|cookie\w*|consent|"
    r"toolbar|pagination|pager|author-?bio|more-?stories|read-?more|most-?(?:read|popular)|"
    r"trending|print|skip-?link|screen-reader-text|visually-?hidden|sr-only|noprint|editsection|"
    r"toc)(?:$|[\s_-])",
    re.IGNORECASE,
)
_DECK_NAMES = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|dec?k|sub-?(?:head(?:line|ing)?|title|dec?k)|summary|intro|"
    r"lead|lede|excerpt|abstract|vorspann|chapo|chapeau|bajada|entradilla)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CORRECTION_NAMES = re.compile(
    r"(?:^|[\s_-])(?:corrections?|amendments?|clarifications?|erratum|errata|editors?-?note)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
# What subscribers read, where it is in the page and only does not show.
_VEILED_NAMES = re.compile(
    r"(?:^|[\s_-])(?:paywall(?:ed)?|premium|subscribers?|locked|gated|metered)(?:$|[\s_-])",
    re.IGNORECASE,
)
_NAMES_LENGTH = 300  # characters of the names of a class that are looked at
_REMEMBERED = 2000  # names of classes, of which a page uses few again and again
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ROOTS = frozenset(("html", "body", "article", "main"))
_SIGN = re.compile(
    r"by-?line|(?:^|[\s_-])(?:p-)?(?:authors?|writers?)(?:$|[\s_-])|publish|pub-?date|"
    r"(?:entry|post|article)-?date",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:fig|image|img|photo|picture|wp|media)?-?caption(?:$|[\s_-])", re.IGNORECASE
)
_CAPTIONS = frozenset(
    ("div", "p", "dd", "section", "header", "h3", "h4", "h5", "h6", "footer", "aside", "details")
)
_MARKS = ("class", "content", "datetime", "itemprop", "pubdate", "rel")  # others may have no name
_MOST_SIGNS = 500
_SIGN_LENGTH = 300  # characters
_OPEN_SIGNS = 8  # whose text is taken
_OPEN_ASIDES = 20  # within one another; what is in more is aside already


class Found(NamedTuple):
    """A block: its piece, which share of it is links, and the asides that it stands in.

    ``tag`` is that of the element around it, ``role`` what its element is named:
    "deck", "correction" or "".
    """

    piece: Piece
    linked: float = 0
    asides: tuple[int, ...] = ()
    tag: str = ""
    role: str = ""


class Extent(NamedTuple):
    """An element with blocks: the first of them, and the one behind the last."""

    start: int
    end: int


@dataclass(slots=True)
class Sign:
    """An element that is about the article: a time, a byline, a property of schema.org.

    ``block`` is the number of the block that it stands in or before, ``within`` the
    one around it.
    """

    tag: str
    attributes: Mapping[str, str]
    block: int
    asides: tuple[int, ...]
    within: Sign | None = None
    text: str = ""

    @property
    def properties(self) -> list[str]:
        """The names of the properties that it states."""
        return self.attributes.get("itemprop", "").lower().split()

    @property
    def names(self) -> str:
        """Its class, in lower case."""
        return self.attributes.get("class", "").lower()


class _Element(NamedTuple):
    """An open element that shows."""

    aside: int | None  # its number among the asides
    link: bool
    start: int
    sign: Sign | None
    role: str


class Survey(Blocks):
    """Blocks that know where in the page they stand.

    ``asides`` are the elements that by their names are beside the article. Names
    mislead: the article itself may stand in some, which are then ``misnamed``.
    ``footers`` are those that are merely at the end of something, ``veiled`` those
    that hide what is for subscribers. ``articles`` and ``headers`` are the elements that
    are marked as such.
    """

    def __init__(self, *, hidden: bool = False) -> None:
        """Begin with no blocks; ``hidden`` takes also what a browser does not show."""
        super().__init__()
        self._hidden_too = hidden
        self.found: list[Found] = []
        self.extents: list[Extent] = []
        self.signs: list[Sign] = []
        self.asides: list[Extent] = []
        self.misnamed: set[int] = set()
        self.footers: set[int] = set()
        self.veiled: set[int] = set()
        self.articles: list[Extent] = []
        self.headers: list[Extent] = []
        self._role = self._said = ""  # of the open element, and of the text that waits
        self._elements: list[_Element | None] = []  # that are open
        self._open_signs: list[Sign] = []
        self._around: tuple[int, ...] = ()  # the asides that are open
        self._skipped = self._links = 0
        self._linked = self._size = 0
        self._inline = 0
        self.elements = 0
        self.widest = 0  # elements in one block

    def read(self, root: HtmlElement) -> None:
        """Take all of a tree."""
        from lxml import etree  # noqa: PLC0415 - slow to load

        walk: Any = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                self.start(element.tag, element.attrib)
                if element.text:
                    self.data(element.text)
            else:
                self.end(element.tag)
                if element.tail:
                    self.data(element.tail)
        self.close()

    def start(self, tag: str, attrib: Mapping[str, str]) -> None:
        """Take a tag that opens an element."""
        hides = self._hides(tag, attrib)
        veils = hides and tag not in _SKIPPED and _is_named(attrib, _VEILED_NAMES)
        if self._skipped > 0 or tag in _SKIPPED or (hides and not veils):
            self._skipped += 1
            self._elements.append(None)
            return
        super().start(tag, attrib)
        self.elements += 1
        self._inline += 1
        if self._open and "class" in attrib and tag == self._open[-1].tag and tag in _CAPTIONS:
            self._mark_caption(attrib["class"])
        aside = self._open_aside(tag, attrib, veils=veils)
        self._links += tag == "a"
        sign = None
        if (tag == "time" or attrib) and _is_sign(tag, attrib) and len(self.signs) < _MOST_SIGNS:
            around = self._open_signs[-1] if self._open_signs else None
            marks = {name: attrib[name] for name in _MARKS if name in attrib}
            sign = Sign(tag, marks, len(self._pieces), self._around, around)
            self.signs.append(sign)
            self._open_signs.append(sign)
        self._elements.append(_Element(aside, tag == "a", len(self._pieces), sign, self._role))
        if len(attrib) > 0 and tag not in _ROOTS:
            self._role = _role_of(attrib) or self._role

    def end(self, tag: str) -> None:
        """Take a tag that closes an element."""
        element = self._elements.pop()
        if element is None:
            self._skipped -= 1
            return
        super().end(tag)
        if element.aside is not None:
            self.asides[element.aside] = Extent(element.start, len(self._pieces))
            self._around = self._around[:-1]
        self._links -= element.link
        if element.sign:
            self._open_signs.pop()
            element.sign.text = " ".join(element.sign.text.split())
        if len(self._pieces) > element.start + 1:
            self.extents.append(Extent(element.start, len(self._pieces)))
        if tag in {"article", "main", "header"}:
            marked = self.headers if tag == "header" else self.articles
            marked.append(Extent(element.start, len(self._pieces)))
        self._role = element.role

    def data(self, text: str) -> None:
        """Take text."""
        if self._skipped:
            return
        size = len(text.strip())
        if size:
            self._said = self._role
        self._size += size
        if self._links:
            self._linked += size
        for sign in self._open_signs[-_OPEN_SIGNS:]:
            if len(sign.text) < _SIGN_LENGTH:
                sign.text += f" {text}"
        super().data(text)

    def close(self) -> list[Piece]:
        """Return the pieces; the last may be all that is behind the others."""
        pieces = super().close()
        self.found += (Found(piece) for piece in pieces[len(self.found) :])
        return pieces

    @cached_property
    def dated(self) -> frozenset[int]:
        """The blocks in which a time or an author is marked."""
        return frozenset(
            sign.block
            for sign in self.signs
            if sign.tag == "time"
            or sign.attributes.get("rel") == "author"
            or not {"author", "datepublished"}.isdisjoint(sign.properties)
        )

    def is_aside(self, each: Found | Sign) -> bool:
        """Say whether a block or a sign is beside the article."""
        return any(number not in self.misnamed for number in each.asides)

    def _hides(self, tag: str, attrib: Mapping[str, str]) -> bool:
        if self._hidden_too or len(attrib) == 0 or tag in _ROOTS:
            return False
        return _is_hidden(attrib)

    def _open_aside(self, tag: str, attrib: Mapping[str, str], *, veils: bool) -> int | None:
        """Return the number of an aside that begins with a tag, if one does."""
        named = not veils and len(attrib) > 0 and tag not in _ROOTS and _is_beside(attrib)
        if not (veils or named or tag in _ASIDE_TAGS) or len(self._around) == _OPEN_ASIDES:
            return None
        number = len(self.asides)
        self.asides.append(Extent(0, 0))
        self._around = (*self._around, number)
        if veils:
            self.veiled.add(number)
        elif tag == "footer":
            self.footers.add(number)
        return number

    def _mark_caption(self, names: str) -> None:
        if _CAPTION.search(names[:_NAMES_LENGTH]):
            self._open[-1] = self._open[-1]._replace(kind="caption")

    def _flush(self) -> None:
        self.widest = max(self.widest, self._inline)
        self._inline = 0
        if not self._text:
            self._linked = self._size = 0
            super()._flush()
            return
        before = len(self._pieces)
        tag, role = self._open[-1].tag if self._open else "", self._said
        super()._flush()
        linked = self._linked / self._size if self._size else 0
        self._linked = self._size = 0
        for piece in self._pieces[before:]:
            self.found.append(Found(piece, linked, self._around, tag, role))

    def _join_cells(self, start: int) -> None:
        before = len(self._pieces)
        super()._join_cells(start)
        if len(self._pieces) < before:
            cells = self.found[start:]
            linked = max(cell.linked for cell in cells)
            self.found[start:] = [Found(self._pieces[start], linked, self._around)]


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    style = attributes.get("style")
    return style is not None and _HIDDEN_STYLE.search(style) is not None


def _is_beside(attributes: Mapping[str, str]) -> bool:
    if "role" in attributes and attributes["role"].lower() in _ASIDE_ROLES:
        return True
    names, identity = attributes.get("class"), attributes.get("id")
    return (names is not None and _means_aside(names)) or (
        identity is not None and _means_aside(identity)
    )


@lru_cache(_REMEMBERED)
def _means_aside(names: str) -> bool:
    return _ASIDE_NAMES.search(names[:_NAMES_LENGTH]) is not None


def _is_sign(tag: str, attributes: Mapping[str, str]) -> bool:
    if tag == "time" or "itemprop" in attributes or attributes.get("rel") == "author":
        return True
    names = attributes.get("class")
    return names is not None and _means_sign(names)


def _is_named(attributes: Mapping[str, str], names: re.Pattern[str]) -> bool:
    own = f"{attributes.get('class', '')[:_NAMES_LENGTH]} {attributes.get('id', '')}"
    return names.search(own[: 2 * _NAMES_LENGTH]) is not None


def _role_of(attributes: Mapping[str, str]) -> str:
    """Return what an element's names say that it is: "deck", "correction" or ""."""
    names, identity = attributes.get("class"), attributes.get("id")
    return (_means_role(names) if names else "") or (_means_role(identity) if identity else "")


@lru_cache(_REMEMBERED)
def _means_role(names: str) -> str:
    names = names[:_NAMES_LENGTH]
    if _DECK_NAMES.search(names):
        return "deck"
    return "correction" if _CORRECTION_NAMES.search(names) else ""


@lru_cache(_REMEMBERED)
def _means_sign(names: str) -> bool:
    return _SIGN.search(names[:_NAMES_LENGTH]) is not None
