"""Front matter at the start of an article: YAML between ``---`` lines, TOML, or JSON.

Everything is read as the text that was written, so that a date never passes
through a time zone and ``no`` is not false. YAML's parser gives events and the
values are built here: that way aliases ("YAML bombs") and deep nesting, which
the library would expand or recurse into, are simply refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Value = str | list["Value"] | dict[str, "Value"]

LONGEST = 100_000  # characters; what is longer is no front matter but text between two rules
_LONGEST_UNCLOSED = 10_000
DEEPEST = 12  # levels of nesting
_OPENING = re.compile(r"\s*---[ \t]*\n")
_TOML = re.compile(r"\s*\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$", re.MULTILINE | re.DOTALL)
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_PAIR = re.compile(r"([^\W\d][\w .-]{0,40}?)[ \t]*:(?:[ \t]+(.*))?")
_PROSE = re.compile(r"\n[ \t]*\n(?=[^\W\d_])(?![\w][\w .-]{0,40}:(?:\s|$))")
# An entry that means the same to YAML and to this pattern: a word, a colon, and
# plain characters, or quotes without any quote within. In double quotes there may
# be escaped characters and divided lines, as tools write long titles.
_ENTRY = re.compile(
    r"""([A-Za-z]\w*):[ ]+
    (?:
        ([A-Za-z0-9/](?:[\w/.,;()+…’“” -]|:(?=\S))*)
      | '([^'\\\n]*)'
      | "((?:[^"\\\n]|\\[_ ]|\\\n[ ]*|\\u(?![dD][89a-fA-F])[0-9a-fA-F]{4})*)"
    )
    [ ]*(?:\n+|\Z)""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(?:\n[ ]*|([_ ])|u([0-9a-fA-F]{4}))")


class _Refused(Exception):
    """YAML that is not read as YAML: broken, with aliases, or nested too deeply."""


def split(text: str, known: frozenset[str]) -> tuple[Mapping[str, Value], str]:
    r"""Split a text into its front matter, by key, and what follows it.

    ``known`` has the keys (lower case) by which front matter is told from text
    between two horizontal rules. Without front matter the mapping is empty and
    the text is returned whole. Front matter that is never closed ends where its
    entries do.

    >>> split("---\ntitle: Bridge open\n---\nIt reopened.", frozenset({"title"}))
    ({'title': 'Bridge open'}, 'It reopened.')
    """
    start = text.lstrip()[:3]
    if start == "+++" or start[:1] == "{":
        return (_split_toml if start == "+++" else _split_json)(text, known)
    opening = _OPENING.match(text) if start == "---" else None
    if opening is None:
        return {}, text
    closing = _CLOSING.search(text, opening.end(), opening.end() + LONGEST)
    block = text[opening.end() : closing.start()] if closing else None
    values = None if block is None else _read_whole(block)
    if block is None or closing is None or (values is None and _PROSE.search(block)):
        return _split_unclosed(text, opening.end(), known)
    if values is None:
        values = _read_lines(block)
    if not _is_front_matter(values, known):
        return {}, text
    return values, text[closing.end() :].lstrip("\n")


def _split_toml(text: str, known: frozenset[str]) -> tuple[Mapping[str, Value], str]:
    """Split off TOML between ``+++`` lines; broken TOML stays text."""
    found = _TOML.match(text[:LONGEST])
    if found is None:
        return {}, text
    import tomllib  # noqa: PLC0415 - few files need it

    try:
        values = _as_value(tomllib.loads(found[1]))
    except (ValueError, RecursionError, _Refused):
        return {}, text
    return _split_at(text, found.end(), values, known)


def _split_json(text: str, known: frozenset[str]) -> tuple[Mapping[str, Value], str]:
    """Split off an object in JSON with text below it."""
    import json  # noqa: PLC0415 - few files need it

    start = len(text) - len(text.lstrip())
    decoder = json.JSONDecoder(parse_int=str, parse_float=str)
    try:
        found, end = decoder.raw_decode(text[: start + LONGEST], start)
        values = _as_value(found)
    except (ValueError, RecursionError, _Refused):
        return {}, text
    line_end = text[end:].split("\n", 1)[0]
    return ({}, text) if line_end.strip() else _split_at(text, end, values, known)


def _split_at(
    text: str, end: int, values: Value, known: frozenset[str]
) -> tuple[Mapping[str, Value], str]:
    body = text[end:].lstrip("\n")
    if not isinstance(values, dict) or not body.strip() or not _is_front_matter(values, known):
        return {}, text
    return values, body


def _as_value(found: Any, depth: int = 0) -> Value:  # noqa: ANN401 - what TOML and JSON hold
    """Return a value with everything as the text that was written; a date has its own day."""
    if depth > DEEPEST:
        raise _Refused
    if isinstance(found, dict):
        return {key: _as_value(value, depth + 1) for key, value in found.items()}
    if isinstance(found, list):
        return [_as_value(value, depth + 1) for value in found]
    if isinstance(found, bool):
        return str(found).lower()
    return "" if found is None else str(found)


def _is_front_matter(values: Mapping[str, Value], known: frozenset[str]) -> bool:
    if any(key.lower() in known for key in values):
        return True
    # Two lines of prose with colons ("He said: …") are no front matter.
    return len(values) > 1 and all(key.islower() and " " not in key for key in values)


def _split_unclosed(
    text: str, start: int, known: frozenset[str]
) -> tuple[Mapping[str, Value], str]:
    """Split off the entries that stand at ``start``, if the first is a known one."""
    end = start
    while end < len(text) and end - start <= _LONGEST_UNCLOSED:
        line_end = text.find("\n", end)
        line_end = len(text) if line_end < 0 else line_end
        line = text[end:line_end]
        if not line.strip() or not (_PAIR.fullmatch(line) or (end > start and line[0] in " \t-")):
            break
        end = line_end + 1
    block = text[start:end]
    first = _PAIR.match(block.split("\n", 1)[0])
    if len(block) > _LONGEST_UNCLOSED or first is None or first[1].lower() not in known:
        return {}, text
    values = _read_whole(block)
    return _read_lines(block) if values is None else values, text[end:].lstrip("\n")


def _read_whole(block: str) -> Mapping[str, Value] | None:
    """Read a block as the YAML that it is; None where it is broken."""
    plain = _read_plain(block)
    if plain is not None:
        return plain
    try:
        return _read_yaml(block)
    except _Refused:
        return None


def _read_plain(block: str) -> Mapping[str, Value] | None:
    """Read a block of the simplest entries, without starting a YAML parser for it."""
    values: dict[str, Value] = {}
    at = 0
    while at < len(block):
        entry = _ENTRY.match(block, at)
        if entry is None:
            return None
        key, plain, single, double = entry.groups()
        values[key] = plain.rstrip() if plain else _ESCAPED.sub(_unescaped, double or single or "")
        at = entry.end()
    return values


def _unescaped(escaped: re.Match[str]) -> str:
    return chr(int(escaped[2], 16)) if escaped[2] else " " if escaped[1] else ""


def _read_yaml(block: str) -> Mapping[str, Value]:
    import yaml  # noqa: PLC0415 - most files never need it

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        value = _build(yaml.parse(block, Loader=loader))
    except yaml.YAMLError as error:
        raise _Refused from error
    if not isinstance(value, dict):
        raise _Refused
    return value


def _build(events: Iterator[Any]) -> Value | None:
    """Build the first document's value from the events of a YAML parser."""
    root: list[Value] = []
    open_values: list[tuple[Value, str | None]] = [(root, None)]  # with the key that waits
    for event in events:
        name = type(event).__name__
        if name == "ScalarEvent":
            _put(open_values, event.value)
        elif name in {"MappingStartEvent", "SequenceStartEvent"}:
            if len(open_values) > DEEPEST:
                raise _Refused
            open_values.append(({} if name == "MappingStartEvent" else [], None))
        elif name in {"MappingEndEvent", "SequenceEndEvent"}:
            _put(open_values, open_values.pop()[0])
        elif name == "AliasEvent":
            raise _Refused
    return root[0] if root else None


def _put(open_values: list[tuple[Value, str | None]], value: Value) -> None:
    holder, key = open_values[-1]
    if isinstance(holder, list):
        holder.append(value)
    elif isinstance(holder, dict) and key is not None:
        holder[key] = value
        open_values[-1] = (holder, None)
    elif isinstance(value, str):
        open_values[-1] = (holder, value)
    else:
        raise _Refused  # a list or a mapping as a key


def _read_lines(block: str) -> Mapping[str, Value]:
    """Read broken YAML line by line: ``key: value``, ``- item`` and continued lines."""
    values: dict[str, Value] = {}
    last = None
    for line in block.split("\n"):
        pair = _PAIR.fullmatch(line)
        if pair:
            last = pair[1]
            values[last] = _read_value(pair[2] or "")
        elif line.strip() and not line.startswith("#"):
            if last is None:
                return {}
            _continue(values, last, line)
    return values


def _read_value(text: str) -> Value:
    """Read a value of a broken block: a list may lack its closing bracket."""
    text = text.strip()
    if not text.startswith("[") or "]" in text[:-1]:
        return _unquoted(text)
    items = text[1:].removesuffix("]").split(",")
    return [item for item in map(_unquoted, items) if item]


def _continue(values: dict[str, Value], key: str, line: str) -> None:
    value = values[key]
    text = line.strip()
    if text.startswith("- "):
        item = _unquoted(text[2:])
        held = value if isinstance(value, list) else [value] if value else []
        values[key] = [*held, item]
    elif isinstance(value, list):
        value.append(text)
    else:
        values[key] = f"{value} {text}".strip()


def _unquoted(text: str) -> str:
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return text
