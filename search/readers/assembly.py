"""A draft to the article: what its format states, what its text says, and where each is from."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from search.article import Article, article_id
from search.errors import ReadError
from search.readers.origins import (
    BY_WEB_ARCHIVE,
    FROM_ADDRESS,
    FROM_DATELINE,
    FROM_TEXT,
    IN_PROPERTIES,
    IN_TEXT,
    STATED,
    doubt,
)
from search.readers.story.dating import derive_date
from search.readers.story.language import read_language
from search.readers.story.parts import read_story
from search.readers.text.structure import read_pieces

if TYPE_CHECKING:
    from search.readers.bylines.datelines import Dateline
    from search.readers.draft import Draft
    from search.readers.metadata import Metadata
    from search.readers.source import Source
    from search.readers.story.opening import Opening
    from search.readers.story.parts import Story

_FIELDS = (
    *("title", "description", "authors", "updated", "source", "section", "place", "tags", "url"),
    "language",
)
_KEY_LENGTH = 200  # characters of a text that tell it from others


def assemble(draft: Draft, source: Source, taken: dict[str, int]) -> Article:
    """Return the article of a draft.

    ``taken`` counts the keys of the articles that the source has had so far.

    Raises:
        ReadError: It has no text.
    """
    metadata = draft.metadata
    _add_address(metadata, draft, source)
    story = read_story(draft.pieces, metadata.title)
    if not any(story.paragraphs.numbers) and metadata.description:
        pieces = read_pieces(metadata.description, marked=False)  # a link with a summary
        story = read_story(pieces, metadata.title)
    path = f"{source.name}#{draft.place}" if draft.place else source.name
    if not story.paragraphs:
        raise ReadError(f"{path} has no text.")
    return _together(source, draft, story, path, taken)


def completed(article: Article) -> Article:
    """Return an article with the language that its reader has left to others, if it can be told."""
    language = None if article.language else read_language(article.paragraphs)
    if language is None:
        return article
    article = replace(article, language=language)
    origins = {**article.provenance, "language": FROM_TEXT}
    names = [name for name in (*_FIELDS, "date") if name in origins and getattr(article, name)]
    return replace(article, provenance={name: origins[name] for name in names} | origins)


def _add_address(metadata: Metadata, draft: Draft, source: Source) -> None:
    """Give a page of a web archive the address that it was fetched from.

    One of the same host that the page states itself is better: it is the canonical one.
    """
    if source.extra:
        metadata.extra = {**metadata.extra, **source.extra}
    if source.url is None or draft.place:
        return
    host = _host(source.url)
    if metadata.url:
        if _host(metadata.url) == host:
            return
        metadata.extra.setdefault("canonical", metadata.url)
    metadata.url = source.url
    metadata.origins["url"] = BY_WEB_ARCHIVE
    if not metadata.source and host:
        metadata.source = host
        metadata.origins["source"] = FROM_ADDRESS


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _together(
    source: Source, draft: Draft, story: Story, path: str, taken: dict[str, int]
) -> Article:
    found = _gathered(draft.metadata, story.opening)
    _derive(found, story, None if draft.place else source.name)
    return Article(
        id=_id(source, draft, story, taken),
        paragraphs=story.paragraphs,
        title=story.opening.title,
        description=found.description,
        authors=found.authors,
        date=found.date,
        date_precision=found.date_precision,
        updated=found.updated,
        source=found.source,
        section=found.section,
        place=found.place,
        tags=found.tags,
        url=found.url,
        path=path,
        language=found.language,
        extra=found.extra,
        provenance=_provenance(found),
    )


def _gathered(stated: Metadata, opening: Opening) -> Metadata:
    """Return what a format states and, where it is silent, what its text states."""
    found = replace(
        stated,
        extra=dict(stated.extra),
        origins=dict(stated.origins),
        unread=dict(stated.unread),
    )
    printed = opening.header.authors or opening.authors
    if printed and found.origins.get("authors") == IN_PROPERTIES:
        _set_aside_authors(found, printed)
    for other in (opening.header, opening):
        _take(found, other)
    for key, value in opening.header.extra.items():
        found.extra.setdefault(key, value)
    for name, words in opening.header.unread.items():
        found.unread.setdefault(name, words)
    if opening.unread:
        found.unread.setdefault("date", opening.unread)
        if not found.date:
            found.extra.setdefault("date", opening.unread)
    return found


def _set_aside_authors(found: Metadata, printed: tuple[str, ...]) -> None:
    """Make room for a printed byline: who made the file is not who wrote the story."""
    if found.authors != printed:
        found.extra.setdefault("author", ", ".join(found.authors))
    found.authors = ()


def _take(found: Metadata, other: Metadata | Opening) -> None:
    for name in _FIELDS:
        value = getattr(other, name, None)
        if value and not getattr(found, name):
            setattr(found, name, value)
            found.origins[name] = IN_TEXT
    if other.date and not found.date:
        found.date, found.date_precision = other.date, other.date_precision
        found.origins["date"] = IN_TEXT


def _derive(found: Metadata, story: Story, path: str | None) -> None:
    """Add what nothing states but other things tell."""
    needed = not (found.date and found.place and found.source)
    dateline = story.opening.dateline if needed else None
    if not found.date and (dated := derive_date(found, dateline, path)):
        found.date, found.date_precision = dated.date, dated.precision
        found.origins["date"] = dated.origin
    if dateline:
        _take_dateline(found, dateline)
    if not found.language and (language := read_language(story.paragraphs)):
        found.language = language
        found.origins["language"] = FROM_TEXT


def _take_dateline(found: Metadata, dateline: Dateline) -> None:
    for name in ("place", "source"):
        value = getattr(dateline, name)
        if value and not getattr(found, name):
            setattr(found, name, value)
            found.origins[name] = FROM_DATELINE
    if dateline.day and not found.date:  # a day of which the year is not known
        found.extra.setdefault("dateline", dateline.day)


def _provenance(found: Metadata) -> dict[str, str]:
    names = [name for name in (*_FIELDS, "date") if getattr(found, name)]
    origins = {name: found.origins.get(name, STATED) for name in names}
    for name in ("date", "updated"):
        if name not in origins and name in found.unread:
            origins[name] = doubt(found.unread[name])
    return origins


def _id(source: Source, draft: Draft, story: Story, taken: dict[str, int]) -> str:
    if draft.metadata.url:
        key = f"url:{draft.metadata.url}"
        url, path = draft.metadata.url, None
    else:
        folder = os.path.basename(source.root)  # noqa: PTH119 - text
        key = draft.key or (_key(draft, story) if draft.place else "")
        url, path = None, f"{folder}/{source.name}" + (f"#{key}" if key else "")
    taken[key] = taken.get(key, 0) + 1
    if taken[key] > 1:  # two articles of one file that nothing tells apart but their order
        return article_id(path=f"{path or url}~{taken[key]}")
    return article_id(url=url, path=path)


def _key(draft: Draft, story: Story) -> str:
    """Return what tells an article without a number from its neighbours: title and day."""
    title, date = story.opening.title, draft.metadata.date or story.opening.date
    if title:
        return f"{title} {date or ''}"
    return story.paragraphs.texts[0][:_KEY_LENGTH]
