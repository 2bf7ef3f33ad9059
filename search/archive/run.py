"""One run over files and folders: what changed is read, the rest costs a stat."""

from __future__ import annotations

import datetime
import gc
import json
import os
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from search import readers
from search.archive.intake import Intake
from search.archive.portions import FORESEEN, Heard, Waiting, in_portions
from search.archive.repeats import Repeats
from search.archive.reports import Failure, Progress, Summary
from search.archive.worklist import Worklist
from search.catalog import FailureRecord, FileRecord
from search.readers.workers import (
    Ended,
    Limits,
    Missed,
    Readers,
    Task,
    most_batches,
    processors,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from search.archive.writing import Writer
    from search.preparation import Prepared
    from search.readers import SourceFile, Unread
    from search.readers.workers import Reading


PREPARER = "search.preparation:Preparer"  # what readers make of each article
_MADE = 50_000  # values between two looks for cycles: 5 % of a run's time less than with 700
# Names of files that are read anew when their fields are mapped otherwise.
_MAY_HOLD_RECORDS = tuple(
    f"{name}{packed}"
    for name in (".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".zip", ".tar", ".tgz")
    for packed in ("", ".gz", ".bz2", ".xz")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a run is to do; the arguments of ``Archive.index``."""

    paths: tuple[str | Path, ...]
    prune: bool = False
    retry: bool = False
    jobs: int | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    only: tuple[str | Path, ...] | None = None


class Run:
    """The state of one run."""

    def __init__(
        self, writer: Writer, plan: Plan, progress: Callable[[Progress], None] | None
    ) -> None:
        """Prepare to read into ``writer``."""
        self._writer = writer
        self._catalog = writer.catalog
        self._plan = plan
        self._progress = progress
        self._intake = Intake(writer, Repeats(self._catalog.boilerplate()))
        self._added = self._updated = self._unchanged = self._removed = self._bytes = 0
        self._had_failures = any(True for _ in self._catalog.failures())
        self._failed: list[Failure] = []
        self._unread: list[Unread] = []
        self._begun = False
        self._in_file = 0
        self._fields = _as_text(plan.fields)
        self._closed: list[str] = []  # keys of folders that cannot be listed
        self._remembered: dict[str, str] = {}  # keys of files that are read by other fields
        self._waiting = Waiting()  # what is taken in together, where writers take turns

    def read(self) -> Summary:
        """Read what has changed and return what was done."""
        began = time.perf_counter()
        roots = [os.path.abspath(path) for path in self._plan.paths]  # noqa: PTH100 - as readers have it
        with _rarely_collected(), closing(Worklist()) as work:
            self._find(roots, work)
            missing = tuple(self._gone(roots, work))
            opened = [path for path in missing if os.path.isdir(path)]  # noqa: PTH112 - text
            for path in opened:  # a folder that can be listed again was no file
                with self._writer.noting() as catalog:
                    catalog.forget(path)
            gone = tuple(path for path in missing if path not in opened)
            if self._plan.prune:  # first, so that a file that was moved keeps its article's id
                self._prune(gone)
            self._read_all(work)
        self._intake.finish()
        self._writer.commit()
        return Summary(
            added=self._added,
            updated=self._updated,
            unchanged=self._unchanged,
            articles=self._intake.articles,
            gone=gone,
            removed=self._removed,
            failed=tuple(sorted(self._failed, key=lambda failure: failure.path)),
            bytes_read=self._bytes,
            seconds=time.perf_counter() - began,
        )

    def _find(self, roots: list[str], work: Worklist) -> None:
        with self._catalog.frozen():
            for some in in_portions(self._files(roots), FORESEEN):
                keys = [_key(file.path) for file in some]
                self._catalog.foresee_files(keys)
                for key, file in zip(keys, some, strict=True):
                    self._look_at(key, file, work)

    def _look_at(self, key: str, file: SourceFile, work: Worklist) -> None:
        """Have a file read, unless it is as it was."""
        if not file.size and os.path.isdir(file.path):  # noqa: PTH112 - it cannot be listed
            self._closed.append(key)
        record = self._catalog.file(key)
        if not work.see(key) or self._is_known(file, record):
            return
        work.append(key, file, self._known_digest(record))
        fields = self._fields_of(record)
        if fields != self._fields:
            self._remembered[key] = fields

    def _files(self, roots: list[str]) -> Iterator[SourceFile]:
        if self._plan.only is None:
            return readers.files(roots)
        return readers.files_among(self._plan.only, roots)

    def _is_known(self, file: SourceFile, record: FileRecord | None) -> bool:
        """Tell whether the file is as it was; a failure that is as it was fails again.

        What could not even be opened is tried again: permission is given, and a
        disk connected, without a trace in the file.
        """
        if record is None or (record.size, record.mtime_ns) != (file.size, file.mtime_ns):
            return False
        if record.digest is None or (record.failed and self._plan.retry):
            return False
        if self._reads_otherwise(record):
            return False
        whole = False
        if record.failed:
            for each in self._catalog.failures(record.path):
                self._failed.append(_failure(each))
                whole |= not each.part
        self._unchanged += not whole
        return True

    def _known_digest(self, record: FileRecord | None) -> bytes | None:
        """Return the digest of content that need not be read again."""
        if record is None or record.failed or self._reads_otherwise(record):
            return None
        return record.digest

    def _reads_otherwise(self, record: FileRecord) -> bool:
        """Tell whether a file of records is to be read by other fields than it was."""
        if not self._fields or record.fields == self._fields:
            return False
        return record.failed > 0 or record.path.lower().endswith(_MAY_HOLD_RECORDS)

    def _fields_of(self, record: FileRecord | None) -> str:
        """Return by which fields a file is read: those that are said, else those of the last time."""
        return self._fields or (record.fields if record else "")

    def _gone(self, roots: list[str], work: Worklist) -> Iterator[str]:
        # What is no longer there as a whole was perhaps unplugged.
        keys = [_key(root) for root in roots if os.path.lexists(root)]
        if self._plan.only is not None:
            keys = [
                key
                for key in (_key(os.path.abspath(path)) for path in self._plan.only)  # noqa: PTH100
                if _is_under(key, keys)
            ]
        for path in self._catalog.files():
            seen = work.has_seen(path) or _is_under(path, self._closed)
            if _is_under(path, keys) and not seen:
                yield path

    def _read_all(self, work: Worklist) -> None:
        """Read the files that wait, those first that are not read by remembered fields."""
        self._files_done = self._bytes_done = 0
        if work.files > len(self._remembered):
            self._read_by(self._fields, work)
        for fields in sorted(set(self._remembered.values())):
            self._read_by(fields, work)

    def _read_by(self, fields: str, work: Worklist) -> None:
        """Read the files that wait to be read by these fields."""
        options = readers.Options(fields=json.loads(fields or "{}"))
        tasks = (
            Task(key=key, file=file, digest=digest)
            for key, file, digest in work.waiting()
            if self._remembered.get(key, self._fields) == fields
        )
        # Each takes a moment to start, and those without a batch would have nothing to do.
        jobs = min(self._plan.jobs or processors(), most_batches(work.files, work.bytes))
        with Readers(jobs, options, Limits(), maker=PREPARER) as pool:
            for reading in pool.read(tasks):
                heard = Heard.of(reading)
                if not self._writer.takes_turns:
                    self._take(heard, work)
                    continue
                self._waiting.append(heard)
                if self._waiting.is_due():
                    self._take_waiting(work)
            self._take_waiting(work)

    def _take_waiting(self, work: Worklist) -> None:
        """Take in what was read while others may have written, in a turn of our own."""
        heard = self._waiting.taken()
        if not heard:
            return
        self._writer.begin()
        found = [each.prepared for each in heard if each.prepared is not None]
        self._catalog.foresee(
            files={each.reading.task.key for each in heard},
            ids={each.article.id for each in found},
            contents={each.content for each in found},
            bands=[each.bands for each in found if each.bands],
        )
        for each in heard:
            self._take(each, work)
        self._commit()

    def _commit_if_due(self) -> None:
        if self._writer.is_due():
            self._commit()

    def _commit(self) -> None:
        self._intake.settle()
        self._writer.commit()

    def _show(self, work: Worklist) -> None:
        """Tell how far the run has come; whoever ends it there keeps what was read so far."""
        if self._progress is None:
            return
        progress = Progress(
            files_done=self._files_done,
            files_total=work.files,
            bytes_done=self._bytes_done,
            bytes_total=work.bytes,
        )
        try:
            self._progress(progress)
        except BaseException:
            self._commit()
            raise

    def _take(self, heard: Heard, work: Worklist) -> None:
        """Take in what a reader says of a file, and commit if that is due."""
        reading = heard.reading
        self._take_in(reading, heard.prepared, heard.words)
        if isinstance(reading, Ended):
            self._files_done += 1
            self._bytes_done += reading.task.file.size
        elif self._in_file <= 1:
            return  # a file of one article goes in with its line of the ledger
        self._commit_if_due()
        self._show(work)

    def _take_in(
        self, reading: Reading, prepared: Prepared | None, words: Sequence[str] | None
    ) -> None:
        if prepared is not None:
            self._begin(reading.task)
            if words:
                self._intake.tell(words)
            self._intake.add(prepared, told=words is not None)
            self._in_file += 1
        elif isinstance(reading, Missed):
            self._unread.append(reading.unread)
        elif isinstance(reading, Ended):
            self._end(reading)
            self._begun = False
            self._in_file = 0
            self._unread = []

    def _begin(self, task: Task) -> None:
        if not self._begun:
            folder = os.path.basename(task.file.root)  # noqa: PTH119 - text
            self._intake.begin(task.key, folder, task.file.relative)
            self._begun = True

    def _end(self, ended: Ended) -> None:
        if ended.unchanged:
            self._unchanged += 1
        else:
            if not ended.failure:
                self._begin(ended.task)
            if self._begun:
                unread = [each.path for each in self._unread]
                self._intake.end(unread, complete=ended.failure is None)
                self._bytes += ended.task.file.size
                self._updated += self._intake.knew
                self._added += not self._intake.knew
        self._record(ended)

    def _record(self, ended: Ended) -> None:
        """Write the file's line of the ledger, and what could not be read of it."""
        key, file = ended.task.key, ended.task.file
        unread = [*self._unread, *([ended.failure] if ended.failure else [])]
        known = {}
        if self._had_failures:
            known = {each.part: each.since for each in self._catalog.failures(key)}
        failures = _failures(ended.task, unread, known) if unread else []
        self._failed += map(_failure, failures)
        again = any(each.again for each in unread)
        with self._writer.noting() as catalog:
            catalog.record(
                FileRecord(
                    path=key,
                    size=file.size,
                    mtime_ns=file.mtime_ns,
                    digest=None if again else ended.digest,
                    failed=len(failures),
                    fields=self._remembered.get(key, self._fields),
                )
            )
            if failures or known:
                catalog.record_failures(key, failures)

    def _prune(self, gone: Iterable[str]) -> None:
        for some in in_portions(gone, FORESEEN):
            self._writer.begin()
            self._catalog.foresee(files=some)
            for key in some:
                self._intake.begin(key, "", "")
                self._removed += self._intake.knew
                self._intake.end()
                with self._writer.noting() as catalog:
                    catalog.forget(key)
                self._commit_if_due()


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Have Python look for cycles less often: a run makes many values, and next to none of them."""
    usual = gc.get_threshold()
    gc.set_threshold(_MADE, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _as_text(fields: Mapping[str, str]) -> str:
    """Return a mapping of fields as the ledger has it; empty if there is none."""
    return json.dumps(dict(sorted(fields.items())), ensure_ascii=False) if fields else ""


def _failures(
    task: Task, unread: Iterable[Unread], known: Mapping[str, str]
) -> list[FailureRecord]:
    """Return what could not be read of a file, each part once; ``known`` says since when."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    reasons: dict[str, str] = {}
    for each in unread:
        part = "" if each.path == task.file.relative else each.path
        said = f"{reasons[part].rstrip('.')}; it " if part in reasons else ""
        reasons[part] = said + each.reason
    return [
        FailureRecord(file=task.key, part=part, reason=reason, since=known.get(part, now))
        for part, reason in reasons.items()
    ]


def _failure(record: FailureRecord) -> Failure:
    return Failure(record.part or record.file, record.reason, record.since, record.file)


def _key(path: str | Path) -> str:
    """Return a path as the ledger has it: readable, also where it is not UTF-8."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _is_under(key: str, roots: list[str]) -> bool:
    return any(key == root or key.startswith(f"{root.rstrip('/')}/") for root in roots)
