"""What others wrote does no harm, and what goes wrong is said plainly."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from markupsafe import Markup

import search
from tests.web.articles import HOSTILE, LONG_WORD, OVERRIDE
from tests.web.reading import Page
from web import marking

if TYPE_CHECKING:
    from flask import Flask
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
    "/<u>(/",
]
# What templates write. Of what an article could bring along nothing is here: no pictures,
# frames, styles, links of SVG, and not even <b> and <u>.
_TAGS = """
    html head meta title link body script
    header main footer nav section aside article h1 h2 h3 h4 p a div span br hr wbr
    form label input button fieldset legend select option optgroup datalist output textarea
    details summary dialog template
    table caption colgroup col thead tbody tfoot tr th td ul ol li dl dt dd
    mark i bdi code kbd pre time small em strong del ins abbr blockquote figure figcaption
    svg g defs pattern rect path line circle polyline text desc
"""
SAFE = frozenset(_TAGS.split())


def read(client: FlaskClient, address: str) -> Page:
    with client.get(address) as response:
        assert "\x00" not in response.get_data(as_text=True)
        page = Page(response.get_data(as_text=True))
    assert_safe(page)
    return page


def assert_safe(page: Page) -> None:
    """Check that nothing in a page acts but the files of this server."""
    assert {element.tag for element in page.elements} <= SAFE
    for element in page.elements:
        names = set(element.attributes)
        assert not {name for name in names if name.startswith("on")}
        assert not names & {"style", "srcdoc", "srcset", "background", "formaction", "ping"}
        if element.tag == "script":
            assert str(element.attributes["src"]).startswith("/static/")
            assert not element.text.strip()
        else:
            assert "src" not in names
        for name in names & {"href", "xlink:href", "action"}:
            assert str(element.attributes[name]).startswith(("/", "#", "?", "http://", "https://"))


def addresses(app: Flask) -> list[str]:
    """Return the address of every kind of page, of the hostile article where it is of one."""
    found = []
    for rule in app.url_map.iter_rules():
        is_page = "GET" in (rule.methods or ()) and not rule.rule.startswith(("/api/v1", "/static"))
        if is_page:
            found.append(rule.rule.replace("<path:article_id>", quote(HOSTILE)))
    return found


def test_there_is_a_page_of_every_kind(app: Flask) -> None:
    found = addresses(app)
    assert {"/", "/timeline", "/build", HOSTILE_ADDRESS} <= set(found)
    assert not [address for address in found if "<" in address]


@pytest.mark.parametrize("attack", [*ATTACKS, "payload", 'source:="<b>"', '"payload script"'])
def test_every_page_keeps_what_others_wrote_as_text(
    app: Flask, client: FlaskClient, attack: str
) -> None:
    for address in addresses(app):
        for parameters in (
            f"q={quote(attack)}",
            f"q=payload&q={quote(attack)}&source={quote(attack)}",
        ):
            with client.get(f"{address}?{parameters}") as response:
                assert response.status_code < 500, address
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                if response.mimetype == "text/html":
                    assert_safe(Page(response.get_data(as_text=True)))


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("address", ["/", HOSTILE_ADDRESS, "/a/nowhere"])
def test_query_stays_text(client: FlaskClient, address: str, attack: str) -> None:
    page = read(client, f"{address}?q={quote(attack)}")
    shown = str(marking.printable(attack))  # also beside a fault, to be asked in another way
    assert page.one("input", id="q").attributes["value"] == shown


@pytest.mark.parametrize("attack", ATTACKS)
def test_address_stays_text(client: FlaskClient, attack: str) -> None:
    assert read(client, f"/a/{quote(attack, safe='')}").one("h1").text == "Not found"


def test_hostile_article_stays_text_among_the_results(client: FlaskClient) -> None:
    page = read(client, "/?q=payload")
    title = next(element for element in page.all("h2") if "li" in element.path)
    assert '<script>alert("x")</script>' in title.text
    link = next(link for link in page.all("a") if "h2" in link.path)
    assert str(link.attributes["href"]).startswith(f"{HOSTILE_ADDRESS.replace('%27', chr(39))}?")
    assert page.texts("mark") == ["payload", *["Payload"] * 3]  # the title, three paragraphs
    assert "lang" not in page.one("li", class_="card").attributes


def test_hostile_article_stays_text_on_its_page(client: FlaskClient) -> None:
    page = read(client, f"{HOSTILE_ADDRESS}?q=payload")
    assert len(page.all("mark")) == 5
    assert "javascript:alert(1)" in page.one("dl").text
    assert "lang" not in page.one("article").attributes
    assert LONG_WORD in page.one("article").text
    assert "\x07" not in page.one("article").text


def test_reversing_characters_are_isolated(client: FlaskClient) -> None:
    for address in ("/?q=payload", f"{HOSTILE_ADDRESS}?q=payload"):
        page = read(client, address)
        assert OVERRIDE not in next(e for e in page.all("title") if e.path[-1] == "head").text
        for element in page.elements:
            if element.text.startswith(OVERRIDE) and element.tag in ("p", "h1", "h2"):
                assert element.attributes.get("dir") == "auto"


def test_every_foreign_value_is_isolated(client: FlaskClient) -> None:
    page = read(client, HOSTILE_ADDRESS)
    isolated = [element.text for element in page.all("bdi") if "dd" in element.path]
    assert isolated == [element.text for element in page.all("dd")]


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


def test_stylesheets_ask_for_nothing(app: Flask) -> None:
    sheets = sorted(Path(app.static_folder or "").glob("*.css"))
    assert sheets
    for sheet in sheets:
        style = sheet.read_text(encoding="utf-8")
        assert "url(" not in style, sheet
        assert "@import" not in style, sheet


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
        raise search.ArchiveBusy("The archive in /srv/secret is busy.")

    monkeypatch.setattr(search.Archive, "search", busy)
    for address in ("/?q=bridge+busy", "/api/v1/search?q=busy"):
        with client.get(address) as response:
            assert response.status_code == 503
            assert "The archive cannot do this now." in response.get_data(as_text=True)
            assert "/srv/secret" not in response.get_data(as_text=True)
    assert "The archive in /srv/secret is busy." in caplog.text


def test_bug_is_logged_and_not_shown(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the inner secret")

    monkeypatch.setattr(search.Archive, "search", broken)
    with caplog.at_level(logging.ERROR):
        for address in ("/?q=bridge+broken", "/api/v1/search?q=broken"):
            with client.get(address) as response:
                assert response.status_code == 500
                assert "secret" not in response.get_data(as_text=True)
                assert "fault of the program" in response.get_data(as_text=True)
    assert "the inner secret" in caplog.text
