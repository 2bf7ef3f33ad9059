"""Following folders: what is written there can be found a moment later."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from search.errors import ArchiveBusy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from search.archive.reports import Summary

# Changes are taken together until nothing has changed for QUIET, at most for LONGEST.
QUIET = 200  # milliseconds
LONGEST = 1000  # milliseconds; a file must be found within two seconds of its last write
AGAIN = 0.5  # seconds until an archive is tried again that somebody else is writing to


def watch(
    paths: Sequence[str | Path],
    place: Path | str,
    index: Callable[[Sequence[str]], Summary],
    stop: Callable[[], bool],
) -> Iterator[Summary]:
    """Call ``index`` with the files that change under ``paths``, and yield what it returns.

    The archive's own folder, ``place``, is not looked at. It ends when ``stop``
    says so, within a second.
    """
    from watchfiles import watch as changes  # noqa: PLC0415 - hardly ever needed

    own = os.path.abspath(place)  # noqa: PTH100 - text, as from watchfiles
    waiting: dict[str, None] = {}
    for changed in changes(
        *[os.path.abspath(path) for path in paths],  # noqa: PTH100 - links keep their names
        watch_filter=lambda _, path: path != own and not path.startswith(f"{own}{os.sep}"),
        debounce=LONGEST,
        step=QUIET,
        rust_timeout=round(AGAIN * 1000),
        yield_on_timeout=True,
        raise_interrupt=True,
    ):
        if stop():
            return
        waiting |= dict.fromkeys(path for _, path in sorted(changed))
        if not waiting:
            continue
        try:
            summary = index(list(waiting))
        except ArchiveBusy:
            time.sleep(AGAIN)
            continue
        waiting = {}
        yield summary
