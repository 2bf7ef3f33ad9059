"""The API narrows as the library does, and its counts agree with one another."""

from __future__ import annotations

import csv
import io
import json
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from tests.web.articles import BRIDGE

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    import search

QUERIES = ["", "ledger", "bridge OR ledger", "bridge talks", "-ledger", "kind:caption", "payload"]
SCOPES = ["article", "paragraph"]
NARROWINGS: list[tuple[dict[str, Any], dict[str, list[str]]]] = [
    ({}, {}),
    ({"source": "The Courier"}, {"source": ["The Courier"]}),
    ({"source": ["The Courier", ""]}, {"source": ["The Courier", ""]}),
    ({"source": ""}, {"source": [""]}),
    ({"author": "Ann Lee", "section": "World"}, {"author": ["Ann Lee"], "section": ["World"]}),
    ({"year": ["2020", ""]}, {"year": ["2020", ""]}),
    ({"kind": ["caption", "title"]}, {"kind": ["caption", "title"]}),
    ({"language": "en"}, {"language": ["en"]}),
    ({"from": "2020-01-10", "to": "2020-01"}, {"date": ["2020-01-10..2020-01"]}),
    ({"from": "2021"}, {"date": ["2021.."]}),
    ({"undated": "1"}, {"date": ["none"]}),
    ({"from": "2021", "undated": "1"}, {"date": ["2021..", "none"]}),
    ({"source": "Nowhere"}, {"source": ["Nowhere"]}),
]
TABLE = [(*each, *narrowing) for *each, narrowing in product(QUERIES, SCOPES, NARROWINGS)]


def body(client: FlaskClient, address: str, **asked: Any) -> str:  # noqa: ANN401 - parameters
    with client.get(f"/api/v1/{address}?{urlencode(asked, doseq=True)}") as response:
        assert response.status_code == 200, response.data
        return response.get_data(as_text=True)


def get(client: FlaskClient, address: str, **asked: Any) -> Any:  # noqa: ANN401 - JSON
    return json.loads(body(client, address, **asked))


@pytest.mark.parametrize(("query", "scope", "asked", "narrow"), TABLE)
def test_every_answer_counts_the_same_hits(
    client: FlaskClient,
    archive: search.Archive,
    query: str,
    scope: Any,  # noqa: ANN401 - a literal
    asked: dict[str, Any],
    narrow: dict[str, list[str]],
) -> None:
    expected = archive.search(query, narrow=narrow, scope=scope, limit=1000, facets=True)
    searched = {"q": query, "scope": scope, **asked}
    found = get(client, "search", **searched, limit=1000)
    assert found["took_ms"] >= 0
    assert found | {"took_ms": 0} == expected.as_json() | {"took_ms": 0}
    assert get(client, "timeline", **searched)["total"] == expected.total
    lines = body(client, "export", **searched).splitlines()
    assert len(lines) == expected.total
    assert get(client, "facets", **searched) == found["facets"]
    for name, counts in found["facets"].items():
        for each in counts[:3]:
            chosen = {**searched, name: each["value"] or ""}
            if name == "year":
                assert each["value"] is None or len(each["value"]) == 4
            assert get(client, "search", **chosen, limit=0)["total"] == each["count"], (name, each)


def test_what_was_understood_finds_the_same(client: FlaskClient) -> None:
    found = get(client, "search", q="bridge", source="The Courier", **{"from": "2021"})
    again = get(client, "search", q=found["interpreted"])
    assert again["total"] == found["total"] == 1


def test_the_timeline_has_its_unit_and_sources(client: FlaskClient) -> None:
    found = get(client, "timeline", q="bridge", unit="month", by_source="true")
    assert found["unit"] == "month"
    (bar,) = [bar for bar in found["bars"] if bar["count"]]
    assert (bar["start"], bar["end"]) == ("2021-08-01", "2021-08-31")
    assert [(each["source"], each["total"]) for each in found["sources"]] == [("The Courier", 1)]


def test_lines_of_a_concordance(client: FlaskClient) -> None:
    found = get(client, "concordance", q="bridge", sort="right", limit=2, offset=1)
    assert found["offset"] == 1
    assert len(found["lines"]) == 2
    assert {line["match"].lower() for line in found["lines"]} == {"bridge"}
    assert found["total"] == get(client, "concordance", q="bridge")["total"] >= 4


def test_first_mentions_are_hits_of_each_source(client: FlaskClient) -> None:
    (first,) = get(client, "first-mentions", q="bridge")
    assert (first["source"], first["date"], first["total"]) == ("The Courier", "2021-08-17", 1)
    assert first["hit"]["article"]["id"] == BRIDGE


def test_pages_of_first_mentions_have_every_source(client: FlaskClient) -> None:
    address = "/api/v1/first-mentions?q=&limit="
    whole = client.get(f"{address}1000").get_json()
    paged = [client.get(f"{address}1&offset={n}").get_json() for n in range(len(whole) + 1)]
    assert paged == [*([each] for each in whole), []]


def test_csv_has_a_row_for_each_hit(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(body(client, "export", q="ledger", format="csv"))))
    assert len(rows) == 45
    assert rows[0]["link"].startswith("http://localhost/a/n")
    assert rows[0]["link"].endswith("?q=ledger#p1")


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("jsonl", "application/jsonl"),
        ("csv", "text/csv"),
        ("markdown", "text/markdown"),
    ],
)
def test_exports_are_streams_of_their_kind(client: FlaskClient, form: str, kind: str) -> None:
    with client.get(f"/api/v1/export?format={form}") as response:
        assert response.is_streamed
        assert response.headers["Content-Type"] == f"{kind}; charset=utf-8"
        assert response.data


def test_a_query_without_a_reading_has_no_stream(client: FlaskClient) -> None:
    with client.get("/api/v1/export?q=date:2021-02-30") as response:
        assert response.status_code == 400
        assert response.get_json()["start"] == 5
