"""What front matter says about an article, in the fields of ``Article``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from search.languages import NAMES
from search.readers.bylines.names import people, split_names, without_places
from search.readers.dates.printed import order_of, parse_date, readings
from search.readers.encoding import clean
from search.readers.origins import FROM_ADDRESS
from search.readers.text.inline import plain

if TYPE_CHECKING:
    import datetime
    from collections.abc import Callable, Mapping

    from search.article import Precision
    from search.readers.dates.printed import Order
    from search.readers.text.front_matter import Value

# The names that sites and tools give to one field; the first that is filled wins.
_NAMES = {
    "title": ("title", "headline", "web_title", "title_page", "title_rss", "post_title"),
    "description": (
        *("deck", "dek", "summary", "excerpt", "description", "lead", "subtitle"),
        *("abstract", "standfirst", "trail_text", "short_description", "alternative_headline"),
        *("snippet", "teaser", "post_excerpt"),
    ),
    "authors": (
        *("author", "authors", "byline", "creator", "writer", "author_name", "author_names"),
        *("by_line", "journalist", "journalists"),
    ),
    "date": (
        *("date", "published", "published_time", "publish_date", "pubdate"),
        *("date_published", "publication_date", "published_at", "published_date", "date_publish"),
        *("web_publication_date", "published_on", "post_date", "article_date"),
    ),
    "updated": (
        *("updated", "modified", "modified_time", "lastmod", "last_modified"),
        *("date_modified", "updated_at", "modified_at", "last_updated", "date_modify"),
        "post_modified",
    ),
    "url": (
        *("source_url", "url", "canonical_url", "link", "permalink", "web_url", "article_url"),
        *("url_canonical", "external_url"),
    ),
    "source": (
        *("source", "publication", "publisher", "site", "site_name", "newspaper", "outlet"),
        *("source_name", "publication_name", "source_hostname", "source_domain", "hostname"),
        "domain",
    ),
    "section": ("section", "category", "rubric", "desk", "section_name", "article_section"),
    "place": ("place", "location", "dateline"),
    "tags": ("tags", "keywords", "topics", "tag", "categories"),
    "language": ("language", "lang", "locale", "in_language"),
}
# However a name is divided: datePublished, date_published, Date-Published, "date published".
_UNDIVIDED = str.maketrans("", "", "_- ")
_FIELDS = {name.translate(_UNDIVIDED): field for field, names in _NAMES.items() for name in names}
_RANKS = {
    name.translate(_UNDIVIDED): rank for names in _NAMES.values() for rank, name in enumerate(names)
}
KNOWN = frozenset(name for names in _NAMES.values() for name in names)
_EMPTY = frozenset({"", "null", "~", "Null", "NULL"})
_CODES = {name: code for code, name in NAMES.items()}
_SHORT = 60  # characters of a value that may be a date, and of a key that is remembered
_TAG_SEPARATOR = re.compile("[,;]")


@dataclass(slots=True, kw_only=True)
class Metadata:
    """The fields of an article that its source states apart from the text.

    ``origins`` tells, by a field's name, where its value comes from if it is not
    simply stated; ``unread`` what is stated for a date that cannot be understood.
    """

    title: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    date: datetime.date | None = None
    date_precision: Precision = "day"
    updated: datetime.date | None = None
    source: str | None = None
    section: str | None = None
    place: str | None = None
    tags: tuple[str, ...] = ()
    url: str | None = None
    language: str | None = None
    extra: dict[str, str] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)


def read_metadata(values: Mapping[str, Value], order: Order | None = None) -> Metadata:
    """Return the fields that front matter fills.

    ``order`` is that of day and month in dates in numbers, where it is known from
    elsewhere; otherwise the values' own dates may tell it.

    What no field takes (an unknown key, a date that cannot be read, a second
    name for a field that says something else) is kept as text in ``extra``.

    >>> read = read_metadata({"headline": "Bridge open", "Byline": "By A. Lee and B. Cole"})
    >>> read.title, read.authors
    ('Bridge open', ('A. Lee', 'B. Cole'))
    """
    metadata = Metadata()
    names = {key: normal_name(key) for key, value in values.items() if not _is_empty(value)}
    for key, name in sorted(names.items(), key=lambda item: _RANKS.get(item[1], 0)):
        taken = name in _FIELDS and _take(
            metadata, _FIELDS[name], values[key], lambda: order or _order(values)
        )
        if not taken:
            metadata.extra[key] = as_text(values[key])
    if metadata.url and not metadata.source:
        metadata.source = site_of(metadata.url)
        metadata.origins["source"] = FROM_ADDRESS
    return metadata


def site_of(url: str) -> str | None:
    """Return the name of the site that an address is on.

    >>> site_of("https://www.example.org/a")
    'example.org'
    """
    return (urlsplit(url).hostname or "").removeprefix("www.") or None


def _order(values: Mapping[str, Value]) -> Order | None:
    """Return the order of day and month in what is stated, if any of it tells."""
    texts = [value for value in values.values() if isinstance(value, str) and len(value) < _SHORT]
    return order_of(" ; ".join(text for text in texts if text[-4:].isdigit() or "/" in text))


def as_text(value: Value) -> str:
    """Return any value as one line of text: lists with commas, mappings as compact JSON.

    >>> as_text(["a", "b"]), as_text({"city": "Rome"})
    ('a, b', '{"city":"Rome"}')
    """
    if isinstance(value, str):
        return (value if value.isascii() else clean(value)).strip()
    if isinstance(value, list):
        return ", ".join(as_text(item) for item in value if not _is_empty(item))
    import json  # noqa: PLC0415 - only nested front matter needs it

    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def field_of(key: str) -> str | None:
    """Return the field that a key usually has, None for other keys.

    >>> field_of("datePublished"), field_of("shoe size")
    ('date', None)
    """
    return _FIELDS.get(normal_name(key))


def normal_name(key: str) -> str:
    """Return a key in lower case and undivided.

    >>> normal_name("datePublished"), normal_name("Date-Published")
    ('datepublished', 'datepublished')
    """
    return _undivided(key) if len(key) <= _SHORT else key.lower().translate(_UNDIVIDED)


@lru_cache(maxsize=1024)
def _undivided(key: str) -> str:
    return key.lower().translate(_UNDIVIDED)


def _is_empty(value: Value) -> bool:
    return value.strip() in _EMPTY if isinstance(value, str) else not value


def _take(metadata: Metadata, name: str, value: Value, order: Callable[[], Order | None]) -> bool:
    """Put a value into its field; say no where it does not fit or the field is filled."""
    if name in {"date", "updated"}:
        return _take_date(metadata, name, as_text(value), order)
    if name in {"authors", "tags"}:
        return _take_names(metadata, name, value)
    text = plain(as_text(value))
    if name == "url":
        text = as_text(value)
        if not _is_web_address(text):
            return False
    elif name == "language":
        text = _CODES.get(text.lower()) or text.replace("_", "-")
    current = getattr(metadata, name)
    if current is None:
        setattr(metadata, name, text)
    return current in {None, text}


def _take_date(metadata: Metadata, name: str, text: str, order: Callable[[], Order | None]) -> bool:
    found = parse_date(text) or (parse_date(text, order()) if readings(text) else None)
    if found is None or getattr(metadata, name) is not None:
        if found is None:
            metadata.unread.setdefault(name, text)
        return False
    date, precision = found
    if name == "date":
        metadata.date, metadata.date_precision = date, precision
        return True
    if precision == "day":
        metadata.updated = date
    return precision == "day"


def _take_names(metadata: Metadata, name: str, value: Value) -> bool:
    items = value if isinstance(value, list) else [value]
    names = tuple(
        dict.fromkeys(
            plain(part)
            for item in items
            if not _is_empty(item)
            for part in _parts(name, item, listed=isinstance(value, list))
        )
    )
    current: tuple[str, ...] = getattr(metadata, name)
    if name == "tags":
        metadata.tags = tuple(dict.fromkeys(current + names))
        return True
    people_named = tuple(name for name in names if any(map(str.isalpha, name)))
    if not current:
        metadata.authors = people_named
    # What was left out (a number in some database, where somebody was) is kept beside.
    whole = people_named == names and not any(map(_has_place, items))
    return whole and metadata.authors == names


def _has_place(item: Value) -> bool:
    return isinstance(item, str) and without_places(item) != item


def _parts(name: str, item: Value, *, listed: bool) -> list[str]:
    """Split one item of a list of people or tags, which may itself be a list in text."""
    if isinstance(item, dict):
        item = next((item[key] for key in ("name", "display_name", "title") if key in item), item)
    text = as_text(item)
    if name == "authors":
        text = without_places(text)
        return people(split_names(text)) if not listed or text[:3].lower() == "by " else [text]
    return [text] if listed else [part for part in _TAG_SEPARATOR.split(text) if part.strip()]


def _is_web_address(text: str) -> bool:
    if not text.lower().startswith(("http://", "https://")) or any(map(str.isspace, text)):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False
