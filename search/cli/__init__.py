"""The command line: options in, text out. What it does is done by the library."""

from search.cli.main import main

__all__ = ["main"]
