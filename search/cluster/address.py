"""The addresses of archives in a cluster, and what is needed to be let in."""

from __future__ import annotations

import os
import re
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urlsplit

from search.errors import ArchiveForbidden, ArchiveMissing

PLAIN, SECURE = "opensearch", "opensearch+tls"
PREFIXES = (f"{PLAIN}://", f"{SECURE}://")
PORT = 9200

USER = "NUTGRAF_OPENSEARCH_USER"
PASSWORD = "NUTGRAF_OPENSEARCH_PASSWORD"  # noqa: S105 - the variable's name
API_KEY = "NUTGRAF_OPENSEARCH_API_KEY"
AUTHORITIES = "NUTGRAF_OPENSEARCH_CA"

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_HOST = re.compile(r"[\w.-]+|[0-9a-f:.]+(%[\w.-]+)?")
_LOOPBACK = re.compile(r"localhost|127(\.\d+){3}|::1")
_FORM = "opensearch://HOST:9200/NAME"


def is_address(place: object) -> bool:
    """Tell whether a place is an archive in a cluster and not a folder.

    >>> is_address("opensearch://search-1:9200/news"), is_address("index")
    (True, False)
    """
    return isinstance(place, str) and place.startswith(PREFIXES)


@dataclass(frozen=True, slots=True)
class Address:
    """Where an archive is: the nodes that are asked, and its name there.

    >>> address = Address.of("opensearch://one:9200,two:9201/news")
    >>> address.nodes, address.name, str(address)
    ((('one', 9200), ('two', 9201)), 'news', 'opensearch://one:9200,two:9201/news')
    """

    nodes: tuple[tuple[str, int], ...]
    name: str
    secure: bool = False

    @classmethod
    def of(cls, text: str) -> Address:
        """Read an address.

        Raises:
            ArchiveMissing: if it is none.
            ArchiveForbidden: if there is a password in it.
        """
        scheme, _, rest = text.partition("://")
        hosts, _, name = rest.partition("/")
        if "@" in hosts:
            raise ArchiveForbidden(
                "An address must not have a user or a password in it: others can see command"
                f" lines. Set {USER} and {PASSWORD} in the environment, and name {_FORM}."
            )
        name = name.rstrip("/")
        if not _NAME.fullmatch(name):
            raise ArchiveMissing(
                f"“{text}” names no archive: after the nodes comes its name, of small letters,"
                f" digits, “-”, “_” and “.”. Write {_FORM}."
            )
        nodes = tuple(_node(host, text) for host in hosts.split(","))
        return cls(nodes, name, scheme == SECURE)

    def __str__(self) -> str:
        hosts = ",".join(f"[{h}]:{p}" if ":" in h else f"{h}:{p}" for h, p in self.nodes)
        return f"{SECURE if self.secure else PLAIN}://{hosts}/{self.name}"

    def is_on_this_machine(self) -> bool:
        """Tell whether nothing that is sent leaves this machine."""
        return all(_LOOPBACK.fullmatch(host) for host, _ in self.nodes)


def _node(host: str, text: str) -> tuple[str, int]:
    try:
        parts = urlsplit(f"//{host}")
        found = parts.hostname, parts.port or PORT
    except ValueError:
        found = None, PORT
    if not found[0] or not _HOST.fullmatch(found[0]):
        raise ArchiveMissing(f"“{host}” in “{text}” is no host. Write {_FORM}.")
    return found[0], found[1]


@dataclass(frozen=True, slots=True)
class Credentials:
    """What lets a user in; it is never printed."""

    user: str = ""
    password: str = ""
    api_key: str = ""

    @classmethod
    def of_environment(cls, address: Address) -> Credentials:
        """Read the credentials for an address from the environment, if there are any.

        Raises:
            ArchiveForbidden: if they would be sent for everybody to read, or cannot be sent.
        """
        found = cls(*(os.environ.get(name, "") for name in (USER, PASSWORD, API_KEY)))
        if not (found.api_key.isascii() and found.api_key.isprintable()):
            raise ArchiveForbidden(
                f"What is set as {API_KEY} is no key: it has a sign that keys do not have, perhaps"
                " the end of a line."
            )
        is_seen = not (address.secure or address.is_on_this_machine())
        if is_seen and (found.user or found.api_key):
            raise ArchiveForbidden(
                f"The password or key for {address} would be sent unencrypted."
                f" Write {SECURE}:// in place of {PLAIN}://, or unset {USER} and {API_KEY}."
            )
        return found

    def __repr__(self) -> str:
        return f"Credentials(user={self.user!r})"

    def headers(self) -> dict[str, str]:
        """Return what is added to each request."""
        if self.api_key:
            return {"authorization": f"ApiKey {self.api_key}"}
        if not self.user:
            return {}
        both = f"{self.user}:{self.password}".encode(errors="surrogateescape")
        return {"authorization": f"Basic {b64encode(both).decode()}"}

    def __str__(self) -> str:
        """Name them without giving them away."""
        if self.api_key:
            return f"the key in {API_KEY}"
        return f"the user “{self.user}”" if self.user else "nobody: no user is set"
