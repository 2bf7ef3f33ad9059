"""Everything that Nutgraf raises on purpose.

    SearchError
    ├── QueryError          a query text without a sensible reading
    ├── ReadError           a file from which no article can be read
    └── ArchiveError        an archive that cannot do what was asked
        ├── ArchiveMissing      there is none at that place
        ├── ArchiveExists       there is one already at that place
        ├── ArchiveUnreadable   written by another format, or not an archive
        ├── ArchiveBusy         another process is writing to it
        ├── ArchiveReadOnly     the disk is full or may not be written to
        ├── EngineMissing       its engine is unknown or not installed
        └── ArticleMissing      it holds no article with that id

A message says what happened, with the offending value, then what to do; it is
always safe to show. A bug in Nutgraf is never a ``SearchError``.
"""

from __future__ import annotations


class SearchError(Exception):
    """The base of every error that Nutgraf raises on purpose.

    >>> try:
    ...     raise ReadError("notes.bin holds no text.")
    ... except SearchError as error:
    ...     print(error)
    notes.bin holds no text.
    """


class QueryError(SearchError):
    """A query text that has no sensible reading.

    ``start`` and ``end`` are the place of the fault in ``text``, in characters.

    >>> error = QueryError("There is no day 2021-02-30.", text="date:2021-02-30", start=5, end=15)
    >>> error.text[error.start:error.end]
    '2021-02-30'
    """

    def __init__(self, message: str, *, text: str = "", start: int = 0, end: int = 0) -> None:
        """Keep the fault's place beside the message."""
        super().__init__(message)
        self.text = text
        self.start = start
        self.end = end


class ReadError(SearchError):
    """A file from which no article can be read; the message is the reason."""


class ArchiveError(SearchError):
    """An archive that cannot do what was asked of it."""


class ArchiveMissing(ArchiveError):
    """There is no archive at the place that was named."""


class ArchiveExists(ArchiveError):
    """There is an archive already where a new one was to be made."""


class ArchiveUnreadable(ArchiveError):
    """The archive was written by another format, is damaged, or is not an archive at all."""


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive."""


class ArchiveReadOnly(ArchiveError):
    """The archive's disk is full, or may not be written to."""


class EngineMissing(ArchiveError):
    """The archive's engine is unknown, or its package is not installed."""


class ArticleMissing(ArchiveError):
    """The archive holds no article with that id."""
