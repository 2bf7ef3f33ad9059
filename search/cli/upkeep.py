"""The commands that keep an archive in order: stats, remove, rebuild, copy, check."""

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
@options.shards
@options.replicas
def rebuild(place: str, engine: str | None, shards: int | None, replicas: int | None) -> int:
    """Build the index anew from the catalog; the files are not needed."""
    from search.archive import Archive

    with ProgressBar("Building") as bar:
        done = Archive.rebuild(
            place,
            engine=engine,
            shards=shards,
            replicas=replicas,
            progress=lambda done, total: bar.show(
                done, total, f"{done:,} of {render.count(total, 'article')}"
            ),
        )
    render.echo(f"rebuilt the index of {render.count(done, 'article')}")
    return 0


@click.command()
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def copy(source: str, target: str) -> int:
    """Copy an archive: FROM a folder or an address of a cluster, TO another.

    All goes along: former versions, the ledger of files, saved searches. Run it again
    if it was stopped, and it goes on. In the end both are compared.
    """
    from search.archive import Archive

    with ProgressBar("Copying") as bar:
        done = Archive.copy(
            source,
            target,
            progress=lambda done, total: bar.show(
                done, total, f"{done:,} of {render.count(total, 'article')}"
            ),
        )
    render.echo(f"copied {render.count(done, 'article')}")
    compared = Archive.compare(source, target)
    render.echo(render.comparison(compared))
    return 0 if compared.agrees else 1


@click.command()
@options.archive
@click.option("--repair", is_flag=True, help="Index again what differs.")
@click.option(
    "--against", metavar="PLACE", help="Compare also all that is held with another archive."
)
@options.as_json
def check(place: str, repair: bool, against: str | None, as_json: bool) -> int:
    """See whether catalog and index agree."""
    from dataclasses import asdict

    from search.archive import Archive

    with Archive.open(place) as archive:
        report = archive.check(repair=repair)
    compared = Archive.compare(place, against) if against else None
    if as_json:
        said = asdict(report) | {"agrees": report.agrees}
        if compared:
            said["against"] = asdict(compared) | {"agrees": compared.agrees}
        render.echo_json(said)
    else:
        render.echo(render.check(report))
        if compared:
            render.echo(render.comparison(compared))
    is_well = report.agrees or (report.repaired and report.sound)
    return 0 if is_well and (compared is None or compared.agrees) else 1
