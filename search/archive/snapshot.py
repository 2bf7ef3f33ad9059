"""The state of an archive that searches answer from."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from search import analysis
from search.errors import ArchiveBusy, ArchiveUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from search.archive.homes import Home, Opened
    from search.catalog import Catalog, Settings
    from search.engines.base import Engine

WAIT_SECONDS = 30.0  # for a commit of another process to end
STEP_SECONDS = 0.01


@dataclass(slots=True)
class _Held:
    """An engine, the generation that it agrees with, and how many searches use it."""

    opened: Opened
    generation: int = -1
    uses: int = 0

    def can_be_refreshed(self, settings: Settings) -> bool:
        """Tell whether no search is disturbed, and all files of a new commit are in sight."""
        opened = self.opened
        return not self.uses and not opened.is_still and opened.folder == settings.folder

    def close_if_unused(self) -> None:
        """Let go of the engine, unless a search uses it."""
        if not self.uses:
            self.opened.close()


class Snapshot:
    """An engine and a catalog that agree, brought up to date when asked for.

    The catalog's generation rises when the engine has followed a batch of
    changes. In between nobody can tell which of the two states the engine is
    in, so one that was opened before goes on answering until it has followed.
    """

    def __init__(self, home: Home, catalog: Catalog, settle: Callable[[], bool]) -> None:
        """Prepare to open the engine of the archive that lives in ``home``.

        ``settle`` finishes what a stopped writer has left, and returns False
        if it may not.
        """
        self._home = home
        self._place = home.place
        self._catalog = catalog
        self._settle = settle
        self._lock = threading.Lock()
        self._held: _Held | None = None
        self._mine = threading.local()

    @property
    def is_read(self) -> bool:
        """Whether this thread is within a block of ``reading``."""
        return getattr(self._mine, "engine", None) is not None

    @contextmanager
    def reading(self) -> Iterator[Engine]:
        """Search, within the block and on this thread, the state after the newest commit.

        What the engine finds is in the catalog, whatever is written meanwhile. A
        block within a block has the state of the outer one.
        """
        if self.is_read:
            yield self._mine.engine
            return
        while True:
            with self._catalog.frozen():  # first, so that its state is read once
                held = self._agreeing(self._catalog.state()[0])
                if held is not None:
                    try:
                        self._mine.engine = held.opened.engine
                        yield held.opened.engine
                    finally:
                        self._mine.engine = None
                        self._release(held)
                    return
            self._renew()

    def _agreeing(self, generation: int) -> _Held | None:
        """Return the engine, to be released after use; None if it is not of this generation."""
        with self._lock:
            held = self._held
            if held is None or held.generation != generation:
                return None
            held.uses += 1
            return held

    def _renew(self) -> None:
        """Bring the engine up to date, if it is not."""
        deadline = time.monotonic() + WAIT_SECONDS
        with self._lock:
            while True:
                state = generation, unsettled = self._catalog.state()
                held = self._held
                if held is not None and held.generation == generation:
                    return
                if not unsettled or not self._settle():
                    if self._renewed(state) is not None:
                        return
                elif time.monotonic() > deadline:
                    raise ArchiveBusy(
                        f"The archive in {self._place} has been busy with a commit for"
                        f" {WAIT_SECONDS:g} seconds. Try again, or see what it finds with:"
                        f" nutgraf check --archive {self._place}"
                    )
                time.sleep(STEP_SECONDS)

    def _renewed(self, state: tuple[int, bool]) -> _Held | None:
        """Return the engine as it is now; None if the archive has left ``state`` meanwhile."""
        settings = readable_settings(self._catalog)
        try:
            held = self._brought_up_to_date(settings)
        except (OSError, ValueError) as error:
            if self._catalog.state() != state:
                return None
            raise ArchiveUnreadable(
                f"The index of the archive in {self._place} cannot be read ({error})."
                f" Build it anew with: nutgraf rebuild --archive {self._place}"
            ) from error
        if self._catalog.state() != state:
            return None
        held.generation = state[0]
        return held

    def _brought_up_to_date(self, settings: Settings) -> _Held:
        held, self._held = self._held, None
        if held is not None and not held.can_be_refreshed(settings):
            held.close_if_unused()
            held = None
        if held is None:
            held = _Held(self._home.open_engine(self._catalog, settings, writing=False))
        else:
            held.generation = -1
            held.opened.engine.refresh()
        self._held = held
        return held

    def _release(self, held: _Held) -> None:
        with self._lock:
            held.uses -= 1
            if held is not self._held:
                held.close_if_unused()

    def close(self) -> None:
        """Let go of the engine."""
        with self._lock:
            held, self._held = self._held, None
            if held is not None:
                held.close_if_unused()


def readable_settings(catalog: Catalog) -> Settings:
    """Return the settings of an archive that searches can read.

    Raises:
        ArchiveUnreadable: if its index was built by another analysis, or it is half a copy.
    """
    settings = catalog.read_settings()
    place = catalog.place
    if settings.copying:
        raise ArchiveUnreadable(
            f"The archive in {place} is an unfinished copy of {settings.copying}."
            " Finish it with the same nutgraf copy, or delete it."
        )
    if settings.analysis != analysis.VERSION:
        raise ArchiveUnreadable(
            f"The index of the archive in {place} was built by another version of Nutgraf."
            f" Rebuild it with: nutgraf rebuild --archive {place}"
        )
    return settings
