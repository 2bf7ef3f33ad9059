"""Which files of a folder hold articles?"""

from __future__ import annotations

import os
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from search.errors import ReadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SUFFIXES = (".txt", ".text", ".md", ".markdown")
_ABOUT_THE_FOLDER = ("README", "LICENSE", "LICENCE", "CHANGELOG")
_ABOUT_THE_FOLDER_STEMS = frozenset(name.lower() for name in _ABOUT_THE_FOLDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file that may hold an article.

    ``relative`` is its path under the folder ``root`` that was named, with ``/``
    between the parts, or just its name if the file itself was named; it is the
    same on every machine. ``path`` is where it is on this one. ``size`` is in
    bytes; with ``mtime_ns`` it tells whether the file has changed.
    """

    path: Path
    relative: str
    root: str
    size: int
    mtime_ns: int


def files(paths: Iterable[str | Path]) -> Iterator[SourceFile]:
    """Yield the files in these folders, and these files, in a stable order.

    From folders come the files named ``.txt``, ``.text``, ``.md`` and
    ``.markdown``, sorted by name, without hidden ones and those about the folder
    (README, LICENSE, CHANGELOG). Links to folders are not followed. A file that
    is named itself is taken whatever its name. What cannot be looked at (a
    dangling link, a folder without permission) is yielded too, with the size 0,
    so that reading it tells the reason.

    Raises:
        ReadError: One of the paths does not exist; nothing has been yielded yet.
    """
    # Not Path.resolve, which would give a link's folder another name.
    roots = dict.fromkeys(os.path.abspath(path) for path in paths)  # noqa: PTH100
    for root in roots:
        if not os.path.lexists(root):
            raise ReadError(
                f"There is no file or folder {_readable(root)}. Check the spelling, and that the "
                "disk it is on is connected."
            )
    return _files(list(roots))


def _files(roots: list[str]) -> Iterator[SourceFile]:
    for root in roots:
        if os.path.isdir(root):  # noqa: PTH112 - text is quicker than paths throughout this walk
            yield from _walk(root)
        else:
            folder, name = os.path.split(root)
            yield _source_file(root, name, folder, _status(root))


def _walk(root: str) -> Iterator[SourceFile]:
    """Walk depth first, with the folders and files of each folder sorted together."""
    start = len(root) + (not root.endswith(os.sep))
    waiting: list[os.DirEntry[str] | str] = [root]
    while waiting:
        entry = waiting.pop()
        path = entry if isinstance(entry, str) else entry.path
        if isinstance(entry, str) or entry.is_dir(follow_symlinks=False):
            entries = _candidates(path)
            if entries is None:
                yield _source_file(path, path[start:], root, None)
            else:
                waiting += entries
        else:
            status = _status(entry)
            if status is None or stat.S_ISREG(status.st_mode):
                yield _source_file(path, path[start:], root, status)


def _candidates(folder: str) -> list[os.DirEntry[str]] | None:
    """Return what may be read in a folder, last name first; None if it cannot be listed."""
    try:
        with os.scandir(folder) as entries:
            found = [entry for entry in entries if _is_candidate(entry)]
    except OSError:
        return None
    found.sort(key=_name, reverse=True)
    return found


def _is_candidate(entry: os.DirEntry[str]) -> bool:
    name = entry.name
    if name.startswith("."):
        return False
    if not name.lower().endswith(SUFFIXES):
        return entry.is_dir(follow_symlinks=False)
    if name.startswith(_ABOUT_THE_FOLDER):
        return entry.is_dir(follow_symlinks=False)
    return name.partition(".")[0].lower() not in _ABOUT_THE_FOLDER_STEMS


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _status(file: os.DirEntry[str] | str) -> os.stat_result | None:
    try:
        return os.stat(file) if isinstance(file, str) else file.stat()  # noqa: PTH116 - as above
    except OSError:
        return None


def _source_file(path: str, relative: str, root: str, status: os.stat_result | None) -> SourceFile:
    return SourceFile(
        path=Path(path),
        relative=_readable(relative.replace(os.sep, "/")),
        root=root,
        size=status.st_size if status else 0,
        mtime_ns=status.st_mtime_ns if status else 0,
    )


def _readable(path: str) -> str:
    r"""Make a file's name text: NFC, as not every system stores it, and always valid Unicode.

    Bytes that are not UTF-8 become ``\xe9``, so that different names stay different.
    """
    if path.isascii():
        return path
    valid = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return unicodedata.normalize("NFC", valid)
