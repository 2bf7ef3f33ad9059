"""The ``nutgraf`` command and how it ends: exit codes, and no traceback for a user."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, cast

import click

from search import __version__
from search.cli.registry import COMMANDS
from search.cli.render import plain, query_error
from search.errors import QueryError, SearchError

if TYPE_CHECKING:
    from typing import Any

DONE, FAILURE, MISUSE, INTERRUPTED = 0, 1, 2, 130
_GARBAGE = 100_000  # objects made between two collections: an import makes as many, and none goes


class _Commands(click.Group):
    """The commands; click itself would end without a word when output fails."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            code = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:  # the reader of our output has seen enough
            _forget_output()
            return DONE
        except OSError as error:
            if error.filename is not None:  # not of the output: a bug
                raise
            _forget_output()
            raise SearchError(
                f"The output could not be written ({error.strerror or error})."
                " See that there is room where it goes, then run the command again."
            ) from error
        return code


@click.group(
    cls=_Commands,
    commands=cast("dict[str, click.Command]", COMMANDS),  # which click only reads
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="nutgraf")
def nutgraf() -> None:
    """Find the paragraph that matters: full-text search for archives of news articles."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0 is done, also with no hits; 1 is a failure; 2 is misuse, such as a query
    without a sensible reading; 130 is an interruption.
    """
    _spare_collections()
    _prepare_output()
    try:
        code = nutgraf.main(
            args=arguments,
            prog_name="nutgraf",
            standalone_mode=False,
            windows_expand_args=False,  # the stars in a query are not of files
        )
    except QueryError as error:
        click.echo(query_error(error), err=True)
        return MISUSE
    except SearchError as error:
        click.echo(f"nutgraf: {plain(str(error))}", err=True)
        return FAILURE
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("nutgraf: Interrupted; what was committed is safe.", err=True)
        return INTERRUPTED
    return code if isinstance(code, int) else DONE


def _spare_collections() -> None:
    """Do not go through all objects in search of rings: that took an eighth of a search's time.

    What is there at the end goes with the process, whether it is in a ring or not.
    """
    gc.set_threshold(_GARBAGE, 20, 50)
    atexit.unregister(gc.freeze)  # of a command before, in a process that runs several
    atexit.register(gc.freeze)


def _prepare_output() -> None:
    """Print every sign of a text: in a pipe as UTF-8, on a terminal as well as it can."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        encoding = None if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")


def _forget_output() -> None:
    """Keep Python from trying again, at its end, to write what could not be written."""
    with suppress(OSError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
