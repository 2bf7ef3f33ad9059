"""Engines for the tests that every engine must pass."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from search import engines
from tests.engines.shelves import EVERYWHERE, ClusterShelf, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.engines.shelves import Shelves


@pytest.fixture(scope="module", params=EVERYWHERE)
def shelves(request: pytest.FixtureRequest) -> Iterator[Shelves]:
    """Make shelves of one engine; whoever makes many closes them."""
    with ExitStack() as made:

        def make(folder: Path) -> Shelf:
            if request.param != engines.IN_CLUSTER:
                return Shelf(folder, request.param)
            shelf = ClusterShelf(request.getfixturevalue("cluster").address("shelf"))
            made.callback(shelf.close)
            return shelf

        yield make
