"""Reading an index that may not be written to.

An engine may make files beside its own while it reads, such as locks. On a
read-only disk, or in the archive of somebody else, it is given a temporary
folder with links to the index instead.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory


def is_read_only(folder: Path) -> bool:
    """Tell whether nothing may be written in a folder."""
    return folder.is_dir() and not os.access(folder, os.W_OK)


def links(folder: Path) -> TemporaryDirectory[str]:
    """Return a temporary folder that has links in the places of all files in ``folder``."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - hardly ever needed

    temporary = TemporaryDirectory(prefix="nutgraf-")
    for path in folder.absolute().rglob("*"):
        place = Path(temporary.name) / path.relative_to(folder.absolute())
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        elif path.suffix != ".lock":
            place.symlink_to(path)
    return temporary
