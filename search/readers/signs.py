"""What every file of a format has, by which a look at a file's beginning rules most formats out.

That is all that is known of a format before its module is loaded, which takes
longer than to read a hundred articles.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple


class Sign(NamedTuple):
    """What to expect of a format.

    ``suffixes`` are its module's, to which a test holds them. ``first`` are the
    characters of which one is the first visible one, and ``line`` those of which
    one is in the first line; ``top`` is somewhere in the first kilobyte. Where a
    sign is empty, anything may be.
    """

    suffixes: tuple[str, ...] = ()
    first: bytes = b""
    line: bytes = b""
    top: bytes = b""


# In the order in which formats are asked: those with the surest signs first.
SIGNS = {
    "gzipped": Sign((".gz", ".tgz", ".bz2", ".tbz", ".tbz2", ".xz", ".txz"), first=b"B"),
    "warc": Sign((".warc",), first=b"W"),
    "docx": Sign((".docx", ".docm", ".dotx"), first=b"P"),
    "odt": Sign((".odt", ".ott"), first=b"P"),
    "epub": Sign((".epub",), first=b"P"),
    "zipped": Sign((".zip",), first=b"P"),
    "tarred": Sign((".tar",), top=b"ustar"),
    "pdf": Sign((".pdf",), top=b"%PDF-"),
    "rtf": Sign((".rtf",), first=b"{"),
    "reuters": Sign((".sgm",), first=b"<"),
    "nitf": Sign((".nitf",), first=b"<"),
    "newsml": Sign((".newsml",), first=b"<"),
    "exports": Sign(),
    "feeds": Sign((".rss", ".atom", ".rdf"), first=b"<{"),
    "html": Sign((".html", ".htm", ".xhtml", ".shtml"), first=b"<"),
    "mail": Sign((".eml", ".mbox", ".mbx", ".mht", ".mhtml"), line=b":"),
    "json_records": Sign((".json", ".jsonl", ".ndjson", ".jl"), first=b"{["),
    "csv_records": Sign((".csv", ".tsv", ".tab", ".psv"), line=b",\t;|"),
    "rst": Sign((".rst", ".rest")),
    "plain": Sign((".txt", ".text", ".md", ".markdown")),
}
_TOP = 1024
_VISIBLE = range(0x21, 0x7F)


def candidates(data: bytes) -> list[str]:
    r"""Name the formats that a file with this beginning may have, in the order of asking.

    >>> candidates(b"The bridge reopened.\n"), candidates(b"PK\x03\x04")[:2]
    (['exports', 'rst', 'plain'], ['docx', 'odt'])
    """
    text = data.lstrip()
    # Other bytes are those of packed files, of marks and of letters: none that could be told here.
    first = text[0] if text and text[0] in _VISIBLE else None
    top = data[:_TOP]
    line = text.partition(b"\n")[0]
    return [
        name
        for name, sign in _beginning(first)
        if (not sign.line or line.translate(None, sign.line) != line)
        and (not sign.top or sign.top in top)
    ]


@cache
def _beginning(first: int | None) -> tuple[tuple[str, Sign], ...]:
    return tuple(
        (name, sign)
        for name, sign in SIGNS.items()
        if first is None or not sign.first or first in sign.first
    )
