"""An OpenSearch cluster for all tests that need one, and what is said where there is none."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
from tests import clusters
from tests.clusters import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.places import NewArchive, NewPlace

LEFT_OUT = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def opensearch(pytestconfig: pytest.Config) -> Path:
    """The distribution; a test that asks for it may start clusters of its own.

    Where none can be run the test is left out, in CI it fails.
    """
    try:
        reason = clusters.unavailable()
        if reason is None:
            return clusters.distribution()
    except clusters.Unavailable as error:
        reason = str(error)
    if os.environ.get("CI") == "true":
        pytest.fail(f"OpenSearch tests must run in CI, but {reason}.", pytrace=False)
    pytestconfig.stash[LEFT_OUT] = reason
    pytest.skip(f"no OpenSearch: {reason}")


@pytest.fixture(scope="session")
def cluster(opensearch: Path) -> Iterator[Cluster]:
    """One node, for all tests; whoever stops it starts a cluster of their own instead."""
    assert opensearch.is_dir()
    with Cluster.started() as cluster:
        yield cluster


@pytest.fixture
def cluster_archive(cluster: Cluster) -> Iterator[str]:
    """The address of an archive that does not exist yet; it is deleted after the test."""
    name = f"test-{secrets.token_hex(6)}"
    yield cluster.address(name)
    cluster.clear(name)


@pytest.fixture(scope="session")
def new_place(request: pytest.FixtureRequest) -> NewPlace:
    """Places for archives on an engine, each of which goes with its block."""

    @contextmanager
    def place(engine: str) -> Iterator[str | Path]:
        if engine != "opensearch":
            with tempfile.TemporaryDirectory() as folder:
                yield Path(folder, "archive")
            return
        cluster: Cluster = request.getfixturevalue("cluster")
        name = f"test-{secrets.token_hex(6)}"
        try:
            yield cluster.address(name)
        finally:
            cluster.clear(name)

    return place


@pytest.fixture(scope="session")
def new_archive(new_place: NewPlace) -> NewArchive:
    """Archives on an engine, each of which goes with its block."""

    @contextmanager
    def archive(engine: str, language: str = "english") -> Iterator[search.Archive]:
        with (
            new_place(engine) as place,
            search.Archive.create(place, engine=engine, language=language) as made,
        ):
            yield made

    return archive


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark what needs a cluster, so that ``-m "not cluster"`` leaves it out."""
    for item in items:
        if "opensearch" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.cluster)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say that tests were left out, which a line of many in the summary does not."""
    reason = config.stash.get(LEFT_OUT, None)
    if reason is not None:
        terminalreporter.write_sep("=", "no OpenSearch", yellow=True)
        terminalreporter.write_line(f"OpenSearch tests were left out: {reason}.", yellow=True)
