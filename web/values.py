"""The kinds of parameters: which values each may have, and how they are read and described."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

MOST_VALUES = 100  # of one repeatable parameter
LONGEST = 1000  # characters of a value, except of a query
LARGEST = 10**15 - 1  # beyond any page of any archive; JSON numbers are exact to here

LONGEST_SHOWN = 60  # characters of the user's text in a message


class ParameterError(Exception):
    """A parameter with a value that it cannot have; the message says what it can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of requests: any text.

    ``field`` is what it is called in a ``Question``, and ``default`` what a request
    means that does not say, or says nothing (``scope=``). A repeatable one has as
    many values as are given, in their order and each once; an empty one counts if
    ``empty`` says what it means.
    """

    name: str
    field: str
    description: str
    default: Any = ""
    repeatable: bool = False
    empty: str = ""
    longest: int = LONGEST
    pattern: str = ""
    example: Any = None

    def read(self, arguments: MultiDict[str, str]) -> Any:  # noqa: ANN401 - of the kind's type
        """Return the value in a request, or the tuple of values of a repeatable parameter.

        Raises:
            ParameterError: if it cannot have this value.
        """
        if not self.repeatable:
            text = arguments.get(self.name)
            return self.value(text) if text else self.default
        texts = arguments.getlist(self.name)
        if len(texts) > MOST_VALUES:
            raise ParameterError(
                f"{self.name} has {len(texts):,} values; it may have {MOST_VALUES}."
            )
        kept = dict.fromkeys(text for text in texts if text or self.empty)
        return tuple(self.value(text) if text else "" for text in kept)

    def value(self, text: str) -> Any:  # noqa: ANN401 - of the kind's type
        """Return the value that a text stands for.

        Raises:
            ParameterError: if it stands for none.
        """
        if len(text) > self.longest:
            raise ParameterError(
                f"{self.name} has {len(text):,} characters; it may have {self.longest:,}."
            )
        return text

    def written(self, value: object) -> str:
        """Return a value as a request has it."""
        return str(value)

    def described(self) -> str:
        """Return what is said about it."""
        return f"{self.description} Empty: {self.empty}." if self.empty else self.description

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what a request may say."""
        value = self.value_schema()
        if self.repeatable:
            items = _or_empty(value) if self.empty else value
            return {"type": "array", "items": items, "maxItems": MOST_VALUES}
        return value if self.default in ("", None) else {"default": self.default} | value

    def value_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of one value that says something."""
        length = {"type": "string", "maxLength": self.longest}
        return length | ({"pattern": self.pattern} if self.pattern else {})

    def refusal(self, text: str, allowed: str) -> ParameterError:
        """Return the error that says what would be allowed instead of ``text``."""
        shown = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
        return ParameterError(f"{self.name} is “{shown}”; it must be {allowed}.")


def _or_empty(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a text that may be empty too."""
    if "enum" in schema:
        return schema | {"enum": [*schema["enum"], ""]}
    return schema | ({"pattern": f"^$|{schema['pattern']}"} if "pattern" in schema else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Parameter):
    """One of several words; a request that does not say means ``default``."""

    choices: tuple[str, ...]

    def value(self, text: str) -> str:
        """Return the word."""
        if text not in self.choices:
            raise self.refusal(text, f"one of: {', '.join(self.choices)}")
        return text

    def value_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the words."""
        return {"type": "string", "enum": [*self.choices]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Parameter):
    """Yes or no."""

    default: bool = False

    def value(self, text: str) -> bool:
        """Return whether it is yes."""
        if text not in _FLAGS:
            raise self.refusal(text, f"one of: {', '.join(_FLAGS)}")
        return _FLAGS[text]

    def written(self, value: object) -> str:
        """Return 1 or 0."""
        return "1" if value else "0"

    def value_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the words for yes and no."""
        return {"type": "string", "enum": [*_FLAGS], "default": str(self.default).lower()}


_FLAGS = {"true": True, "false": False, "1": True, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Parameter):
    """A whole number within bounds; ``default`` may be None, for no number at all."""

    default: int | None = 0
    least: int = 0
    most: int = LARGEST

    def value(self, text: str) -> int:
        """Return the number."""
        if text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST)):
            number = int(text)
            if self.least <= number <= self.most:
                return number
        bounded = self.most < LARGEST or (text.isascii() and text.isdigit())
        end = f" to {self.most:,}" if bounded else ""
        raise self.refusal(text, f"a whole number from {self.least}{end}")

    def value_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the number."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True, kw_only=True)
class Year(Parameter):
    """A year with four digits."""

    pattern: str = r"^(?!0000)[0-9]{4}$"

    def value(self, text: str) -> str:
        """Return the year."""
        if not re.fullmatch(self.pattern, text, re.ASCII):
            raise self.refusal(text, "a year with four digits, from 0001 on")
        return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Parameter):
    """A day, a month or a year of the calendar."""

    pattern: str = r"^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"

    def value(self, text: str) -> str:
        """Return the date, which the calendar has."""
        if not re.fullmatch(self.pattern, text, re.ASCII):
            raise self.refusal(text, "a date like 2021, 2021-08 or 2021-08-15")
        year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
        if day > (last := monthrange(year, month)[1]):
            raise self.refusal(text, f"a day of the calendar; that month ends with day {last}")
        return text
