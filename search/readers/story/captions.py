"""Which paragraphs are the caption of a picture? Those that end in its credit."""

from __future__ import annotations

import re

LONGEST = 700  # characters
_WINDOW = 160  # characters at the end: a credit is not longer
_NO_CREDIT_END = frozenset('.!?:;,”"')

_AGENCY_NAMES = (
    *("Reuters", "REUTERS", "AP", "AFP", "EPA", "Getty", "Getty Images", "Associated Press"),
    *("Agence France-Presse", "Shutterstock", "Alamy", "Magnum Photos", "Bloomberg", "Xinhua"),
    *("TASS", "Anadolu", "Sygma", "Corbis"),
)
_AGENCY = f"(?:{'|'.join(_AGENCY_NAMES)})"
_NAME = r"[^\W\d_a-z][\w.’'-]*"
_NAMES = rf"{_NAME}(?:\s{_NAME}){{0,4}}"
_PART = r"[^\W\d_a-z](?:[^\W\d_A-Z][\w’'-]*|[.’'][\w’'-]*)"  # of a name: not all in capitals
_PERSON = rf"{_PART}(?:\s{_PART}){{1,3}}"
_NEW_SENTENCE = r"(?<=[.!?)”\"’])\s"
_SENTENCE_END = rf"(?:^|{_NEW_SENTENCE})"
_PICTURE = r"\b(?:[Pp]hoto(?:graph)?|PHOTO|[Pp]icture|[Ii]mage|[Cc]redit)s?"

_START = re.compile(
    r"(?:photo(?:graph)?s?|credits?|image|picture)(?:\s?:|\.\.\.|…|\s+(?:by|courtesy)\b)",
    re.IGNORECASE,
)
_AGENCY_END = re.compile(rf"{_SENTENCE_END}(?:{_PERSON},?\s)?{_AGENCY}$")
_LABELLED = re.compile(
    rf"(?:\([^()]{{0,60}}{_PICTURE}(?:\s(?:by|credit|courtesy)\b|:|/)[^()]{{2,80}}\)\.?"
    rf"|{_PICTURE}(?:\sby|:)\s[^.!?]{{2,80}})$"
)
# Each pattern with words without which it need not be tried.
_CREDITS = (
    (
        "/",
        re.compile(rf"\s(?:{_PERSON}/{_NAMES}|{_NAME}/{_AGENCY})(?:(?:/|\s[—–-]\s){_NAMES})*\)?$"),
    ),
    ("via ", re.compile(rf"(?:,\s|\s[|–—-]\s?|\s\()via\s{_NAMES}\)?$")),
    (" for ", re.compile(rf"{_NEW_SENTENCE}{_PERSON}\sfor\s(?:[Tt]he\s)?{_NAMES}$")),
    ("hoto", re.compile(r"\b(?:AP|AFP|EPA|Reuters)\s[Pp]hoto(?:/[^/]{1,60})?\)?\.?$")),
    *((word, _LABELLED) for word in ("hoto", "HOTO", "icture", "mage", "redit")),
)


def is_caption(text: str) -> bool:
    """Say whether a paragraph is a caption, by the photo credit at its end.

    >>> is_caption("The bridge at dawn on Monday. Ana Lee/Reuters")
    True
    >>> is_caption("The bridge reopened at dawn on Monday.")
    False
    """
    starts = text[0] in "PpCcIi" and _START.match(text)
    if not starts and text[-1] in _NO_CREDIT_END and text[-2:] != ").":
        return False  # as most paragraphs
    if len(text) > LONGEST or starts:
        return len(text) <= LONGEST
    end = text[-_WINDOW:]
    if text.endswith(_AGENCY_NAMES) and _AGENCY_END.search(end):
        return True
    return any(hint in end and pattern.search(end) for hint, pattern in _CREDITS)
