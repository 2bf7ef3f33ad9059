"""EPUB books: each chapter is an article."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.documents.book import Book
from search.readers.documents.package import Package, first_part, media_type
from search.readers.draft import Draft
from search.readers.encoding import NotText
from search.readers.origins import IN_TEXT
from search.readers.source import LARGEST, Unread
from search.readers.webpages.fragments import pieces_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.pieces import Piece
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".epub",)
_TYPE = b"application/epub+zip"
_CONTAINER = b"META-INF/container.xml"
_LARGEST_BOOK = 256_000_000  # bytes of all chapters
_TOP = 3  # pieces among which a chapter's heading is
_ONLY_NUMBER = re.compile(
    r"(?:chapter|part|kapitel|chapitre|cap[íi]tulo)?\W*(?:\d{1,4}|[ivxlc]{1,8})\W*"
)
_LONGEST_NUMBER = 30  # characters


def recognises(head: Head) -> bool:
    """Say whether this is a package that says that it is a book, or is called one."""
    first = first_part(head)
    if first is None:
        return False
    return media_type(head).startswith(_TYPE) or first == _CONTAINER or head.has_suffix(*SUFFIXES)


def read(source: Source) -> Iterator[Draft | Unread]:
    """Yield the chapters of a book; cover, table of contents and empty pages are no chapters."""
    with closing(Package(source, "EPUB book")) as package:
        book = Book(package)
        number = 0
        size = 0
        for chapter in book.chapters:
            try:
                data = package.data(chapter, LARGEST)
                size += len(data)
                pieces = pieces_of(data)
            except (ReadError, NotText) as error:
                number += 1
                fault = (
                    error if isinstance(error, ReadError) else package.damaged(f"{chapter} {error}")
                )
                reason = str(fault).removeprefix(f"{source.name} ")
                yield Unread(path=f"{source.name}#chapter-{number}", reason=reason)
                continue
            if size > _LARGEST_BOOK:
                limit = _LARGEST_BOOK // 1_000_000
                raise ReadError(f"{source.name} is too large: a book may have {limit} MB of text.")
            if any(any(map(str.isalnum, piece.text)) for piece in pieces):
                number += 1
                yield _draft(book, chapter, number, pieces)
    if not number:
        raise ReadError(f"{source.name} has no text in its chapters.")


def _draft(book: Book, chapter: str, number: int, pieces: list[Piece]) -> Draft:
    metadata = replace(
        book.metadata, extra=dict(book.metadata.extra), origins=dict(book.metadata.origins)
    )
    heading = next((piece.text for piece in pieces[:_TOP] if piece.kind == "heading"), None)
    if heading:
        metadata.title = heading
        metadata.origins["title"] = IN_TEXT
    label = book.labels.get(chapter)
    if label and (heading is None or _is_number(heading)):
        metadata.title = label
        metadata.origins["title"] = "stated in the table of contents"
    return Draft(pieces=pieces, metadata=metadata, key=chapter, place=f"chapter-{number}")


def _is_number(heading: str) -> bool:
    return len(heading) <= _LONGEST_NUMBER and bool(_ONLY_NUMBER.fullmatch(heading.lower()))
