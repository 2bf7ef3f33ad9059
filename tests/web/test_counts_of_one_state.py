"""The numbers of one page agree, though the archive is written to while it is made."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

import search
import web
from tests.web.reading import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

ADDED = iter(range(1_000_000))
# The questions of which pages ask several.
QUESTIONS = (
    "search", "facets", "timeline", "timelines", "concordance", "first_mentions", "article",
    "marked", "versions", "copies", "similar", "news", "saved_search",
)  # fmt: skip


def ferry(name: str) -> search.Article:
    return search.Article.of(f"The ferry sank, says {name}.", id=name, source="The Quay")


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """Ask an archive into which an article is added after each question."""
    with search.Archive.create(tmp_path) as writer:
        writer.add([ferry("first")])
        writer.save_search("ferries", "ferry")

        def busy(name: str) -> None:
            answer = getattr(search.Archive, name)

            def ask(archive: search.Archive, *given: Any, **options: Any) -> Any:  # noqa: ANN401
                found = answer(archive, *given, **options)
                if archive is not writer:
                    writer.add([ferry(f"more-{next(ADDED)}")])
                return found

            monkeypatch.setattr(search.Archive, name, ask)

        for name in QUESTIONS:
            busy(name)
        app = web.create_app(tmp_path)
        yield app.test_client()
        app.extensions["nutgraf"].close()


def numbers(texts: list[str]) -> set[int]:
    return {int(number) for text in texts for number in re.findall(r"\d+", text)}


def test_totals_facets_views_and_hits_of_a_page_agree(client: FlaskClient) -> None:
    for total in (1, None):
        page = Page(client.get("/?q=ferry").get_data(as_text=True))
        (told,) = numbers(page.texts("h1"))
        assert total in (told, None)
        assert numbers(page.texts("nav", class_="views")) == {told}
        assert len(page.all("li", class_="card")) == min(told, 10)
        facets = " ".join(page.texts("form", class_="facets") or page.texts("aside"))
        assert f"The Quay {told}" in facets, facets
        plots = re.findall(r"(\d+) of (\d+)", " ".join(page.texts("title")))
        assert all(int(count) == int(held) == told for count, held in plots)


@pytest.mark.parametrize("path", ["/timeline", "/concordance", "/first", "/compare"])
def test_charts_agree_with_what_narrows_them(client: FlaskClient, path: str) -> None:
    page = Page(client.get(f"{path}?q=ferry").get_data(as_text=True))
    shown = numbers(re.findall(r"\d+ (?:articles?|lines?)|The Quay \d+", page.one("main").text))
    assert len(shown) <= 1, shown


def test_the_page_after_a_commit_is_of_the_new_state(client: FlaskClient) -> None:
    first, second = (
        numbers(Page(client.get("/?q=ferry").get_data(as_text=True)).texts("h1")) for _ in range(2)
    )
    assert max(second) > max(first)


def test_an_export_is_whole_though_it_is_sent_when_the_request_has_ended(
    client: FlaskClient,
) -> None:
    assert client.get("/export?q=ferry&format=jsonl").get_data(as_text=True).count("\n") == 1
