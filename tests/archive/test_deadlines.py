"""Searches that take longer than they may."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import search
from tests.archive.samples import articles
from tests.places import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.places import NewArchive

SLOW = "*a* w/5 *e*"  # the text of the candidates decides


@pytest.fixture(params=ENGINES)
def archive(request: pytest.FixtureRequest, new_archive: NewArchive) -> Iterator[search.Archive]:
    with new_archive(request.param) as archive:
        archive.add(articles(20))
        yield archive


@pytest.mark.parametrize("scope", ["article", "paragraph"])
def test_a_search_is_stopped_when_its_time_is_over(
    archive: search.Archive, scope: search.Scope
) -> None:
    with search.time_limit(0), pytest.raises(search.SearchTimeout, match="after 0 seconds"):
        archive.search(SLOW, scope=scope)
    assert archive.search(SLOW, scope=scope).total > 0


def test_within_two_limits_the_earlier_counts(archive: search.Archive) -> None:
    with search.time_limit(0), search.time_limit(60), pytest.raises(search.SearchTimeout):
        archive.search(SLOW)
    with search.time_limit(60), search.time_limit(0), pytest.raises(search.SearchTimeout):
        archive.search(SLOW)
    with search.time_limit(60):
        assert archive.search(SLOW).total > 0


def test_another_thread_has_its_own_time(archive: search.Archive) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    with search.time_limit(0), ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: archive.search(SLOW).total).result() > 0
