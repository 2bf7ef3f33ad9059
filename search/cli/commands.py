"""The commands, one function each."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from search.cli import options, render
from search.cli.insight import explain, suggest
from search.cli.progress import Interruption, ProgressBar
from search.errors import ArchiveMissing, SearchError
from search.languages import language_name

if TYPE_CHECKING:
    import datetime

    from search.archive import Archive, Progress, Summary
    from search.results import Hit, Match, Results, Scope, Sort

LIMIT = 10  # hits on a terminal's page


def _open(place: str) -> Archive:
    from search.archive import Archive

    return Archive.open(place)


def _tell(message: str) -> None:
    click.echo(message, err=True)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@options.archive
@click.option("--engine", help="The engine of a new archive: tantivy or whoosh.")
@click.option("--language", help="The language of a new archive, as in french or fr.")
@click.option("--prune", is_flag=True, help="Remove articles whose files have gone.")
@options.as_json
def index(
    paths: tuple[str, ...],
    place: str,
    engine: str | None,
    language: str | None,
    prune: bool,
    as_json: bool,
) -> int:
    """Read files and folders of articles into the archive.

    Makes the archive if there is none. Files that have not changed since they
    were last read cost next to nothing.

    A run that has ended exits with 0, also if some files could not be read: they
    are listed, and read again when they change. It exits with 1 if there was
    nothing to read.
    """
    from search import readers

    readers.files(paths)  # a path that does not exist is said before an archive is made
    with (
        _open_or_create(place, engine, language) as archive,
        ProgressBar("Reading") as bar,
        Interruption() as interruption,
    ):

        def show(progress: Progress) -> None:
            bar.show(
                progress.bytes_done,
                progress.bytes_total,
                f"{progress.files_done:,} of {render.count(progress.files_total, 'file')}",
                progress.bytes_done / 1_000_000,
            )
            interruption.pause()

        summary = archive.index(paths, prune=prune, progress=show)
    if as_json:
        render.echo(render.as_json(_summary_json(summary)))
    else:
        render.echo(render.summary(summary))
    for failure in summary.failed:
        _tell(f"failed: {render.plain(failure.path)}: {render.plain(failure.reason)}")
    if summary.gone and not prune:
        _tell(
            f"{render.count(len(summary.gone), 'file')} that the archive knows have gone;"
            " remove their articles with --prune."
        )
    return _index_code(summary, paths)


def _index_code(summary: Summary, paths: tuple[str, ...]) -> int:
    if summary.added or summary.updated or summary.unchanged or summary.gone:
        return 0
    if not summary.failed:
        _tell(
            f"nutgraf: There are no articles in {', '.join(map(render.line, paths))}."
            " Nutgraf reads text and Markdown files (.txt, .md)."
        )
    return 1


def _open_or_create(place: str, engine: str | None, language: str | None) -> Archive:
    from search.archive import Archive

    language = language_name(language) if language else None
    try:
        archive = Archive.open(place)
    except ArchiveMissing:
        return Archive.create(place, engine=engine or "tantivy", language=language or "english")
    held = archive.stats()
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
        "gone": list(summary.gone),
        "removed": summary.removed,
        "failed": [{"path": each.path, "reason": each.reason} for each in summary.failed],
        "bytes_read": summary.bytes_read,
        "seconds": round(summary.seconds, 3),
    }


@click.command(cls=options.QueryCommand, context_settings=options.QUERY_SETTINGS)
@options.query
@options.archive
@options.scope
@options.sort
@options.match_any
@click.option("--limit", type=click.IntRange(0), default=LIMIT, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True)
@options.now
@options.as_json
def search(
    query: tuple[str, ...],
    place: str,
    scope: Scope,
    sort: Sort,
    match_any: bool,
    limit: int,
    offset: int,
    now: datetime.date | None,
    as_json: bool,
) -> int:
    """Search the archive and print the best hits.

    Put a phrase in single quotes around double ones: nutgraf search '"peace talks"'
    """
    with _open(place) as archive:
        found = archive.search(
            " ".join(query),
            scope=scope,
            match=_match(match_any),
            sort=sort,
            limit=limit,
            offset=offset,
            facets=as_json,
            today=now,
        )
    if as_json:
        render.echo(render.as_json(found.as_json()))
        return 0
    _tell_interpreted(found)
    for line in render.results(found):
        render.echo(line)
    return 0


def _tell_interpreted(found: Results) -> None:
    _tell(f"read as: {render.plain(found.interpreted)}")
    for suggestion in found.suggestions:
        count = render.count(suggestion.count, "article")
        _tell(f"did you mean: {render.plain(suggestion.text)} ({suggestion.replacement}: {count})")
    for notice in found.notices:
        _tell(f"note: {render.plain(notice.message)}")


@click.command()
@click.argument("article_id", metavar="ARTICLE")
@options.archive
@click.option("--paragraph", type=int, help="Show only this paragraph.")
@click.option("--query", default="", help="Mark what this query matches.")
@options.now
@options.as_json
def show(
    article_id: str,
    place: str,
    paragraph: int | None,
    query: str,
    now: datetime.date | None,
    as_json: bool,
) -> int:
    """Print one article with its paragraphs and their numbers."""
    from search.results import article_json

    with _open(place) as archive:
        article = archive.article(article_id)
        marked = archive.marked(article, query, today=now)
    if paragraph is not None:
        marked = tuple(found for found in marked if found.number == paragraph)
        if not marked:
            numbers = [each.number for each in article.paragraphs] or [0]
            raise SearchError(
                f"The article {article_id} has no paragraph {paragraph};"
                f" its paragraphs are {min(numbers)} to {max(numbers)}."
            )
    if as_json:
        shown = article_json(article)
        wanted = {found.number for found in marked}
        shown["paragraphs"] = [each for each in shown["paragraphs"] if each["number"] in wanted]
        render.echo(render.as_json(shown))
        return 0
    for line in render.article(article, marked):
        render.echo(line)
    return 0


@click.command()
@options.archive
@options.as_json
def stats(place: str, as_json: bool) -> int:
    """Print what the archive holds and how large it is."""
    from dataclasses import asdict

    with _open(place) as archive:
        held = archive.stats()
    if as_json:
        render.echo(render.as_json(asdict(held)))
        return 0
    for line in render.stats(held):
        render.echo(line)
    return 0


@click.command()
@click.argument("article_ids", metavar="ARTICLE...", nargs=-1, required=True)
@options.archive
def remove(article_ids: tuple[str, ...], place: str) -> int:
    """Remove articles by their ids.

    The files that they came from are not read again until they change.
    """
    with _open(place) as archive:
        for article_id in article_ids:
            archive.article(article_id)
        removed = archive.remove(article_ids)
    render.echo(f"removed {removed:,}")
    return 0


@click.command()
@options.archive
@click.option("--engine", help="Convert the archive to this engine: tantivy or whoosh.")
def rebuild(place: str, engine: str | None) -> int:
    """Build the index anew from the catalog; the files are not needed."""
    from search.archive import Archive

    with ProgressBar("Building") as bar:
        done = Archive.rebuild(
            place,
            engine=engine,
            progress=lambda done, total: bar.show(
                done, total, f"{done:,} of {render.count(total, 'article')}"
            ),
        )
    render.echo(f"rebuilt the index of {render.count(done, 'article')}")
    return 0


@click.command()
@options.archive
@click.option("--repair", is_flag=True, help="Index again what differs.")
@options.as_json
def check(place: str, repair: bool, as_json: bool) -> int:
    """See whether catalog and index agree."""
    from dataclasses import asdict

    with _open(place) as archive:
        report = archive.check(repair=repair)
    if as_json:
        render.echo(render.as_json(asdict(report) | {"agrees": report.agrees}))
    else:
        render.echo(render.check(report))
    return 0 if report.agrees or (report.repaired and report.sound) else 1


@click.command(cls=options.QueryCommand, context_settings=options.QUERY_SETTINGS)
@options.query
@options.archive
@options.scope
@options.sort
@options.match_any
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True
)
@options.now
def export(
    query: tuple[str, ...],
    place: str,
    scope: Scope,
    sort: Sort,
    match_any: bool,
    form: str,
    now: datetime.date | None,
) -> int:
    """Print every hit of a search, as JSON Lines or CSV."""
    import csv

    with _open(place) as archive:
        hits = archive.hits(
            " ".join(query), scope=scope, match=_match(match_any), sort=sort, today=now
        )
        if form == "jsonl":
            for hit in hits:
                sys.stdout.write(render.as_json(hit.as_json(), indent=None) + "\n")
            return 0
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(_CSV_COLUMNS)
        for hit in hits:
            writer.writerow(_csv_row(hit))
    return 0


def _match(match_any: bool) -> Match:
    return "any" if match_any else "all"


_CSV_COLUMNS = (
    "id", "label", "date", "date_precision", "source", "authors", "section", "url", "path",
    "score", "matching_paragraphs", "paragraph", "text",
)  # fmt: skip


def _csv_row(hit: Hit) -> list[object]:
    article, best = hit.article, hit.paragraphs[0] if hit.paragraphs else None
    return [
        article.id,
        article.label,
        article.date or "",
        article.date_precision if article.date else "",
        article.source or "",
        "; ".join(article.authors),
        article.section or "",
        article.url or "",
        article.path or "",
        round(hit.score, 4),
        hit.matching_paragraphs,
        best.number if best else "",
        best.text if best else "",
    ]


@click.command()
@options.archive
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
def serve(place: str, port: int) -> int:
    """Serve the search page on this machine until interrupted."""
    from importlib.metadata import entry_points

    found = entry_points(group="nutgraf.web", name="application")
    if not found:
        raise SearchError("The web page is not installed. Install it with: pip install nutgraf")
    application = next(iter(found)).load()(place)
    from waitress.server import create_server

    try:
        server = create_server(application, host="127.0.0.1", port=port)
    except OSError as error:
        raise SearchError(
            f"Port {port} cannot be used ({error.strerror}). Choose another with --port."
        ) from error
    _tell(f"Nutgraf is on http://127.0.0.1:{server.effective_port} – stop it with Ctrl-C.")
    try:
        server.run()
    finally:
        server.close()
    return 0


COMMANDS = [index, search, show, suggest, explain, export, stats, remove, rebuild, check, serve]
