"""What an article said before, and how the page shows what has changed."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import search
from tests.web.reading import Page
from web.reading.differences import changed_text, differences

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

WORDS = st.lists(st.sampled_from(["ferry", "sank", "the", ",", "<b>", "&", "ü", "מ", "\n"]))


@pytest.fixture
def client(odd: Flask) -> FlaskClient:
    return odd.test_client()


def read(client: FlaskClient, address: str, status: int = 200) -> Page:
    with client.get(address) as response:
        assert response.status_code == status
        return Page(response.get_data(as_text=True))


def test_article_with_versions_leads_to_them(client: FlaskClient) -> None:
    page = read(client, "/a/ferry?q=ferry")
    (link,) = [a for a in page.all("a") if a.text == "3 versions"]
    assert link.attributes["href"] == "/versions/ferry?q=ferry"
    assert not [a for a in read(client, "/a/report").all("a") if "version" in a.text]


def test_versions_stand_newest_first_with_when_they_were_read(client: FlaskClient) -> None:
    page = read(client, "/versions/ferry")
    headings = page.texts("h2")
    assert [re.sub(r"read .* UTC", "read T", heading) for heading in headings] == [
        "Version 3, read T, current",
        "Version 2, read T",
        "Version 1, read T",
    ]
    assert len(page.all("time")) == 3


def test_what_came_and_went_is_marked(client: FlaskClient) -> None:
    page = read(client, "/versions/ferry")
    changes = [" ".join(e.text.split()) for e in page.all("div", class_="change")]
    assert "Removed: paragraph 2 The captain said the weather was fine." in changes
    assert "Added: paragraph 3 An inquiry begins on Friday." in changes
    came, went = page.texts("ins"), page.texts("del")
    assert "seven" in came
    assert "five" in went
    assert ", the <coastguard> said" in came
    assert "Ann Lee" in came
    facts = dict(zip(page.texts("dt"), page.texts("dd"), strict=True))
    assert facts == {"By": "Ann Lee", "Date": "12 August 2021", "Source": "The Courier"}


def test_paragraphs_that_stayed_are_counted(client: FlaskClient) -> None:
    same = read(client, "/versions/ferry").texts("p", class_="same")
    assert same == ["4 paragraphs unchanged", "1 paragraph unchanged", "The first reading."]


def test_whole_of_a_version_can_be_read(client: FlaskClient) -> None:
    links = [
        str(a.attributes["href"])
        for a in read(client, "/versions/ferry").all("a")
        if a.text.startswith("Read all")
    ]
    assert links == [f"/versions/ferry?version={number}" for number in (3, 2, 1)]
    page = read(client, links[-1])
    assert page.one("h1").text == "Ferry sinks"
    assert "five people" in page.one("article").text
    assert not page.all("a", class_="cite")


def test_article_of_one_version_says_so(client: FlaskClient) -> None:
    page = read(client, "/versions/report")
    assert page.texts("h2")[0].startswith("Version 1, read ")
    assert page.texts("p", class_="same") == ["The first reading."]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/versions/ferry?version=4", "no version 4; its versions are 1 to 3"),
        ("/versions/report?version=2", "no version 2; there is only one"),
        ("/versions/ferry?version=0", "version is “0”"),
    ],
)
def test_version_that_there_is_not_is_said(client: FlaskClient, address: str, said: str) -> None:
    assert said in read(client, address, status=400).one("main").text


@given(WORDS, WORDS)
def test_change_holds_both_texts(old: list[str], new: list[str]) -> None:
    before, after = " ".join(old), " ".join(new)
    shown = str(changed_text(before, after))
    for other, text in (("del", after), ("ins", before)):
        said = re.sub(rf"<{other}>.*?</{other}>|</?(ins|del)>", "", shown, flags=re.DOTALL)
        assert re.findall(r"\w+|[^\w\s]", unescape(said)) == re.findall(r"\w+|[^\w\s]", text)


@given(st.lists(st.sampled_from(["One.", "Two two.", "Three three three."])), st.data())
def test_differences_account_for_every_paragraph(texts: list[str], data: st.DataObject) -> None:
    others = data.draw(st.lists(st.sampled_from(["One.", "Two two.", "Four four four four."])))
    old = [search.Paragraph(number=n, text=text) for n, text in enumerate(texts, start=1)]
    new = [search.Paragraph(number=n, text=text) for n, text in enumerate(others, start=1)]
    found = differences(old, new)
    counts = dict.fromkeys(("same", "added", "removed", "changed"), 0)
    for each in found:
        counts[each.kind] += each.count
    assert counts["same"] + counts["removed"] + counts["changed"] == len(old)
    assert counts["same"] + counts["added"] + counts["changed"] == len(new)


def test_great_changes_take_no_great_time() -> None:
    long = [" ".join(f"{word}{n % 7}" for n in range(50_000)) for word in ("quay", "pier")]
    old = [search.Paragraph(number=n, text=f"{n} " + "a b c " * 20) for n in range(3000)]
    new = [search.Paragraph(number=n, text=f"{n} " + "d e f " * 20) for n in range(3000)]
    began = time.perf_counter()
    changed_text(*long)
    changed_text(long[0], f"{long[0]} end")
    differences(old, new)
    assert time.perf_counter() - began < 5
