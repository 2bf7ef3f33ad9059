"""What others wrote does no harm, and what goes wrong is said plainly."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from markupsafe import Markup

import search
from tests.web.articles import HOSTILE, LONG_WORD, OVERRIDE
from tests.web.reading import Page
from web import marking

if TYPE_CHECKING:
    from flask.testing import FlaskClient

HOSTILE_ADDRESS = f"/a/{quote(HOSTILE)}"
ATTACKS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' autofocus onfocus='alert(1)",
    "{{ 7*7 }} {% raw %}",
    f"{OVERRIDE}reversed",
    "\x00\x1b[31m \x85",
    "date:<b>2021-02-30</b>",
    "/<i>(/",
]
SAFE = frozenset(
    [
        "html",
        "head",
        "meta",
        "title",
        "link",
        "body",
        "header",
        "main",
        "footer",
        "nav",
        "article",
        "h1",
        "h2",
        "p",
        "a",
        "form",
        "label",
        "div",
        "input",
        "button",
        "fieldset",
        "legend",
        "details",
        "summary",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "span",
        "mark",
        "bdi",
        "code",
        "time",
        "small",
        "em",
        "blockquote",
    ]
)


def read(client: FlaskClient, address: str) -> Page:
    with client.get(address) as response:
        assert "\x00" not in response.get_data(as_text=True)
        page = Page(response.get_data(as_text=True))
    assert {element.tag for element in page.elements} <= SAFE
    attributes = {name for element in page.elements for name in element.attributes}
    assert not {name for name in attributes if name.startswith("on") or name in ("style", "src")}
    return page


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("address", ["/", HOSTILE_ADDRESS, "/a/nowhere"])
def test_query_stays_text(client: FlaskClient, address: str, attack: str) -> None:
    page = read(client, f"{address}?q={quote(attack)}")
    shown = str(marking.printable(attack)) if address != "/a/nowhere" else ""
    assert page.one("input", id="q").attributes["value"] == shown


@pytest.mark.parametrize("attack", ATTACKS)
def test_address_stays_text(client: FlaskClient, attack: str) -> None:
    assert read(client, f"/a/{quote(attack, safe='')}").one("h1").text == "Not found"


def test_hostile_article_stays_text_among_the_results(client: FlaskClient) -> None:
    page = read(client, "/?q=payload")
    assert '<script>alert("x")</script>' in page.one("h2").text
    link = next(link for link in page.all("a") if "h2" in link.path)
    assert str(link.attributes["href"]).startswith(f"{HOSTILE_ADDRESS.replace('%27', chr(39))}?")
    assert page.texts("mark") == ["payload", *["Payload"] * 3]  # the title, three paragraphs
    assert "lang" not in page.one("li", class_="card").attributes


def test_hostile_article_stays_text_on_its_page(client: FlaskClient) -> None:
    page = read(client, f"{HOSTILE_ADDRESS}?q=payload")
    assert len(page.all("mark")) == 5
    assert not [a for a in page.all("a") if "javascript:" in str(a.attributes["href"])]
    assert "javascript:alert(1)" in page.one("dl").text
    assert "lang" not in page.one("article").attributes
    assert LONG_WORD in page.one("article").text
    assert "\x07" not in page.one("article").text


def test_reversing_characters_are_isolated(client: FlaskClient) -> None:
    for address in ("/?q=payload", f"{HOSTILE_ADDRESS}?q=payload"):
        page = read(client, address)
        assert OVERRIDE not in page.one("title").text
        for element in page.elements:
            if element.text.startswith(OVERRIDE) and element.tag in ("p", "h1", "h2"):
                assert element.attributes.get("dir") == "auto"


def test_every_foreign_value_is_isolated(client: FlaskClient) -> None:
    page = read(client, HOSTILE_ADDRESS)
    values = [element for element in page.all("dd") if element.text != "undated"]
    isolated = [element.text for element in page.all("bdi") if "dd" in element.path]
    assert isolated == [element.text for element in values]


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("", [], ""),
        ("a<b", [], "a&lt;b"),
        ("a<b", [(1, 2)], "a<mark>&lt;</mark>b"),
        ("<>&", [(0, 1), (1, 2), (2, 3)], "<mark>&lt;</mark><mark>&gt;</mark><mark>&amp;</mark>"),
        ("&amp;", [(0, 5)], "<mark>&amp;amp;</mark>"),
        ("a😀b", [(1, 2)], "a<mark>😀</mark>b"),
        ("{}%s", [(0, 2)], "<mark>{}</mark>%s"),
    ],
)
def test_marks_are_set_after_escaping(
    text: str, marks: list[tuple[int, int]], expected: str
) -> None:
    assert marking.marked(text, marks) == Markup(expected)  # noqa: S704 - the expectation


@pytest.mark.parametrize(
    "address",
    ["/", "/?q=date:2021-02-30", "/nowhere", "/static/style.css", "/api/v1/search", "/api/v1/x"],
)
def test_every_response_has_the_security_headers(client: FlaskClient, address: str) -> None:
    with client.get(address) as response:
        headers = response.headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_stylesheet_is_small_and_asks_for_nothing(client: FlaskClient) -> None:
    with client.get("/static/style.css") as response:
        style = response.get_data(as_text=True)
    assert len(style.encode()) < 8 * 1024
    assert "url(" not in style
    assert "@import" not in style


def test_unknown_page_is_not_found_in_plain_words(client: FlaskClient) -> None:
    with client.get("/nowhere") as response:
        assert response.status_code == 404
        assert "There is nothing at this address." in response.get_data(as_text=True)


def test_page_can_only_be_read(client: FlaskClient) -> None:
    with client.post("/") as response:
        assert response.status_code == 405
        assert response.mimetype == "text/html"
        assert "GET" in response.headers["Allow"]


def test_archive_that_cannot_answer_is_unavailable(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise search.ArchiveBusy("The archive is busy. Try again.")

    monkeypatch.setattr(search.Archive, "search", busy)
    with client.get("/?q=bridge") as response:
        assert response.status_code == 503
        assert "The archive is busy. Try again." in response.get_data(as_text=True)
    with client.get("/api/v1/search") as response:
        assert response.status_code == 503
        assert response.get_json()["detail"] == "The archive is busy. Try again."
    assert "The archive is busy" in caplog.text


def test_bug_is_logged_and_not_shown(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the inner secret")

    monkeypatch.setattr(search.Archive, "search", broken)
    with caplog.at_level(logging.ERROR):
        for address in ("/?q=bridge", "/api/v1/search"):
            with client.get(address) as response:
                assert response.status_code == 500
                assert "secret" not in response.get_data(as_text=True)
                assert "fault of the program" in response.get_data(as_text=True)
    assert "the inner secret" in caplog.text
