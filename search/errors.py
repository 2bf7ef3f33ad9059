"""Everything that Nutgraf raises on purpose.

    SearchError
    ├── QueryError          a query text without a sensible reading
    ├── SearchTimeout       a search that took longer than it may
    ├── ReadError           a file from which no article can be read
    └── ArchiveError        an archive that cannot do what was asked
        ├── ArchiveMissing      there is none at that place
        ├── ArchiveExists       there is one already at that place
        ├── ArchiveUnreadable   written by another format, or not an archive
        ├── ArchiveBusy         another process is writing to it
        ├── ArchiveReadOnly     the disk is full or may not be written to
        ├── ArchiveUnreachable  the machines that it is on do not answer
        ├── ArchiveForbidden    the machines that it is on let nobody in
        ├── EngineMissing       its engine is unknown or not installed
        ├── ArticleMissing      it holds no article with that id
        ├── SavedSearchMissing  it keeps no search under that name
        └── SavedSearchExists   it keeps another search under that name

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


class SearchTimeout(SearchError):
    """A search that took longer than ``time_limit`` allows it.

    >>> raise SearchTimeout("This search was stopped after 20 seconds. Ask for less.")
    Traceback (most recent call last):
        ...
    search.errors.SearchTimeout: This search was stopped after 20 seconds. Ask for less.
    """


class ReadError(SearchError):
    """A file from which no article can be read; the message is the reason.

    ``again`` tells that it may be readable next time though the file has not
    changed: a permission was missing, or a package.

    >>> raise ReadError("notes.txt is empty.")
    Traceback (most recent call last):
    search.errors.ReadError: notes.txt is empty.
    """

    def __init__(self, message: str, *, again: bool = False) -> None:
        """Take the sentence."""
        super().__init__(message)
        self.again = again


class ArchiveError(SearchError):
    """An archive that cannot do what was asked of it.

    >>> try:
    ...     raise ArchiveMissing("There is no archive in news.")
    ... except ArchiveError as error:
    ...     print(error)
    There is no archive in news.
    """


class ArchiveMissing(ArchiveError):
    """There is no archive at the place that was named.

    >>> from search import Archive
    >>> Archive.open("nowhere")
    Traceback (most recent call last):
    search.errors.ArchiveMissing: There is no archive in nowhere. ...
    """


class ArchiveExists(ArchiveError):
    """There is an archive already where a new one was to be made.

    >>> import tempfile
    >>> from search import Archive
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Archive.create(folder).close()
    ...     Archive.create(folder)
    Traceback (most recent call last):
    search.errors.ArchiveExists: There is an archive in ... already. ...
    """


class ArchiveUnreadable(ArchiveError):
    """The archive was written by another format, is damaged, or is not an archive at all.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from search import Archive
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "catalog.sqlite").write_text("Not a database.")
    ...     Archive.open(folder)
    Traceback (most recent call last):
    search.errors.ArchiveUnreadable: ... is not a Nutgraf catalog, or it is damaged. ...
    """


class ArchiveBusy(ArchiveError):
    """Another process is writing to the archive.

    >>> import tempfile
    >>> from search import Archive
    >>> with tempfile.TemporaryDirectory() as folder, Archive.create(folder) as archive:
    ...     archive.add(iter(lambda: archive.remove(["a1"]), None))
    Traceback (most recent call last):
    search.errors.ArchiveBusy: The archive in ... is being written to by process ...
    """


class ArchiveReadOnly(ArchiveError):
    """The archive's disk is full, or may not be written to.

    >>> import tempfile
    >>> from search import Archive
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     Archive.create(file.name)
    Traceback (most recent call last):
    search.errors.ArchiveReadOnly: The archive cannot be made in ..., because a file is there. ...
    """


class ArchiveUnreachable(ArchiveError):
    """The machines of a cluster that an archive is on do not answer, or are not fit for it.

    >>> raise ArchiveUnreachable("No node of opensearch://search-1:9200/news answers.")
    Traceback (most recent call last):
    search.errors.ArchiveUnreachable: No node of opensearch://search-1:9200/news answers.
    """


class ArchiveForbidden(ArchiveError):
    """The machines of a cluster that an archive is on do not let one in.

    >>> raise ArchiveForbidden("OpenSearch does not let in the user “reporter”.")
    Traceback (most recent call last):
    search.errors.ArchiveForbidden: OpenSearch does not let in the user “reporter”.
    """


class EngineMissing(ArchiveError):
    """The archive's engine is unknown, or its package is not installed.

    >>> import tempfile
    >>> from search import Archive
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Archive.create(folder, engine="grep")
    Traceback (most recent call last):
    search.errors.EngineMissing: There is no engine “grep”. ...
    """


class ArticleMissing(ArchiveError):
    """The archive holds no article with that id.

    >>> import tempfile
    >>> from search import Archive
    >>> with tempfile.TemporaryDirectory() as folder, Archive.create(folder) as archive:
    ...     archive.article("a1")
    Traceback (most recent call last):
    search.errors.ArticleMissing: The archive in ... has no article “a1”. ...
    """


class SavedSearchMissing(ArchiveError):
    """The archive keeps no search under that name.

    >>> import tempfile
    >>> from search import Archive
    >>> with tempfile.TemporaryDirectory() as folder, Archive.create(folder) as archive:
    ...     archive.forget_search("talks")
    Traceback (most recent call last):
    search.errors.SavedSearchMissing: There is no saved search “talks”. ...
    """


class SavedSearchExists(ArchiveError):
    """The archive keeps another search under that name already.

    >>> import tempfile
    >>> from search import Archive
    >>> with tempfile.TemporaryDirectory() as folder, Archive.create(folder) as archive:
    ...     _ = archive.save_search("talks", "peace talks")
    ...     archive.save_search("talks", "truce")
    Traceback (most recent call last):
    search.errors.SavedSearchExists: There is a saved search “talks” already. ...
    """
