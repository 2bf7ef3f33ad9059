"""Whether a request that changes something comes from a page of this site.

It is how Go's ``http.CrossOriginProtection`` tells, without tokens: by what
browsers say of where a request comes from. Programs say nothing, and hold no
session that another site could misuse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from werkzeug.datastructures import Headers

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})  # RFC 9110, 9.2.1; these change nothing


def is_cross_site(method: str, host: str, headers: Mapping[str, str] | Headers) -> bool:
    """Tell whether another site has made a browser send this request.

    >>> is_cross_site("POST", "desk.example", {"Sec-Fetch-Site": "cross-site"})
    True
    >>> is_cross_site("POST", "desk.example", {"Origin": "https://desk.example"})
    False
    """
    if method in SAFE_METHODS:
        return False
    site = headers.get("Sec-Fetch-Site")
    if site:
        return site not in {"same-origin", "none"}
    origin = headers.get("Origin")
    return origin is not None and _host(origin) != host.lower()


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower() or None
    except ValueError:
        return None
