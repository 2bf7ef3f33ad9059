"""ZIP files: what may be wrong with them, and how large is their table of contents?"""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from typing import IO

START = b"PK\x03\x04"
ENCRYPTED = 1  # among a member's flags
FAULTS = (  # whatever is wrong with a file; not that its disk fails
    *(zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OverflowError),
    struct.error,
)
_END = (b"PK\x05\x06", "<12xL")  # the end of the table of contents, where its size stands
_END_64 = (b"PK\x06\x06", "<40xQ")
_TAIL = 70_000  # bytes in which the end is looked for: a comment may follow
_LARGEST_TABLE = 24_000_000  # bytes; in memory it takes ten times as much


def has_huge_table(stream: IO[bytes]) -> bool:
    """Say whether a file holds too many others to be opened: their table is read as a whole."""
    return _table_size(stream) > _LARGEST_TABLE


def _table_size(stream: IO[bytes]) -> int:
    """Return the bytes of the table of contents, which is read as a whole.

    There may be several ends of one; the largest counts.
    """
    stream.seek(max(0, stream.seek(0, os.SEEK_END) - _TAIL))
    tail = stream.read()
    stream.seek(0)
    sizes = [0]
    for mark, layout in (_END, _END_64):
        at = tail.find(mark)
        while at >= 0:
            if at + struct.calcsize(layout) <= len(tail):
                (size,) = struct.unpack_from(layout, tail, at)
                sizes.append(0 if (size, mark) == (0xFFFFFFFF, _END[0]) else size)
            at = tail.find(mark, at + 1)
    return max(sizes)
