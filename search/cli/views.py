"""The commands that look at the hits of a search as a whole, or at what is beside an article.

They are concordance, timeline, facets, similar and first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from search.cli import options, render

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator, Mapping, Sequence

    from search.archive import Archive
    from search.concordances import Concordance, Line, LineSort
    from search.results import FacetCount, FirstMention, Match, PublicationDay, Results, Scope
    from search.timelines.bars import Bar, Timeline
    from search.timelines.periods import Unit

CONTEXT = 40  # characters on each side of a match: with the rest they fit a wide terminal
BAR = 50  # characters of the longest bar
WRITTEN = {"year": 4, "month": 7, "week": 10, "day": 10}  # characters of an ISO date


def _open(place: str) -> Archive:
    from search.archive import Archive

    return Archive.open(place)


def _match(match_any: bool) -> Match:
    return "any" if match_any else "all"


def _tell_reading(
    archive: Archive, text: str, now: datetime.date | None, match: Match, scope: Scope = "article"
) -> Results:
    """Tell how a query was read, and what may be wrong with it if it finds nothing."""
    found = archive.search(text, scope=scope, match=match, limit=0, today=now)
    render.tell_reading(found)
    return found


@click.command(cls=options.QueryCommand, context_settings=options.QUERY_SETTINGS)
@options.query
@options.archive
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest", "left", "right"]),
    default="relevance",
    show_default=True,
    help="The order of the lines: that of the hits, or by the words beside the match.",
)
@options.match_any
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True)
@options.now
@options.as_json
def concordance(  # noqa: PLR0913, PLR0917 - an argument for each option
    query: tuple[str, ...],
    place: str,
    sort: LineSort,
    match_any: bool,
    limit: int,
    offset: int,
    now: datetime.date | None,
    as_json: bool,
) -> int:
    """Print each match of a search in a line, between the words around it."""
    text, match = " ".join(query), _match(match_any)
    with _open(place) as archive, archive.snapshot():
        found = archive.concordance(
            text, match=match, sort=sort, limit=limit, offset=offset, today=now
        )
        if as_json:
            render.echo_json(found.as_json())
            return 0
        read = _tell_reading(archive, text, now, match)
    for notice in found.notices:
        if notice not in read.notices:
            render.tell(f"note: {render.plain(notice.message)}")
    for line in _concordance(found):
        render.echo(line)
    return 0


def _concordance(found: Concordance) -> Iterator[str]:
    articles = render.count(found.articles, "article")
    if found.total is None:
        yield f"more than {render.count(found.offset + len(found.lines), 'line')} in {articles}"
    else:
        yield f"{render.count(found.total, 'line')} in {articles}"
    for line in found.lines:
        yield _line(line)
    last = found.offset + len(found.lines)
    if found.more and found.lines:
        yield f"{found.offset + 1:,} to {last:,}; go on with --offset {last}"


def _line(line: Line) -> str:
    from search.concordances import left_of, right_of

    left, right = render.plain(line.left), render.plain(line.right)
    left, right = left_of(left, len(left), CONTEXT), right_of(right, 0, CONTEXT)
    match = click.style(render.plain(line.match), bold=True, fg="red")
    where = render.line(f"{line.article.id} ¶{line.number}")
    return f"{left:>{CONTEXT}}{match}{right:<{CONTEXT}}  {where}"


@click.command(cls=options.QueryCommand, context_settings=options.QUERY_SETTINGS)
@options.query
@options.archive
@options.scope
@options.match_any
@click.option(
    "--unit",
    type=click.Choice(["day", "week", "month", "year"]),
    help="What a bar is; without it, what suits the dates of the hits.",
)
@click.option("--by-source", is_flag=True, help="Print the bars of each source too.")
@options.now
@options.as_json
def timeline(  # noqa: PLR0913, PLR0917 - an argument for each option
    query: tuple[str, ...],
    place: str,
    scope: Scope,
    match_any: bool,
    unit: Unit | None,
    by_source: bool,
    now: datetime.date | None,
    as_json: bool,
) -> int:
    """Print how the hits of a search are spread over time.

    Behind each bar stands how many articles (or paragraphs) the archive holds there.
    """
    text, match = " ".join(query), _match(match_any)
    with _open(place) as archive, archive.snapshot():
        found = archive.timeline(
            text, scope=scope, match=match, unit=unit, by_source=by_source, today=now
        )
        if as_json:
            render.echo_json(found.as_json())
            return 0
        _tell_reading(archive, text, now, match, scope)
    for line in _timeline(found, scope):
        render.echo(line)
    return 0


def _timeline(found: Timeline, scope: Scope) -> Iterator[str]:
    yield f"{render.count(found.total, scope)} by {found.unit}"
    yield from _bars(found.bars, found)
    if found.undated or found.undated_held:
        yield f"undated: {found.undated:,} of {found.undated_held:,}"
    if found.imprecise or found.imprecise_held:
        known = f"dates not known to the {found.unit}"
        yield f"{known}: {found.imprecise:,} of {found.imprecise_held:,}"
    for source in found.sources:
        yield ""
        yield f"{render.line(source.source or 'no source')}: {render.count(source.total, scope)}"
        yield from _bars([bar for bar in source.bars if bar.count], found)


def _bars(bars: Sequence[Bar], found: Timeline) -> Iterator[str]:
    names = [_period(bar, found) for bar in bars]
    counts = [f"{bar.count:,}" for bar in bars]
    held = [f"of {bar.held:,}" if bar.held else "nothing held" for bar in bars]
    most = max((bar.count for bar in found.bars), default=0)
    widths = [max(map(len, column), default=0) for column in (names, counts, held)]
    for bar, name, count, of in zip(bars, names, counts, held, strict=True):
        drawn = "█" * -(-bar.count * BAR // most) if bar.count else ""
        row = f"  {name:<{widths[0]}}  {count:>{widths[1]}} {of:<{widths[2]}}  {drawn}"
        yield row.rstrip()


def _period(bar: Bar, found: Timeline) -> str:
    length = WRITTEN[found.unit]
    first, last = bar.start.isoformat()[:length], bar.end.isoformat()[:length]
    return first if first == last or bar not in (found.before, found.after) else f"{first}..{last}"


@click.command(cls=options.QueryCommand, context_settings=options.QUERY_SETTINGS)
@options.query
@options.archive
@options.scope
@options.match_any
@click.option(
    "--limit",
    type=click.IntRange(1),
    default=10,
    show_default=True,
    help="How many values of each facet are printed; JSON has them all.",
)
@options.now
@options.as_json
def facets(
    query: tuple[str, ...],
    place: str,
    scope: Scope,
    match_any: bool,
    limit: int,
    now: datetime.date | None,
    as_json: bool,
) -> int:
    """Count the hits of a search by source, author, section, language, kind and year."""
    text, match = " ".join(query), _match(match_any)
    with _open(place) as archive, archive.snapshot():
        counted = archive.facets(text, scope=scope, match=match, today=now)
        if as_json:
            shown = {name: [each.as_json() for each in counts] for name, counts in counted.items()}
            render.echo_json(shown)
            return 0
        found = _tell_reading(archive, text, now, match, scope)
    render.echo(render.count(found.total, scope))
    for line in _facets(counted, limit):
        render.echo(line)
    return 0


def _facets(counted: Mapping[str, tuple[FacetCount, ...]], limit: int) -> Iterator[str]:
    for name, counts in counted.items():
        if counts:
            yield ""
            yield name
        digits = max((len(f"{each.count:,}") for each in counts[:limit]), default=0)
        for each in counts[:limit]:
            value = render.line(each.value) if each.value else f"no {name}"
            yield f"  {each.count:>{digits},}  {value}"
        if len(counts) > limit:
            yield f"  {len(counts) - limit:,} more; see them with --limit {len(counts)}"


@click.command()
@click.argument("article_id", metavar="ARTICLE")
@options.archive
@click.option("--limit", type=click.IntRange(0), default=10, show_default=True)
@options.as_json
def similar(article_id: str, place: str, limit: int, as_json: bool) -> int:
    """Print the articles that share the most telling words of one, the most similar first."""
    with _open(place) as archive:
        found = archive.similar(article_id, limit=limit)
    if as_json:
        render.echo_json([each.as_json() for each in found])
        return 0
    if not found and limit:
        render.tell("no article is like it")
    for number, hit in enumerate(found, start=1):
        for line in render.hit_lines(number, hit):
            render.echo(line)
    return 0


@click.command(cls=options.QueryCommand, context_settings=options.QUERY_SETTINGS)
@options.query
@options.archive
@options.match_any
@click.option("--limit", type=click.IntRange(0), default=50, show_default=True)
@click.option("--offset", type=click.IntRange(0), default=0, show_default=True)
@options.now
@options.as_json
def first(
    query: tuple[str, ...],
    place: str,
    match_any: bool,
    limit: int,
    offset: int,
    now: datetime.date | None,
    as_json: bool,
) -> int:
    """Print which source had it first: the earliest hit of each.

    A date that is known to the month only may be any day of it.
    """
    text, match = " ".join(query), _match(match_any)
    with _open(place) as archive, archive.snapshot():
        found = archive.first_mentions(text, match=match, limit=limit + 1, offset=offset, today=now)
        shown, more = found[:limit], found[limit:]
        if as_json:
            render.echo_json([each.as_json() for each in shown])
            return 0
        _tell_reading(archive, text, now, match)
    if not found:
        behind = f" behind the first {offset:,}" if offset else ""
        render.echo(f"{render.count(0, 'source')}{behind}")
    for mention in shown:
        for line in _first(mention):
            render.echo(line)
    if more and shown:
        last = offset + limit
        render.echo(f"{offset + 1:,} to {last:,} of more sources; go on with --offset {last}")
    return 0


def _first(mention: FirstMention) -> Iterator[str]:
    article = mention.hit.article
    source = render.line(mention.source or "no source")
    undated = f", {mention.undated:,} undated" if mention.undated else ""
    yield click.style(f"{render.date(article):<10}  {source}", bold=True) + (
        f": {render.count(mention.total, 'article')}{undated}; the archive has it"
        f" {_since(mention.covered_from)}"
    )
    yield f"            {render.line(article.label)} · {render.line(article.id)}"


def _since(day: PublicationDay | None) -> str:
    if day is None or day.date is None:
        return "without dates"
    return f"from {day.date.isoformat()[: WRITTEN[day.precision]]}"
