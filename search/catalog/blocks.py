"""An article as one compressed block of bytes.

A block is a line of JSON, then the texts of the paragraphs with a separator between
them, compressed by Zstandard with a checksum. Texts are split in a fraction of the
time that JSON would take, and become paragraphs only where they are looked at.
"""

from __future__ import annotations

import json
import sys
from dataclasses import MISSING, fields
from itertools import groupby
from typing import TYPE_CHECKING

from search.article import Article, Paragraphs

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable
    from typing import Any

_OPTIONS: dict[int, int] = {
    zstd.CompressionParameter.compression_level: 3,  # smaller than zlib's 1, in a third of the time
    zstd.CompressionParameter.checksum_flag: 1,
}
# One for all, which locks itself: to make it takes longer than to compress an article.
_COMPRESSOR = zstd.ZstdCompressor(options=_OPTIONS)
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=dict)
_SEPARATOR = "\x1e"  # of records; a text that has one is kept in the line of JSON
_ASIDE = {"id", "date", "updated", "paragraphs"}  # what the catalog can ask for stands beside
_DEFAULTS = {
    field.name: field.default if field.default_factory is MISSING else field.default_factory()
    for field in fields(Article)
    if field.name not in _ASIDE
}
_LISTS = frozenset(name for name, default in _DEFAULTS.items() if default == ())


def packed(article: Article) -> bytes:
    """Return an article as a block.

    Raises:
        UnicodeEncodeError: if a text is not storable.
    """
    paragraphs = Paragraphs.of(article.paragraphs)
    values: dict[str, Any] = {name: getattr(article, name) for name in _DEFAULTS}
    head: dict[str, Any] = {
        "about": {name: value for name, value in values.items() if value != _DEFAULTS[name]},
        "numbers": _first_of(paragraphs.numbers),
        "kinds": _runs(paragraphs.kinds),
        "headings": _runs(paragraphs.headings),
        "pages": _runs(paragraphs.pages),
    }
    body = _SEPARATOR.join(paragraphs.texts)
    if body.count(_SEPARATOR) != len(paragraphs) - 1:
        head["texts"], body = paragraphs.texts, ""
    whole = f"{_ENCODER.encode(head)}\n{body}".encode()
    return _COMPRESSOR.compress(whole, zstd.ZstdCompressor.FLUSH_FRAME)


def unpacked(
    block: bytes,
    *,
    id: str,  # noqa: A002 - the field's name
    date: datetime.date | None,
    updated: datetime.date | None,
) -> Article:
    """Return the article of a block, with what stands beside it in the catalog.

    Raises:
        ValueError: if the block is damaged.
    """
    try:
        line, _, body = _decompressed(block).decode().partition("\n")
        head = json.loads(line)
        texts = head.get("texts") or body.split(_SEPARATOR)
        kinds = _expanded(head["kinds"])
        numbers = head["numbers"]
        paragraphs = Paragraphs(
            numbers=range(numbers, numbers + len(kinds)) if isinstance(numbers, int) else numbers,
            kinds=kinds,
            headings=_expanded(head["headings"]),
            pages=_expanded(head["pages"]),
            texts=texts[: len(kinds)],
        )
        about = head["about"]
        for name in _LISTS & about.keys():
            about[name] = tuple(about[name])
        return Article(id=id, date=date, updated=updated, paragraphs=paragraphs, **about)
    except (zstd.ZstdError, LookupError, TypeError) as error:
        raise ValueError(error) from error


def _decompressed(block: bytes) -> bytes:
    decompressor = zstd.ZstdDecompressor()
    content = decompressor.decompress(block)
    if not decompressor.eof:
        raise ValueError("the block is cut off")
    return content


def _first_of(numbers: Iterable[int]) -> int | list[int]:
    """Return the first of numbers that follow each other; all of them if they do not."""
    listed = list(numbers)
    first = listed[0] if listed else 0
    return first if listed == list(range(first, first + len(listed))) else listed


def _runs(values: Iterable[Any]) -> list[tuple[Any, int]]:
    """Return values with how often each stands in a row.

    >>> _runs(["title", "body", "body"])
    [('title', 1), ('body', 2)]
    """
    return [(value, len(list(run))) for value, run in groupby(values)]


def _expanded(runs: list[tuple[Any, int]]) -> list[Any]:
    return [value for value, length in runs for _ in range(length)]
