"""A document's properties: which of them did a person write for this document?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.readers.encoding import clean
from search.readers.metadata import read_metadata
from search.readers.origins import IN_PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from search.readers.metadata import Metadata
    from search.readers.text.front_matter import Value

_FIELDS = ("title", "author", "keywords", "language")
_LONGEST = 500  # characters
_NO_VALUE = frozenset({"untitled", "anonymous", "(anonymous)", "unspecified", "(unspecified)"})
_NO_TITLE = re.compile(
    r"""
    \.(?:docx?|pdf|indd|qxp|qxd|rtf|txt|tex|dvi|pages|pptx?|xlsx?|od[tp]|html?|ps|eps|ai|p65|wpd)$
  | ^(?:microsoft\ (?:word|powerpoint|excel)|powerpoint\ pres|untitled|unbenannt|sans\ titre
     |document\ ?\d*$|slide\ \d+$|layout\ \d+$|print$|title$|word\ document$|about:blank)
  | ^\W*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FILE_NAME = re.compile(r"[\d_\\/]")  # in a title of one word
_NO_AUTHOR = re.compile(
    r"(?i:unknown|(?:microsoft )?(?:office )?user|windows user|microsoft(?: corporation)?|owner|author"
    r"|admin\w*|root|pc|python-docx)|[a-z0-9._-]+|\S*[@\\\d]\S*"
)
_DAY = re.compile(r"(?:D:)?(\d{4})-?(\d\d)-?(\d\d)")
_NOT_WORDS = re.compile(r"\W+")


def read_properties(
    stated: Mapping[str, str], *, title: str | None = None, opening: str = ""
) -> Metadata:
    """Return the properties that can be meant as metadata; the rest goes to ``extra``.

    ``title`` is the one that the document shows, if it shows one, and ``opening``
    the text around it: a stated title that is not shown there was left over from
    another document. When a document was made is not when it was published.

    >>> read = read_properties({"title": "Microsoft Word - draft3.doc", "author": "Ann Lee"})
    >>> read.title, read.authors, read.extra
    (None, ('Ann Lee',), {'title': 'Microsoft Word - draft3.doc'})
    """
    values: dict[str, Value] = {}
    extra: dict[str, str] = {}
    for name, raw in stated.items():
        value = " ".join(clean(raw).split())
        if not value or value.lower() in _NO_VALUE:
            continue
        meant = name in _FIELDS and len(value) <= _LONGEST and _is_meant(name, value)
        if name == "title" and meant:
            meant = title is None or _words(value) in _words(opening)
        (values if meant else extra)[name] = _day(value) if name == "created" else value
    metadata = read_metadata(values)
    if metadata.authors:  # who owns the program, as often as not
        metadata.origins["authors"] = IN_PROPERTIES
    metadata.extra.update(extra)
    return metadata


def _is_meant(name: str, value: str) -> bool:
    """Say whether a value was written by a person, and not by a program."""
    if name == "author":
        return not _NO_AUTHOR.fullmatch(value)
    if name == "title":
        return not _NO_TITLE.search(value) and (" " in value or not _FILE_NAME.search(value))
    return True


def _words(text: str) -> str:
    return f" {' '.join(_NOT_WORDS.split(text.casefold())).strip()} "


def _day(text: str) -> str:
    day = _DAY.match(text)
    return "-".join(day.groups()) if day else text
