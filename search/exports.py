"""The hits of a search as a file: JSON Lines, CSV or Markdown, piece by piece.

CSV has one row for each hit with the columns ``COLUMNS``, in UTF-8, each row ended by
a line feed. A spreadsheet would run a cell that begins with one of the signs ``=``,
``+``, ``-``, ``@``, a tab or a carriage return as a formula: such a text gets an
apostrophe before it, and so does one that begins with apostrophes before such a sign;
``unguarded`` takes it away again. Numbers are left as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, get_args

from search.citations import dated, markdown_link, markdown_text
from search.results import json_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from search.results import FoundParagraph, Hit

    Link = Callable[[Hit], str]

ExportForm = Literal["jsonl", "csv", "markdown"]

COLUMNS = (
    "id", "label", "date", "date_precision", "source", "authors", "section", "url", "path",
    "score", "matching_paragraphs", "paragraph", "text",
)  # fmt: skip
_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")  # a line feed too: some programs pass over it
_GUARDED = re.compile(rf"'{_FORMULA.pattern}")


def exported(
    hits: Iterable[Hit], form: ExportForm, *, link: Callable[[Hit], str] | None = None
) -> Iterator[str]:
    r"""Yield the pieces of a file that has all these hits, each as soon as it is known.

    Args:
        hits: as ``Archive.hits`` yields them.
        form: "jsonl" (an object of ``Hit.as_json`` on each line), "csv" or "markdown".
        link: gives the address of a hit, which is then its ``link`` in the file.

    Raises:
        ValueError: if there is no such form.

    >>> from search.article import Article
    >>> from search.results import Hit
    >>> article = Article.of("Peace.", id="a1", title="=News")
    >>> hit = Hit(article=article, score=1.5, matching_paragraphs=1, title_marks=(), paragraphs=())
    >>> list(exported([hit], "csv"))[1]
    "a1,'=News,,,,,,,,1.5,1,,\n"
    """
    if form not in get_args(ExportForm):
        raise ValueError(f"form is {form!r}; it must be one of: {', '.join(_WRITERS)}.")
    return _WRITERS[form](hits, link)


def unguarded(cell: str) -> str:
    """Return the text of a cell of CSV without the apostrophe that kept it from being run.

    >>> unguarded("'=News"), unguarded("'tis news")
    ('=News', "'tis news")
    """
    return cell[1:] if _GUARDED.match(cell) else cell


def _json_lines(hits: Iterable[Hit], link: Link | None) -> Iterator[str]:
    for hit in hits:
        value = hit.as_json() | ({"link": link(hit)} if link else {})
        yield json_text(value, None) + "\n"


class _Passed:
    """A file that hands on what is written to it."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def _csv(hits: Iterable[Hit], link: Link | None) -> Iterator[str]:
    import csv  # noqa: PLC0415 - searches do without

    # Python quotes the signs of the line's end only, and a lone \r ends a line too.
    writer = csv.writer(_Passed(), lineterminator="\r\n")

    def row(cells: Iterable[object]) -> str:
        text: str = writer.writerow([_guarded(cell) for cell in cells])
        return text.removesuffix("\r\n") + "\n"

    yield row([*COLUMNS, *(["link"] if link else [])])
    for hit in hits:
        yield row([*_cells(hit), *([link(hit)] if link else [])])


def _cells(hit: Hit) -> list[object]:
    article, best = hit.article, hit.paragraphs[0] if hit.paragraphs else None
    return [
        article.id,
        article.label,
        article.date or "",
        article.date_precision if article.date else "",
        article.source or "",
        "; ".join(article.authors),
        article.section or "",
        article.url or "",
        article.path or "",
        round(hit.score, 4),
        hit.matching_paragraphs,
        best.number if best else "",
        best.text if best else "",
    ]


def _guarded(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _markdown(hits: Iterable[Hit], link: Link | None) -> Iterator[str]:
    for hit in hits:
        yield "\n".join(_section(hit, link(hit) if link else hit.article.url)) + "\n\n"


def _section(hit: Hit, address: str | None) -> Iterator[str]:
    """Yield the lines of a hit: its label, what is known of it, and the paragraphs found."""
    article = hit.article
    yield f"## {markdown_link(markdown_text(article.label), address)}"
    yield ""
    date = dated(article.date, article.date_precision) if article.date else "undated"
    about = [article.source or "", date, "; ".join(article.authors), article.id]
    yield " · ".join(markdown_text(each) for each in about if each)
    for found in hit.paragraphs:
        yield ""
        yield f"> ¶{found.number} {_marked(found)}"
    more = hit.matching_paragraphs - len(hit.paragraphs)
    if more > 0 and any(found.marks for found in hit.paragraphs):
        yield ""
        yield f"and {more:,} more matching paragraph{'' if more == 1 else 's'}"


def _marked(found: FoundParagraph) -> str:
    """Return a paragraph on one line, with what matched in bold."""
    parts, done = [], 0
    for start, end in found.marks:
        parts += [_kept(found.text[done:start]), f"**{_kept(found.text[start:end])}**"]
        done = end
    return "".join([*parts, _kept(found.text[done:])])


def _kept(text: str) -> str:
    """Return Markdown that keeps the blanks at both ends of a text."""
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() and text.strip() else ""
    return f"{before}{markdown_text(text)}{after}"


_WRITERS = {"jsonl": _json_lines, "csv": _csv, "markdown": _markdown}
