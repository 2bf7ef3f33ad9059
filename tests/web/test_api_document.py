"""The description of the API is complete, and every answer is as it says."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jsonschema_rs
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.web.articles import BRIDGE, HOSTILE
from tests.web.reading import Page
from web.api.document import document
from web.api.operations import OPERATIONS, PREFIX
from web.api.schemas import SCHEMAS
from web.parameters import API_LIMIT_MOST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient

# Requests whose answers have, taken together, every object that the API knows.
REQUESTS = [
    ("search", "/search?limit=1000"),
    ("search", "/search?q=bridge&explain=true&limit=1000"),
    ("search", "/search?q=ledger&scope=paragraph&explain=1"),
    ("search", "/search?q=ledger&recency=30&explain=1"),
    ("search", "/search?q=brigde"),
    ("search", "/search?q=bridge+ledger+entry"),
    ("search", "/search?q=bridge&source=Nowhere"),
    ("search", "/search?q=%22bridge&facets=false"),
    ("search", "/search?q=payload&kind=body"),
    ("facets", "/facets"),
    ("facets", "/facets?q=zyzzyva"),
    ("timeline", "/timeline"),
    ("timeline", "/timeline?q=bridge&by_source=true&unit=year"),
    ("timeline", "/timeline?q=ledger&unit=day"),
    ("timeline", "/timeline?q=zyzzyva"),
    ("concordance", "/concordance?q=ledger&sort=left"),
    ("concordance", "/concordance?q=payload"),
    ("concordance", "/concordance"),
    ("first_mentions", "/first-mentions?q=bridge"),
    ("first_mentions", "/first-mentions"),
    ("suggest", "/suggest?q=talks+bri"),
    ("article", f"/articles/{BRIDGE}"),
    ("article", f"/articles/{quote(HOSTILE)}"),
    ("article", "/articles/month"),
    ("similar", "/articles/n1/similar"),
    ("similar", "/articles/apart/similar?limit=0"),
    ("stats", "/stats"),
    ("healthz", "/healthz"),
    ("document", "/openapi.json"),
]
PROBLEMS = [
    ("/search?q=date:2021-02-30", 400),
    ("/search?limit=x", 400),
    ("/suggest?q=" + "x" * 2001, 400),
    ("/export?format=xml", 400),
    ("/articles/nowhere", 404),
    ("/articles/nowhere/similar", 404),
    ("/nowhere", 404),
]


def closed(schema: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a schema whose objects have no properties but those that it names."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    shut = {name: closed(each) for name, each in schema.items()}
    if "properties" in schema and "additionalProperties" not in schema:
        shut["additionalProperties"] = False
    return shut


def check(value: object, schema: dict[str, Any]) -> None:
    whole = {**closed(schema), "components": {"schemas": closed(deepcopy(SCHEMAS))}}
    jsonschema_rs.validate(whole, value, validate_formats=True)


def objects(value: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - JSON
    """Yield all objects within a JSON value."""
    if isinstance(value, dict):
        yield value
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from objects(each)


def test_document_is_openapi(client: FlaskClient) -> None:
    with client.get("/api/v1/openapi.json") as response:
        found = response.get_json()
    OpenAPIV31SpecValidator(found).validate()
    assert found == document()


@pytest.mark.parametrize("name", SCHEMAS)
def test_example_is_as_its_schema_says(name: str) -> None:
    (example,) = document()["components"]["schemas"][name]["examples"]
    check(example, SCHEMAS[name])


@pytest.mark.parametrize(("name", "address"), REQUESTS)
def test_answer_is_as_its_schema_says(client: FlaskClient, name: str, address: str) -> None:
    (schema,) = [each.schema for each in OPERATIONS if each.name == name]
    assert schema
    with client.get(PREFIX + address) as response:
        assert response.status_code == 200, response.data
        check(response.get_json(), schema)


def test_lines_of_an_export_are_hits(client: FlaskClient) -> None:
    with client.get(f"{PREFIX}/export?q=bridge+OR+payload") as response:
        lines = response.get_data(as_text=True).splitlines()
    assert len(lines) == 2
    for line in lines:
        check(json.loads(line), {"$ref": "#/components/schemas/Hit"})


@pytest.mark.parametrize(("address", "status"), PROBLEMS)
def test_problem_is_as_its_schema_says(client: FlaskClient, address: str, status: int) -> None:
    with client.get(PREFIX + address) as response:
        assert response.status_code == status
        check(response.get_json(), SCHEMAS["Problem"])


def test_every_schema_is_of_an_answer() -> None:
    text = json.dumps(document())
    assert [name for name in SCHEMAS if f'"#/components/schemas/{name}"' not in text] == []


def test_every_property_and_parameter_is_described() -> None:
    for found in objects(document()["paths"]):
        if "in" in found:
            assert found["description"].endswith(".")
    for name, schema in SCHEMAS.items():
        for key, described in schema.get("properties", {}).items():
            reference = described.get("$ref") or described.get("items") or described.get("anyOf")
            assert described.get("description") or reference, (name, key)


def test_every_route_of_the_api_is_described(app: Flask) -> None:
    routes = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith(PREFIX)}
    assert routes == {PREFIX + each.rule for each in OPERATIONS}


def test_bounds_in_the_document_are_those_of_requests(client: FlaskClient) -> None:
    search = document()["paths"]["/search"]["get"]["parameters"]
    (limit,) = [each["schema"] for each in search if each["name"] == "limit"]
    assert limit == {"type": "integer", "minimum": 0, "maximum": API_LIMIT_MOST, "default": 10}
    with client.get(f"{PREFIX}/search?limit={limit['maximum']}") as response:
        assert response.status_code == 200


def test_page_describes_every_operation_and_object(client: FlaskClient) -> None:
    with client.get("/api") as response:
        assert response.status_code == 200
        text = response.get_data(as_text=True)
    page = Page(text)
    ids = {element.attributes.get("id") for element in page.all("h3")}
    assert ids == {*SCHEMAS, *(each.name for each in OPERATIONS)}
    links = [str(element.attributes["href"]) for element in page.all("a")]
    assert [link for link in links if link.startswith("#") and link[1:] not in {*ids, "main"}] == []
    tried = [link for link in links if link.startswith(PREFIX)]
    assert len(tried) > len(OPERATIONS) - 2
    for link in tried:
        with client.get(link) as response:
            assert response.status_code == 200, link
    for operation in OPERATIONS:
        for parameter in operation.parameters:
            assert f"<code>{parameter.name}</code>" in text
