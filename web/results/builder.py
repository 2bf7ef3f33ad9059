"""The form that writes a query for people who do not know its language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import search
from web.addresses import results_address
from web.answers import answer
from web.parameters import FROM, SCOPE, TO, Question
from web.values import Number, Parameter
from web.wording import counted

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from search import Scope

WITHIN = Number(
    name="within", field="within", default=5, least=1, most=99, description="How many words apart."
)
_TEXTS = ("all", "phrase", "any", "none", "first", "second", "title", "author", "source")

_TOKEN = re.compile(r'"[^"]*"|[^\s"]+')
_PLAIN = re.compile(r"[\w*?][\w*?'’.-]*")  # what has no other meaning in the query language
_OPERATORS = ("AND", "OR", "NOT", "TO")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the form was filled in with; ``first`` and ``second`` stand near each other."""

    all: str = ""
    phrase: str = ""
    any: str = ""
    none: str = ""
    first: str = ""
    second: str = ""
    within: int = 5
    title: str = ""
    author: str = ""
    source: str = ""
    since: str = ""
    until: str = ""
    scope: Scope = "article"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuilderPage:
    """What the page of the form shows; ``query`` is what the form has written so far.

    ``found`` says how much it finds, or why it cannot be read.
    """

    title: str
    question: Question
    wishes: Wishes
    query: str
    found: str
    address: str
    pattern: str


def read_wishes(arguments: MultiDict[str, str]) -> Wishes:
    """Read what the form was filled in with.

    Raises:
        ParameterError: if a date, a number or the scope is none.
    """
    texts = {
        name: Parameter(name=name, field=name, description="").read(arguments) for name in _TEXTS
    }
    return Wishes(
        within=WITHIN.read(arguments),
        since=FROM.read(arguments),
        until=TO.read(arguments),
        scope=SCOPE.read(arguments),
        **texts,
    )


def built_query(wishes: Wishes) -> str:
    """Return the text of the query that the form asks for.

    >>> built_query(Wishes(all="peace talks", phrase="lion of panjshir", none="football"))
    'peace talks "lion of panjshir" -football'
    >>> built_query(Wishes(any='massoud "ahmad shah"', first="cia", second="saleh", author="Gall"))
    '(massoud OR "ahmad shah") cia w/5 saleh author:Gall'
    >>> built_query(Wishes(title="peace talks", since="2021-08", until="2021-09"))
    'title:(peace talks) date:2021-08..2021-09'
    """
    parts = [
        *_words(wishes.all),
        *_phrase(wishes.phrase),
        *_grouped(" OR ", _words(wishes.any)),
        *_near(wishes),
        *_field("title", wishes.title),
        *_field("author", wishes.author),
        *_field("source", wishes.source),
        *_dates(wishes),
        *(f"-{word}" for word in _words(wishes.none)),
    ]
    return " ".join(parts)


def builder_page(archive: search.Archive, wishes: Wishes) -> BuilderPage:
    """Return what the page of the form shows."""
    question = built_question(wishes)
    return BuilderPage(
        title="Build a query – Nutgraf",
        question=Question(),
        wishes=wishes,
        query=question.text,
        found=_found(archive, question),
        address=results_address(question),
        pattern=FROM.pattern.removeprefix("^").removesuffix("$"),
    )


def built_question(wishes: Wishes) -> Question:
    """Return the search that the form asks for."""
    return Question(text=built_query(wishes), scope=wishes.scope)


def _found(archive: search.Archive, question: Question) -> str:
    if question.is_blank:
        return ""
    try:
        found = answer(archive, question.changed(limit=0))
    except search.QueryError as error:
        return str(error)
    return counted(found.total, question.scope)


def _words(text: str) -> list[str]:
    """Return the words and quoted phrases of a field, as the query language writes them."""
    tokens = _TOKEN.findall(text.translate(_QUOTES))
    return [word for token in tokens for word in _word(token)]


def _word(token: str) -> list[str]:
    if not _PLAIN.fullmatch(token) or token.upper() in _OPERATORS:
        return _phrase(token)
    return [token] if any(letter.isalnum() for letter in token) else []


def _phrase(text: str) -> list[str]:
    words = " ".join(text.translate(_QUOTES).replace('"', " ").split())
    return [f'"{words}"'] if any(letter.isalnum() for letter in words) else []


def _grouped(operator: str, words: list[str]) -> list[str]:
    return [f"({operator.join(words)})"] if len(words) > 1 else words


def _field(name: str, text: str) -> list[str]:
    return [f"{name}:{words}" for words in _grouped(" ", _words(text))]


def _near(wishes: Wishes) -> list[str]:
    """Return the two sides with the operator between them, or the only one there is."""
    sides = [side for text in (wishes.first, wishes.second) for side in _side(text)]
    return [f" w/{wishes.within} ".join(sides)] if sides else []


def _side(text: str) -> list[str]:
    words = _words(text)
    return _phrase(" ".join(words)) if len(words) > 1 else words


def _dates(wishes: Wishes) -> list[str]:
    if wishes.since == wishes.until:
        return [f"date:{wishes.since}"] if wishes.since else []
    return [f"date:{wishes.since}..{wishes.until}"]
