"""A draft to the article: what its format states, what its text says, and where each is from."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from search.article import Article, article_id
from search.errors import ReadError
from search.readers.structure import read_pieces
from search.readers.text import read_story

if TYPE_CHECKING:
    from search.readers.draft import Draft
    from search.readers.metadata import Metadata
    from search.readers.source import Source
    from search.readers.text import Story

STATED = "stated"
IN_TEXT = "stated in the text"
_FIELDS = (
    *("title", "description", "authors", "date", "updated", "source", "section", "place"),
    *("tags", "url", "language"),
)
_KEY_LENGTH = 200  # characters of a text that tell it from others


def assemble(draft: Draft, source: Source, taken: dict[str, int]) -> Article:
    """Return the article of a draft.

    ``taken`` counts the keys of the articles that the source has had so far.

    Raises:
        ReadError: It has no text.
    """
    metadata = draft.metadata
    story = read_story(draft.pieces, metadata.title)
    if not any(paragraph.number for paragraph in story.paragraphs) and metadata.description:
        pieces = read_pieces(metadata.description, marked=False)  # a link with a summary
        story = read_story(pieces, metadata.title)
    path = f"{source.name}#{draft.place}" if draft.place else source.name
    if not story.paragraphs:
        raise ReadError(f"{path} has no text.")
    return _together(source, draft, story, path, taken)


def _together(
    source: Source, draft: Draft, story: Story, path: str, taken: dict[str, int]
) -> Article:
    metadata, opening = draft.metadata, story.opening
    dated = metadata if metadata.date else opening
    article = Article(
        id=_id(source, draft, story, taken),
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
        path=path,
        language=metadata.language,
        extra=metadata.extra,
    )
    return replace(article, provenance=_provenance(article, metadata))


def _provenance(article: Article, metadata: Metadata) -> dict[str, str]:
    found = dict(metadata.origins)
    for name in _FIELDS:
        if getattr(article, name) and name not in found:
            found[name] = STATED if getattr(metadata, name) else IN_TEXT
    return found


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
    return story.paragraphs[0].text[:_KEY_LENGTH]
