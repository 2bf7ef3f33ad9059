"""What single services do to their records: names beside numbers, cut texts, sites in titles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.readers.metadata import Metadata
    from search.readers.records.bodies import Body

EMBEDDED = "_embedded"  # where WordPress puts what the numbers in a record stand for
_TERMS = "wp:term"
_MOST_TERMS = 1000
_CUT = re.compile(r"\[\+\d{1,9} chars\]\s*$")  # NewsAPI: so much of the text is not here
_LONGEST_CUT = 40  # characters
_SEPARATORS = (" - ", " – ", " — ", " | ")


def with_names(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record with the names that WordPress embeds for its numbers.

    The first category is the section, the others are tags.

    >>> with_names({"author": 3, "_embedded": {"author": [{"id": 3, "name": "Ana Lee"}]}})
    {'author': ['Ana Lee']}
    """
    embedded = record.get(EMBEDDED)
    if not isinstance(embedded, dict):
        return dict(record)
    named = dict(record)
    rest = dict(embedded)
    if authors := _names(embedded.get("author")):
        named["author"] = authors
        del rest["author"]
    terms = _terms(embedded.get(_TERMS))
    categories, tags = _names(terms, "category"), _names(terms, "post_tag")
    if categories:
        named["section"] = categories[0]
        named["categories"] = categories[1:]
    if tags:
        named["tags"] = tags
    if categories or tags:
        del rest[_TERMS]
    del named[EMBEDDED]
    return named | ({EMBEDDED: rest} if rest else {})


def without_cut(body: Body) -> tuple[Body, str]:
    """Return a text without the mark of where it was cut off, and the mark, else ''.

    >>> from search.readers.records.bodies import Body
    >>> without_cut(Body("It reopened… [+1234 chars]"))
    (Body(text='It reopened…', html=False), '[+1234 chars]')
    """
    if not isinstance(body.text, str):
        return body, ""
    start = max(len(body.text) - _LONGEST_CUT, 0)
    cut = _CUT.search(body.text, start)
    if cut is None:
        return body, ""
    return body._replace(text=body.text[: cut.start()].rstrip()), cut[0].strip()


def take_site_off_title(metadata: Metadata) -> None:
    """Take the name of its source off the end of a title: "Bridge open - The Post"."""
    title, source = metadata.title or "", metadata.source or ""
    for separator in _SEPARATORS:
        before, found, site = title.rpartition(separator)
        if found and before.strip() and source and site.casefold() == source.casefold():
            metadata.title = before.rstrip()
            return


def _terms(value: object) -> list[Any]:
    """Return the terms of all lists, one for each taxonomy."""
    lists = value if isinstance(value, list) else []
    terms = [term for each in lists if isinstance(each, list) for term in each[:_MOST_TERMS]]
    return terms[:_MOST_TERMS]


def _names(things: object, taxonomy: str | None = None) -> list[str]:
    names = [
        thing["name"]
        for thing in (things if isinstance(things, list) else [])
        if isinstance(thing, dict)
        and isinstance(thing.get("name"), str)
        and taxonomy in {None, thing.get("taxonomy")}
    ]
    return [name for name in names if name.strip()]
