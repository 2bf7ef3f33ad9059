"""JSON-LD: what a page says of its article for search engines, in the words of schema.org."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

Thing = dict[str, Any]

_LARGEST = 2_000_000  # characters of one script
_MOST = 5_000  # values of one page that are looked at
_DEEPEST = 4  # lists and things within one another in a value
_ARTICLE = re.compile(r"(?:Article|BlogPosting|Report|Review|SocialMediaPosting)$")
_PAGES = frozenset(("WebPage", "ItemPage", "CreativeWork", "MediaObject", "VideoObject"))


def things(root: HtmlElement) -> tuple[list[Thing], list[Thing]]:
    """Return the articles that a page describes, and the pages, the outer before the inner."""
    articles: list[Thing] = []
    pages: list[Thing] = []
    for thing in _things(root):
        types = _types(thing)
        if any(map(_ARTICLE.search, types)):
            articles.append(thing)
        elif types & _PAGES:
            pages.append(thing)
    return articles, pages


def text_of(value: object) -> str:
    """Return a value's text: of a thing its name, of a list its first entry's.

    >>> text_of([{"@type": "Person", "name": "Ana Lee"}])
    'Ana Lee'
    """
    for _ in range(_DEEPEST):
        if isinstance(value, list):
            value = value[0] if value else ""
        elif isinstance(value, dict):
            value = value.get("name") or value.get("@value") or value.get("headline") or ""
    return " ".join(unescape(value).split()) if isinstance(value, str) else ""


def texts_of(value: object) -> list[str]:
    """Return the texts of a value that may be a list."""
    values = value if isinstance(value, list) else [value]
    return [text for text in map(text_of, values) if text]


def _things(root: HtmlElement) -> Iterator[Thing]:
    """Yield things level by level; graphs, lists and main entities are looked into."""
    level = [
        _loaded(script.text or "")
        for script in root.iter("script")
        if script.get("type", "").lower().startswith("application/ld+json")
    ]
    seen = 0
    while level and seen < _MOST:
        below: list[object] = []
        for value in level[: _MOST - seen]:
            seen += 1
            if isinstance(value, list):
                below += value[: _MOST - len(below)]
            elif isinstance(value, dict):
                yield value
                inner = (value.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage"))
                below += (each for each in inner if isinstance(each, (list, dict)))
        level = below


def _loaded(text: str) -> object:
    """Return what a script says, whatever comments are around it; None if it is broken."""
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)
    end = max(text.rfind("}"), text.rfind("]")) + 1
    if end - start > _LARGEST:
        return None
    try:
        return json.loads(text[start:end], strict=False)
    except (ValueError, RecursionError):
        return None


def _types(thing: Thing) -> set[str]:
    types = thing.get("@type")
    names = types if isinstance(types, list) else [types]
    return {
        name.rsplit("/", 1)[-1].removeprefix("schema:") for name in names if isinstance(name, str)
    }
