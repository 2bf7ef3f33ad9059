"""Where a reader goes after the password: back to a page of this site, and to no other."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from flask import Request

START = "/"
_LONGEST = 2000  # of an address that is put into another
_PATH_SIGNS = "/:@!$&'()*+,;=~"  # RFC 3986, 3.3


def here(request: Request) -> str:
    """Return the path and query of a request, to come back to."""
    if request.method not in {"GET", "HEAD"}:
        return START
    query = request.query_string.decode("latin-1")
    address = quote(request.path, safe=_PATH_SIGNS) + (f"?{query}" if query else "")
    return local(address) if len(address) <= _LONGEST else START


def local(address: str) -> str:
    r"""Return an address if it can only be one of this site, and otherwise the first page's.

    Browsers take a backslash for a slash and leave out line ends and tabs.

    >>> local("/a/x?q=b"), local("//evil.example"), local("/\\evil.example"), local("http:x")
    ('/a/x?q=b', '/', '/', '/')
    """
    is_path = address.startswith("/") and not address.startswith("//")
    is_plain = address.isascii() and all("!" <= sign <= "~" and sign != "\\" for sign in address)
    return address if is_path and is_plain else START
