"""RTF: one article, or an export of a newspaper database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers import exports
from search.readers.documents.rich_text import NotRichText, read_rich_text
from search.readers.draft import Draft
from search.readers.encoding import clean
from search.readers.metadata import Metadata
from search.readers.pieces import Piece
from search.readers.text.headings import is_bold_heading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.documents.rich_text import Line
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".rtf",)


def recognises(head: Head) -> bool:
    """Say whether this is RTF."""
    return head.data.lstrip().startswith(b"{\\rtf")


def read(source: Source) -> Iterator[Draft]:
    """Yield the article, or the articles of an export.

    Raises:
        ReadError: It is no RTF that can be read.
    """
    try:
        lines, info = read_rich_text(source.data())
    except NotRichText as error:
        raise ReadError(f"{source.name} {error}. Save it again as RTF or as text.") from error
    lines = [line._replace(text=clean(line.text)) for line in lines]
    found = exports.articles([part for line in lines for part in line.text.split("\n")])
    if found is not None:
        yield from found
        return
    # Who typed a file, and what it was first called, is seldom who wrote the article.
    extra = {f"file {name}": clean(value).strip() for name, value in info.items() if value.strip()}
    yield Draft(
        pieces=[_piece(line) for line in lines if line.text], metadata=Metadata(extra=extra)
    )


def _piece(line: Line) -> Piece:
    text = " ".join(line.text.split())
    if line.level is not None:
        return Piece("heading", text, alone=True, certain=True)
    if line.item:
        return Piece("list", text, certain=True)
    heading = line.bold and is_bold_heading(text)
    return Piece("heading" if heading else "body", text, alone=True)
