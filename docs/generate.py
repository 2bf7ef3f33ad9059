"""Write the generated parts of the documentation, or check that they are up to date.

docs/cli.md is what every command says of itself; docs/ranking.md has a table of the constants
of the ranking with the values that they have.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from benchmarks import sections
from search.archive import expansion
from search.cli.registry import COMMANDS
from search.engines import asides, passages, ranking, tantivy_passages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

CLI = Path(__file__).with_name("cli.md")
RANKING = Path(__file__).with_name("ranking.md")
SECTION = "constants"

_BM25 = "Robertson & Zaragoza 2009; the values of Lucene and tantivy"
_TRIED = "tried"
ORIGINS = {  # of the constants of the ranking: what each is, and where its value is from
    ranking: {
        "K1": ("how soon it no longer matters how often a text has a word", _BM25),
        "B": ("how much a long text must have more of a word than a short one", _BM25),
        "K3": (
            "how soon it no longer matters how often the query has a word",
            "Robertson et al. 1995: from 7 to 1,000",
        ),
        "TITLE_WEIGHT": ("what a word in the title adds, beside what it adds as text", _TRIED),
        "FUNCTION_WEIGHT": ("what a function word counts, beside other words", _TRIED),
        "WRITTEN_WEIGHT": ("what a word adds that stands there as it was typed", _TRIED),
        "PAIR_WEIGHT": (
            "what two words add that are neighbours as in the query",
            "usual with the model of Metzler & Croft 2005",
        ),
        "WINDOW": (
            "how many of the first articles have their paragraphs looked at",
            f"{_TRIED}; more takes more time",
        ),
        "TOGETHER": (
            "how many parts of the query a paragraph must have",
            "the least that makes a paragraph more than a word",
        ),
        "RECENT": (
            "how many of the first articles are put in order by date too",
            "as many as are quickly read",
        ),
    },
    passages: {
        "PASSAGE": ("how long a paragraph may be, as a share of its article", _TRIED),
    },
    tantivy_passages: {
        "MOST": (
            "how many of the best paragraphs are looked at, in the default engine",
            f"{_TRIED}; more takes more time",
        ),
    },
    asides: {
        "WEIGHT": (
            "what a word counts that stands in boilerplate only",
            "reckoned from BM25: see `search/engines/asides.py`",
        ),
        "CAPTION_WEIGHT": (
            "what a caption counts, as a paragraph",
            "chosen; no collection has any",
        ),
    },
    expansion: {
        "ARTICLES": (
            "how many of the first articles are taken for answers",
            f"{_TRIED}; 10 and more are usual",
        ),
        "FIRST": ("how much more the first of them count than the last", _TRIED),
        "WORDS": ("how many words are added", f"{_TRIED}; 10 and more are usual"),
        "SHARE": (
            "what all added words weigh, beside the words of the query",
            _TRIED,
        ),
        "LONGEST": (
            "how many characters of each article are looked at",
            f"{_TRIED}: news says first what matters",
        ),
        "FEWEST": (
            "how many articles must have a word that is added",
            "the least that says that they share it",
        ),
        "CONSIDERED": (
            "of how many words the archive is asked how rare they are",
            f"{_TRIED}; more takes more time",
        ),
        "RARITY": ("how much more a rare word counts than a common one", _TRIED),
    },
}


def reference() -> str:
    """Return the reference of the command line."""
    parts = [
        "# The command line\n",
        "This page is written by `make docs` from what the commands say of themselves.\n",
        (
            "Data goes to standard output, progress and messages to standard error. Exit codes:"
            " 0 done (also with no hits), 1 failure, 2 misuse, 130 interrupted."
            " `NO_COLOR` is honoured.\n"
        ),
    ]
    for command in COMMANDS.values():
        parts += _sections(command, f"nutgraf {command.name}")
    return "\n".join(parts)


def _sections(command: click.Command, name: str) -> Iterator[str]:
    """Yield what a command says of itself, and each of its own commands."""
    context = click.Context(command, info_name=name, max_content_width=90)
    yield f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for each in command.commands.values():
            yield from _sections(each, f"{name} {each.name}")


def constants() -> str:
    """Return the table of the constants of the ranking."""
    rows = [
        [f"`{name}`", f"{getattr(module, name):,g}", what, origin, f"`{_short(module)}`"]
        for module, names in ORIGINS.items()
        for name, (what, origin) in names.items()
    ]
    lines = [["constant", "value", "what it says", "origin", "module"], ["---"] * 5, *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _short(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def pages() -> dict[Path, str]:
    """Return what the generated pages and parts of pages are to be."""
    page = RANKING.read_text(encoding="utf-8")
    return {CLI: reference(), RANKING: sections.put(page, SECTION, constants())}


def main() -> int:
    """Write the pages; with ``--check`` only tell whether they are up to date."""
    stale = {
        path: text
        for path, text in pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    if "--check" not in sys.argv:
        for path, text in stale.items():
            path.write_text(text, encoding="utf-8")
        return 0
    for path in stale:
        print(f"{path.name} is not up to date. Write it anew with: make docs", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
