"""The commands that keep an archive in order: stats, remove, rebuild, check."""

from __future__ import annotations

import click

from search.cli import options, render
from search.cli.progress import ProgressBar


@click.command()
@options.archive
@options.as_json
def stats(place: str, as_json: bool) -> int:
    """Print what the archive holds and how large it is."""
    from dataclasses import asdict

    from search.archive import Archive

    with Archive.open(place) as archive:
        held = archive.stats()
    if as_json:
        render.echo_json(asdict(held))
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
    from search.archive import Archive

    with Archive.open(place) as archive:
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

    from search.archive import Archive

    with Archive.open(place) as archive:
        report = archive.check(repair=repair)
    if as_json:
        render.echo_json(asdict(report) | {"agrees": report.agrees})
    else:
        render.echo(render.check(report))
    return 0 if report.agrees or (report.repaired and report.sound) else 1
