"""Where the parts of an archive lie in its folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from search import engines
from search.errors import ArchiveMissing, ArchiveReadOnly

if TYPE_CHECKING:
    from search.engines.base import Engine, ReadArticles

CATALOG = "catalog.sqlite"
MARKER = "NUTGRAF"  # in every folder that a sweep may delete
_MARKER_TEXT = "The index of a Nutgraf archive, which `nutgraf rebuild` can make again.\n"


def find(place: str | Path) -> Path:
    """Return the folder of the archive in ``place``.

    Raises:
        ArchiveMissing: if there is none.
    """
    folder = Path(place)
    if (folder / CATALOG).exists():
        return folder
    if folder.is_file():
        raise ArchiveMissing(f"{folder} is a file; an archive is a folder. Name its folder.")
    raise ArchiveMissing(
        f"There is no archive in {folder}. Make one with: nutgraf index FOLDER --archive {folder}"
    )


def make(place: str | Path) -> Path:
    """Make the folder ``place``, if there is none, and return it.

    Raises:
        ArchiveReadOnly: if that is not possible.
    """
    folder = Path(place)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise ArchiveReadOnly(
            f"The archive cannot be made in {folder}, because a file is there. Name a folder."
        ) from None
    return folder


def new_engine(
    place: Path, name: str, language: str, read_articles: ReadArticles
) -> tuple[str, Engine]:
    """Make an empty index beside those that are there; return its folder's name and itself.

    Raises:
        EngineMissing: if the engine is unknown or its package not installed.
    """
    numbers = [_number(folder) for folder in place.iterdir()]
    folder = place / f"{name}-{max(numbers, default=0) + 1}"
    engine = engines.load(name, folder, language, read_articles)
    (folder / MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
    return folder.name, engine


def sweep(place: Path, current: str | None) -> None:
    """Delete the indexes that were left half built or have been replaced."""
    import shutil  # noqa: PLC0415 - searches do without, and it imports what packs files

    for folder in place.iterdir():
        if folder.name != current and _number(folder) and (folder / MARKER).is_file():
            shutil.rmtree(folder, ignore_errors=True)


def size(folder: Path, pattern: str = "**/*") -> int:
    """Return the bytes of the files in a folder; others may be deleting some just now."""
    total = 0
    for path in folder.glob(pattern):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:
            continue
    return total


def _number(folder: Path) -> int:
    """Return the number in the name of an index's folder, or 0 if it is none."""
    name, _, number = folder.name.rpartition("-")
    return int(number) if name in engines.NAMES and number.isascii() and number.isdigit() else 0
