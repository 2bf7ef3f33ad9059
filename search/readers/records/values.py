"""The values of records, of any type and wrapping, to the texts that the fields of an article take."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from search.readers.dates.printed import readings
from search.readers.encoding import clean
from search.readers.metadata import Metadata, as_text, field_of, normal_name, read_metadata

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from search.readers.dates.printed import Order
    from search.readers.text.front_matter import Value

INSTANT_ORIGIN = "derived from a time stamp in UTC"
ORDER_ORIGIN = "stated, with day and month in the order of the file's other dates"
# What a value is called where it stands in an object of its own, as in
# {"rendered": …}, {"name": "subject", "value": …} and {"$date": {"$numberLong": …}}.
INNER = (
    *("rendered", "main", "original", "processed", "value", "name", "webTitle", "display_name"),
    *("title", "label", "term", "#text", "$t", "$date", "$numberLong", "$oid", "@value"),
)
_WRAPPINGS = 2  # objects around a value
_NOTHING = frozenset({"", "nan", "none", "null", "~", "n/a", "\\n", "[]", "{}"})
_LONGEST_NOTHING = max(map(len, _NOTHING))
_LISTS = frozenset({"authors", "tags"})
_NEVER_NUMBERS = frozenset({"authors", "source", "section", "place", "tags", "language"})
_PRECISION = "date_precision"  # in what Nutgraf exports
_PRECISIONS = {"month": len("2021-08"), "year": len("2021")}
_LONGEST_EXTRA = 2000  # characters of a value that no field takes
_LONGEST_LIST = 10_000  # characters of a list written as a program prints it
_INSTANT = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")  # seconds from 2001 to 2286, or milliseconds
_IN_MILLISECONDS = 13  # digits
_LATEST_INSTANT = 4_102_444_800  # the year 2100
_PRINTED_LIST = re.compile(r"\[\s*u?['\"][^\n]*['\"]\s*\]")
_PRINTED_ITEM = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")
_HALVES = re.compile("[\ud800-\udfff]")


def metadata_of(
    values: Mapping[str, Any], others: Mapping[str, Any], order: Order | None = None
) -> Metadata:
    """Return what a record states apart from its text; ``others`` go to ``extra``.

    ``order`` is that of day and month in the dates of the record's neighbours.

    >>> metadata_of({"title": {"rendered": "Bridge"}, "author": 7}, {}).extra
    {'author': '7'}
    """
    named: dict[str, Value] = {}
    extra = dict(others)
    days: dict[str, datetime.date] = {}
    for key, value in values.items():
        if key == _PRECISION:
            continue
        field = field_of(key)
        usable = _usable(field, value) if field else None
        if field in {"date", "updated"} and isinstance(usable, str):
            usable = _as_exact(usable, key, values)
            if day := _day_of_instant(usable):
                days.setdefault(field, day)
                usable = None
        if usable is None:
            extra[key] = value
        else:
            named[_renamed(key, usable)] = usable
    metadata = read_metadata(named, order)
    if order:
        _note_order(metadata, named)
    _take_instants(metadata, days)
    metadata.extra.update(texts_of(extra.items()))
    return metadata


def _take_instants(metadata: Metadata, days: Mapping[str, datetime.date]) -> None:
    for field, day in days.items():
        if getattr(metadata, field) is None:
            setattr(metadata, field, day)
            metadata.origins[field] = INSTANT_ORIGIN


def _note_order(metadata: Metadata, named: Mapping[str, Value]) -> None:
    """Note which dates would be unsure without those of the record's neighbours."""
    for key, value in named.items():
        field = field_of(key)
        if field in {"date", "updated"} and isinstance(value, str) and readings(value):
            metadata.origins.setdefault(field, ORDER_ORIGIN)


def texts_of(values: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return values that no field takes as texts of bounded length, without empty ones."""
    texts = {tidy(key): as_text(plain_value(value)) for key, value in values}
    return {
        key: text if len(text) <= _LONGEST_EXTRA else text[: _LONGEST_EXTRA - 1] + "…"
        for key, text in texts.items()
        if text
    }


def is_nothing(value: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Say whether a value stands for none: null, an empty list, "nan".

    >>> is_nothing(None), is_nothing("NaN"), is_nothing(0)
    (True, True, False)
    """
    if isinstance(value, str):
        return (len(value) <= _LONGEST_NOTHING and value.strip().lower() in _NOTHING) or (
            value.isspace()
        )
    return value is None or value in ([], {})


def identity(value: Any) -> str | None:  # noqa: ANN401 - as above
    """Return the text of a value that may identify a record, None where it is none.

    >>> identity({"$oid": "61"}), identity(7), identity([1, 2])
    ('61', '7', None)
    """
    found = _unwrapped(value)
    return found if isinstance(found, str) and not is_nothing(found) else None


def plain_value(value: Any) -> Value:  # noqa: ANN401 - as above
    """Return a value with clean texts, and what is no text as text."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, list):
        return [plain_value(item) for item in value]
    if isinstance(value, dict):
        return {tidy(key): plain_value(item) for key, item in value.items()}
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def tidy(text: str) -> str:
    """Return a text without blanks around it, clean (as ``encoding.clean`` means it)."""
    return (text if text.isascii() and text.isprintable() else valid(text)).strip()


def valid(text: str) -> str:
    r"""Return a text clean and without halves of characters, which JSON can spell.

    >>> valid("caf\u0065\u0301 \ud83d")
    'café \ufffd'
    """
    return clean(text if text.isascii() else _HALVES.sub("\ufffd", text))


def _usable(field: str, value: Any) -> Value | None:  # noqa: ANN401 - as above
    """Return a value as its field may take it, None where it cannot be the field's."""
    if field in _LISTS and isinstance(value, str):
        value = _printed_list(value)
    value = _unwrapped(value)
    if isinstance(value, list) and field not in _LISTS:
        value = value[0] if len(value) == 1 else None
    if field in _NEVER_NUMBERS and isinstance(value, str) and value.isdecimal():
        return None  # a number in some database
    return value or None


def _unwrapped(value: Any) -> Value | None:  # noqa: ANN401 - as above
    """Return the text or the list of texts that a value is, None where it is neither."""
    if isinstance(value, list):
        items = [_unwrapped(item) for item in value]
        texts = [item for item in items if isinstance(item, str) and not item.isdecimal()]
        return list(texts) if len(texts) == len(items) else None
    for _ in range(_WRAPPINGS):
        if isinstance(value, dict):
            value = next((value[name] for name in INNER if name in value), None)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return tidy(str(value))


def _printed_list(text: str) -> Value:
    """Read a list that a program printed into a cell: "['Ana Lee', 'Bo Cole']"."""
    text = text.strip()
    if len(text) > _LONGEST_LIST or not _PRINTED_LIST.fullmatch(text):
        return text
    return [single or double for single, double in _PRINTED_ITEM.findall(text)]


def _renamed(key: str, value: Value) -> str:
    """Return the key of a value; some tools write the article's address as its source."""
    is_address = isinstance(value, str) and value.startswith(("http://", "https://"))
    return "source_url" if is_address and normal_name(key) == "source" else key


def _as_exact(date: str, key: str, values: Mapping[str, Any]) -> str:
    """Return a date no more exact than the record says that it is."""
    stated = values.get(_PRECISION) if key == "date" else None
    return date[: _PRECISIONS.get(stated, len(date))] if isinstance(stated, str) else date


def _day_of_instant(text: str) -> datetime.date | None:
    """Return the day in UTC of seconds or milliseconds since 1970."""
    if not _INSTANT.fullmatch(text):
        return None
    whole = text.partition(".")[0]
    seconds = int(whole) // (1000 if len(whole) == _IN_MILLISECONDS else 1)
    if seconds >= _LATEST_INSTANT:
        return None
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).date()
