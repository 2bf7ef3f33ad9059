"""How often a cluster is asked: each request takes a way there and back."""

from __future__ import annotations

from typing import Any

import pytest

from search import Archive, Article
from search.cluster import Cluster

pytestmark = pytest.mark.cluster

LEAD = (
    "The ferry to Quarrow sank in the storm last night, and all on board were saved by fishermen."
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The last part of the path of each request, as they come."""
    found: list[str] = []
    ask = Cluster.ask

    def keep(
        self: Cluster,
        method: str,
        path: str,
        *rest: Any,  # noqa: ANN401
        **more: Any,  # noqa: ANN401
    ) -> Any:  # noqa: ANN401
        found.append(path.rpartition("/")[2])
        return ask(self, method, path, *rest, **more)

    monkeypatch.setattr(Cluster, "ask", keep)
    return found


def test_a_search_asks_for_the_state_the_hits_their_paragraphs_and_the_articles(
    cluster_archive: str, asked: list[str]
) -> None:
    """Paragraphs once for each question, and only where several of its words may be in one."""
    with Archive.create(cluster_archive) as archive:
        archive.add([Article.of("Peace talks.", id="a"), Article.of("No talks.", id="b")])
        assert archive.search("talks").total == 2
        asked.clear()
        assert archive.search("peace").total == 1
        assert asked == ["state", "_search", "_mget"]
        asked.clear()
        assert archive.search("peace talks").total == 1
        assert asked == ["state", "_search", "_msearch", "_mget"]
        asked.clear()
        assert archive.search("peace talks").total == 1
        assert asked == ["state", "_search", "_mget"]


def test_a_few_copies_are_counted_without_a_point_in_time(
    cluster_archive: str, asked: list[str]
) -> None:
    with Archive.create(cluster_archive) as archive:
        archive.add(
            Article.of(f"{LEAD} {' '.join(f'word{n}' for n in range(60))} {end}.", id=end)
            for end in ("one", "two")
        )
        asked.clear()
        assert archive.search("ferry").distinct == 1
        assert "point_in_time" not in asked
