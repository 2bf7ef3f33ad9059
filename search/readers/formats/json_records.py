"""JSON and JSON Lines: an article an object, which stands alone, in a list, or on a line."""

from __future__ import annotations

import re
from itertools import chain, starmap
from typing import TYPE_CHECKING, Any

from search.errors import ReadError
from search.readers.chunks import Line, chunks, lines
from search.readers.records.drafts import Numbered, Records
from search.readers.records.json_stream import LONGEST, JsonStream, NotJson, parse
from search.readers.source import Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from search.readers.draft import Draft
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".json", ".jsonl", ".ndjson", ".jl")
_LINES = (".jsonl", ".ndjson", ".jl")
_MARKDOWN = (".md", ".markdown")  # which may begin with front matter in JSON
_START = re.compile(r'(?:\[\s*)?\{\s*"(?:[^"\\\n]|\\.){1,200}"\s*:')
_FEW = 3  # lines that show whether each is an object
_LOOKED_AT = 100  # lines, blank ones included
_MOST_OTHERS = 1_000_000  # values in a row that are no records
_DEEPEST = 8  # objects and lists around a list of articles
_MOST_LOOKED_AT = 10_000  # objects and lists in which articles are looked for


def recognises(head: Head) -> bool:
    """Say whether it begins with an object that has a key, or with a list of these."""
    return (
        head.start[:1] in {"{", "["}
        and _START.match(head.start) is not None
        and not head.has_suffix(*_MARKDOWN)
    )


def read(source: Source) -> Iterator[Draft | Unread]:
    """Yield the article of each object.

    Raises:
        ReadError: It holds no articles, or is no JSON from some place on.
    """
    records = Records(source)
    texts = chunks(source)
    beginning = _beginning(texts)
    if not beginning.strip():
        raise ReadError(f"{source.name} is empty.")
    texts = chain([beginning], texts)
    if _is_lines(source.called, beginning):
        found = _each_line(source.name, lines(texts, LONGEST))
        yield from records.drafts(_numbered(found, records))
    else:
        yield from _document(source.name, JsonStream(texts), records)


def _beginning(texts: Iterator[str]) -> str:
    """Return the first chunks, with a few lines if there are so many."""
    beginning = ""
    for text in texts:
        beginning += text
        if len(beginning) > LONGEST or beginning.strip().count("\n") >= _FEW:
            break
    return beginning


def _is_lines(name: str, beginning: str) -> bool:
    """Say whether each line is an object; the first may be broken."""
    found = [line for line in beginning.split("\n", _LOOKED_AT) if line.strip()][:_FEW]
    if len(found) == 1 or name.lower().endswith(_LINES):
        first = found[0].strip()
        return name.lower().endswith(_LINES) and first[0] == "{" and first != "{"
    return _is_object(found[0]) or (len(found) == _FEW and all(map(_is_object, found[1:])))


def _is_object(text: str) -> bool:
    try:
        return isinstance(parse(text), dict)
    except NotJson:
        return False


def _each_line(name: str, found: Iterable[Line]) -> Iterator[Any]:
    """Yield the value of each line, and a report for each that has none."""
    for line in found:
        if line.cut:
            limit = f"{LONGEST // 1_000_000} million characters"
            yield Unread(path=name, reason=f"has more than {limit} in line {line.number}.")
        elif line.text.strip():
            try:
                yield parse(line.text)
            except NotJson as error:
                yield Unread(path=name, reason=f"is no JSON in line {line.number}: {error}.")


def _document(name: str, stream: JsonStream, records: Records) -> Iterator[Draft | Unread]:
    """Yield the articles of values that may stand on many lines."""
    try:
        if stream.peek() == "{":
            yield from _object(stream, records)
        else:
            yield from records.drafts(_numbered(_values(stream), records))
    except NotJson as error:
        raise ReadError(f"{name} is no JSON from line {stream.line} on: {error}.") from error


def _object(stream: JsonStream, records: Records) -> Iterator[Draft | Unread]:
    """Yield the articles of an object: the one that it is, or those within it."""
    try:
        value = stream.value()
    except NotJson:  # too large to be read whole, or broken within one of its lists
        yield from records.drafts(_numbered(_objects(stream), records))
        return
    if stream.peek():
        yield from records.drafts(_numbered(chain([value], _values(stream)), records))
    elif draft := records.lone(value):
        yield draft
    elif inner := _articles_in(value, records):
        yield from records.drafts(starmap(Numbered, enumerate(inner, start=1)))
    else:
        raise records.no_articles()


def _objects(stream: JsonStream) -> Iterator[Any]:
    """Yield the objects in the lists of an object; tags and numbers are no records."""
    others = 0
    for item in stream.lists():
        if isinstance(item, dict):
            others = 0
            yield item
        elif (others := others + 1) > _MOST_OTHERS:
            raise NotJson(f"{_MOST_OTHERS:,} values in a row are no objects")


def _values(stream: JsonStream) -> Iterator[Any]:
    while character := stream.peek():
        if character == "[":
            yield from stream.items()
        else:
            yield stream.value()


def _numbered(values: Iterable[Any], records: Records) -> Iterator[Numbered | Unread]:
    """Number the records that these values are or hold."""
    number = 0
    for value in values:
        if isinstance(value, Unread):  # the record on a line that is broken has its number too
            number += 1
            yield value
            continue
        for record in _records_in(value, records):
            number += 1
            yield Numbered(number, record if isinstance(record, dict) else {})


def _records_in(value: Any, records: Records) -> list[Any]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict) and records.names_text(value):
        return [value]
    return _articles_in(value, records) or [value]


def _articles_in(value: Any, records: Records) -> list[dict[str, Any]]:  # noqa: ANN401 - as above
    """Return the objects of the list within a value that has most articles."""
    best: list[dict[str, Any]] = []
    most = 0
    for items in _lists(value):
        objects = [item for item in items if isinstance(item, dict)]
        count = records.count(objects)
        if count > most:
            best, most = objects, count
    return best


def _lists(value: Any) -> Iterator[list[Any]]:  # noqa: ANN401 - as above
    """Yield the lists in a value, outer ones first, and an object's values as a list too."""
    level = [value] if isinstance(value, dict | list) else []
    left = _MOST_LOOKED_AT
    for _ in range(_DEEPEST):
        level = level[: max(left, 0)]
        left -= len(level)
        inner: list[Any] = []
        for each in level:
            items = list(each.values()) if isinstance(each, dict) else each
            yield items
            inner += [item for item in items if isinstance(item, dict | list)]
        level = inner
