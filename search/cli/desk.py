"""The commands for the desk: cite, saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from search.cli import options, render

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from search.archive import Archive
    from search.archive.saved import SavedSearch
    from search.citations import CitationForm
    from search.results import News, Scope, Sort

# Written out, so that nothing need be imported to say them.
CITATION_FORMS = ("plain", "markdown", "bibtex", "ris", "csl-json")


def _open(place: str) -> Archive:
    from search.archive import Archive

    return Archive.open(place)


@click.command()
@click.argument("article_id", metavar="ARTICLE")
@options.archive
@click.option(
    "--format", "form", type=click.Choice(CITATION_FORMS), default="plain", show_default=True
)
@click.option("--paragraph", type=int, help="Cite this paragraph.")
@click.option("--link", help="Where the article can be read in this archive.")
@click.option("--accessed", type=options.Day(), help="The day on which it was read.")
def cite(
    article_id: str,
    place: str,
    form: CitationForm,
    paragraph: int | None,
    link: str | None,
    accessed: datetime.date | None,
) -> int:
    """Print an article as a reference, for a text or a reference manager.

    What is not known of an article is left out; names and dates stand as the
    source has them.
    """
    from search.citations import citation

    with _open(place) as archive:
        article = archive.article(article_id)
    cited = citation(article, form, paragraph=paragraph, link=link, accessed=accessed)
    render.echo(render.plain(cited))
    return 0


@click.group(invoke_without_command=True, subcommand_metavar="[COMMAND] [ARGS]...")
@options.archive
@options.as_json
@click.pass_context
def saved(context: click.Context, place: str, as_json: bool) -> int:
    """Print the searches that were saved, and how many new hits each has.

    New are the hits that were added to the archive, or changed, since the search
    was last looked at. Whoever opens the archive sees the same searches.
    """
    if context.invoked_subcommand:
        _refuse_options_before(context)
        return 0
    with _open(place) as archive:
        found = archive.saved_searches()
    if as_json:
        render.echo_json([each.as_json() for each in found])
        return 0
    if not found:
        render.tell("no search is saved; save one with: nutgraf saved add NAME QUERY")
    for each in found:
        for line in _about(each):
            render.echo(line)
    return 0


def _refuse_options_before(context: click.Context) -> None:
    """Refuse what would otherwise be lost without a word: the commands have options of their own."""
    for parameter in context.command.params:
        source = context.get_parameter_source(parameter.name or "")
        if source == click.core.ParameterSource.COMMANDLINE:
            option = parameter.opts[0]
            command = f"nutgraf saved {context.invoked_subcommand}"
            raise click.UsageError(f"Write {option} after the command: {command} … {option}")


@saved.command(cls=options.QueryCommand, context_settings=options.QUERY_SETTINGS)
@click.argument("name")
@options.query
@options.archive
@options.scope
@options.sort
@options.match_any
@click.option("--replace", is_flag=True, help="Put it in the place of one with this name.")
def add(
    name: str,
    query: tuple[str, ...],
    place: str,
    scope: Scope,
    sort: Sort,
    match_any: bool,
    replace: bool,
) -> int:
    """Save a search under NAME; what it finds now counts as seen."""
    with _open(place) as archive:
        kept = archive.save_search(
            name,
            " ".join(query),
            scope=scope,
            match="any" if match_any else "all",
            sort=sort,
            replace=replace,
        )
    render.echo(render.line(f"saved {kept.name}"))
    return 0


@saved.command()
@click.argument("name")
@options.archive
@click.option("--limit", type=click.IntRange(0), default=10, show_default=True)
@click.option("--seen", is_flag=True, help="Count them as seen from now on.")
@options.as_json
def show(name: str, place: str, limit: int, seen: bool, as_json: bool) -> int:
    """Print the new hits of a search, the newest addition first."""
    with _open(place) as archive, archive.snapshot():
        kept = archive.saved_search(name)
        found = archive.news(
            kept.text,
            narrow=kept.narrow,
            scope=kept.scope,
            match=kept.match,
            after=kept.seen,
            limit=limit,
        )
        if seen:
            archive.visit_search(name, seen=found.last_addition)
    if as_json:
        render.echo_json({"search": kept.as_json()} | found.as_json())
        return 0
    for line in _news(kept, found):
        render.echo(line)
    return 0


@saved.command()
@click.argument("name")
@options.archive
def remove(name: str, place: str) -> int:
    """Forget a search; no article is changed."""
    with _open(place) as archive:
        archive.forget_search(name)
    render.echo(render.line(f"forgot {name}"))
    return 0


def _about(kept: SavedSearch) -> Iterator[str]:
    """Yield the lines about a saved search."""
    new = render.plain(kept.fault) if kept.fault else _counted(kept, kept.new)
    yield click.style(render.line(kept.name), bold=True) + f": {new}"
    yield f"   {_asked(kept)}"


def _counted(kept: SavedSearch, new: int) -> str:
    noun = "article" if kept.scope == "article" else "paragraph"
    count = render.count(new, f"new {noun}") if new else "nothing new"
    return f"{count} since {kept.visited.astimezone():%Y-%m-%d %H:%M}"


def _asked(kept: SavedSearch) -> str:
    """Return what a saved search asks for."""
    text = kept.text if kept.text.strip() else "everything"
    any_word = " (any of the words)" if kept.match == "any" else ""
    narrow = "".join(
        f" · {name}: {', '.join(value or 'none' for value in values)}"
        for name, values in kept.narrow.items()
    )
    return render.line(f"{text}{any_word}{narrow}")


def _news(kept: SavedSearch, found: News) -> Iterator[str]:
    yield _counted(kept, found.total)
    for place, hit in enumerate(found.hits, start=1):
        yield ""
        yield from render.hit_lines(place, hit)
    if len(found.hits) < found.total:
        yield ""
        yield f"1 to {len(found.hits):,}; see all with --limit {found.total}"
