"""All hits of a search as a file that is sent as it is written."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from web.addresses import ArticleAddresses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import search
    from web.parameters import Question

SUFFIXES: dict[search.ExportForm, str] = {"jsonl": "jsonl", "csv": "csv", "markdown": "md"}
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
