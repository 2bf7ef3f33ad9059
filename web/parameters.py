"""What a request asks for, read from its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.datastructures import MultiDict

    from search import Match, Scope, Sort

# The first of each is what a request means that does not say.
SCOPES: tuple[Scope, ...] = ("article", "paragraph")
MATCHES: tuple[Match, ...] = ("all", "any")
SORTS: tuple[Sort, ...] = ("relevance", "newest", "oldest")
_ON: tuple[Literal["true", "false"], ...] = ("true", "false")
_OFF: tuple[Literal["true", "false"], ...] = ("false", "true")

PAGE_SIZE = 20
API_NAMES = ("q", "scope", "match", "sort", "limit", "offset", "facets", "explain")
SUGGEST_NAMES = ("q", "limit")
API_LIMIT = 10
API_LIMIT_MOST = 1000
MOST_DIGITS = 15  # beyond any page of any archive; JSON numbers are exact to here

ChoiceT = TypeVar("ChoiceT", bound=str)


class ParameterError(Exception):
    """A parameter with a value that it cannot have; the message says what it can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A search as a request asks for it."""

    text: str = ""
    scope: Scope = "article"
    match: Match = "all"
    sort: Sort = "relevance"
    limit: int = PAGE_SIZE
    offset: int = 0
    facets: bool = False
    explain: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether it has no query, which means everything."""
        return not self.text.strip()

    @property
    def page(self) -> int:
        """The page that begins at ``offset``, counted from 1."""
        return self.offset // self.limit + 1


def page_question(arguments: MultiDict[str, str]) -> Question:
    """Read what a page is asked for.

    Raises:
        ParameterError: if a parameter has no sensible value.
    """
    page = _number(arguments, "page", default=1, least=1)
    return Question(
        text=arguments.get("q", ""),
        scope=_choice(arguments, "scope", SCOPES),
        match=_choice(arguments, "match", MATCHES),
        sort=_choice(arguments, "sort", SORTS),
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )


def api_question(arguments: MultiDict[str, str]) -> Question:
    """Read what the API is asked for; it knows no other parameters.

    Raises:
        ParameterError: if a parameter is unknown or has no sensible value.
    """
    _check_names(arguments, API_NAMES)
    return Question(
        text=arguments.get("q", ""),
        scope=_choice(arguments, "scope", SCOPES),
        match=_choice(arguments, "match", MATCHES),
        sort=_choice(arguments, "sort", SORTS),
        limit=_number(arguments, "limit", default=API_LIMIT, least=0, most=API_LIMIT_MOST),
        offset=_number(arguments, "offset", default=0, least=0),
        facets=_choice(arguments, "facets", _ON) == "true",
        explain=_choice(arguments, "explain", _OFF) == "true",
    )


def suggest_question(arguments: MultiDict[str, str]) -> Question:
    """Read the beginning of a query that the API is asked to go on with.

    Raises:
        ParameterError: if a parameter is unknown or has no sensible value.
    """
    _check_names(arguments, SUGGEST_NAMES)
    return Question(
        text=arguments.get("q", ""),
        limit=_number(arguments, "limit", default=API_LIMIT, least=1, most=API_LIMIT_MOST),
    )


def _check_names(arguments: MultiDict[str, str], known: tuple[str, ...]) -> None:
    for name, values in arguments.lists():
        if name not in known:
            raise ParameterError(
                f"There is no parameter “{name}”; the parameters are: {', '.join(known)}."
            )
        if len(values) > 1:
            raise ParameterError(f"{name} is given {len(values)} times; give it once.")


def _choice(arguments: MultiDict[str, str], name: str, choices: Sequence[ChoiceT]) -> ChoiceT:
    value = arguments.get(name) or choices[0]
    for choice in choices:
        if choice == value:
            return choice
    raise ParameterError(f"{name} is “{value}”; it must be one of: {', '.join(choices)}.")


def _number(
    arguments: MultiDict[str, str],
    name: str,
    *,
    default: int,
    least: int,
    most: int | None = None,
) -> int:
    value = arguments.get(name) or str(default)
    if value.isascii() and value.isdigit() and len(value) <= MOST_DIGITS:
        number = int(value)
        if number >= least and (most is None or number <= most):
            return number
    allowed = f"from {least} to {most:,}" if most is not None else f"from {least}"
    raise ParameterError(f"{name} is “{value}”; it must be a whole number {allowed}.")
