"""Exports of newspaper databases, as text or as the page that a browser saved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.webpages.fragments import html_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.readers.draft import Draft
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES: Sequence[str] = ()

_BEFORE = b"\xef\xbb\xbf \t\r\n"  # a byte order mark, blanks
_TOP = 6000  # characters in which an export shows itself
# One of these lines stands in every export, and in few other texts.
_MARK = re.compile(
    r"\n[ \t]*+(?=[LW\d,.JD_P])(?:LENGTH:|Length:|LÄNGE:|LONGUEUR:|WC[ \t\n|]|Job Number:|Download Request:|_{30}"
    r"|ProQuest document ID:|(?:Do[ck]ument )?\d{1,5} (?:of|von|de|sur) \d"
    r"|[\d,.]{1,9} (?:words|mots|Wörter|palabras|parole|woorden)\b)"
)


def recognises(head: Head) -> bool:
    """Say whether this is an export of a database that is known."""
    if head.start.startswith("<"):
        from search.readers.exports import pages  # noqa: PLC0415 - as below

        page = head.text[:_TOP].lower()
        likely = pages.is_likely(page) and _articles(head.text, is_page=True) is not None
        return likely or pages.is_sure(page)
    marked = _MARK.search("\n" + head.text[:_TOP])
    return marked is not None and _articles(head.text) is not None


def _articles(text: str, *, is_page: bool = False) -> Iterator[Draft] | None:
    # Every text is asked whether it is an export, and few are.
    from search.readers import exports  # noqa: PLC0415
    from search.readers.exports import pages  # noqa: PLC0415

    lines = pages.lines_of(text) if is_page else text.splitlines()
    return exports.articles(lines, wrapped=not is_page)


def read(source: Source) -> Iterator[Draft]:
    """Yield the articles of an export.

    Raises:
        ReadError: Its form is not one that is known.
    """
    is_page = source.head.lstrip(_BEFORE)[:1] == b"<"
    text = html_text(source.data()) if is_page else source.text()
    found = _articles(text, is_page=is_page)
    if found is None:
        reason = "looks like an export of a newspaper database, but no article was found in it"
        raise ReadError(f"{source.name} {reason}. Export it as text (TXT) instead.")
    yield from found
