"""The commands that find and read articles: search, show, export."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from search.cli import options, render
from search.errors import SearchError

if TYPE_CHECKING:
    import datetime

    from search.archive import Archive
    from search.exports import ExportForm
    from search.results import Match, Scope, Sort

LIMIT = 10  # hits on a terminal's page


def _open(place: str) -> Archive:
    from search.archive import Archive

    return Archive.open(place)


@click.command(cls=options.QueryCommand, context_settings=options.QUERY_SETTINGS)
@options.query
@options.archive
@options.scope
@options.sort
@options.recency
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
    recency: int | None,
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
            recency=recency,
            limit=limit,
            offset=offset,
            facets=as_json,
            today=now,
        )
    if as_json:
        render.echo_json(found.as_json())
        return 0
    render.tell_reading(found)
    for line in render.results(found):
        render.echo(line)
    return 0


@click.command()
@click.argument("article_id", metavar="ARTICLE")
@options.archive
@click.option("--paragraph", type=int, help="Show only this paragraph.")
@click.option("--query", default="", help="Mark what this query matches.")
@click.option("--versions", is_flag=True, help="Show what it said before, and what has changed.")
@options.now
@options.as_json
def show(
    article_id: str,
    place: str,
    paragraph: int | None,
    query: str,
    versions: bool,
    now: datetime.date | None,
    as_json: bool,
) -> int:
    """Print one article with its paragraphs and their numbers.

    Behind each value stands where it comes from, unless its source states it.
    """
    from search.results import article_json

    if versions:
        return _show_versions(article_id, place, as_json)
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
        render.echo_json(shown)
        return 0
    for line in render.article(article, marked):
        render.echo(line)
    return 0


def _show_versions(article_id: str, place: str, as_json: bool) -> int:
    from search.cli.versions import versions_of
    from search.results import article_json

    with _open(place) as archive:
        found = archive.versions(article_id)
    if as_json:
        shown = [
            {"read": each.read, "current": each.current, "article": article_json(each.article)}
            for each in found
        ]
        render.echo_json(shown)
        return 0
    for line in versions_of(found):
        render.echo(line)
    return 0


@click.command(cls=options.QueryCommand, context_settings=options.QUERY_SETTINGS)
@options.query
@options.archive
@options.scope
@options.sort
@options.recency
@options.match_any
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv", "markdown"]),
    default="jsonl",
    show_default=True,
)
@options.now
def export(
    query: tuple[str, ...],
    place: str,
    scope: Scope,
    sort: Sort,
    recency: int | None,
    match_any: bool,
    form: ExportForm,
    now: datetime.date | None,
) -> int:
    """Print every hit of a search: as JSON Lines, CSV or Markdown.

    In CSV, a text that a spreadsheet would run as a formula (it begins with one of
    = + - @, a tab or the end of a line) has an apostrophe before it.
    """
    from search.exports import exported

    with _open(place) as archive:
        hits = archive.hits(
            " ".join(query),
            scope=scope,
            match=_match(match_any),
            sort=sort,
            recency=recency,
            today=now,
        )
        for piece in exported(hits, form):
            sys.stdout.write(piece)
    return 0


def _match(match_any: bool) -> Match:
    return "any" if match_any else "all"
