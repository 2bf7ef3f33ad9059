"""A web page as it was parsed, and what its head declares."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from search.readers.webpages.fragments import without_xml

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MOST_TAGS = 2_000_000  # opening and closing ones; a page with more is no page of text
_MOST_IN_TREE = 100_000  # of which a tree is made; an encyclopedia's longest have half as many
_LARGEST_TREE = 10_000_000  # characters of which a tree is made
_PICTURE = re.compile(r"data:[\w/+.-]{3,60};base64,[\w+/=%]+")  # within the page
_HEAD = 1_000_000  # characters in which a head ends
_BODY = re.compile(r"<body[\s>]|</head", re.IGNORECASE)
_GAVE_UP = re.compile("depth|huge|too long|limit", re.IGNORECASE)
_HEADINGS = 10  # main headings that are looked at
_LONGEST_TITLE = 300  # characters; more is no title


@dataclass(slots=True)
class Page:
    """A parsed page.

    ``whole`` says that ``root`` has all of ``text``: of a page that nests too deep
    or has too many tags it has the beginning. ``metas`` are the contents of
    ``<meta>`` by their names in lower case, ``links`` the targets of ``<link>`` by
    their relation; ``title`` is that of its window, ``heading`` its one main heading.
    """

    root: HtmlElement
    text: str
    whole: bool
    title: str = ""
    heading: str = ""
    metas: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def meta(self, *names: str) -> str:
        """Return the content of the first of these names that is filled, else ''."""
        return next((self.metas[name][0] for name in names if name in self.metas), "")


def parse(text: str) -> Page | None:
    """Return the page of a text, or None if there is nothing in it."""
    from lxml import etree, html  # noqa: PLC0415 - slow to load

    text = _PICTURE.sub("data:,", without_xml(text))
    small = text.count("<") <= _MOST_IN_TREE and len(text) <= _LARGEST_TREE
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        part = text if small else _head(text)
        root = html.document_fromstring(part.encode("utf-8", "replace"), parser=parser)
    except (ValueError, etree.LxmlError):
        return None
    whole = small and not any(_GAVE_UP.search(entry.message) for entry in parser.error_log)
    page = Page(root, text, whole)
    _read_declarations(page)
    _read_titles(page)
    return page


def _head(text: str) -> str:
    body = _BODY.search(text, 0, _HEAD)
    return text[: body.start()] if body else text[:_HEAD]


def _read_declarations(page: Page) -> None:
    for link in page.root.iter("link"):
        for relation in link.get("rel", "").lower().split():
            page.links.setdefault(relation, link.get("href", "").strip())
    for meta in page.root.iter("meta"):
        content = " ".join(meta.get("content", "").split())
        names = " ".join(meta.get(key, "") for key in ("property", "name", "itemprop"))
        for name in dict.fromkeys(names.lower().split()) if content else ():
            page.metas.setdefault(name, []).append(content)


def _read_titles(page: Page) -> None:
    title = next(page.root.iter("title"), None)
    page.title = _line(title.text or "") if title is not None else ""
    headings = {_line("".join(each.itertext())) for each in islice(page.root.iter("h1"), _HEADINGS)}
    headings.discard("")
    page.heading = headings.pop() if len(headings) == 1 else ""


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_TITLE else ""
