"""What an archive reports of its work and of itself."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a part of one, from which no article could be read, and why.

    ``path`` is that of the file on this machine or, of a part, its path in the
    archive; ``file`` is the file in either case. ``since`` is when it was first
    found so, a time in UTC in ISO 8601.

    >>> Failure("/news/empty.txt", "is empty.", "2021-08-17T10:00:00+00:00").reason
    'is empty.'
    """

    path: str
    reason: str
    since: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run has come; ``bytes_total`` counts the files that are to be read.

    >>> progress = Progress(files_done=1, files_total=4, bytes_done=10, bytes_total=50)
    >>> f"{progress.bytes_done / progress.bytes_total:.0%}"
    '20%'
    """

    files_done: int
    files_total: int
    bytes_done: int
    bytes_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did. ``added``, ``updated``, ``unchanged`` and ``removed`` count files.

    ``articles`` are those that were written anew; a file may have many. ``gone`` are the files that the archive knows and the folder no longer has;
    their articles were ``removed`` if the run was told to prune.

    >>> import tempfile
    >>> from pathlib import Path
    >>> from search import Archive
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "story.txt").write_text("The ferry is back.")
    ...     with Archive.create(f"{folder}/index") as archive:
    ...         summary = archive.index(folder)
    >>> summary.added, summary.unchanged, summary.failed
    (1, 0, ())
    """

    added: int
    updated: int
    unchanged: int
    articles: int
    gone: tuple[str, ...]
    removed: int
    failed: tuple[Failure, ...]
    bytes_read: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What an archive holds; sizes are in bytes.

    ``health`` says how the machines of a cluster are; it is empty for a folder.

    >>> import tempfile
    >>> from search import Archive
    >>> with tempfile.TemporaryDirectory() as folder, Archive.create(folder) as archive:
    ...     stats = archive.stats()
    >>> stats.articles, stats.engine, stats.first_date
    (0, 'tantivy', None)
    """

    place: str
    articles: int
    versions: int
    undated: int
    first_date: str | None
    last_date: str | None
    files: int
    failed: int
    engine: str
    language: str
    format: int
    generation: int
    catalog_bytes: int
    index_bytes: int
    health: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found: numbers of articles, and whether they were mended.

    >>> report = CheckReport(
    ...     sound=True, articles=3, missing=1, surplus=0, different=0, repaired=False
    ... )
    >>> report.agrees
    False
    """

    sound: bool
    articles: int
    missing: int
    surplus: int
    different: int
    repaired: bool

    @property
    def agrees(self) -> bool:
        """Whether catalog and index hold the same."""
        return self.sound and not (self.missing or self.surplus or self.different)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """How many articles (with former versions), lines of the ledger and saved searches differ.

    >>> Comparison(articles=0, files=0, searches=0).agrees
    True
    """

    articles: int
    files: int
    searches: int

    @property
    def agrees(self) -> bool:
        """Whether both archives hold the same."""
        return not (self.articles or self.files or self.searches)
