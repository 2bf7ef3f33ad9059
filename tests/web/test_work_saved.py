"""Saved searches in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
import web
from tests.archive.test_disk import read_only
from tests.web.articles import articles
from tests.web.reading import Page
from tests.web.test_safety import assert_safe
from web.work.saved import question_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[search.Archive]:
    """Yield an archive that may be changed."""
    with search.Archive.create(tmp_path / "desk") as archive:
        archive.add(articles())
        yield archive


@pytest.fixture
def reader(desk: search.Archive) -> Iterator[FlaskClient]:
    app = web.create_app(desk.place)
    yield app.test_client()
    app.extensions["nutgraf"].close()


def page_of(response: TestResponse, status: int = 200) -> Page:
    assert response.status_code == status, response.get_data(as_text=True)
    page = Page(response.get_data(as_text=True))
    assert_safe(page)
    return page


def send(reader: FlaskClient, page: Page, button: str, **fields: str) -> TestResponse:
    """Send the form that has a button, as a browser does."""
    forms: list[tuple[dict[str, str | None], dict[str, list[str]], str]] = []
    for element in page.elements:
        if element.tag == "form":
            forms.append((element.attributes, {}, ""))
        elif element.tag == "input" and "form" in element.path and element.attributes.get("name"):
            if element.attributes.get("type") == "checkbox":
                continue
            values = forms[-1][1].setdefault(str(element.attributes["name"]), [])
            values.append(element.attributes.get("value") or "")
        elif element.tag == "button" and "form" in element.path:
            forms[-1] = (*forms[-1][:2], " ".join(element.text.split()))
    (form,) = [each for each in forms if each[2] == button]
    assert form[0]["method"] == "post"
    return reader.post(str(form[0]["action"]), data={**form[1], **fields})


def new_articles(count: int, word: str = "ledger") -> list[search.Article]:
    return [
        search.Article.of(f"A new {word} {number}.", id=f"new{number}", title=f"New {number}")
        for number in range(count)
    ]


def test_without_searches_the_page_says_how_to_save_one(reader: FlaskClient) -> None:
    page = page_of(reader.get("/saved"))
    assert page.texts("h1") == ["Saved searches"]
    assert "No search has been saved in this archive." in page.texts("p")
    assert not page.all("form", method="post")


def test_the_current_search_is_saved_listed_and_seen(
    reader: FlaskClient, desk: search.Archive
) -> None:
    page = page_of(reader.get("/saved?q=ledger&from=2020&match=any"))
    assert page.one("input", id="name").attributes["value"] == "ledger"
    saved = send(reader, page, "Save", name="  Ledgers ")
    assert (saved.status_code, saved.headers["Location"]) == (303, "/saved/news?name=Ledgers")
    kept = desk.saved_search("Ledgers")
    assert (kept.text, kept.match, dict(kept.narrow)) == ("ledger", "any", {"date": ("2020..",)})

    assert (
        page_of(reader.get(saved.headers["Location"]))
        .texts("p", role="status")[0]
        .startswith("Nothing new since ")
    )
    dated = [
        search.Article.of("Old ledger.", id="old"),  # undated: outside of the search
        *(
            search.Article.of(f"Ledger {n}.", id=f"x{n}", title=f"Late {n}", date=day)
            for n, day in enumerate([desk.article("n44").date] * 13)
        ),
    ]
    desk.add(dated)
    page = page_of(reader.get("/saved"))
    assert page.texts("p", class_="fresh")[0].startswith("13 new articles since ")
    page = page_of(reader.get("/saved/news?name=Ledgers"))
    assert page.texts("p", role="status")[0].startswith("13 new articles since ")
    titles = page.texts("h2")
    following = page.one("a", rel="next").attributes["href"]
    titles += page_of(reader.get(str(following))).texts("h2")
    assert titles == [f"Late {number}" for number in reversed(range(13))]

    seen = send(reader, page, "Mark as seen")
    assert (seen.status_code, seen.headers["Location"]) == (303, "/saved")
    assert page_of(reader.get("/saved")).texts("p", class_="stale")[0].startswith("Nothing new")


def test_what_comes_while_the_page_is_read_stays_new(
    reader: FlaskClient, desk: search.Archive
) -> None:
    desk.save_search("ledgers", "ledger")
    desk.add(new_articles(1))
    page = page_of(reader.get("/saved/news?name=ledgers"))
    desk.add(new_articles(3))
    send(reader, page, "Mark as seen")
    assert desk.saved_search("ledgers").new == 2


def test_a_search_is_forgotten(reader: FlaskClient, desk: search.Archive) -> None:
    desk.save_search("ledgers", "ledger")
    page = page_of(reader.get("/saved/news?name=ledgers"))
    done = send(reader, page, "Forget this search")
    assert (done.status_code, done.headers["Location"]) == (303, "/saved?q=ledger&name=ledgers")
    assert desk.saved_searches() == ()
    # A slip of the finger: what was forgotten can be saved again.
    page = page_of(reader.get(done.headers["Location"]))
    assert send(reader, page, "Save").status_code == 303
    assert desk.saved_search("ledgers").text == "ledger"
    desk.forget_search("ledgers")
    desk.save_search("bridges", "bridge")
    send(reader, page_of(reader.get("/saved")), "Forget bridges")
    assert desk.saved_searches() == ()


def test_a_taken_name_is_asked_about(reader: FlaskClient, desk: search.Archive) -> None:
    desk.save_search("mine", "ledger")
    page = page_of(reader.get("/saved?q=bridge&source=The+Courier"))
    refused = page_of(send(reader, page, "Save", name="mine"), 409)
    assert "a saved search “mine” already" in refused.texts("p", role="alert")[0]
    assert refused.one("input", id="name").attributes["value"] == "mine"
    assert desk.saved_search("mine").text == "ledger"
    assert send(reader, refused, "Save", replace="1").status_code == 303
    kept = desk.saved_search("mine")
    assert (kept.text, dict(kept.narrow)) == ("bridge", {"source": ("The Courier",)})


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"q": "ledger", "name": " "}, "needs a name"),
        ({"q": "ledger", "name": "x" * 200}, "200 characters"),
        ({"q": "date:2021-02-30", "name": "bad"}, "2021-02-30"),
        ({"q": "x" * 3000, "name": "bad"}, "characters"),
    ],
)
def test_what_cannot_be_saved_is_said(
    reader: FlaskClient, desk: search.Archive, fields: dict[str, str], sentence: str
) -> None:
    page = page_of(reader.post("/saved/add", data=fields), 400)
    assert sentence in page.texts("p", role="alert")[0]
    assert desk.saved_searches() == ()


@pytest.mark.parametrize("action", ["visit", "forget"])
def test_a_search_that_is_not_there_is_not_found(reader: FlaskClient, action: str) -> None:
    assert reader.post(f"/saved/{action}", data={"name": "nothing"}).status_code == 404
    page = page_of(reader.get("/saved/news?name=nothing"), 404)
    assert any("no saved search “nothing”" in text for text in page.texts("p"))


@pytest.mark.parametrize("address", ["/saved/add", "/saved/visit", "/saved/forget"])
def test_nothing_is_changed_by_a_link_or_by_another_site(
    reader: FlaskClient, desk: search.Archive, address: str
) -> None:
    desk.save_search("ledgers", "ledger")
    fields = {"name": "ledgers", "q": "bridge", "replace": "1"}
    assert reader.get(address, query_string=fields).status_code == 405
    foreign = reader.post(address, data=fields, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert desk.saved_search("ledgers").text == "ledger"


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "\" onfocus='x", "a\u202eb", "../x?y#z&w=1", "//evil.example"],
)
def test_any_name_is_shown_and_found(reader: FlaskClient, desk: search.Archive, name: str) -> None:
    saved = reader.post("/saved/add", data={"q": "ledger", "name": name})
    assert saved.status_code == 303
    assert saved.headers["Location"].startswith("/saved/news?name=")
    page = page_of(reader.get(saved.headers["Location"]))
    assert page.texts("h1") == [name]
    listed = page_of(reader.get("/saved"))
    assert name in listed.texts("h2")
    send(reader, page, "Forget this search")
    assert desk.saved_searches() == ()


def test_a_search_without_a_reading_is_listed_and_can_be_forgotten(
    reader: FlaskClient, desk: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.save_search("bad", "ledger")
    kept = desk.saved_search("bad")

    def broken(_: object, **__: object) -> tuple[search.SavedSearch, ...]:
        from dataclasses import replace  # noqa: PLC0415

        return (replace(kept, text="date:2021-02-30", fault="There is no such day."),)

    with monkeypatch.context() as patched:
        patched.setattr(search.Archive, "saved_searches", broken)
        page = page_of(reader.get("/saved"))
        assert "It cannot be read any more: There is no such day." in page.texts("p")
        send(reader, page, "Forget bad")
    assert desk.saved_searches() == ()


@pytest.mark.parametrize(
    "narrow",
    [
        {},
        {"source": ("The Courier", "")},
        {"year": ("2020", ""), "kind": ("body",)},
        {"date": ("2020-01..2020-02-15",)},
        {"date": ("..2020",)},
        {"date": ("2020-03..",)},
        {"date": ("2021-08",)},
        {"date": ("none",)},
        {"date": ("2021..", "none")},
        {"date": ("last 9 years", "none")},  # by the library: no form of a page has it
        {"date": ("2020-01", "2021-08"), "source": ("", "The Courier")},
    ],
)
@pytest.mark.parametrize("match", ["all", "any"])
def test_a_saved_search_finds_the_same_on_its_page(
    desk: search.Archive,
    reader: FlaskClient,
    narrow: dict[str, tuple[str, ...]],
    match: search.Match,
) -> None:
    text = "ledger closed known harbour bridge" if match == "any" else ""
    kept = desk.save_search("mine", text, narrow=narrow, match=match)
    expected = desk.search(text, narrow=narrow, match=match, limit=0).total
    question = question_of(desk, kept)
    found = desk.search(question.text, narrow=question.narrow, match=question.match, limit=0)
    assert found.total == expected
    page = page_of(reader.get("/saved"))
    (address,) = [each.attributes["href"] for each in page.all("a") if "All results" in each.text]
    assert f"{expected:,} article" in page_of(reader.get(str(address))).texts("h1")[0]


def test_a_read_only_archive_says_that_nothing_can_be_saved(desk: search.Archive) -> None:
    desk.save_search("ledgers", "ledger")
    desk.add(new_articles(1))
    with read_only(Path(desk.place)) as place:
        reader = web.create_app(place).test_client()
        page = page_of(reader.get("/saved?q=bridge"))
        for button, name in (("Save", "bridge"), ("Forget ledgers", "ledgers")):
            refused = page_of(send(reader, page, button, name=name), 503)
            assert "may not be written to" in refused.texts("p", role="alert")[0]
            assert str(place) not in str(refused.texts("p"))
        news = page_of(reader.get("/saved/news?name=ledgers"))
        refused = page_of(send(reader, news, "Mark as seen"), 503)
        assert "may not be written to" in refused.texts("p", role="alert")[0]
        reader.application.extensions["nutgraf"].close()
    assert [each.name for each in desk.saved_searches()] == ["ledgers"]


def test_where_everybody_may_read_nobody_may_save(desk: search.Archive) -> None:
    desk.save_search("Bridges", "bridge")
    app = web.create_app(desk.place, web.Settings(saves_searches=False))
    reader = app.test_client()
    listed = page_of(reader.get("/saved?q=talc"))
    assert "Bridges" in listed.texts("h2")[0]
    assert not [form for form in listed.all("form") if form.attributes.get("method") == "post"]
    for action, name in (("add", "Talc"), ("visit", "Bridges"), ("forget", "Bridges")):
        response = reader.post(f"/saved/{action}", data={"name": name, "q": "talc"})
        assert response.status_code == 403
        assert "can only be read" in response.get_data(as_text=True)
    assert [kept.name for kept in desk.saved_searches()] == ["Bridges"]
    app.extensions["nutgraf"].close()
