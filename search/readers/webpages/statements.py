"""What a page states about its article: JSON-LD, meta tags, and the marks in its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from search.readers.dates.printed import parse_date
from search.readers.metadata import Metadata, read_metadata
from search.readers.origins import IN_TEXT
from search.readers.webpages import linked_data
from search.readers.webpages.authors import read_authors
from search.readers.webpages.dates import PLACEHOLDER, read_published
from search.readers.webpages.titles import read_title

if TYPE_CHECKING:
    from search.readers.text.front_matter import Value
    from search.readers.webpages.page import Page
    from search.readers.webpages.selection import Selection
    from search.readers.webpages.survey import Survey

_SAVED = re.compile(
    r"saved from url=\(\d+\)(\S+)|^\s*url:\s*(https?://\S+)", re.IGNORECASE | re.MULTILINE
)
_SAVED_WITHIN = 3000  # characters at the beginning of the file
_LONG = 12  # letters of a title that is not found in others by chance
_NOT_LETTERS = re.compile(r"[\W_]+")
Thing = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statements:
    """What the head of a page states of it: ``thing`` is the article, ``about`` the page."""

    thing: Thing
    about: Thing
    url: str
    site: str
    title: str

    @property
    def text(self) -> str:
        """The text of the article, where the page states it apart."""
        text = self.thing.get("articleBody")
        return text.strip() if isinstance(text, str) else ""


def read_head(page: Page) -> Statements:
    """Return what the head of a page states."""
    articles, pages = linked_data.things(page.root)
    url = _address(page)
    thing = _of_this_page(page, articles, url) or {}
    about = _of_this_page(page, pages, url) or {}
    site = _site(page, thing or about)
    return Statements(thing, about, url, site, read_title(page, thing, site, url))


def read_statements(page: Page, head: Statements, survey: Survey, selection: Selection) -> Metadata:
    """Return all that a page states about its article."""
    thing, about, url, site = head.thing, head.about, head.url, head.site
    values: dict[str, Value] = {
        "title": head.title,
        "description": linked_data.text_of(thing.get("description"))
        or page.meta("og:description", "description", "dc.description", "twitter:description"),
        "authors": list(read_authors(page, thing or about, site, survey, selection)),
        "url": url,
        "source": site,
        "section": linked_data.text_of(thing.get("articleSection"))
        or page.meta("article:section", "parsely-section", "section", "sailthru.section"),
        "tags": _tags(page, thing),
        "language": _language(page, thing),
    }
    metadata = read_metadata({key: value for key, value in values.items() if value})
    if not metadata.description and selection.deck is not None:
        metadata.description = survey.found[selection.deck].piece.text
        metadata.origins["description"] = IN_TEXT
    _read_dates(metadata, page, [thing, about], survey, selection)
    return metadata


def _read_dates(
    metadata: Metadata, page: Page, things: list[Thing], survey: Survey, selection: Selection
) -> None:
    found, unread = read_published(page, things, survey, selection)
    if found:
        metadata.date, metadata.date_precision = found
    elif unread:
        metadata.unread["date"] = metadata.extra["published"] = unread
    updated = linked_data.text_of(things[0].get("dateModified")) or page.meta(
        "article:modified_time", "og:updated_time", "og:article:modified_time", "dcterms.modified"
    )
    changed = parse_date(updated) if updated else None
    if changed and changed[1] == "day" and changed[0] != PLACEHOLDER:
        metadata.updated = changed[0]


def _of_this_page(page: Page, things: list[Thing], url: str) -> Thing | None:
    """Return the thing that is this page's, where it can be told from others."""
    titles = {_key(title) for title in (page.meta("og:title"), page.title, page.heading) if title}
    placed = [thing for thing in things if url and _path(url) in _addresses(thing)]
    named = [thing for thing in things if any(_agree(name, titles) for name in _names(thing))]
    if placed or named:
        return (placed or named)[0]
    # A single one with a title of its own may be that of a story which the page only leads to.
    lone = things[0] if len(things) == 1 else None
    return lone if lone and not (url and _addresses(lone) and _names(lone)) else None


def _addresses(thing: Thing) -> set[str]:
    found = (_thing_address(thing, name) for name in ("url", "mainEntityOfPage", "@id"))
    return {_path(address) for address in found if address.startswith("http")}


def _names(thing: Thing) -> set[str]:
    return {_key(linked_data.text_of(thing.get(name))) for name in ("headline", "name")} - {""}


def _agree(name: str, titles: set[str]) -> bool:
    """Say whether a name is one of the titles, or a long one is a part of the other."""
    return name in titles or (
        len(name) >= _LONG
        and any(name in title or (len(title) >= _LONG and title in name) for title in titles)
    )


def _thing_address(thing: Thing, name: str) -> str:
    value = thing.get(name)
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else ""


def _path(url: str) -> str:
    """Return an address without its scheme, query and last slash, for comparing."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = parts.path.rstrip("/")
    return f"{parts.netloc.lower().removeprefix('www.')}{path}" if path else url


def _address(page: Page) -> str:
    """Return the page's own address; a site's front page is none."""
    saved = _SAVED.search(page.text[:_SAVED_WITHIN])
    candidates = (
        page.links.get("canonical", ""),
        page.meta("og:url"),
        page.meta("parsely-link", "twitter:url"),
        (saved[1] or saved[2]) if saved else "",
    )
    base = next((text for text in candidates if text.startswith("http")), "")
    for text in candidates:
        try:
            whole = urljoin(base, text) if text else ""
            parts = urlsplit(whole)
        except ValueError:
            continue
        if (
            parts.scheme in {"http", "https"}
            and parts.netloc
            and (parts.path.strip("/") or parts.query)
        ):
            return whole
    return ""


def _site(page: Page, thing: Thing) -> str:
    site = page.meta("og:site_name") or linked_data.text_of(thing.get("publisher"))
    site = site or page.meta("application-name", "dc.publisher", "citation_journal_title")
    return "" if site.lower().startswith(("http:", "https:", "www.")) else site


def _tags(page: Page, thing: Thing) -> list[Value] | str:
    tags: list[Value] = [*page.metas.get("article:tag", ())]
    tags = tags or [*linked_data.texts_of(thing.get("keywords"))]
    if len(tags) == 1:  # one text, in which commas divide them
        return linked_data.text_of(tags)
    return tags or page.meta("news_keywords", "keywords", "parsely-tags", "sailthru.tags")


def _language(page: Page, thing: Thing) -> str:
    return (
        page.root.get("lang", "").strip()
        or page.root.get("{http://www.w3.org/XML/1998/namespace}lang", "").strip()
        or linked_data.text_of(thing.get("inLanguage"))
        or page.meta("content-language", "og:locale", "dc.language", "language")
    )


def _key(text: str) -> str:
    return _NOT_LETTERS.sub("", text).casefold()
