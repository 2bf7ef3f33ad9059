"""Paragraphs at the end of a story that tell who reported from where."""

from __future__ import annotations

import re

_NAME_PART = r"[^\W\d_a-z][\w.,’'-]*"
_PEOPLE = rf"(?-i:(?:(?:{_NAME_PART}|and|de|der|van|von)\s+){{2,16}})"
_CREDIT = re.compile(
    rf"""
    (?:(?:additional|further)\s+)?(?:reporting|research|writing|editing)\s+
        (?:was\s+contributed\s+|(?:and|&)\s+\w+\s+)?(?:by|from)\s
  | {_PEOPLE}reported\s+from\s
  | {_PEOPLE}contributed\s+(?:reporting|research|to\s+this\s+(?:report|story|article))\b
  | {_PEOPLE}(?:is|are|was)\s+(?:(?:an?|the)\s+)?(?:[\w’'-]+\s+){{0,4}}
        (?:reporter|correspondent|columnist|journalist|editor|writer|contributor)s?
        (?:[.]|\s+(?:at|for|with|in|based|covering|who\s+covers?|and\s+(?:author|editor))\b)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CREDIT_LENGTH = 500  # characters


def is_credit(text: str) -> bool:
    """Say whether a closing paragraph tells who reported from where.

    >>> is_credit("Ana Lee reported from Oslo, and Robert Cole from Bergen.")
    True
    """
    return len(text) <= _CREDIT_LENGTH and _CREDIT.match(text) is not None
