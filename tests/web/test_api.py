"""The HTTP API: its contract, its errors, and that it says what the library says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import search
from tests.web.articles import BRIDGE, NUMBERED
from tests.web.reading import Page
from web.parameters import PAGE_SIZE

if TYPE_CHECKING:
    from flask.testing import FlaskClient

RESULTS = [
    "query",
    "interpreted",
    "notices",
    "scope",
    "sort",
    "total",
    "distinct",
    "offset",
    "took_ms",
    "hits",
    "suggestions",
    "parts",
    "facets",
]
HIT = {"score", "matching_paragraphs", "others", "article", "paragraphs"}
ARTICLE = {
    "id",
    "title",
    "label",
    "date",
    "date_precision",
    "updated",
    "authors",
    "source",
    "section",
    "url",
    "path",
    "language",
}
PARAGRAPH = {"number", "kind", "text", "marks", "snippet"}

QUERIES = [
    "",
    "*",
    "ledger",
    "ledger OR bridge",
    "bridge talks",
    "bridge -talks",
    '"this bridge"',
    "=bridges",
    "bridg*",
    "brigde~",
    "/fal.*/",
    "bridge w/5 talks",
    "author:lee",
    "kind:caption",
    "date:2021",
    "date:none",
    "date:2020-01-05..2020-01-20 ledger",
    "“the ledger” (entry",
    "zyzzyva",
    "-ledger",
    "payload",
]


def get(client: FlaskClient, address: str, status: int = 200) -> Any:  # noqa: ANN401 - JSON
    with client.get(f"/api/v1/{address}") as response:
        assert response.status_code == status
        kind = "application/json" if status == 200 else "application/problem+json"
        assert response.mimetype == kind
        return json.loads(response.data)


def problem(client: FlaskClient, address: str, status: int) -> dict[str, Any]:
    found: dict[str, Any] = get(client, address, status)
    assert list(found)[:4] == ["type", "title", "status", "detail"]
    assert found["status"] == status
    return found


def test_results_have_the_keys_of_the_contract_in_order(client: FlaskClient) -> None:
    found = get(client, "search?q=bridge")
    assert [key for key in found if key in RESULTS] == RESULTS
    hit = found["hits"][0]
    assert hit.keys() >= HIT
    assert hit["article"].keys() >= ARTICLE
    assert hit["paragraphs"][0].keys() >= PARAGRAPH
    assert hit["paragraphs"][0]["snippet"].keys() >= {"text", "marks"}
    assert found["facets"].keys() == {"source", "author", "section", "language", "kind", "year"}
    assert found["facets"]["source"][0] == {"value": "The Courier", "count": 1}


def test_notices_have_their_place(client: FlaskClient) -> None:
    (notice, *_) = get(client, 'search?q="bridge')["notices"]
    assert notice.keys() >= {"message", "start", "end"}


@pytest.mark.parametrize("scope", ["article", "paragraph"])
@pytest.mark.parametrize("query", QUERIES)
def test_page_api_and_library_agree(
    client: FlaskClient, archive: search.Archive, query: str, scope: str
) -> None:
    results = archive.search(query, scope=scope, limit=PAGE_SIZE, facets=True)  # type: ignore[arg-type]
    parameters = {"q": query, "scope": scope}
    with client.get("/api/v1/search", query_string={**parameters, "limit": PAGE_SIZE}) as response:
        answered = response.get_json()
    expected = results.as_json()
    del expected["took_ms"], answered["took_ms"]
    assert answered == expected
    with client.get("/", query_string=parameters) as response:
        page = Page(response.get_data(as_text=True))
    (heading,) = page.texts("h1")
    assert int(heading.split()[0].replace(",", "")) == results.total
    marks = [
        mark
        for hit in results.hits
        for found in hit.paragraphs
        if found.number
        for mark in found.snippet.marks
    ]
    marks += [mark for hit in results.hits for mark in hit.title_marks]
    assert len(page.all("mark")) == len(marks)


def test_every_hit_can_be_fetched(client: FlaskClient) -> None:
    ids = [
        hit["article"]["id"]
        for offset in range(0, 60, 7)
        for hit in get(client, f"search?limit=7&offset={offset}&facets=false")["hits"]
    ]
    assert len(ids) == len(set(ids)) == 52


def test_facets_can_be_left_out(client: FlaskClient) -> None:
    assert get(client, "search?q=bridge&facets=false")["facets"] == {}


def test_facets_can_be_asked_for_alone(client: FlaskClient) -> None:
    found = get(client, "search?q=bridge&limit=0")
    assert found["hits"] == []
    assert found["facets"]["author"]


@pytest.mark.parametrize(("match", "total"), [("all", 0), ("any", 2)])
def test_match_any(client: FlaskClient, match: str, total: int) -> None:
    assert get(client, f"search?q=lighthouse+talc&match={match}")["total"] == total


def test_how_recent_articles_are_counts_on_request(client: FlaskClient) -> None:
    found = get(client, "search?q=ledger&recency=3650&explain=1")
    plain = get(client, "search?q=ledger&explain=1")
    assert found["total"] == plain["total"] == NUMBERED
    score = found["hits"][0]["explanation"]["score"]
    assert (score["description"], score["value"]) == ("product", found["hits"][0]["score"])
    assert [part["description"] for part in score["parts"]] == [
        "sum",
        "by how recent the article is",
    ]
    assert 1 < score["parts"][1]["value"] <= 2
    assert plain["hits"][0]["explanation"]["score"]["description"] == "sum"


@pytest.mark.parametrize("path", ["export", "search"])
def test_recency_is_checked_where_it_counts(client: FlaskClient, path: str) -> None:
    assert "recency is “0”" in problem(client, f"{path}?recency=0", 400)["detail"]


@pytest.mark.parametrize("path", ["facets", "timeline", "concordance", "first-mentions"])
def test_recency_is_unknown_where_nothing_is_ranked_by_it(client: FlaskClient, path: str) -> None:
    found = problem(client, f"{path}?recency=30", 400)
    assert "There is no parameter “recency”" in found["detail"]


@pytest.mark.parametrize("offset", [45, 20_000, 10**9, 10**14])
def test_offset_beyond_the_end_is_an_empty_answer(client: FlaskClient, offset: int) -> None:
    found = get(client, f"search?q=ledger&offset={offset}")
    assert (found["total"], found["offset"], found["hits"]) == (45, offset, [])


def test_empty_parameters_mean_nothing(client: FlaskClient) -> None:
    found = get(client, "search?q=&scope=&match=&sort=&limit=&offset=&facets=")
    assert found["total"] == 52
    assert len(found["hits"]) == 10


def test_json_is_utf_8_and_not_escaped(client: FlaskClient) -> None:
    with client.get("/api/v1/search", query_string={"q": "Łódź"}) as response:
        assert "Łódź".encode() in response.data


def test_article_is_the_library_s_object(client: FlaskClient, archive: search.Archive) -> None:
    found = get(client, f"articles/{BRIDGE}")
    assert found == search.article_json(archive.article(BRIDGE))
    assert found["paragraphs"][3].keys() == {"number", "kind", "heading", "text"}


def test_query_without_a_reading_is_a_problem_with_its_place(client: FlaskClient) -> None:
    found = problem(client, "search?q=bridge+date:2021-02-30", 400)
    assert "bridge date:2021-02-30"[found["start"] : found["end"]] == "2021-02-30"
    assert found["type"] == "about:blank"
    assert found["title"] == "Bad Request"
    assert "2021-02-28" in found["detail"]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("limit=ten", "from 0 to 1,000"),
        ("limit=-1", "from 0 to 1,000"),
        ("limit=1001", "from 0 to 1,000"),
        ("limit=1.5", "from 0 to 1,000"),
        ("limit=%D9%A3", "from 0 to 1,000"),
        ("offset=-1", "from 0"),
        (f"offset={10**30}", "from 0"),
        ("scope=book", "article, paragraph"),
        ("sort=best", "relevance, newest, oldest"),
        ("match=some", "all, any"),
        ("recency=0", "recency is “0”; it must be a whole number from 1"),
        ("recency=-7", "from 1"),
        ("recency=week", "from 1"),
        ("facets=yes", "true, false"),
        ("query=bridge", "q, scope, match, sort, recency, limit, offset, facets"),
        ("q=a&q=b", "q is given 2 times"),
    ],
)
def test_bad_parameter_is_a_problem_that_says_what_is_allowed(
    client: FlaskClient, parameters: str, said: str
) -> None:
    assert said in problem(client, f"search?{parameters}", 400)["detail"]


@pytest.mark.parametrize("address", ["articles/nowhere", "articles/", "nowhere", ""])
def test_unknown_addresses_are_problems(client: FlaskClient, address: str) -> None:
    problem(client, address, 404)


def test_api_can_only_be_read(client: FlaskClient) -> None:
    with client.post("/api/v1/search") as response:
        assert response.status_code == 405
        assert response.mimetype == "application/problem+json"
        assert "GET" in response.headers["Allow"]


def test_the_last_word_is_completed(client: FlaskClient) -> None:
    with client.get("/api/v1/suggest", query_string={"q": "talks bri", "limit": 3}) as response:
        found = response.get_json()
    assert found[0]["text"] == "talks bridge"
    assert found[0]["count"] >= 1
    with client.get("/api/v1/suggest", query_string={"q": "bri", "limit": 0}) as response:
        assert response.status_code == 400


def test_a_hit_is_explained_on_request(client: FlaskClient) -> None:
    with client.get("/api/v1/search", query_string={"q": "bridge", "explain": "true"}) as response:
        (hit, *_) = response.get_json()["hits"]
    (part,) = hit["explanation"]["parts"]
    assert part["part"] == "bridge"
    assert part["matched"]
    assert part["matches"][0]["likeness"] in {"exact", "stem"}
    assert hit["explanation"]["score"]["value"] == hit["score"]
