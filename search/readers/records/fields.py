"""The user's mapping: which key of a record has which field of an article?"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from search.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELDS = (
    *("text", "title", "description", "authors", "date", "updated", "source", "section"),
    *("place", "tags", "url", "language", "id"),
)
_SINGULAR = {"author": "authors", "tag": "tags"}


def parse_fields(text: str) -> dict[str, str]:
    """Return which key has which field, from ``title=headline,date=pub_date``.

    Raises:
        ReadError: It is not of this form, or names a field that there is not.

    >>> parse_fields("title=headline, date=fields.pub_date")
    {'title': 'headline', 'date': 'fields.pub_date'}
    """
    fields: dict[str, str] = {}
    for part in filter(str.strip, text.split(",")):
        name, sign, key = (word.strip() for word in part.partition("="))
        if not (sign and name and key):
            raise ReadError(
                f"“{part.strip()}” maps no field. Write FIELD=KEY, as in title=headline."
            )
        fields[name] = key
    return check_fields(fields)


def check_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """Return the mapping with the fields' full names.

    Raises:
        ReadError: It names a field that there is not.
    """
    checked = {_SINGULAR.get(name.lower(), name.lower()): key for name, key in fields.items()}
    for name in checked:
        if name not in FIELDS:
            near = get_close_matches(name, FIELDS, n=1)
            meant = f" Did you mean “{near[0]}”?" if near else ""
            raise ReadError(
                f"There is no field “{name}” that a key could have.{meant} The fields are:"
                f" {', '.join(FIELDS)}."
            )
    return checked
