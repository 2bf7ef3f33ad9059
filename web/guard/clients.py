"""Which requests come from the same client."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipaddress import IPv4Address

_HOME_BITS = 64  # of an IPv6 address: what a household gets, RFC 6177


def client_of(address: str | None) -> str:
    """Return who is behind an address: all of a household's IPv6 addresses are one client.

    >>> client_of("192.0.2.7"), client_of("::ffff:192.0.2.7")
    ('192.0.2.7', '192.0.2.7')
    >>> client_of("2001:db8::1") == client_of("2001:db8::2")
    True
    """
    found = _address(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((int(found), _HOME_BITS), strict=False))
    return str(found or address or "")


def is_loopback(address: str | None) -> bool:
    """Tell whether an address is of this machine itself.

    >>> is_loopback("127.0.0.1"), is_loopback("::ffff:127.0.0.1"), is_loopback("192.0.2.7")
    (True, True, False)
    """
    found = _address(address)
    return found is not None and found.is_loopback


def _address(address: str | None) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address or "")
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
