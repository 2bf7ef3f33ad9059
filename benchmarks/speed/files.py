"""The files of a corpus: one article each, as every peer reads them.

Standard library only, so that a peer can be run by any Python 3.11 with nothing installed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARK = "---\n"


@dataclass(frozen=True, slots=True)
class File:
    """A file as a folder lists it: ``path`` is relative to the corpus, with ``/``."""

    path: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Story:
    """An article; its first paragraph has number 1. ``date`` is YYYY-MM-DD."""

    path: str
    title: str
    date: str
    source: str
    author: str
    tags: tuple[str, ...]
    paragraphs: tuple[str, ...]


def files(corpus: str | Path) -> Iterator[File]:
    """Yield every file of a corpus in the order of its path, with its size and time."""
    for folder in sorted(each.name for each in os.scandir(corpus) if each.is_dir()):
        with os.scandir(Path(corpus, folder)) as entries:
            for entry in sorted(entries, key=lambda each: each.name):
                found = entry.stat()
                yield File(f"{folder}/{entry.name}", found.st_size, found.st_mtime_ns)


def read(corpus: str | Path, path: str) -> Story:
    """Return the article of a file, by its path in the corpus."""
    with Path(corpus, path).open(encoding="utf-8", newline="\n") as file:
        return parse(path, file.read())


def stories(corpus: str | Path) -> Iterator[Story]:
    """Yield every article of a corpus, in the order of the paths."""
    for file in files(corpus):
        yield read(corpus, file.path)


def parse(path: str, text: str) -> Story:
    r"""Return the article of a text.

    >>> parse("0/1.txt", "---\ntitle: Fog\ndate: 2021-03-04\nsource: Post\nauthor: Ana Lee\n"
    ...     "tags: sea, air\n---\n\nOne.\n\nTwo.\n").paragraphs
    ('One.', 'Two.')
    """
    head, _, body = text.removeprefix(_MARK).partition("\n" + _MARK)
    fields = dict(line.split(": ", 1) for line in head.split("\n"))
    return Story(
        path,
        fields["title"],
        fields["date"],
        fields["source"],
        fields["author"],
        tuple(fields["tags"].split(", ")),
        tuple(body.strip("\n").split("\n\n")),
    )


def text(story: Story) -> str:
    """Return what stands in the file of an article."""
    fields = [
        ("title", story.title),
        ("date", story.date),
        ("source", story.source),
        ("author", story.author),
        ("tags", ", ".join(story.tags)),
    ]
    head = "".join(f"{name}: {value}\n" for name, value in fields)
    return f"{_MARK}{head}{_MARK}\n" + "\n\n".join(story.paragraphs) + "\n"
