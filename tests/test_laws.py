"""Laws that hold for every query, on every engine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
from search import engines

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS = Path(__file__).parents[1] / "seeds"
PARTS = [
    "massoud", "=talks", '"northern alliance"', '"peace talks"~3', "panj*", "masood~2", "/tal.*/",
    "taliban w/5 valley", "author:*", "date:2021-08", "title:panjshir", "kind:caption",
    "saleh OR cia", "zebra",
]  # fmt: skip


@pytest.fixture(scope="module", params=engines.NAMES)
def archive(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[search.Archive]:
    folder = tmp_path_factory.mktemp("laws")
    with search.Archive.create(folder, engine=request.param) as archive:
        archive.index([SEEDS])
        yield archive


def ids(archive: search.Archive, text: str, scope: search.Scope) -> set[tuple[str, int | None]]:
    return {
        (hit.article.id, hit.paragraphs[0].number if scope == "paragraph" else None)
        for hit in archive.hits(text, scope=scope)
    }


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("one", PARTS)
def test_something_or_not_is_everything(
    archive: search.Archive, one: str, scope: search.Scope
) -> None:
    everything = ids(archive, "", scope)
    assert ids(archive, f"({one}) OR NOT ({one})", scope) == everything
    assert ids(archive, f"({one}) -({one})", scope) == set()
    assert ids(archive, f"-({one})", scope) == everything - ids(archive, one, scope)


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize(("one", "other"), list(zip(PARTS, PARTS[1:] + PARTS[:1], strict=True)))
def test_and_or_and_not_follow_de_morgan(
    archive: search.Archive, one: str, other: str, scope: search.Scope
) -> None:
    left, right = ids(archive, one, scope), ids(archive, other, scope)
    assert ids(archive, f"({one}) AND ({other})", scope) == left & right
    assert ids(archive, f"({one}) OR ({other})", scope) == left | right
    assert ids(archive, f"-(({one}) AND ({other}))", scope) == ids(
        archive, f"-({one}) OR -({other})", scope
    )
    assert ids(archive, f"-(({one}) OR ({other}))", scope) == ids(
        archive, f"-({one}) -({other})", scope
    )


@pytest.mark.parametrize("text", PARTS)
def test_every_hit_of_words_has_a_mark(archive: search.Archive, text: str) -> None:
    if text.startswith(("author:", "date:", "kind:")):
        return
    for scope in ("article", "paragraph"):
        for hit in archive.hits(text, scope=scope):
            assert any(found.marks for found in hit.paragraphs)
            assert all(found.snippet.marks for found in hit.paragraphs if found.marks)
