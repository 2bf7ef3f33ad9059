"""Options that several commands share."""

from __future__ import annotations

import datetime
from itertools import takewhile
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from typing import Any


class Day(click.ParamType[datetime.date]):
    """A calendar day, as in 2021-09-01."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime.date:
        """Return the day, or fail with a sentence."""
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            self.fail(f"“{value}” is not a day; write it as in 2021-09-01.", param, ctx)


class Days(click.ParamType[int]):
    """A number of days, at least 1."""

    name = "DAYS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, or fail with a sentence."""
        try:
            days = int(value)
        except ValueError:
            days = 0
        if days < 1:
            self.fail(
                f"“{value}” is not a number of days; write a whole one from 1 on, such as 30.",
                param,
                ctx,
            )
        return days


archive = click.option(
    "--archive",
    "place",
    metavar="PLACE",
    envvar="NUTGRAF_ARCHIVE",
    default="index",
    show_default=True,
    show_envvar=True,
    help="The folder of the archive, or its address in a cluster: opensearch://HOST:9200/NAME.",
)
shards = click.option(
    "--shards", type=click.IntRange(1), help="In a cluster: how many parts the index is cut into."
)
replicas = click.option(
    "--replicas",
    type=click.IntRange(0),
    help="In a cluster: how many further copies of each part there are.  [default: one, as soon"
    " as there is a second node]",
)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
now = click.option(
    "--now", type=Day(), help="The day from which relative dates count, instead of today."
)
scope = click.option(
    "--scope",
    type=click.Choice(["article", "paragraph"]),
    default="article",
    show_default=True,
    help="Where the whole query must match.",
)
sort = click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="The order of the hits.",
)
recency = click.option(
    "--recency",
    type=Days(),
    help="By relevance, articles of today count up to twice as much as very old ones; half of"
    " that extra is left after DAYS days.",
)
match_any = click.option(
    "--any", "match_any", is_flag=True, help="Find articles with any of the words."
)
query = click.argument("query", nargs=-1)


class QueryCommand(click.Command):
    """A command that takes a query, in which -word leaves a word out and is not an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options and leave the rest to the query."""
        known = {name for each in self.get_params(ctx) for name in each.opts}
        for word in takewhile(lambda each: each != "--", args):
            name = word.partition("=")[0]
            if name.startswith("--") and name not in known:
                from difflib import get_close_matches

                raise click.NoSuchOption(
                    name, possibilities=get_close_matches(name, known), ctx=ctx
                )
        return super().parse_args(ctx, ["--help"] if args == ["-h"] else args)


# Without options of one letter, so that -h in -history is not one.
QUERY_SETTINGS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
