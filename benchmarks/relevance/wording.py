"""From a question as people write it to plain words of the query language."""

from __future__ import annotations

import re

LONGEST = 2000  # characters of a query, by the query language
_WORDS = re.compile(r"[^\W_]+")


def plain_words(text: str) -> str:
    """Return the words of a text, none of which means anything but itself.

    Lower case makes words of the operators, and without punctuation there are no phrases,
    fields, patterns, groups and ranges. What is too long for a query ends after a word.

    >>> plain_words('Is "SALT" (or: NOT SALT-II) in title:treaties w/5 1979?')
    'is salt or not salt ii in title treaties w 5 1979'
    """
    words = " ".join(_WORDS.findall(text)).lower()
    if len(words) <= LONGEST:
        return words
    return words[: LONGEST + 1].rpartition(" ")[0]
