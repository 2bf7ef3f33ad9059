"""What front matter says about an article, in the fields of ``Article``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from search.readers.bylines import people, split_names
from search.readers.dates import parse_date
from search.readers.encoding import clean
from search.readers.inline import plain

if TYPE_CHECKING:
    import datetime
    from collections.abc import Mapping

    from search.article import Precision
    from search.readers.front_matter import Value

# The names that sites and tools give to one field; the first that is filled wins.
_NAMES = {
    "title": ("title", "headline"),
    "description": ("deck", "dek", "summary", "excerpt", "description", "lead", "subtitle"),
    "authors": ("author", "authors", "byline", "creator", "writer"),
    "date": (
        *("date", "published", "published_time", "publish_date", "pubdate"),
        *("date_published", "publication_date"),
    ),
    "updated": (
        *("updated", "modified", "modified_time", "lastmod", "last_modified"),
        "date_modified",
    ),
    "url": ("source_url", "url", "canonical_url", "link", "permalink"),
    "source": ("source", "publication", "publisher", "site", "site_name", "newspaper", "outlet"),
    "section": ("section", "category", "rubric", "desk"),
    "place": ("place", "location", "dateline"),
    "tags": ("tags", "keywords", "topics", "tag"),
    "language": ("language", "lang", "locale"),
}
_FIELDS = {name: field for field, names in _NAMES.items() for name in names}
_RANKS = {name: rank for names in _NAMES.values() for rank, name in enumerate(names)}
KNOWN = frozenset(_FIELDS)
_EMPTY = frozenset({"", "null", "~", "Null", "NULL"})
_TAG_SEPARATOR = re.compile("[,;]")


@dataclass(slots=True, kw_only=True)
class Metadata:
    """The fields of an article that its source states apart from the text.

    ``origins`` tells, by a field's name, where its value comes from if it is not
    simply stated.
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


def read_metadata(values: Mapping[str, Value]) -> Metadata:
    """Return the fields that front matter fills.

    What no field takes (an unknown key, a date that cannot be read, a second
    name for a field that says something else) is kept as text in ``extra``.

    >>> read = read_metadata({"headline": "Bridge open", "Byline": "By A. Lee and B. Cole"})
    >>> read.title, read.authors
    ('Bridge open', ('A. Lee', 'B. Cole'))
    """
    metadata = Metadata()
    keys = {_normal(key): key for key, value in values.items() if not _is_empty(value)}
    for name in sorted(keys, key=lambda name: _RANKS.get(name, 0)):
        value = values[keys[name]]
        taken = name in _FIELDS and _take(metadata, _FIELDS[name], value)
        if not taken:
            metadata.extra[keys[name]] = as_text(value)
    if metadata.url and not metadata.source:
        metadata.source = (urlsplit(metadata.url).hostname or "").removeprefix("www.") or None
    return metadata


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


def _normal(key: str) -> str:
    return key.strip().lower().replace("-", "_").replace(" ", "_")


def _is_empty(value: Value) -> bool:
    return value.strip() in _EMPTY if isinstance(value, str) else not value


def _take(metadata: Metadata, name: str, value: Value) -> bool:
    """Put a value into its field; say no where it does not fit or the field is filled."""
    if name in {"date", "updated"}:
        return _take_date(metadata, name, as_text(value))
    if name in {"authors", "tags"}:
        return _take_names(metadata, name, value)
    text = plain(as_text(value))
    if name == "url":
        text = as_text(value)
        if not _is_web_address(text):
            return False
    elif name == "language":
        text = text.replace("_", "-")
    current = getattr(metadata, name)
    if current is None:
        setattr(metadata, name, text)
    return current in {None, text}


def _take_date(metadata: Metadata, name: str, text: str) -> bool:
    found = parse_date(text)
    if found is None or getattr(metadata, name) is not None:
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
    if not current:
        metadata.authors = names
    return metadata.authors == names


def _parts(name: str, item: Value, *, listed: bool) -> list[str]:
    """Split one item of a list of people or tags, which may itself be a list in text."""
    if isinstance(item, dict):
        item = next((item[key] for key in ("name", "display_name", "title") if key in item), item)
    text = as_text(item)
    if name == "authors":
        return people(split_names(text)) if not listed or text[:3].lower() == "by " else [text]
    return [text] if listed else [part for part in _TAG_SEPARATOR.split(text) if part.strip()]


def _is_web_address(text: str) -> bool:
    if not text.lower().startswith(("http://", "https://")) or any(map(str.isspace, text)):
        return False
    try:
        return bool(urlsplit(text).hostname)
    except ValueError:
        return False
