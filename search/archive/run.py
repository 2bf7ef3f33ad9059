"""One run over files and folders: what changed is read, the rest costs a stat."""

from __future__ import annotations

import datetime
import hashlib
import os
import time
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

from search import readers
from search.archive.reports import Failure, Progress, Summary
from search.archive.worklist import Worklist
from search.article import Article, article_id
from search.catalog import FileRecord
from search.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from search.archive.writing import Writer
    from search.readers import SourceFile


class Run:
    """The state of one run."""

    def __init__(self, writer: Writer, progress: Callable[[Progress], None] | None) -> None:
        """Prepare to read into ``writer``."""
        self._writer = writer
        self._catalog = writer.catalog
        self._progress = progress
        self._added = self._updated = self._unchanged = self._removed = self._bytes = 0
        self._failed: list[Failure] = []

    def read(self, paths: Iterable[str | Path], *, prune: bool) -> Summary:
        """Read what has changed under ``paths`` and return what was done."""
        began = time.perf_counter()
        roots = [os.path.abspath(path) for path in paths]  # noqa: PTH100 - as readers have it
        with closing(Worklist()) as work:
            self._find(roots, work)
            gone = tuple(self._gone(roots, work))
            if prune:  # first, so that a file that was moved keeps its article's id
                self._prune(gone)
            self._read_all(work)
        self._writer.commit()
        return Summary(
            added=self._added,
            updated=self._updated,
            unchanged=self._unchanged,
            gone=gone,
            removed=self._removed,
            failed=tuple(sorted(self._failed, key=lambda failure: failure.path)),
            bytes_read=self._bytes,
            seconds=time.perf_counter() - began,
        )

    def _find(self, roots: list[str], work: Worklist) -> None:
        with self._catalog.frozen():
            for file in readers.files(roots):
                key = _key(file.path)
                if work.see(key) and not self._is_known(file, self._catalog.file(key)):
                    work.append(key, file)

    def _is_known(self, file: SourceFile, record: FileRecord | None) -> bool:
        """Tell whether the file is as it was; a failure that is as it was fails again.

        What could not even be opened is tried again: permission is given, and a
        disk connected, without a trace in the file.
        """
        if record is None or (record.size, record.mtime_ns) != (file.size, file.mtime_ns):
            return False
        if record.failure is None:
            self._unchanged += 1
            return True
        if record.digest is None:
            return False
        self._failed.append(Failure(record.path, record.failure))
        return True

    def _gone(self, roots: list[str], work: Worklist) -> Iterator[str]:
        keys = [_key(root) for root in roots]
        for path in self._catalog.files():
            if _is_under(path, keys) and not work.has_seen(path):
                yield path

    def _read_all(self, work: Worklist) -> None:
        done = 0
        for number, (key, file) in enumerate(work.waiting(), start=1):
            self._read_one(key, file)
            self._writer.commit_if_due()
            done += file.size
            self._show(
                Progress(
                    files_done=number,
                    files_total=work.files,
                    bytes_done=done,
                    bytes_total=work.bytes,
                )
            )

    def _show(self, progress: Progress) -> None:
        """Tell how far the run has come; whoever ends it there keeps what was read so far."""
        if self._progress is None:
            return
        try:
            self._progress(progress)
        except BaseException:
            self._writer.commit()
            raise

    def _read_one(self, key: str, file: SourceFile) -> None:
        digest: bytes | None = None
        before = self._catalog.file(key)
        try:
            data = _bytes(file.path)
            digest = hashlib.blake2b(data, digest_size=16).digest()
            if before and before.digest == digest and before.failure is None:
                self._unchanged += 1
                self._record(key, file, digest, None)
                return
            articles = _articles(file)
        except ReadError as error:
            reason = str(error).removeprefix(f"{file.relative} ")  # the path is said beside it
            self._failed.append(Failure(key, reason))
            self._record(key, file, digest, reason)
            return
        self._bytes += len(data)
        self._replace(key, articles)
        self._record(key, file, digest, None)

    def _replace(self, key: str, articles: list[Article]) -> None:
        """Put a file's articles in the place of those that it had before."""
        old = self._catalog.aids_of_file(key)
        for aid, _ in old:
            self._writer.remove(aid)
        if len(old) == len(articles):  # the same article, written anew, keeps its id
            articles = [
                replace(article, id=former)
                for article, (_, former) in zip(articles, old, strict=True)
            ]
        known = bool(old)
        for article in articles:
            known |= self._add(article, key)
        if known:
            self._updated += 1
        else:
            self._added += 1

    def _add(self, article: Article, key: str) -> bool:
        """Add an article; return whether it took the place of one with its id.

        One that was added as an object is the same article. One from another
        file is not: both stay, and this one gets an id of its own.
        """
        same = self._catalog.aids_of_id(article.id)
        if any(file is not None for _, file in same):
            article = replace(article, id=article_id(text=f"{article.id} {key}"))
            same = []
        for aid, _ in same:
            self._writer.remove(aid)
        self._writer.add(article, key)
        return bool(same)

    def _record(
        self, key: str, file: SourceFile, digest: bytes | None, failure: str | None
    ) -> None:
        self._writer.record(
            FileRecord(
                path=key,
                size=file.size,
                mtime_ns=file.mtime_ns,
                digest=digest,
                failure=failure,
                since=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
            )
        )

    def _prune(self, gone: Iterable[str]) -> None:
        for key in gone:
            for aid, _ in self._catalog.aids_of_file(key):
                self._writer.remove(aid)
                self._removed += 1
            self._writer.forget(key)
            self._writer.commit_if_due()


def _key(path: str | Path) -> str:
    """Return a path as the ledger has it: readable, also where it is not UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _is_under(key: str, roots: list[str]) -> bool:
    return any(key == root or key.startswith(f"{root.rstrip('/')}/") for root in roots)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReadError(f"It could not be opened: {error.strerror}.") from error


def _articles(file: SourceFile) -> list[Article]:
    """Return the articles in a file; not even a fault of a reader stops a run."""
    try:
        return [each for each in readers.read_file(file) if isinstance(each, Article)]
    except ReadError:
        raise
    except Exception as error:
        raise ReadError(
            f"{file.relative} cannot be read because of a fault in Nutgraf"
            f" ({type(error).__name__}: {error}). Please report it."
        ) from error
