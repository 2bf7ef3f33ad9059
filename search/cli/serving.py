"""The command that serves the page and the HTTP API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from search.cli import options, render
from search.errors import SearchError

if TYPE_CHECKING:
    from typing import Any


@click.command()
@options.archive
@click.option(
    "--host",
    metavar="ADDRESS",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on. Any but this machine's own needs a password in"
    " NUTGRAF_PASSWORD, or --public.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port; 0 is any that is free.",
)
@click.option(
    "--public", is_flag=True, help="Let everybody who reaches the address read, without a password."
)
@click.option(
    "--allow-host",
    "allow_hosts",
    metavar="NAME",
    multiple=True,
    help="Answer also under this name. Without a password, only the names of this machine are"
    " answered on it. May be repeated.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    help="How many processes answer.  [default: one for each processor]",
)
@click.option(
    "--rate",
    type=click.IntRange(0),
    metavar="NUMBER",
    help="Requests a second that each client may make over ten seconds; 0 is any number."
    "  [default: 20, and any number from this machine]",
)
@click.option(
    "--time-limit",
    type=click.IntRange(0),
    metavar="SECONDS",
    default=30,
    show_default=True,
    help="Stop searches that take longer; 0 is never.",
)
@click.option(
    "--trusted-proxy",
    metavar="ADDRESS",
    help="The address of a reverse proxy, which is believed what it says of its clients.",
)
@click.option(
    "--log",
    type=click.Choice(["quiet", "text", "json"]),
    default="quiet",
    show_default=True,
    help="Log every request, as text or as JSON, or only what goes wrong.",
)
@click.option("--log-queries", is_flag=True, help="Log also what was searched.")
@click.option("--metrics", is_flag=True, help="Give figures for Prometheus at /metrics.")
def serve(**chosen: Any) -> int:
    """Serve the search page and the API until interrupted.

    With a password in NUTGRAF_PASSWORD everybody has to give it.
    """
    from importlib.metadata import entry_points

    found = entry_points(group="nutgraf.web", name="serving")
    if not found:
        raise SearchError("The web page is not installed. Install it with: pip install nutgraf")
    serving = next(iter(found)).load()
    serving.serve(serving.Options(**chosen), render.tell)
    return 0
