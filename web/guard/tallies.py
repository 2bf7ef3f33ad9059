"""Numbers kept for each client in memory that all worker processes share."""

from __future__ import annotations

import mmap
import secrets
import struct
from hashlib import blake2b

SLOTS = 1 << 16  # with a hundred clients, two of them share a slot in one case of 13
_RECORD = struct.Struct("=dd")


class Tallies:
    """Two numbers for each client; 0.0 and 0.0 for one that is not known.

    Processes that are forked off after it was made share it. It takes a megabyte,
    however many clients there are, and nobody can say which of them share a slot.

    >>> tallies = Tallies()
    >>> tallies.write("192.0.2.7", 1.5, 2)
    >>> tallies.read("192.0.2.7"), tallies.read("192.0.2.8")
    ((1.5, 2.0), (0.0, 0.0))
    """

    def __init__(self) -> None:
        """Make empty ones."""
        self._memory = mmap.mmap(-1, SLOTS * _RECORD.size)
        self._key = secrets.token_bytes(blake2b.MAX_KEY_SIZE)

    def read(self, client: str) -> tuple[float, float]:
        """Return the numbers of a client."""
        first, second = _RECORD.unpack_from(self._memory, self._place(client))
        return first, second

    def write(self, client: str, first: float, second: float) -> None:
        """Keep the numbers of a client."""
        _RECORD.pack_into(self._memory, self._place(client), first, second)

    def _place(self, client: str) -> int:
        digest = blake2b(client.encode(errors="replace"), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest) % SLOTS * _RECORD.size
