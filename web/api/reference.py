"""The description of the API as its page shows it, made from the same document."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from web.api.document import PROBLEM, document
from web.api.operations import JSON, OPERATIONS, PREFIX
from web.api.schemas import SCHEMAS
from web.parameters import Question

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.api.operations import Operation
    from web.api.schemas import Schema

_MARK = re.compile(r"\[\s+(\d+),\s+(\d+)\s+\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """What a value may be, in words; ``schema`` is the object's name if it is one."""

    words: str
    schema: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A parameter of an operation, or a property of an object."""

    name: str
    type: Type
    description: str
    optional: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOperation:
    """An operation; ``example`` is a request of it, a link where any archive can answer it."""

    name: str
    address: str
    summary: str
    description: str
    parameters: tuple[Row, ...]
    answers: tuple[Row, ...]
    example: str
    is_link: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSchema:
    """An object of the API, with an example in JSON."""

    name: str
    description: str
    properties: tuple[Row, ...]
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePage:
    """What the page of the API shows."""

    title: str
    question: Question
    description: tuple[str, ...]
    operations: tuple[ShownOperation, ...]
    schemas: tuple[ShownSchema, ...]


@cache
def reference_page() -> ReferencePage:
    """Return what the page shows."""
    described = document()
    schemas = described["components"]["schemas"]
    return ReferencePage(
        title="The API – Nutgraf",
        question=Question(),
        description=tuple(described["info"]["description"].strip().split("\n\n")),
        operations=tuple(
            _operation(each, described["paths"][each.path]["get"]) for each in OPERATIONS
        ),
        schemas=tuple(_schema(name, schema) for name, schema in schemas.items()),
    )


def type_of(schema: Schema) -> Type:
    """Return what values of a schema are.

    >>> type_of({"type": ["string", "null"], "format": "date"}).words
    'date or null'
    >>> type_of({"type": "array", "items": {"$ref": "#/components/schemas/Hit"}})
    Type(words='list of', schema='Hit')
    """
    if "$ref" in schema:
        return Type(words="", schema=schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return _either([type_of(each) for each in schema["anyOf"]])
    if "enum" in schema:
        return Type(
            words=" | ".join(
                "null" if each is None else f"{each or 'nothing'}" for each in schema["enum"]
            )
        )
    if schema["type"] == "array" and "items" in schema:
        inner = type_of(schema["items"])
        return Type(words=f"list of {inner.words}".strip(), schema=inner.schema)
    return Type(words=_plain(schema))


def _either(types: list[Type]) -> Type:
    words = " or ".join(each.words for each in types if each.words)
    schema = next((each.schema for each in types if each.schema), "")
    plain = all(each.words for each in types)
    return Type(words=words if plain or not schema else f"or {words}", schema=schema)


def _plain(schema: Schema) -> str:
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    named: str = schema.get("format", "")
    words = " or ".join(kind if kind == "null" else named or kind for kind in kinds)
    if "maximum" in schema:
        words += f" from {schema['minimum']} to {schema['maximum']:,}"
    return words


def _operation(operation: Operation, described: Mapping[str, Any]) -> ShownOperation:
    address = PREFIX + operation.path
    example = f"{address}?{operation.example}" if operation.example else address
    for each in operation.path_parameters:
        example = example.replace(f"{{{each.name}}}", str(each.example))
    return ShownOperation(
        name=operation.name,
        address=address,
        summary=operation.summary,
        description=operation.description,
        parameters=tuple(_parameter(each) for each in described["parameters"]),
        answers=tuple(_answer(status, answer) for status, answer in described["responses"].items()),
        example=example,
        is_link=not operation.path_parameters,
    )


def _parameter(described: Mapping[str, Any]) -> Row:
    schema = described["schema"]
    return Row(
        name=described["name"],
        type=type_of(schema),
        description=described["description"],
        optional=not described["required"],
        default=str(schema.get("default", "")),
    )


def _answer(status: str, described: Mapping[str, Any]) -> Row:
    content = described.get("content", {})
    kinds = [kind for kind in content if kind not in (JSON, PROBLEM)]
    schema = next((each["schema"] for kind, each in content.items() if kind not in kinds), None)
    shown = type_of(schema) if schema else Type(words=", ".join(kinds))
    return Row(name=status, type=shown, description=described["description"])


def _schema(name: str, schema: Schema) -> ShownSchema:
    required = schema.get("required", ())
    return ShownSchema(
        name=name,
        description=schema["description"],
        properties=tuple(
            Row(
                name=each,
                type=type_of(described),
                description=_meaning(described),
                optional=each not in required,
            )
            for each, described in schema.get("properties", {}).items()
        ),
        example=_printed(schema["examples"][0]),
    )


def _meaning(described: Schema) -> str:
    """Return what is said of a property, or else of the object that it is."""
    shown = type_of(described).schema
    text: str = described.get("description") or SCHEMAS[shown]["description"]
    return text


def _printed(value: object) -> str:
    """Return JSON to read, with marks on one line."""
    return _MARK.sub(r"[\1, \2]", json.dumps(value, ensure_ascii=False, indent=2))
