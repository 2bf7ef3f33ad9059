"""PDF: one article a file, with the page of each paragraph."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING, Any

from search.errors import ReadError
from search.readers.documents.properties import read_properties
from search.readers.draft import Draft
from search.readers.pages.layout import Line, reading_order
from search.readers.pages.paragraphs import Text, read_pages
from search.readers.pages.running_heads import Page
from search.readers.pages.runs import PageRuns
from search.readers.source import LARGEST, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.metadata import Metadata
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".pdf",)
_SIGNATURE = re.compile(rb"\s*%PDF-\d\.\d *[\r\n%]")
_LATE_SIGNATURE = re.compile(rb"[\r\n]%PDF-\d\.\d *[\r\n%][^\r\n]*[\r\n]+(?:%|\d+ \d+ obj)")
_LATEST = 1024  # bytes that may stand before the signature
# Bytes of a file that has to be held in memory, and is held twice for a moment: a process
# that reads one stays below 400 MB.
_LARGEST_MEMBER = 100_000_000
_LINE = 30  # characters of text that take as much memory as what is known of a line
_PROPERTIES = {
    "Title": "title",
    "Author": "author",
    "Keywords": "keywords",
    "Subject": "subject",
    "CreationDate": "created",
}


def recognises(head: Head) -> bool:
    """Say whether the file begins as a PDF file does; a little may stand before."""
    if b"%PDF-" not in head.data[:_LATEST]:
        return False
    if _SIGNATURE.match(head.data):
        return True
    return _LATE_SIGNATURE.search(head.data[: 2 * _LATEST]) is not None


def read(source: Source) -> Iterator[Draft | Unread]:
    """Yield the article of a PDF file, and the pages that are only pictures."""
    with closing(_opened(source)) as document:
        pages, unread = _read_pages(source, document)
        text = read_pages(pages)
        metadata = _metadata(document, text)
    yield Draft(pieces=text.pieces, metadata=metadata)
    yield from unread


def _opened(source: Source) -> Any:  # noqa: ANN401 - pypdfium2 has no types
    try:
        import pypdfium2  # noqa: PLC0415 - only PDF files need it
    except ModuleNotFoundError as error:
        if error.name != "pypdfium2":
            raise
        raise ReadError(
            f"{source.name} is a PDF file; reading it needs another package."
            " Install it with: pip install 'nutgraf[pdf]'",
            again=True,
        ) from error
    try:
        return pypdfium2.PdfDocument(_file(source))
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            reason = "is encrypted; save it without a password."
        else:
            reason = "is a damaged PDF file; open it in a PDF program and save it anew."
        raise ReadError(f"{source.name} {reason}") from error


def _file(source: Source) -> str | bytes:
    """Return where a file lies, of which only the parts are read that are asked for."""
    if source.file is None:
        return source.data(_LARGEST_MEMBER)
    path = source.file
    try:
        path.encode()
    except UnicodeEncodeError:  # pdfium opens no such name
        return source.data(_LARGEST_MEMBER)
    return path


def _read_pages(source: Source, document: Any) -> tuple[list[Page], list[Unread]]:  # noqa: ANN401
    """Return the pages that have text, and a report of each that has only pictures."""
    pages: list[Page] = []
    damaged: list[int] = []
    pictures: list[int] = []
    size = 0
    for number in range(1, len(document) + 1):
        page, has_pictures = _read_page(document, number)
        if page is None:
            damaged.append(number)
        elif page.blocks:
            pages.append(page)
            size += sum(_LINE + len(line.text) for block in page.blocks for line in block)
        elif has_pictures:
            pictures.append(number)
        if size > LARGEST:
            raise ReadError(
                f"{source.name} is too large: one document may have {LARGEST // 1_000_000} MB"
                " of text. Divide it into articles."
            )
    if not pages:
        raise ReadError(f"{source.name} {_without_text(len(document), damaged, pictures)}")
    return pages, [
        *_unread(source, damaged, "is a damaged page."),
        *_unread(source, pictures, "has no text, only pictures; recognise its text (OCR) first."),
    ]


def _without_text(count: int, damaged: list[int], pictures: list[int]) -> str:
    pages = "its one page" if count == 1 else f"its {count} pages"
    if damaged:
        return "is a damaged PDF file: none of its pages can be read."
    if pictures:
        return f"has no text in {pages}, only pictures; recognise its text (OCR) first."
    return f"has no text in {pages}." if count else "has no pages."


def _unread(source: Source, numbers: list[int], reason: str) -> Iterator[Unread]:
    for number in numbers:
        yield Unread(path=f"{source.name}#page-{number}", reason=reason)


def _read_page(document: Any, number: int) -> tuple[Page | None, bool]:  # noqa: ANN401
    """Return the blocks of a page, None if it is damaged; and whether it has pictures."""
    from pypdfium2 import PdfiumError, raw  # noqa: PLC0415

    try:
        with closing(document[number - 1]) as page, closing(page.get_textpage()) as text_page:
            measured = PageRuns(text_page, page.get_rotation())
            blocks = reading_order(measured.runs())
            if measured.turned:
                blocks.append([_turned(measured.turned)])
            pictures = not blocks and any(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))
    except PdfiumError:
        return None, False
    return Page(number, blocks), pictures


def _turned(texts: list[str]) -> Line:
    """Return text that runs up or down a page as one line at its foot."""
    return Line(" ".join(texts), left=0.0, right=0.0, base=0.0, size=1.0)


def _metadata(document: Any, text: Text) -> Metadata:  # noqa: ANN401
    stated = document.get_metadata_dict(skip_empty=True)
    values = {name: stated[key] for key, name in _PROPERTIES.items() if key in stated}
    metadata = read_properties(values, title=text.title, opening=text.opening)
    if metadata.title is None and text.title:
        metadata.title = text.title
        metadata.origins["title"] = "derived from the size of its type"
    if text.heads:
        metadata.extra["page_heads"] = "; ".join(text.heads)
    return metadata
