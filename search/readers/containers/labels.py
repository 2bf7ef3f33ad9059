"""Names of files, whatever they are made of, as harmless text."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 1000  # characters of a member's name; its end tells most
_UNSAFE = re.compile(  # control characters, those that turn the direction, and what is no text
    "[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
_SLASHES = re.compile(r"[/\\]+")
_UPWARDS = "%2e%2e"  # what a web address has for ".."


def readable(name: str) -> str:
    r"""Make a file's name text: NFC, as not every system stores it, and always valid Unicode.

    Bytes that are not UTF-8 become ``\xe9``, so that different names stay different.
    """
    if name.isascii():
        return name
    valid = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", valid)


def label(name: str) -> str:
    r"""Make the name of a file within a file harmless: a path that leads nowhere else.

    What is no text, or does not print, is written as in web addresses.

    >>> label("../../etc/./passwd"), label("C:\\news\\a\0.txt"), label("caf\udce9"), label("/")
    ('%2e%2e/%2e%2e/etc/passwd', 'C:/news/a%00.txt', 'caf%e9', '_')
    """
    parts = [part for part in _SLASHES.split(name) if part not in {"", "."}]
    path = "/".join(_UPWARDS if part == ".." else part for part in parts)
    if not (path.isascii() and path.isprintable()):
        path = unicodedata.normalize("NFC", _UNSAFE.sub(_percent, path))
    return path[-LONGEST:].lstrip("/") or "_"


def _percent(sign: re.Match[str]) -> str:
    try:
        data = sign[0].encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half of a character
        data = sign[0].encode("utf-8", "surrogatepass")
    return "".join(f"%{byte:02x}" for byte in data)


class Labels:
    """The names of what is in one file, each of them given once."""

    def __init__(self) -> None:
        """Begin with none."""
        self._taken: dict[int, int] = {}  # how often; the names' hashes are smaller than they

    def unique(self, name: str) -> str:
        r"""Return a name's label, with a number if another has it already.

        >>> labels = Labels()
        >>> labels.unique("a/b.txt"), labels.unique("a\\b.txt")
        ('a/b.txt', 'a/b~2.txt')
        """
        wanted = found = label(name)
        stem, dot, suffix = wanted.rpartition(".")
        while (key := hash(found)) in self._taken:
            number = self._taken[hash(wanted)] = self._taken[hash(wanted)] + 1
            found = f"{stem}~{number}{dot}{suffix}" if stem else f"{wanted}~{number}"
        self._taken[key] = 1
        return found
