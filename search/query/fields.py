"""The fields of the query language."""

from __future__ import annotations

# Fields whose values are words, looked for as they are written.
WORD_FIELDS = ("author", "source", "section", "place", "tag", "url", "description")
# Fields whose value is looked for as a whole, with wildcards.
KEY_FIELDS = ("path", "lang", "kind")
TITLE = "title"
DATE = "date"
# Not about articles, but about what is shown of them.
COLLAPSE = "collapse"

# What hits are counted by, and the field of the query language of each. A year is
# asked for with a date.
FACETS = {
    "source": "source",
    "author": "author",
    "section": "section",
    "language": "lang",
    "kind": "kind",
    "year": DATE,
}
# Fields of which ``name:="value"`` asks for the whole value.
WHOLE_FIELDS = tuple(field for field in FACETS.values() if field != DATE)

KINDS = ("title", "heading", "body", "quote", "caption", "list", "byline", "boilerplate")

NAMES = (TITLE, *WORD_FIELDS, *KEY_FIELDS, DATE, "after", "before", COLLAPSE)
ALIASES = {name: name for name in NAMES} | {
    "authors": "author",
    "by": "author",
    "byline": "author",
    "headline": "title",
    "language": "lang",
    "publication": "source",
    "tags": "tag",
    "topic": "tag",
}


def field_name(text: str) -> str | None:
    """Return the field that a name in a query means, or None.

    >>> field_name("Authors"), field_name("colour")
    ('author', None)
    """
    return ALIASES.get(text.lower())


def nearest_field(text: str) -> str | None:
    """Return the known field whose name looks most like this one.

    >>> nearest_field("auther"), nearest_field("zzz")
    ('author', None)
    """
    from difflib import get_close_matches  # noqa: PLC0415 - only for a misspelt field

    close = get_close_matches(text.lower(), ALIASES, n=1, cutoff=0.7)
    return ALIASES[close[0]] if close else None
