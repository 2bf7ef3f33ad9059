"""A file to its articles."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from search.article import Article
from search.errors import ReadError
from search.readers import registry
from search.readers.folders import SourceFile, files
from search.readers.source import Options, Source, Unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def read(*paths: str | Path, fields: Mapping[str, str] | None = None) -> Iterator[Article]:
    """Yield every article in these files and folders.

    ``fields`` says for records (JSON, CSV) which column or key has which field
    of an ``Article``, as in ``{"title": "headline"}``; usual names are known.

    Raises:
        ReadError: A path does not exist, or a file or a part of it cannot be read.

    >>> next(read("nowhere"), None)
    Traceback (most recent call last):
    search.errors.ReadError: There is no file or folder ...
    """
    found = files(paths)
    options = Options(fields=fields or {})
    return (_article(each) for file in found for each in read_file(file, options))


def read_file(file: SourceFile, options: Options | None = None) -> Iterator[Article | Unread]:
    """Yield the articles in a file, and each part of it that cannot be read.

    Raises:
        ReadError: Nothing, or nothing more, can be read from the file; the message
            says why.
    """
    with closing(Source.of_file(file, options)) as source:
        yield from registry.read(source)


def _article(found: Article | Unread) -> Article:
    if isinstance(found, Article):
        return found
    raise ReadError(f"{found.path} {found.reason}", again=found.again)
