"""All hits of a search as a file that is sent as it is written."""

from __future__ import annotations

import re
import unicodedata
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, cast

from flask import current_app
from werkzeug.exceptions import ServiceUnavailable

from web.addresses import ArticleAddresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from flask.sansio.app import App

    import search
    from web.parameters import Question

SUFFIXES: dict[search.ExportForm, str] = {"jsonl": "jsonl", "csv": "csv", "markdown": "md"}
AT_ONCE = 4  # exports of a process, whose other threads are left for short answers
_RETRY_SECONDS = 10
_EXTENSION = "nutgraf-exports"  # the key of those under way in the application's extensions
CHUNK = 16_384  # characters sent at once: a piece by itself would be a packet by itself
_LONGEST_NAME = 40  # characters of the query in a file's name


def file_name(question: Question, form: search.ExportForm) -> str:
    """Return what the file is called: letters and digits of the query, safe in a header.

    >>> from web.parameters import Question
    >>> file_name(Question(text='"Peace talks" -café; filename="x"'), "csv")
    'nutgraf-peace-talks-cafe-filename-x.csv'
    >>> file_name(Question(text="صلح"), "markdown")
    'nutgraf.md'
    """
    plain = unicodedata.normalize("NFKD", question.text).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_LONGEST_NAME].strip("-")
    return f"{'-'.join(filter(None, ['nutgraf', words]))}.{SUFFIXES[form]}"


def link_of(question: Question, root: str) -> Callable[[search.Hit], str]:
    """Return what gives the address of a hit; ``root`` is that of this site.

    It can be called when the request has been answered.
    """
    articles = ArticleAddresses.of(question)

    def link(hit: search.Hit) -> str:
        best = hit.paragraphs[0] if hit.paragraphs else None
        number = best.number if best and best.matched else None
        return f"{root}{articles.address(hit.article.id, number)}"

    return link


def in_chunks(pieces: Iterable[str], size: int = CHUNK) -> Iterator[str]:
    """Yield the same text in pieces of at least ``size`` characters; the last may be shorter.

    >>> list(in_chunks(["ab", "c", "d", "e"], 3))
    ['abc', 'de']
    """
    held: list[str] = []
    length = 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= size:
            yield "".join(held)
            held, length = [], 0
    if held:
        yield "".join(held)


def register(app: App) -> None:
    """Let the application send some exports at once, and no more."""
    app.extensions[_EXTENSION] = BoundedSemaphore(AT_ONCE)


class Sending:
    """The parts of an export, one of those under way until the last of them or ``close``.

    A client may read as slowly as it likes, and each export has a thread of its own.
    """

    def __init__(self, pieces: Iterable[str]) -> None:
        """Begin with the first part, so that what goes wrong with it is still said in full.

        Raises:
            ServiceUnavailable: if too many exports are under way.
        """
        self._under_way = cast("BoundedSemaphore", current_app.extensions[_EXTENSION])
        if not self._under_way.acquire(blocking=False):
            raise ServiceUnavailable(
                f"{AT_ONCE} exports are being sent already. Try again in {_RETRY_SECONDS} seconds.",
                retry_after=_RETRY_SECONDS,
            )
        self._ended = False
        self._parts = in_chunks(pieces)
        try:
            self._first = next(self._parts, "")
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[str]:
        """Yield the parts."""
        try:
            yield self._first
            yield from self._parts
        finally:
            self.close()

    def close(self) -> None:
        """Let another export begin."""
        if not self._ended:
            self._ended = True
            self._under_way.release()
