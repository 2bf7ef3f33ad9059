"""The commands that tell about words and matches: suggest, explain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from search.cli import options, render

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterator

    from search.results import Explanation, PartExplanation, ScorePart

_COMBINED = ("sum", "product")  # of parts that have names


@click.command()
@click.argument("text")
@options.archive
@click.option("--limit", type=click.IntRange(1), default=10, show_default=True)
@options.as_json
def suggest(text: str, place: str, limit: int, as_json: bool) -> int:
    """Print how the last word of TEXT may go on, in the archive's own words."""
    from search.archive import Archive

    with Archive.open(place) as archive:
        found = archive.suggest(text, limit=limit)
    if as_json:
        render.echo_json([each.as_json() for each in found])
        return 0
    for each in found:
        render.echo(render.plain(f"{each.text}\t{render.count(each.count, 'article')}"))
    return 0


@click.command(cls=options.QueryCommand, context_settings=options.QUERY_SETTINGS)
@click.argument("query")
@click.argument("article_id", metavar="ARTICLE")
@options.archive
@options.recency
@options.match_any
@options.now
@click.option("--verbose", is_flag=True, help="Print what each part of the score is made of.")
@options.as_json
def explain(
    query: str,
    article_id: str,
    place: str,
    recency: int | None,
    match_any: bool,
    now: datetime.date | None,
    verbose: bool,
    as_json: bool,
) -> int:
    """Print why an article matches QUERY or not, and how its score came about."""
    from search.archive import Archive

    with Archive.open(place) as archive:
        found = archive.explain(
            query,
            article_id,
            match="any" if match_any else "all",
            recency=recency,
            today=now,
        )
    if as_json:
        render.echo_json(found.as_json())
        return 0
    for line in explanation(found, verbose=verbose):
        render.echo(line)
    return 0


def explanation(found: Explanation, *, verbose: bool = False) -> Iterator[str]:
    """Yield the lines that explain a match; if ``verbose``, also what the engine counted."""
    verdict = "matches" if found.matched else "does not match"
    yield render.plain(f"{found.label} ({found.article_id}) {verdict}: {found.interpreted}")
    for part in found.parts:
        yield render.plain(_part(part))
        for match in part.matches:
            words = " … ".join(match.words)
            yield render.plain(f"    ¶{match.paragraph} {words} ({match.likeness})")
    if found.score:
        yield ""
        yield "score"
        yield from _score(found.score, 1, verbose=verbose)


def _part(part: PartExplanation) -> str:
    found = "found" if part.matched else "not found"
    return f"  {'-' if part.excluded else ''}{part.part}: {found}"


def _score(part: ScorePart, depth: int, *, verbose: bool) -> Iterator[str]:
    yield render.plain(f"{'  ' * depth}{part.value:.3f} {part.description}")
    if verbose or depth == 1 or part.description in _COMBINED:
        for inner in part.parts:
            yield from _score(inner, depth + 1, verbose=verbose)
