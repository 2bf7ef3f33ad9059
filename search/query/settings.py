"""What a query text says about what is shown, and not about what is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.query.lexer import Lexeme, Lexer

_LINKS = ("and", "or", "not", "near", "together")


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a query, and what is left of it: its other lexemes, and its text."""

    collapse: bool
    lexemes: list[Lexeme]
    rest: str


def read_settings(lexemes: list[Lexeme], lexer: Lexer) -> Settings:
    """Take the settings out of a query; they are about all of it, wherever they stand."""
    chosen: list[bool] = []
    kept: list[Lexeme] = []
    rest = lexer.text
    depth = 0
    for place, lexeme in enumerate(lexemes):
        depth += {"open": 1, "close": -1 if depth else 0}.get(lexeme.kind, 0)
        if lexeme.kind != "setting":
            kept.append(lexeme)
            continue
        beside = [each.kind for each in (*kept[-1:], *lexemes[place + 1 : place + 2])]
        start = _without_negation(kept, lexeme, lexer)
        if start == lexeme.start and (depth or any(kind in _LINKS for kind in beside)):
            _tell(lexeme, "is about the whole query, wherever it stands; it was read so.", lexer)
        if chosen and chosen[-1] != lexeme.collapse:
            _tell(lexeme, "was read, and not what the query says before it.", lexer)
        rest = rest[:start] + " " * (lexeme.end - start) + rest[lexeme.end :]
        chosen.append(lexeme.collapse)
    return Settings(chosen[-1] if chosen else True, kept, rest)


def _without_negation(kept: list[Lexeme], setting: Lexeme, lexer: Lexer) -> int:
    """Leave out the NOT before a setting, with a notice; return where both begin."""
    start = setting.start
    while kept and kept[-1].kind == "not":
        start = kept.pop().start
    if start < setting.start:
        _tell(setting, "cannot be negated; the NOT before it was ignored.", lexer)
    return start


def _tell(setting: Lexeme, what: str, lexer: Lexer) -> None:
    written = lexer.text[setting.start : setting.end]
    lexer.notice(f"“{written}” {what}", setting.start, setting.end)
