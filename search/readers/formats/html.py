"""Saved web pages: the article of a page, without what stands around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.encoding import NotText
from search.readers.webpages.article import read_page
from search.readers.webpages.fragments import html_text
from search.readers.webpages.page import MOST_TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.readers.draft import Draft
    from search.readers.registry import Head
    from search.readers.source import Source

SUFFIXES = (".html", ".htm", ".xhtml", ".shtml")
_START = re.compile(
    r"(?:<\?xml[^>]{0,200}>\s*)?(?:<!--[^>]{0,1000}-->\s*)*"
    r"(?:<!doctype\s+html\b|<html[\s>]|<head>|<body[\s>]|<meta\s|<title>)"
)


def recognises(head: Head) -> bool:
    """Say whether this is a page: it begins as one."""
    return head.start[:1] == "<" and _START.match(head.start) is not None


def read(source: Source) -> Iterator[Draft]:
    """Yield the article of a page."""
    try:
        text = html_text(source.data(), source.charset)
    except NotText as error:
        raise ReadError(f"{source.name} {error}.") from error
    tags = text.count("<")
    if tags > MOST_TAGS:
        raise ReadError(
            f"{source.name} has {tags:,} tags; a page may have {MOST_TAGS:,}."
            " Save its text, or divide it."
        )
    yield read_page(text)
