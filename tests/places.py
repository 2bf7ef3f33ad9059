"""All engines, for tests that hold on each of them, and what their fixtures are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import pytest

import search
from search import engines

ENGINES = (*engines.NAMES, pytest.param("opensearch", marks=pytest.mark.cluster))

NewPlace = Callable[[str], AbstractContextManager[str | Path]]


class NewArchive(Protocol):
    """Makes an archive on an engine, which goes with its block."""

    def __call__(
        self, engine: str, language: str = "english"
    ) -> AbstractContextManager[search.Archive]: ...
