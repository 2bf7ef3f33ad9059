"""Under which names this server answers."""

from __future__ import annotations

import re
from contextlib import suppress
from ipaddress import IPv6Address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
UNREADABLE = "nutgraf.host"  # where a request's environment has a host that is none
_LONGEST = 253  # characters of a name, RFC 1035 with RFC 3696
_LABEL = r"[a-z0-9_-]{1,63}"
_HOST = re.compile(
    rf"(?: \[(?P<address>[0-9a-f:.]+)\] | (?P<name>{_LABEL}(?:\.{_LABEL})*)\.? ) (?: :(?P<port>\d*) )?",
    re.VERBOSE | re.ASCII,
)
_LAST_PORT = 65_535


def host_name(host: str) -> str | None:
    """Return the name in a ``Host`` header, in lower case; None if it has none.

    >>> host_name("Localhost:8000"), host_name("[::1]:8000"), host_name("a b")
    ('localhost', '::1', None)
    """
    found = _HOST.fullmatch(host.lower()) if len(host) <= _LONGEST + len(":65535") else None
    if found is None or int(found["port"] or 0) > _LAST_PORT:
        return None
    with suppress(ValueError):  # of which Unicode's are
        if found["address"]:
            return str(IPv6Address(found["address"]))
        found["name"].encode("ascii").decode("idna")
        return found["name"]
    return None


def is_known(host: str, names: Collection[str]) -> bool:
    """Tell whether a ``Host`` header has one of the names; any name will do if there are none.

    Another site can give its own name the address of this machine, and would then
    read the archive through a reader's browser (DNS rebinding). The header shows it.

    >>> is_known("localhost:8000", LOOPBACK), is_known("evil.example:8000", LOOPBACK)
    (True, False)
    """
    name = host_name(host)
    return name is not None and (not names or name in names)


class ReadableHosts:
    """Takes a host that is none out of a request, as no application can read its address."""

    def __init__(self, application: WSGIApplication) -> None:
        """Take the application."""
        self._application = application

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        host = environ.get("HTTP_HOST")
        if host is not None and host_name(host) is None:
            environ[UNREADABLE] = environ.pop("HTTP_HOST")
        return self._application(environ, start_response)
