"""The socket that a server listens on, and the address that people open."""

from __future__ import annotations

import os
import socket

import search
from web.guard.clients import is_loopback


def bound_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address; port 0 is any that is free.

    Raises:
        SearchError: if there is no such address, or it cannot be used.
    """
    family, address = _resolved(host, port)
    everywhere = family == socket.AF_INET6 and address == "::" and socket.has_dualstack_ipv6()
    try:
        return socket.create_server((address, port), family=family, dualstack_ipv6=everywhere)
    except OSError as error:
        raise search.SearchError(
            f"Port {port} cannot be used{_on(host)} ({_reason(error)}). Choose another with --port."
        ) from error


def is_reachable(listener: socket.socket) -> bool:
    """Tell whether other machines may reach a socket."""
    return not is_loopback(listener.getsockname()[0])


def page_address(listener: socket.socket) -> str:
    """Return where a browser finds the page."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _resolved(host: str, port: int) -> tuple[socket.AddressFamily, str]:
    """Return the first address that a name has."""
    name = host.strip().removeprefix("[").removesuffix("]")
    try:
        found = socket.getaddrinfo(name or None, port, type=socket.SOCK_STREAM) if name else []
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise search.SearchError(
            f"“{host}” is no address of this machine. Give --host one, such as 127.0.0.1."
        )
    family, _, _, _, address = found[0]
    return family, str(address[0])


def _on(host: str) -> str:
    return "" if host == "127.0.0.1" else f" on {host}"


def _reason(error: OSError) -> str:
    """Return the system's words; those of ``create_server`` have the address behind them."""
    return os.strerror(error.errno) if error.errno else str(error)
