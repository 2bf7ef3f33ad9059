"""Which files of a folder may hold articles?"""

from __future__ import annotations

import os
import stat
from contextlib import closing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from search.errors import ReadError
from search.readers.containers import selection
from search.readers.containers.labels import readable
from search.readers.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_ENVIRONMENT = "pyvenv.cfg"  # in the folder of a Python environment
_CATALOG, _MARKER = "catalog.sqlite", "NUTGRAF"  # in an archive of Nutgraf, and below


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """A file that may hold an article.

    ``relative`` is its path under the folder ``root`` that was named, with ``/``
    between the parts, or just its name if the file itself was named; it is the
    same on every machine. ``path`` is where it is on this one, as text, of which there may be
    millions. ``size`` is in
    bytes; with ``mtime_ns`` it tells whether the file has changed. ``content`` are
    all its bytes, where they have been read already.
    """

    path: str
    relative: str
    root: str
    size: int
    mtime_ns: int
    content: bytes | None = field(default=None, compare=False, repr=False)

    def holding(self, content: bytes) -> SourceFile:
        """Return the file together with its bytes."""
        return SourceFile(
            path=self.path,
            relative=self.relative,
            root=self.root,
            size=self.size,
            mtime_ns=self.mtime_ns,
            content=content,
        )


def files(paths: Iterable[str | Path]) -> Iterator[SourceFile]:
    """Yield the files in these folders, and these files, in a stable order.

    From folders come, sorted by name, those that ``selection`` takes. Not walked are
    hidden folders, those of programs (``node_modules``, Python environments), the
    furniture of saved web pages (``Story_files`` beside ``Story.html``), archives
    of Nutgraf, and links to folders; a link to a file that the walk finds anyway
    is passed over. A file that is named itself is taken whatever its name. What
    cannot be looked at (a dangling link, a folder without permission) is yielded
    too, with the size 0, so that reading it tells the reason.

    Raises:
        ReadError: One of the paths does not exist; nothing has been yielded yet.
    """
    # Not Path.resolve, which would give a link's folder another name.
    roots = dict.fromkeys(os.path.abspath(path) for path in paths)  # noqa: PTH100
    for root in roots:
        if not os.path.lexists(root):
            raise ReadError(
                f"There is no file or folder {readable(root)}. Check the spelling, and that the "
                "disk it is on is connected."
            )
    return _files(list(roots))


def files_among(changed: Iterable[str | Path], paths: Iterable[str | Path]) -> Iterator[SourceFile]:
    """Yield those of ``files(paths)`` that are, or lie in, one of the ``changed`` paths.

    Only the folders on the way to these are looked into.
    """
    wanted = [os.path.abspath(path) for path in changed]  # noqa: PTH100 - as in ``files``
    for root in dict.fromkeys(os.path.abspath(path) for path in paths):  # noqa: PTH100
        if os.path.isdir(root):  # noqa: PTH112 - as below
            yield from _walk(root, _Branches(wanted))
        elif root in wanted and os.path.lexists(root):
            yield from _files([root])


class _Branches:
    """The folders and files that lie on the way to some paths, or within them."""

    def __init__(self, wanted: list[str]) -> None:
        self._wanted = frozenset(wanted)
        self._above = {parent for path in wanted for parent in _parents(path)}

    def has(self, path: str) -> bool:
        if path in self._above or path in self._wanted:
            return True
        return not self._wanted.isdisjoint(_parents(path))


def _parents(path: str) -> Iterator[str]:
    """Yield the folders above a path, the nearest first."""
    while (parent := os.path.dirname(path)) != path:  # noqa: PTH120 - text
        yield parent
        path = parent


def _files(roots: list[str]) -> Iterator[SourceFile]:
    for root in roots:
        if os.path.isdir(root):  # noqa: PTH112 - text is quicker than paths throughout this walk
            yield from _walk(root)
        else:
            folder, name = os.path.split(root)
            yield _source_file(root, name, folder, _status(root))


def _walk(root: str, branches: _Branches | None = None) -> Iterator[SourceFile]:
    """Walk depth first, with the folders and files of each folder sorted together.

    Of a tree with ``branches`` nothing else is looked at.
    """
    start = len(root) + (not root.endswith(os.sep))
    waiting: list[os.DirEntry[str] | str] = [root]
    unsure: set[str] = set()  # the paths of those that have to be looked into
    while waiting:
        entry = waiting.pop()
        path = entry if isinstance(entry, str) else entry.path
        if isinstance(entry, str) or entry.is_dir(follow_symlinks=False):
            entries = _candidates(path, unsure)
            if entries is None:
                yield _source_file(path, path[start:], root, None)
            else:
                waiting += [each for each in entries if not branches or branches.has(each.path)]
        elif not (entry.is_symlink() and _is_found_anyway(path, root)):
            status = _status(entry)
            if status is None or stat.S_ISREG(status.st_mode):
                file = _source_file(path, path[start:], root, status)
                if path not in unsure or _holds_articles(file):
                    yield file
            unsure.discard(path)


def _candidates(folder: str, unsure: set[str]) -> list[os.DirEntry[str]] | None:
    """Return what may be read in a folder, last name first; None if it cannot be listed.

    The paths of files whose names do not tell what they hold go to ``unsure``.
    """
    try:
        with os.scandir(folder) as entries:
            everything = list(entries)
    except OSError:
        return None
    found, folders = [], []
    for entry in everything:
        verdict = selection.by_name(entry.name)
        if verdict:
            found.append(entry)
        elif entry.is_dir(follow_symlinks=False):
            folders.append(entry)
        elif verdict is None:
            found.append(entry)
            unsure.add(entry.path)
        elif _is_no_folder_of_articles(entry, everything):
            return []
    if folders:
        pages = {selection.stem_of_page(entry.name) for entry in found} - {None}
        found += [
            entry
            for entry in folders
            if selection.enters(entry.name) and selection.page_of(entry.name) not in pages
        ]
    found.sort(key=_name, reverse=True)
    return found


def _is_no_folder_of_articles(entry: os.DirEntry[str], beside: Iterable[os.DirEntry[str]]) -> bool:
    """Say by one of its files whether a folder belongs to Python or to Nutgraf itself."""
    if entry.name == _CATALOG:
        return any(os.path.lexists(f"{each.path}{os.sep}{_MARKER}") for each in beside)
    return entry.name == _ENVIRONMENT


def _is_found_anyway(link: str, root: str) -> bool:
    """Say whether a link leads to a file that the walk of ``root`` takes by its own name."""
    target, top = os.path.realpath(link), os.path.realpath(root)
    if not target.startswith(os.path.join(top, "")):  # noqa: PTH118 - text
        return False
    inside = target[len(top) :].strip(os.sep).replace(os.sep, "/")
    return bool(selection.of_member(inside, ())) and os.path.isfile(target)  # noqa: PTH113 - text


def _holds_articles(file: SourceFile) -> bool:
    """Look into a file whose name does not tell what it holds."""
    try:
        with closing(Source.of_file(file)) as source:
            return selection.by_content(source)
    except ReadError:
        return False


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _status(file: os.DirEntry[str] | str) -> os.stat_result | None:
    try:
        return os.stat(file) if isinstance(file, str) else file.stat()  # noqa: PTH116 - as above
    except OSError:
        return None


def _source_file(path: str, relative: str, root: str, status: os.stat_result | None) -> SourceFile:
    return SourceFile(
        path=path,
        relative=readable(relative.replace(os.sep, "/")),
        root=root,
        size=status.st_size if status else 0,
        mtime_ns=status.st_mtime_ns if status else 0,
    )
