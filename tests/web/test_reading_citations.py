"""References to an article and to its paragraphs."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

import search
from tests.web.articles import BRIDGE, HOSTILE
from tests.web.reading import Page
from web.reading.citations import FORMS

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def read(client: FlaskClient, address: str, status: int = 200) -> Page:
    with client.get(address) as response:
        assert response.status_code == status
        return Page(response.get_data(as_text=True))


def codes(page: Page) -> list[str]:
    return [each.text for each in page.all("code") if "pre" in each.path]


def test_page_shows_the_link_and_every_form(client: FlaskClient, archive: search.Archive) -> None:
    page = read(client, f"/cite/{BRIDGE}?paragraph=3")
    link = f"http://localhost/a/{BRIDGE}#p3"
    texts = codes(page)
    assert texts[0] == link
    assert len(texts) == 1 + len(FORMS)
    today = datetime.date.today()  # noqa: DTZ011 - as the page has it
    assert texts[1:] == [
        search.citation(archive.article(BRIDGE), form, paragraph=3, link=link, accessed=today)
        for form in FORMS
    ]
    assert page.one("h1").text == "Cite paragraph 3"
    assert "cost 20 million" in page.one("blockquote").text


def test_article_is_cited_as_a_whole(client: FlaskClient) -> None:
    page = read(client, f"/cite/{BRIDGE}")
    assert codes(page)[0] == f"http://localhost/a/{BRIDGE}"
    assert not page.all("blockquote")
    assert "¶" not in "".join(codes(page))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_can_be_saved(client: FlaskClient, form: search.CitationForm) -> None:
    page = read(client, f"/cite/{BRIDGE}?paragraph=3")
    shown = codes(page)[1 + list(FORMS).index(form)]
    links = [a.attributes["href"] for a in page.all("a") if "download" in a.attributes]
    with client.get(str(links[list(FORMS).index(form)])) as response:
        assert response.status_code == 200
        text = response.get_data(as_text=True)
        assert response.mimetype == FORMS[form].media
        disposition = response.headers["Content-Disposition"]
        assert disposition == f"attachment; filename=nutgraf-{BRIDGE}-p3.{FORMS[form].suffix}"
    assert text.splitlines() == shown.splitlines()


def test_number_of_the_paragraph_stands_in_what_is_saved(client: FlaskClient) -> None:
    with client.get(f"/cite/{BRIDGE}?form=csl-json&paragraph=3") as response:
        items: list[dict[str, Any]] = json.loads(response.get_data(as_text=True))
    assert items[0]["locator"] == "3"
    assert items[0]["title"] == "The bridge reopened"


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("paragraph=31", "This article has no paragraph 31; its paragraphs are 0 to 30."),
        ("paragraph=x", "paragraph is “x”"),
        ("paragraph=-1", "paragraph is “-1”"),
        ("form=docx", "plain, markdown, bibtex, ris, csl-json"),
        ("form=ris&paragraph=99", "This article has no paragraph 99"),
    ],
)
def test_what_cannot_be_cited_is_said(client: FlaskClient, parameters: str, said: str) -> None:
    assert said in read(client, f"/cite/{BRIDGE}?{parameters}", status=400).one("main").text


def test_search_is_kept_on_the_way_there_and_back(client: FlaskClient) -> None:
    page = read(client, f"/a/{BRIDGE}?q=bridge&scope=paragraph")
    cite = next(a for a in page.all("a", class_="cite") if a.text == "Cite paragraph 3")
    page = read(client, str(cite.attributes["href"]))
    back = next(a for a in page.all("a") if "article" in a.text)
    assert back.attributes["href"] == f"/a/{BRIDGE}?q=bridge&scope=paragraph#p3"
    whole = next(a for a in page.all("a") if a.text == "Cite the whole article")
    assert whole.attributes["href"] == f"/cite/{BRIDGE}?q=bridge&scope=paragraph"


@pytest.mark.parametrize("form", FORMS)
def test_hostile_article_is_cited_in_harmless_files(client: FlaskClient, form: str) -> None:
    with client.get(f"/cite/{quote(HOSTILE)}?form={form}&paragraph=1") as response:
        assert response.status_code == 200
        name = response.headers["Content-Disposition"].partition("filename=")[2]
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
        assert response.mimetype != "text/html"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "\x00" not in response.get_data(as_text=True)


def test_buttons_that_need_javascript_are_hidden_without_it(client: FlaskClient) -> None:
    page = read(client, f"/cite/{BRIDGE}")
    buttons = [button for button in page.all("button") if "pre" not in button.path]
    copying = [button for button in buttons if "data-copy" in button.attributes]
    assert len(copying) == 1 + len(FORMS)
    assert all("hidden" in button.attributes for button in copying)
