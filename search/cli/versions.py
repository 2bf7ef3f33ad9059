"""What an article said before, and what has changed, as lines for a terminal."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING

import click

from search.cli import render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from search.article import Article
    from search.catalog import Version

_COLOURS = {"+": "green", "-": "red"}


def versions_of(found: Sequence[Version]) -> Iterator[str]:
    """Yield each version, the newest first, with its differences from the one before."""
    for place, version in enumerate(found):
        if place:
            yield ""
        number = len(found) - place
        now = ", current" if version.current else ""
        title = render.line(version.article.label)
        yield click.style(f"version {number}", bold=True) + f" (read {version.read}{now}): {title}"
        if place + 1 < len(found):
            yield from _differences(found[place + 1].article, version.article)


def _differences(before: Article, after: Article) -> Iterator[str]:
    """Yield the lines that differ, ``-`` before and ``+`` after, with their neighbours."""
    lines = unified_diff(_lines(before), _lines(after), lineterm="", n=1)
    for line in list(lines)[2:]:  # without the names of files
        colour = _COLOURS.get(line[0])
        shown = render.plain(line)
        yield "   " + (click.style(shown, fg=colour) if colour else shown)


def _lines(article: Article) -> list[str]:
    about = {
        "title": article.title,
        "authors": ", ".join(article.authors),
        "date": render.date(article),
        "updated": article.updated,
        "source": article.source,
        "url": article.url,
    }
    return [f"{name}: {value}" for name, value in about.items() if value] + [
        f"¶{paragraph.number} {render.line(paragraph.text)}"
        for paragraph in article.paragraphs
        if paragraph.number
    ]
