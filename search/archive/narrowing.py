"""Narrowing a search to values of its facets and to dates."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from search.analysis import whole_value
from search.errors import QueryError
from search.query.dates import DateError, Days, read_days
from search.query.fields import FACETS, KINDS
from search.query.nodes import Dated, Exists, Field, Not, Undated, Whole, Word, disjunction

if TYPE_CHECKING:
    from collections.abc import Iterable

    from search.query.nodes import Node
    from search.results import Narrow

NAMES = (*FACETS, "date")
_DIGITS = 4  # of a year; those before 1000 have fewer


def narrowing(narrow: Narrow | None, today: datetime.date) -> dict[str, Node]:
    """Return what each name of a narrowing asks for; the values of one are alternatives.

    Raises:
        ValueError: if a name is none of those that there are.
        QueryError: if a date or a year has no sensible reading.

    >>> import datetime
    >>> nodes = narrowing({"source": ["The Courier", ""], "year": ["2021"]}, datetime.date.min)
    >>> [str(node) for node in nodes.values()]
    ['source:="The Courier" OR -source:*', 'date:2021']
    """
    nodes = {}
    for name, values in (narrow or {}).items():
        if name not in NAMES:
            raise ValueError(f"narrow has {name!r}; it can have: {', '.join(NAMES)}.")
        if isinstance(values, str):
            raise ValueError(f"narrow has {name!r}: {values!r}; give a list of values.")  # noqa: TRY004
        _check_texts(name, values)
        if values:
            wanted = dict.fromkeys(value or "" for value in values)
            nodes[name] = disjunction([_node(name, value, today) for value in wanted])
    return nodes


def _check_texts(name: str, values: Iterable[object]) -> None:
    for value in values:
        if not isinstance(value, str | None):
            raise ValueError(f"narrow has {name!r}: {value!r}; give values that are texts.")  # noqa: TRY004


def _node(name: str, value: str, today: datetime.date) -> Node:
    if name == "year" and len(value) <= _DIGITS and value.isdecimal() and int(value):
        year = int(value)
        return Dated(Days(datetime.date(year, 1, 1), datetime.date(year, 12, 31)))
    if name in ("year", "date"):
        return _dated(value, today)
    field = FACETS[name]
    if not whole_value(value):
        return Not(Exists(field))
    if name == "kind" and value in KINDS:
        return Field(field, Word(value))
    return Field(field, Whole.of(value))


def _dated(value: str, today: datetime.date) -> Node:
    if value in ("", "none"):
        return Undated()
    try:
        return Dated(read_days(value, today))
    except DateError as error:
        raise QueryError(str(error), text=value, start=0, end=len(value)) from None
