"""Names of people: which are in a text, and is this text one?"""

from __future__ import annotations

import re

from search.readers.dates.printed import DATE_WORDS

_SEPARATOR = re.compile(
    r"\s*(?:,\s*(?:and|&)\s+|[,;&]\s*|\s+and\s+|\s+&\s+|\s+with\s+)", re.IGNORECASE
)
# The last words of newspapers' names.
PAPER_WORDS = (
    "Advertiser|Bulletin|Chronicle|Courier|Dispatch|Echo|Enquirer|Examiner|Express|Gazette|Globe"
    "|Guardian|Herald|Independent|Inquirer|Journal|Ledger|Mail|Mirror|News|Observer|Post|Press"
    "|Record|Register|Sentinel|Standard|Star|Sun|Telegraph|Times|Tribune"
)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|Ph\.?D|M\.?D|Esq)\.?", re.IGNORECASE)
BY = re.compile(
    r"(?:(?:written|reported|words|text|story)\s+)?by\b:?\s*"
    r"|(?:authors?|reporters?|writers?)\s*:\s*"
    r"|from\s+(?=(?:our|an?)\s(?:[\w-]+\s){1,3}correspondents?\b)",
    re.IGNORECASE,
)
# "in Kabul", "in Washington, D.C.", after a name
_IN_PLACE = re.compile(
    r"\s+(?:in|at)\s+[^\W\d_a-z][\w.’'-]*(?:[ -][^\W\d_a-z][\w.’'-]*){0,3}"
    r"(?:,\s+[^\W\d_a-z][\w.]*)?(?=\s*(?:[,;&]|\sand\s|$))"
)
# "for the Guardian", "Special to the Herald", behind a name
_FOR_PAPER = re.compile(
    rf"\s+for\s+(?:[Tt]he\s+)?(?:[^\W\d_a-z][\w&.’'-]*\s+){{0,3}}(?:{PAPER_WORDS})$"
)
_SPECIAL = re.compile(r"special\s+(?:to|for)\s+\S", re.IGNORECASE)
_NAME_LENGTH = 80  # characters before a place in which the name stands
_IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*$")
_PARTICLES = frozenset(
    (
        *("abu", "af", "al", "ap", "ben", "bin", "da", "de", "del", "della", "den"),
        *("der", "di", "dos", "du", "el", "ibn", "la", "le", "los", "of", "ten", "ter"),
        *("the", "van", "von", "y", "zu"),
    )
)
_NAME_WORD = re.compile(r"[^\W\d_a-zß-ÿ].*|(?:d|l|al|el|de|di)[’'-]?[^\W\d_a-z].*")
_ROLE = re.compile(
    r"(?:\b|_)(?:staff|writers?|correspondents?|reporters?|editors?|press|reuters|afp|ap|bbc|cnn|"
    r"news|newspaper|times|post|bureau|analyst|columnist|contributor|agency|agencies|desk|"
    r"producer|service)\b",
    re.IGNORECASE,
)
_DATE_WORD = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|september|october|november|december",
    re.IGNORECASE,
)
_OUTLET = re.compile(r"[Tt]he\s+(?:[^\W\d_a-z][\w&.’'-]*\s?){1,4}")
_NAME_WORDS = 6


def split_names(text: str) -> list[str]:
    """Split "By A, B and C" into names.

    >>> split_names("By Ana Lee, Robert Cole Jr. and Zoë Park")
    ['Ana Lee', 'Robert Cole Jr.', 'Zoë Park']
    """
    text = " ".join(text.split())
    by = BY.match(text)
    rest = text[by.end() :] if by and by.end() < len(text) else text
    parts = rest.split(";") if ";" in rest else _SEPARATOR.split(rest)
    names: list[str] = []
    for part in (part.strip() for part in parts):
        if names and _SUFFIX.fullmatch(part):
            names[-1] += f", {part}"
        elif part:
            names.append(part)
    return names


def people(names: list[str]) -> list[str]:
    """Return the names without job titles and outlets, unless there is nothing else.

    >>> people(["Ann Lee", "Staff Writer"]), people(["Associated Press"])
    (['Ann Lee'], ['Associated Press'])
    """
    return [name for name in names if not _ROLE.search(name)] or names


def without_places(text: str) -> str:
    """Drop the places behind names of people, but not those that are part of a name.

    >>> without_places("Ana Lee in Oslo and Bo Cole"), without_places("University of Art in Oslo")
    ('Ana Lee and Bo Cole', 'University of Art in Oslo')
    """
    return _IN_PLACE.sub(_place_to_drop, text) if " in " in text or " at " in text else text


def _place_to_drop(found: re.Match[str]) -> str:
    before = found.string[max(found.start() - _NAME_LENGTH, 0) : found.start()]
    name = (split_names(before) or [""])[-1]
    return "" if is_person(name) and " of " not in name else found[0]


def names_in(text: str) -> tuple[str, ...]:
    """Return the names in "A and B, Staff Writers"; none where it is a sentence.

    >>> names_in("Ana Lee in Oslo and Robert Cole, The Herald"), names_in("Monday it rained")
    (('Ana Lee', 'Robert Cole'), ())
    """
    text = _FOR_PAPER.sub("", _IN_BRACKETS.sub("", text))
    first, *others = split_names(_IN_PLACE.sub("", text)) or [""]
    # Behind the first name a single word is a place, and "The ..." is a paper.
    others = [part for part in others if not _is_aside(part)]
    parts = [first, *others]
    if not all(is_name(part) for part in parts) or not any(map(_is_full, parts)):
        return ()
    return tuple(people(parts))


def is_name(text: str) -> bool:
    """Say whether a text is the name of a person or of an agency, by its look."""
    words = text.split()
    if not 0 < len(words) <= _NAME_WORDS or text.endswith((":", "!", "?")) or "|" in words:
        return False
    if text.endswith(".") and not (_SUFFIX.search(words[-1]) or len(words[-1]) == len("A.")):
        return False
    if _ROLE.search(text):
        return True
    if words[0].lower() == "the" or _is_date_word(words[0]):  # "By the numbers", "By Monday"
        return False
    return _NAME_WORD.match(words[0]) is not None and all(
        word in _PARTICLES or _NAME_WORD.match(word) for word in words
    )


def is_person(text: str) -> bool:
    """Say whether a text is the name of a person, by its look.

    >>> is_person("Ana Lee"), is_person("Associated Press"), is_person("admin")
    (True, False, False)
    """
    return " " in text and is_name(text) and not _ROLE.search(text)


def _is_aside(text: str) -> bool:
    if " " not in text and text[:1].isupper() and not _ROLE.search(text):
        return True
    return bool(_OUTLET.fullmatch(text) or _SPECIAL.match(text))


def _is_full(name: str) -> bool:
    """Say whether a name has a first and a last part, or is in a script without capitals."""
    return " " in name or bool(_ROLE.search(name)) or name.lower() == name.upper()


def is_outlet(text: str) -> bool:
    """Say whether a text may be the name of a paper: capitals, and the small words between."""
    words = text.split()
    return 0 < len(words) <= _NAME_WORDS and all(
        word in _PARTICLES or word in {"and", "&"} or word[0].isupper() for word in words
    )


def _is_date_word(word: str) -> bool:
    return word[:3].lower() in DATE_WORDS and bool(_DATE_WORD.fullmatch(word.rstrip(",")))
