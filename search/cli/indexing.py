"""The commands that read files: index, failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from search.cli import options, render
from search.cli.progress import Interruption, ProgressBar
from search.errors import ArchiveMissing, SearchError
from search.languages import language_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from search.archive import Archive
    from search.archive.reports import Failure, Progress, Summary

TOLD = 20  # failures that a run prints; all are listed by `nutgraf failures`


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@options.archive
@click.option("--engine", help="The engine of a new archive in a folder: tantivy or whoosh.")
@click.option("--language", help="The language of a new archive, as in french or fr.")
@options.shards
@options.replicas
@click.option(
    "--map",
    "fields",
    metavar="FIELD=KEY,...",
    help="Which key or column of records has which field: title=headline,date=pub_date",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    help="Processes that read, at the most; one for each processor.",
)
@click.option("--prune", is_flag=True, help="Remove articles whose files have gone.")
@click.option("--retry", is_flag=True, help="Try again what could not be read.")
@click.option("--watch", is_flag=True, help="Go on, and index what changes, until Ctrl-C.")
@options.as_json
def index(
    paths: tuple[str, ...],
    place: str,
    engine: str | None,
    language: str | None,
    shards: int | None,
    replicas: int | None,
    fields: str | None,
    jobs: int | None,
    prune: bool,
    retry: bool,
    watch: bool,
    as_json: bool,
) -> int:
    """Read files and folders of articles into the archive.

    Makes the archive if there is none. Files that have not changed since they
    were last read cost next to nothing. What is read: text, Markdown,
    reStructuredText, web pages, PDF, Word, OpenDocument, EPUB, e-mail, JSON, CSV,
    RSS and Atom, WARC, Nexis, Factiva and ProQuest exports, RTF, NITF, NewsML,
    Reuters SGML; also within ZIP, TAR and gzip files.

    A run that has ended exits with 0, also if some files could not be read: they
    are listed, and read again when they change. It exits with 1 if there was
    nothing to read.
    """
    from search import readers
    from search.readers.records.fields import parse_fields

    readers.files(paths)  # a path that does not exist is said before an archive is made
    wanted = parse_fields(fields) if fields else {}
    with _open_or_create(place, engine, language, (shards, replicas)) as archive:
        with ProgressBar("Reading") as bar, Interruption() as interruption:
            summary = archive.index(
                paths,
                prune=prune,
                retry=retry,
                jobs=jobs,
                fields=wanted,
                progress=_shown_on(bar, interruption),
            )
        _tell_summary(summary, prune=prune, as_json=as_json)
        if watch:
            _watch(archive, paths, prune=prune, jobs=jobs, fields=wanted, as_json=as_json)
    return 0 if watch else _index_code(summary, paths)


def _shown_on(bar: ProgressBar, interruption: Interruption) -> Callable[[Progress], None]:
    def show(progress: Progress) -> None:
        bar.show(
            progress.bytes_done,
            progress.bytes_total,
            f"{progress.files_done:,} of {render.count(progress.files_total, 'file')}",
            progress.bytes_done / 1_000_000,
        )
        interruption.pause()

    return show


def _watch(
    archive: Archive,
    paths: Sequence[str],
    *,
    prune: bool,
    jobs: int | None,
    fields: dict[str, str],
    as_json: bool,
) -> None:
    """Index what changes until Ctrl-C."""
    render.tell(f"Watching {', '.join(map(render.line, paths))}; stop with Ctrl-C.")
    try:
        for summary in archive.watch(paths, prune=prune, jobs=jobs, fields=fields):
            _tell_summary(summary, prune=prune, as_json=as_json)
    except KeyboardInterrupt:
        render.tell("Stopped watching.")


def _tell_summary(summary: Summary, *, prune: bool, as_json: bool) -> None:
    if as_json:
        render.echo_json(_summary_json(summary))
    else:
        render.echo(render.summary(summary))
    for failure in summary.failed[:TOLD]:
        render.tell(f"failed: {_failure_line(failure)}")
    if len(summary.failed) > TOLD:
        more = render.count(len(summary.failed) - TOLD, "more failure")
        render.tell(f"and {more}; list them with: nutgraf failures")
    if summary.gone and not prune:
        render.tell(
            f"{render.count(len(summary.gone), 'file')} that the archive knows have gone;"
            " remove their articles with --prune."
        )


def _failure_line(failure: Failure) -> str:
    return f"{render.line(failure.path)}: {render.line(failure.reason)}"


def _index_code(summary: Summary, paths: tuple[str, ...]) -> int:
    if summary.added or summary.updated or summary.unchanged or summary.gone:
        return 0
    if not summary.failed:
        render.tell(
            f"nutgraf: There are no articles in {', '.join(map(render.line, paths))}."
            " See the formats that Nutgraf reads with: nutgraf index --help"
        )
    return 1


def _open_or_create(
    place: str,
    engine: str | None,
    language: str | None,
    spread: tuple[int | None, int | None],
) -> Archive:
    from search.archive import Archive

    language = language_name(language) if language else None
    try:
        archive = Archive.open(place)
    except ArchiveMissing:
        shards, replicas = spread
        return Archive.create(
            place,
            engine=engine,
            language=language or "english",
            shards=shards,
            replicas=replicas,
        )
    held = archive.stats()
    if spread != (None, None):
        archive.close()
        raise SearchError(
            f"The archive in {place} is there already. Leave out --shards and --replicas, or"
            f" change them with: nutgraf rebuild --archive {place}"
        )
    if (engine or held.engine, language or held.language) != (held.engine, held.language):
        archive.close()
        raise SearchError(
            f"The archive in {place} has the engine {held.engine} and the language"
            f" {held.language} already. Leave out --engine and --language, or make another archive."
        )
    return archive


def _summary_json(summary: Summary) -> dict[str, object]:
    return {
        "added": summary.added,
        "updated": summary.updated,
        "unchanged": summary.unchanged,
        "articles": summary.articles,
        "gone": list(summary.gone),
        "removed": summary.removed,
        "failed": [{"path": each.path, "reason": each.reason} for each in summary.failed],
        "bytes_read": summary.bytes_read,
        "seconds": round(summary.seconds, 3),
    }


@click.command()
@options.archive
@options.as_json
def failures(place: str, as_json: bool) -> int:
    """List what could not be read, why, and since when.

    A file is tried again when it changes, or with: nutgraf index PATH --retry
    """
    from dataclasses import asdict

    from search.archive import Archive

    with Archive.open(place) as archive:
        found = list(archive.failures())
    if as_json:
        render.echo_json([asdict(each) for each in found])
        return 0
    for each in found:
        since = (each.since or "")[: len("2021-08-17T10:00")].replace("T", " ")
        render.echo(f"{since}  {_failure_line(each)}")
    render.tell(render.count(len(found), "failure"))
    return 0
