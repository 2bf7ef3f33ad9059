"""Several questions, answered from one state of the archive."""

from __future__ import annotations

import sqlite3
import threading
from typing import TYPE_CHECKING

import pytest

import search
from tests.places import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.places import NewArchive


@pytest.fixture(params=ENGINES)
def archive(request: pytest.FixtureRequest, new_archive: NewArchive) -> Iterator[search.Archive]:
    with new_archive(request.param) as archive:
        archive.add([ferry("one"), ferry("two")])
        yield archive


def ferry(name: str) -> search.Article:
    return search.Article.of(f"The ferry sank, says {name}.", id=name, source="The Quay")


def everything(archive: search.Archive) -> dict[str, object]:
    """Return what each question about the ferry is answered with."""
    return {
        "search": archive.search("ferry", limit=0).total,
        "scope": archive.search("ferry", scope="paragraph", limit=0).total,
        "hits": sorted(hit.article.id for hit in archive.hits("ferry")),
        "articles": sorted(article.id for article in archive.articles()),
        "facets": archive.facets("ferry")["source"],
        "timeline": archive.timeline("ferry").undated,
        "concordance": archive.concordance("ferry").total,
        "first": [each.total for each in archive.first_mentions("ferry")],
        "news": archive.news("ferry", after=0).total,
        "suggest": [each.count for each in archive.suggest("fer")],
        "stats": archive.stats().articles,
        "generation": archive.generation,
        "additions": archive.last_addition,
        "failures": list(archive.failures()),
    }


def test_all_answers_in_a_snapshot_are_of_one_state(archive: search.Archive) -> None:
    with search.Archive.open(archive.place) as writer:
        with archive.snapshot():
            before = everything(archive)
            writer.add([ferry("three")])
            writer.remove(["one"])
            assert everything(archive) == before
            with archive.snapshot():
                assert everything(archive) == before
            assert everything(archive) == before
            assert writer.search("ferry").total == 2
        assert sorted(hit.article.id for hit in archive.hits("ferry")) == ["three", "two"]
        assert everything(archive) == everything(writer)


def test_a_snapshot_is_that_of_its_thread(archive: search.Archive) -> None:
    found = []
    with archive.snapshot(), search.Archive.open(archive.place) as writer:
        writer.add([ferry("three")])
        thread = threading.Thread(target=lambda: found.append(archive.search("ferry").total))
        thread.start()
        thread.join()
        assert archive.search("ferry").total == 2
    assert found == [3]


def test_what_goes_wrong_in_a_snapshot_ends_it(archive: search.Archive) -> None:
    with pytest.raises(search.QueryError), archive.snapshot():
        archive.search("date:2021-02-30")
    with pytest.raises(sqlite3.OperationalError, match="of somebody else"), archive.snapshot():
        raise sqlite3.OperationalError("of somebody else")
    archive.add([ferry("three")])
    assert archive.search("ferry").total == 3


def test_nothing_is_written_within_a_snapshot(archive: search.Archive) -> None:
    with archive.snapshot():
        for write in (
            lambda: archive.add([ferry("three")]),
            lambda: archive.remove(["one"]),
            lambda: archive.index(archive.place),
        ):
            with pytest.raises(ValueError, match=r"Write to it after the block\."):
                write()
    assert archive.search("ferry").total == 2
