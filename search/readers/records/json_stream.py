"""JSON from strangers, value by value, in memory that does not grow with the file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LONGEST = 16_000_000  # characters of one value that is read whole; an article has fewer
_MOST_PARTS = 1_000_000  # lists and objects within it, each of which takes far more room than text
_DEEPEST = 8  # objects within objects that are gone through for lists
_BLANK = re.compile(r"[ \t\n\r\ufeff]*")
_LONGEST_WORD = 12  # characters of what may be cut: "false", "\\ud83d"
_OF_NUMBERS = "0123456789.eE+-"
_STEP = 1 << 18  # characters
_SHOWN = 30  # characters


class NotJson(ValueError):
    """The text is no JSON that can be read; the message says what stands there.

    ``cut`` tells that it may be JSON if more follows.
    """

    def __init__(self, message: str, *, cut: bool = False) -> None:
        """Take the message."""
        super().__init__(message)
        self.cut = cut


def _integer(text: str) -> int | str:
    return int(text) if len(text) < 20 else text  # noqa: PLR2004 - what a database's number has


# Texts with line ends within them are no JSON, but written all the same.
_DECODER = json.JSONDecoder(strict=False, parse_int=_integer)


def parse(text: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return the value that a text is.

    Raises:
        NotJson: It is none, or nested too deep.

    >>> parse('{"title": "Bridge"}')
    {'title': 'Bridge'}
    """
    _refuse_parts(text, 0)
    value, end = _decode(text, _blank_end(text, 0))
    end = _blank_end(text, end)
    if end < len(text):
        raise NotJson(f"more follows where it ends: {_shown(text, end)}")
    return value


def _decode(text: str, start: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text) - _LONGEST_WORD or error.msg.startswith("Unterminated")
        reason = error.msg.removesuffix(" at")
        raise NotJson(f"{reason} at {_shown(text, error.pos)}", cut=cut) from error
    except RecursionError as error:
        raise NotJson("lists and objects are nested too deep") from error


def _refuse_parts(text: str, start: int) -> None:
    if len(text) - start <= _MOST_PARTS:
        return
    if text.count("{", start) + text.count("[", start) > _MOST_PARTS:
        raise NotJson(f"one value has more than {_MOST_PARTS:,} lists and objects in it")


def _blank_end(text: str, start: int) -> int:
    blank = _BLANK.match(text, start)
    return blank.end() if blank else start


def _shown(text: str, start: int) -> str:
    part = " ".join(text[start : start + _SHOWN].split())
    return f"“{part}”" if part else "its end"


class JsonStream:
    """The values of a text that comes in chunks."""

    def __init__(self, texts: Iterable[str], line: int = 1) -> None:
        """Take the chunks; ``line`` is the number of the line that they begin with."""
        # In steps, so that what is read at once grows only with the value that is read.
        self._texts = (text[at : at + _STEP] for text in texts for at in range(0, len(text), _STEP))
        self._text = ""
        self._at = 0
        self._line = line

    @property
    def line(self) -> int:
        """The line at which the stream stands, counted from 1."""
        return self._line + self._text.count("\n", 0, self._at)

    def peek(self) -> str:
        """Return the next character that is no blank, "" at the end."""
        self._at = _blank_end(self._text, self._at)
        while self._at == len(self._text):
            if not self._fill(1):
                return ""
            self._at = _blank_end(self._text, self._at)
        return self._text[self._at]

    def take(self, character: str) -> None:
        """Go past a character.

        Raises:
            NotJson: Another stands here.
        """
        if self.peek() != character:
            raise NotJson(f"“{character}” is missing before {_shown(self._text, self._at)}")
        self._at += 1

    def value(self) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Return the value that begins here, and go past it.

        Raises:
            NotJson: None does, or it is too large.
        """
        self.peek()
        while True:
            try:
                value, end = _decode(self._text, self._at)
            except NotJson as error:
                if not error.cut or not self._grow():
                    raise
            else:
                if not self._may_go_on(end) or not self._fill(1):
                    self._at = end
                    return value

    def _may_go_on(self, end: int) -> bool:
        """Say whether what ended here may be a number of which the rest is still to come."""
        rest = self._text[end : end + _LONGEST_WORD]
        return not rest or (len(rest) < _LONGEST_WORD and rest[0] in _OF_NUMBERS)

    def _grow(self) -> bool:
        """Get twice as much of a value that is cut; say no at the end."""
        length = len(self._text) - self._at
        if length > LONGEST:
            raise NotJson(f"one value has more than {LONGEST // 1_000_000} million characters")
        grown = self._fill(2 * length)
        _refuse_parts(self._text, self._at)
        return grown

    def items(self) -> Iterator[Any]:
        """Yield the values of the list that begins here, and go past it.

        Raises:
            NotJson: It is no list to its end.
        """
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            yield self.value()
            if self.peek() == "]":
                self.take("]")
                return
            self.take(",")

    def lists(self) -> Iterator[Any]:
        """Yield the values of all lists in the object that begins here, however large it is.

        Raises:
            NotJson: It is no object to its end.
        """
        depth = 0
        while True:
            character = self.peek()
            if character == "{":
                self.take("{")
                depth += 1
            elif character == "}":
                self.take("}")
                depth -= 1
                if not depth:
                    return
            elif character == ",":
                self.take(",")
            else:
                self.value()
                self.take(":")
                yield from self._inner(depth)

    def _inner(self, depth: int) -> Iterator[Any]:
        """Yield the values of a list; go past any other value but an object to go through."""
        character = self.peek()
        if character == "[":
            yield from self.items()
        elif character != "{" or depth >= _DEEPEST:
            self.value()

    def _fill(self, wanted: int) -> bool:
        """Add chunks to have at least ``wanted`` more characters; say no at the end."""
        parts = []
        length = len(self._text) - self._at
        goal = max(wanted, length + 1)
        for text in self._texts:
            parts.append(text)
            length += len(text)
            if length >= goal:
                break
        if not parts:
            return False
        self._line = self.line
        self._text = "".join((self._text[self._at :], *parts))
        self._at = 0
        return True
