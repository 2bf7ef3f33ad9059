"""What narrows a search: counts that are true, links that keep the rest, and back again."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

import search
import web
from tests.web.articles import OVERRIDE
from tests.web.reading import Page
from web.results.facet_list import LISTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

SOURCES = 1000
QUOTES = "The \"Odd\" onmouseover='alert(1)' <b> & Co"


def articles() -> Iterator[search.Article]:
    """Yield a note of each of many sources, and articles of a few that are easy to count."""
    for number in range(SOURCES):
        yield search.Article.of(
            "A note.", id=f"s{number}", source=f"Source {number:03}", authors=("Ann Lee",)
        )
    for number in range(12):
        yield search.Article.of(
            f"Harvest report {number}.\n\nThe barley came late.",
            id=f"h{number}",
            title=f"Harvest {number}",
            source=(None, "The Courier", "The Mail", QUOTES, f"{OVERRIDE}drawkcab", "w" * 300)[
                number % 6
            ],
            authors=[(), ("Ann Lee",), ("Ann Lee", "Bo Day")][number % 3],
            section="World" if number % 2 else None,
            language="en" if number < 9 else "fr",
            date=datetime.date(2019 + number % 4, 3, 1) if number < 10 else None,
        )


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("narrowing")
    with search.Archive.create(folder) as archive:
        archive.add(articles())
    app = web.create_app(folder)
    yield app.test_client()
    app.extensions["nutgraf"].close()


def read(client: FlaskClient, address: str) -> Page:
    with client.get(address) as response:
        assert response.status_code == 200, address
        return Page(response.get_data(as_text=True))


def total(page: Page) -> int:
    return int(page.one("h1").text.split()[0].replace(",", ""))


def values(page: Page) -> list[tuple[str, int, str]]:
    """Return the label, the count and the address of each value beside the results."""
    links = [link for link in page.all("a") if "section" in link.path and "li" in link.path]
    split = [(*link.text.rsplit(" ", 1), str(link.attributes["href"])) for link in links]
    return [(label, int(count.replace(",", "")), address) for label, count, address in split]


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("narrowed", ["", "&source=The+Courier", "&year=2020&language=en"])
def test_each_count_is_the_total_of_the_search_that_it_leads_to(
    client: FlaskClient, scope: str, narrowed: str
) -> None:
    address = f"/?q=barley+OR+harvest&scope={scope}{narrowed}"
    shown = values(read(client, address))
    chosen = {name for name in ("source", "year", "language") if f"{name}=" in narrowed}
    assert len(shown) > 8
    for label, count, link in shown:
        if any(f"{name}=" in link.replace(narrowed, "") for name in chosen):
            continue  # it is chosen beside another, with which it is counted together
        if not label.startswith("Remove "):
            assert total(read(client, link)) == count, label


def test_several_values_may_be_chosen_and_each_given_up(client: FlaskClient) -> None:
    page = read(client, "/?q=barley&source=The+Courier&source=The+Mail&section=World")
    assert total(page) == 2
    chips = {
        link.text: str(link.attributes["href"])
        for link in page.all("a")
        if link.text.startswith("Remove") and "aside" not in link.path
    }
    assert chips == {
        "Remove Source: The Courier ×": "/?q=barley&source=The+Mail&section=World",
        "Remove Source: The Mail ×": "/?q=barley&source=The+Courier&section=World",
        "Remove Section: World ×": "/?q=barley&source=The+Courier&source=The+Mail",
        "Remove all": "/?q=barley",
    }


def test_chosen_values_come_first_and_stay_without_hits(client: FlaskClient) -> None:
    page = read(client, "/?q=note&source=Source+449&source=Nobody")
    labels = [label for label, _, _ in values(page)]
    assert labels[:2] == ["Remove Source 449", "Remove Nobody"]


def test_articles_without_a_value_can_be_chosen(client: FlaskClient) -> None:
    page = read(client, "/?q=barley")
    found = {label: address for label, _, address in values(page)}
    assert total(read(client, found["undated"])) == 2
    assert total(read(client, found["no source"])) == 2
    assert found["no source"] == "/?q=barley&source="


def test_facet_without_a_choice_is_not_shown(client: FlaskClient) -> None:
    page = read(client, "/?q=note")
    assert "Author" not in page.texts("h2")
    assert "Source" in page.texts("h2")


def test_languages_are_named(client: FlaskClient) -> None:
    labels = [label for label, _, _ in values(read(client, "/?q=barley"))]
    assert {"English", "French"} <= set(labels)


def test_years_go_back_in_time(client: FlaskClient) -> None:
    labels = [label for label, _, _ in values(read(client, "/?q=barley"))]
    years = [label for label in labels if label.isdigit() or label == "undated"]
    assert years == ["2022", "2021", "2020", "2019", "undated"]


def test_hostile_values_are_links_like_others(client: FlaskClient) -> None:
    found = {label: link for label, _, link in values(read(client, "/?q=barley"))}
    quoted = next(label for label in found if "onmouseover" in label)
    for value in (quoted, f"{OVERRIDE}drawkcab", "w" * 300):
        narrowed = read(client, found[value])
        assert total(narrowed) == 2
        assert f"Source: {value}" in [bdi.text for bdi in narrowed.all("bdi")]


def test_list_of_all_values_reaches_each_once(client: FlaskClient) -> None:
    address: str | None = "/facet?q=note&field=source"
    seen: list[str] = []
    while address:
        page = read(client, address)
        seen += [str(box.attributes["value"]) for box in page.all("input", type="checkbox")]
        following = page.all("a", rel="next")
        address = str(following[0].attributes["href"]) if following else None
    assert sorted(seen) == [f"Source {number:03}" for number in range(SOURCES)]


def test_list_of_all_values_can_be_searched(client: FlaskClient) -> None:
    page = read(client, "/facet?q=note&field=source&find=RCE+44")
    found = [str(box.attributes["value"]) for box in page.all("input", type="checkbox")]
    assert sorted(found) == [
        f"Source {number:03}" for number in range(SOURCES) if "44" in f"{number:03}"
    ]
    assert page.one("p", class_="counts").text == f"{len(found)} values"


def test_list_keeps_the_search_and_what_is_chosen_elsewhere(client: FlaskClient) -> None:
    asked = {"q": "note", "field": "source", "find": "044", "source": ["Source 001", "Source 044"]}
    page = read(client, f"/facet?{urlencode(asked | {'author': 'Ann Lee'}, doseq=True)}")
    form = [
        (each.attributes["name"], each.attributes["value"])
        for each in page.all("input")
        if "main" in each.path
        and (each.attributes["type"] == "hidden" or "checked" in each.attributes)
    ]
    results = form[form.index(("field", "source")) + 1 :]
    assert results == [
        ("q", "note"),
        ("author", "Ann Lee"),
        ("source", "Source 001"),
        ("source", "Source 044"),
    ]


def test_long_list_is_shown_in_pages(client: FlaskClient) -> None:
    page = read(client, "/facet?q=note&field=source&page=5")
    assert len(page.all("input", type="checkbox")) == SOURCES - 4 * LISTED
    assert page.one("a", rel="prev").attributes["href"] == (
        "/facet?q=note&page=4&field=source&find="
    )


def test_list_of_an_unknown_facet_is_a_400(client: FlaskClient) -> None:
    with client.get("/facet?field=title") as response:
        assert response.status_code == 400
        assert "it must be one of: source, author" in response.get_data(as_text=True)


def test_form_of_dates_keeps_the_rest_of_the_search(client: FlaskClient) -> None:
    page = read(client, "/?q=barley&source=The+Mail&sort=oldest&from=2019&to=2020-06&page=1")
    form = [
        (each.attributes["name"], each.attributes["value"])
        for each in page.all("input")
        if "aside" in each.path and each.attributes["name"] != "undated"
    ]
    assert form == [
        ("q", "barley"),
        ("sort", "oldest"),
        ("source", "The Mail"),
        ("from", "2019"),
        ("to", "2020-06"),
    ]


@pytest.mark.parametrize(
    ("dates", "chip", "count"),
    [
        ("from=2020&to=2021", "Date: 2020 to 2021", 5),
        ("from=2019-03-01&to=2019-03-01", "Date: 1 March 2019", 3),
        ("to=2020-02", "Date: until February 2020", 3),
        ("undated=1", "Undated only", 2),
        ("from=2022&undated=1", "Or undated", 4),
    ],
)
def test_dates_narrow_and_are_given_up(
    client: FlaskClient, dates: str, chip: str, count: int
) -> None:
    page = read(client, f"/?q=barley&{dates}")
    assert total(page) == count
    assert f"Remove {chip} ×" in page.texts("a")


@pytest.mark.parametrize("dates", ["from=2021-13", "to=yesterday", "from=2021&to=2020"])
def test_impossible_dates_are_a_400(client: FlaskClient, dates: str) -> None:
    with client.get(f"/?q=barley&{dates}") as response:
        assert response.status_code == 400
