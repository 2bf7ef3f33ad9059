"""Lines that are bylines only above a story that agrees: "Ana Lee in Kabul", "Von Ana Lee"."""

from __future__ import annotations

import re

from search.readers.bylines.lines import LONGEST_LINE, Byline, read_byline
from search.readers.bylines.names import is_name, names_in, people

# The words for "by" and "and" of other languages, and words that a text in them has.
_ABROAD = {
    "von": ("und", ("der", "die", "und")),
    "par": ("et", ("le", "les", "des")),
    "por": ("[ey]", ("que", "os", "los", "el", "do")),
    "di": ("e", ("il", "che", "per")),
    "door": ("en", ("het", "een", "van")),
    "av": ("o(?:g|ch)", ("er", "är", "och", "og")),
    "af": ("og", ("er", "og", "det")),
}
_LABELLED_NAME = re.compile(r"(?:text|words|story)\s*:\s*", re.IGNORECASE)
_LOCATED = re.compile(
    r"(?:(?i:from)\s+)?(?P<name>[^\W\d_a-z][\w.’'-]*(?:\s[^\W\d_a-z][\w.’'-]*){1,3})\s+in\s+"
    r"[^\W\d_a-z][\w.’'-]*(?:[ -][^\W\d_a-z][\w.’'-]*){0,3}"
)
_NO_NAMES = frozenset(
    (
        *("a", "all", "an", "big", "find", "first", "for", "from", "get", "go", "his", "how"),
        *("its", "just", "last", "life", "live", "love", "make", "new", "no", "not", "on", "one"),
        *("our", "peace", "talks", "the", "their", "this", "to", "two", "war", "we", "what"),
        *("when", "where", "who", "why", "with", "world", "you", "your", "more", "made", "born"),
        *("back", "day", "days", "death", "deaths", "fire", "crisis", "election", "elections"),
        *("protest", "protests", "killed", "fighting", "attack", "attacks", "trial", "art"),
    )
)
_AGENCIES = frozenset({"agencies", "agency", "ap", "afp", "reuters", "associated press", "staff"})
_LOCATED_AND = re.compile(r",?\s+and\s+|,\s+")


def read_byline_below(text: str, story: str) -> Byline | None:
    """Return the authors in a line that is a byline only above a story that agrees.

    "Ana Lee in Kabul" is one if the story does not use those words as words;
    "Von Ana Lee" if the story is in German.

    >>> read_byline_below("Ana Lee in Kabul and Bo Cole in Doha", "The talks began.").authors
    ('Ana Lee', 'Bo Cole')
    >>> read_byline_below("Peace Talks in Doha", "The talks began.") is None
    True
    """
    if len(text) > LONGEST_LINE:
        return None
    if authors := _abroad(text):
        signs = _ABROAD[_first_word(text)][1]
        words = story.split()
        # One of them may be a name's. No English line has "Von Jörg Müller", letters and all.
        agrees = sum(sign in words for sign in signs) > 1 or _is_foreign(text)
        return Byline(authors=authors) if agrees else None
    names = _labelled(text) or _located(text)
    if not names:
        return None
    if any(part.lower() in _NO_NAMES for name in names for part in name.split()):
        return None
    words = story.split()
    ordinary = any(part.lower() in words for name in names for part in name.split())
    return None if ordinary else Byline(authors=names)


def may_be_byline(text: str) -> bool:
    """Say whether a line is about the article, or may be if its story agrees."""
    if len(text) > LONGEST_LINE:
        return False
    return bool(read_byline(text) or _located(text) or _labelled(text) or _abroad(text))


def _first_word(text: str) -> str:
    return text.split(" ", 1)[0].rstrip(":").lower()


def _is_foreign(text: str) -> bool:
    return _first_word(text) in {"von", "par"} and not text.replace("’", "'").isascii()


def _abroad(text: str) -> tuple[str, ...]:
    """Return the names in "Von A und B" and the like."""
    first = _first_word(text)
    if first not in _ABROAD:
        return ()
    conjunction = _ABROAD[first][0]
    return names_in(re.sub(rf"\s{conjunction}\s", ", ", text[len(first) :].lstrip(" :")))


def _labelled(text: str) -> tuple[str, ...]:
    """Return the names in "Text: A and B"."""
    label = _LABELLED_NAME.match(text) if ":" in text else None
    return names_in(text[label.end() :]) if label else ()


def _located(text: str) -> tuple[str, ...]:
    """Return the names in "A in Kabul and B in Doha"; none where it is anything else."""
    if " in " not in text or text[-1] in ".!?:":
        return ()
    parts = [part for part in _LOCATED_AND.split(text) if part.lower() not in _AGENCIES]
    found = [_LOCATED.fullmatch(part) for part in parts]
    names = tuple(each["name"] for each in found if each)
    if len(names) < len(found) or not all(map(is_name, names)):
        return ()
    return tuple(people(list(names)))
