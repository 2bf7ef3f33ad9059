"""Text and Markdown: one article a file, with or without front matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.readers.draft import Draft
from search.readers.metadata import KNOWN, read_metadata
from search.readers.text import front_matter
from search.readers.text.markup import is_marked
from search.readers.text.structure import read_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".txt", ".text", ".md", ".markdown")
_MARKDOWN = (".md", ".markdown")


def recognises(head: Head) -> bool:
    """Say no: any text may be one; it is what is left when all other formats say no."""
    del head
    return False


def read(source: Source) -> Iterator[Draft]:
    """Yield the article of a text."""
    yield draft(source.text(), markdown=source.called.lower().endswith(_MARKDOWN))


def draft(text: str, *, markdown: bool = False) -> Draft:
    """Return the article of a clean text, which may begin with front matter."""
    values, body = front_matter.split(text, KNOWN)
    marked = markdown or bool(values) or is_marked(body)
    return Draft(pieces=read_pieces(body, marked=marked), metadata=read_metadata(values))
