"""Errors of disks and databases, as sentences about the archive."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from search.errors import ArchiveBusy, ArchiveReadOnly, ArchiveUnreadable

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from search.errors import ArchiveError


class Translated:
    """A block in which errors of the disk and of SQLite become ``ArchiveError``s.

    It may be entered again and again.

    >>> from pathlib import Path
    >>> with Translated(Path("news")):
    ...     raise OSError(28, "No space left on device")
    Traceback (most recent call last):
    search.errors.ArchiveReadOnly: The archive in news cannot be written to (No space left ...
    """

    def __init__(self, place: Path, *, reading: bool = False) -> None:
        """Speak of the archive in ``place``, which is being written or only read."""
        self._place = place
        self._reading = reading

    def __enter__(self) -> None:
        """Begin the block."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Raise the sentence in the error's place."""
        if isinstance(error, sqlite3.DatabaseError | OSError):
            raise self._sentence(error) from error

    def _sentence(self, error: sqlite3.DatabaseError | OSError) -> ArchiveError:
        if isinstance(error, OSError):
            return self._refused(error.strerror or str(error))
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return ArchiveBusy(
                f"The catalog of the archive in {self._place} is held by another program"
                f" ({error}). Close that program, then try again."
            )
        if isinstance(error, sqlite3.OperationalError):
            return self._refused(str(error))
        return ArchiveUnreadable(
            f"The catalog of the archive in {self._place} is damaged ({error})."
            " Restore it from a backup, or move the folder away and index again."
        )

    def _refused(self, reason: str) -> ArchiveError:
        """Return the error for a disk that is full or does not allow something."""
        if self._reading:
            return ArchiveUnreadable(
                f"The archive in {self._place} cannot be read ({reason.rstrip('.')})."
                " Allow reading it and see that its disk is connected, then try again."
            )
        return ArchiveReadOnly(
            f"The archive in {self._place} cannot be written to ({reason.rstrip('.')})."
            " Free some space or allow writing there, then run the command again;"
            " what was committed is safe."
        )
