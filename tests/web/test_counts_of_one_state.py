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


def ferry(source: str) -> search.Article:
    name = f"no. {next(ADDED)}"
    return search.Article.of(f"The ferry sank, says {name}.", id=name, source=source)


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """Ask an archive into which an article is added after each question."""
    with search.Archive.create(tmp_path) as writer:
        writer.add([ferry("The Quay"), ferry("Lake Post")])
        writer.save_search("ferries", "ferry")

        def busy(name: str) -> None:
            answer = getattr(search.Archive, name)

            def ask(archive: search.Archive, *given: Any, **options: Any) -> Any:  # noqa: ANN401
                found = answer(archive, *given, **options)
                if archive is not writer:
                    writer.add([ferry("The Quay")])
                return found

            monkeypatch.setattr(search.Archive, name, ask)

        for name in QUESTIONS:
            busy(name)
        app = web.create_app(tmp_path)
        yield app.test_client()
        app.extensions["nutgraf"].close()


def numbers(texts: list[str]) -> list[int]:
    return [int(number) for text in texts for number in re.findall(r"\d+", text)]


def asked(client: FlaskClient, address: str) -> Page:
    return Page(client.get(address).get_data(as_text=True))


def by_source(page: Page) -> int:
    """Return how many hits the facets of a page count by source."""
    return sum(numbers([text for text in page.texts("section") if text.startswith("Source")]))


def test_totals_views_facets_timeline_and_hits_of_a_page_agree(client: FlaskClient) -> None:
    page = asked(client, "/?q=ferry")
    assert numbers(page.texts("h1")) == [2]
    assert numbers(page.texts("nav", class_="views")) == [2, 2]
    assert len(page.all("li", class_="card")) == by_source(page) == 2
    assert "Undated: 2 of 2 articles" in " ".join(page.texts("title"))


def test_a_timeline_agrees_with_what_narrows_it(client: FlaskClient) -> None:
    page = asked(client, "/timeline?q=ferry")
    assert page.texts("tfoot") == ["All22"]
    assert by_source(page) == 2


def test_what_has_come_since_is_on_the_next_page(client: FlaskClient) -> None:
    assert numbers(asked(client, "/?q=ferry").texts("h1")) == [2]
    assert client.get("/?q=ferry+date:2021-02-30").status_code == 400
    (then,) = numbers(asked(client, "/?q=ferry").texts("h1"))
    assert then > 2
    assert numbers(asked(client, "/?q=ferry").texts("h1")) > [then]


def test_an_export_is_whole_though_it_is_sent_when_the_request_has_ended(
    client: FlaskClient,
) -> None:
    assert client.get("/export?q=ferry&format=jsonl").get_data(as_text=True).count("\n") == 2
