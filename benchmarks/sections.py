"""Sections of a page that are written by a program of their own, between two marks."""

from __future__ import annotations


def put(page: str, name: str, section: str) -> str:
    r"""Return a page with one of its sections exchanged, or with one more at its end.

    >>> put("# Page", "news", "new")
    '# Page\n\n<!-- news -->\nnew\n<!-- end of news -->\n'
    """
    begin, end = _marks(name)
    head, _, rest = page.partition(begin)
    tail = rest.partition(end)[2].strip()
    parts = [head.rstrip(), f"{begin}\n{section.strip()}\n{end}", tail]
    return "\n\n".join(part for part in parts if part) + "\n"


def section(page: str, name: str) -> str:
    r"""Return a section of a page without its marks; "" where there is none.

    >>> section("# Page\n\n<!-- news -->\nnew\n<!-- end of news -->\n", "news")
    'new'
    """
    begin, end = _marks(name)
    return page.partition(begin)[2].partition(end)[0].strip()


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- {name} -->", f"<!-- end of {name} -->"
