"""A file to its articles."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from search.article import Article, article_id
from search.errors import ReadError
from search.readers import front_matter
from search.readers.encoding import NotText, decode
from search.readers.folders import SourceFile, files
from search.readers.metadata import KNOWN, Metadata, read_metadata
from search.readers.text import Story, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_MARKDOWN = (".md", ".markdown")


def read(*paths: str | Path) -> Iterator[Article]:
    """Yield every article in these files and folders.

    Raises:
        ReadError: A path does not exist, or a file cannot be read.

    >>> next(read("nowhere"), None)
    Traceback (most recent call last):
    search.errors.ReadError: There is no file or folder ...
    """
    found = files(paths)
    return (article for file in found for article in read_file(file))


def read_file(file: SourceFile, data: bytes | None = None) -> list[Article]:
    """Return the articles in a file: exactly one in this version.

    ``data`` is the file's content where the caller has it already.

    Raises:
        ReadError: The file cannot be opened, or has no text; the message says why.
    """
    if data is None:
        data = _load(file)
    if not data:
        raise ReadError(f"{file.relative} is empty.")
    try:
        text = decode(data)
    except NotText as error:
        raise ReadError(f"{file.relative} {error}.") from error
    return [_article(file, text)]


def _load(file: SourceFile) -> bytes:
    try:
        with open(file.path, "rb", buffering=0) as stream:  # noqa: PTH123 - quicker than the method
            return stream.read()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReadError(f"{file.relative} cannot be opened: {reason}.") from error


def _article(file: SourceFile, text: str) -> Article:
    values, body = front_matter.split(text, KNOWN)
    metadata = read_metadata(values)
    story = _story(file, body, values, metadata)
    if not any(paragraph.number for paragraph in story.paragraphs) and metadata.description:
        story = _story(file, metadata.description, values, metadata)  # a link with a summary
    if not story.paragraphs:
        raise ReadError(f"{file.relative} has no text.")
    return _together(file, metadata, story)


def _story(file: SourceFile, text: str, values: Mapping[str, object], metadata: Metadata) -> Story:
    return read_text(
        text,
        markdown=bool(values) or file.relative.lower().endswith(_MARKDOWN),
        title=metadata.title,
    )


def _together(file: SourceFile, metadata: Metadata, story: Story) -> Article:
    opening = story.opening
    dated = metadata if metadata.date else opening
    return Article(
        id=_id(file, metadata),
        paragraphs=story.paragraphs,
        title=opening.title,
        description=metadata.description or opening.description,
        authors=metadata.authors or opening.authors,
        date=dated.date,
        date_precision=dated.date_precision,
        updated=metadata.updated or opening.updated,
        source=metadata.source,
        section=metadata.section,
        place=metadata.place,
        tags=metadata.tags,
        url=metadata.url,
        path=file.relative,
        language=metadata.language,
        extra=metadata.extra,
    )


def _id(file: SourceFile, metadata: Metadata) -> str:
    if metadata.url:
        return article_id(url=metadata.url)
    return article_id(path=f"{os.path.basename(file.root)}/{file.relative}")  # noqa: PTH119 - text
