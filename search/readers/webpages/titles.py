"""The title of a page's article, without the name of its site."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from search.readers.webpages.linked_data import text_of

if TYPE_CHECKING:
    from search.readers.webpages.page import Page

_SEPARATOR = re.compile(r"\s+(?:[|·•»›]|::|[-–—])\s+")
_METAS = (
    *("dc:title", "dc.title", "dcterms:title", "dcterms.title", "og:title", "citation_title"),
    *("title", "twitter:title", "parsely-title", "sailthru.title"),
)
_LONGEST = 300  # characters; more is no title
_LAST = 3  # separators, behind which the name of the site may stand
_ENOUGH = 4  # blanks between the words of a title
_NOT_LETTERS = re.compile(r"[\W_]+")


def read_title(page: Page, thing: dict[str, Any], site: str, url: str) -> str:
    """Return the title that a page states, else that of its window or heading, else ''."""
    stated = (_of_thing(page, thing), *(page.meta(name) for name in _METAS))
    title = next((text for text in stated if text and len(text) <= _LONGEST), "")
    return title or _of_window(page, {_key(name) for name in (site, _host(url)) if name})


def _of_thing(page: Page, thing: dict[str, Any]) -> str:
    """Return the headline; a thing's name instead where only that is on the page."""
    headline, name = text_of(thing.get("headline")), text_of(thing.get("name"))
    shown = _key(page.title + page.heading)
    if headline and name and _key(headline) not in shown and _key(name) in shown:
        return name
    return headline or name


def _of_window(page: Page, names: set[str]) -> str:
    title, heading = page.title, page.heading
    if heading and _key(heading) and _key(heading) in _key(title):
        return heading
    return _without_site(title, names) or heading


def _without_site(title: str, names: set[str]) -> str:
    """Cut the site's name off the end or the beginning.

    A last part is a site's name, known or not, if enough is left of the title.
    """
    cuts = list(_SEPARATOR.finditer(title))
    for cut in cuts[-_LAST:]:
        if _key(title[cut.end() :]) in names:
            return title[: cut.start()]
    if cuts and _key(title[: cuts[0].start()]) in names:
        return title[cuts[0].end() :]
    if cuts and title.count(" ", 0, cuts[-1].start()) >= _ENOUGH:
        return title[: cuts[-1].start()]
    return title


def _host(url: str) -> str:
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.").rsplit(".", 1)[0]


def _key(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
