"""The keys of a record: which are known, and what stands at them?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from search.readers.metadata import field_of, normal_name

if TYPE_CHECKING:
    from collections.abc import Mapping

# The names that services and tools give to an article's text; the first that is filled wins.
_TEXTS = (
    *("contenthtml", "bodyhtml", "articlebody", "maintext", "fulltext", "body", "text"),
    *("content", "contents", "contentelements", "story", "article", "paragraphs", "articletext"),
    *("bodytext", "contenttext", "plaintext", "storytext", "storybody", "articlecontent"),
    *("newscontent", "fullcontent", "postcontent", "rawtext", "articlehtml", "html"),
    "leadparagraph",
)
TEXT_RANKS = {name: rank for rank, name in enumerate(_TEXTS)}
IDENTITIES = ("id", "guid", "uuid", "nid", "identifier", "articleid", "docid", "docno")
# Objects within a record that hold fields of it.
_HOLDERS = frozenset(
    (
        *("fields", "_source", "attributes", "article", "data", "post", "doc", "document"),
        *("item", "node", "properties", "metadata", "meta"),
    )
)


def is_text_name(name: str) -> bool:
    """Say whether a key is usually that of a text."""
    return normal_name(name) in TEXT_RANKS


def is_known(name: str) -> bool:
    """Say whether a key is one that articles usually have."""
    return is_text_name(name) or field_of(name) is not None or normal_name(name) in IDENTITIES


def flattened(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with the keys of the objects that hold fields of it beside its own.

    >>> flattened({"id": 7, "fields": {"headline": "Bridge", "id": 8}})
    {'id': 7, 'headline': 'Bridge', 'fields.id': 8}
    """
    held = [
        key
        for key, value in record.items()
        if isinstance(value, dict) and key.lower() in _HOLDERS and _has_fields(value)
    ]
    flat = {key: value for key, value in record.items() if key not in held}
    for holder in held:
        for key, value in record[holder].items():
            flat[f"{holder}.{key}" if key in flat else key] = value
    return flat


def _has_fields(value: Mapping[str, Any]) -> bool:
    return any(field_of(key) or is_text_name(key) for key in value)


def look_up(record: Mapping[str, Any], path: str) -> tuple[Any, bool]:
    """Return the value at a key or a dotted path, and whether it is there."""
    if path in record:
        return record[path], True
    value: Any = record
    holder, _, rest = path.partition(".")
    steps = rest if holder.lower() in _HOLDERS and holder not in record else path
    for step in steps.split("."):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None, False
    return value, True


def length_of(record: Mapping[str, Any]) -> int:
    """Return about how many characters are in a record."""
    length = 0
    waiting: list[Any] = [record]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            length += len(value)
        elif isinstance(value, dict):
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
            length += len(value)
    return length
