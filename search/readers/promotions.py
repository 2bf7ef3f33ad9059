"""Which paragraphs belong to the page and not to the article? Promotion and page furniture."""

from __future__ import annotations

import re

LONGEST = 300  # characters
_LONGEST_OFFER = 200

_FIRST_LETTERS = frozenset("AaCcFfGgMmRrSs-–—")  # of the two patterns that follow
_WHOLE = re.compile(
    r"""
    (?:skip\s+|story\s+continues\s+below\s+(?:this\s+)?)?advertisement
  | continue\s+reading(?:\s+(?:the\s+)?main\s+story|\s+below)?
  | share\s+this\s+(?:article|story|page|post)
  | (?:read|see)\s+more | subscribe(?:\s+now)? | sign\s+up(?:\s+(?:now|here))?
  | [–—-]\s*30\s*[–—-]
    """,
    re.IGNORECASE | re.VERBOSE,
)
_START = re.compile(
    r"(?:read\s+more|(?:also|must)\s+(?:read|watch)|follow\s+us\s+on|related\s+stor(?:y|ies))\b\s*(?:[:|»>-]|on\b)"
    r"|follow\s+us\s+on\s|subscribe\s+(?:to|for|now|today)\b"
    r"|get\s+(?:it|this|them|the\b.{0,60}?)\s+(?:sent\s+to|delivered\s+to|in)\s+your\s+inbox",
    re.IGNORECASE,
)
_OFFER = re.compile(r"\b(?:sign(?:ing)?\s+up|subscrib(?:e|ing))\b", re.IGNORECASE)
_MAIL = re.compile(
    r"\b(?:newsletters?|inbox|e-?mails?\s+(?:with|about|alert)|(?:daily|weekly|e-?mail|free)\s+"
    r"(?:briefing|digest|updates?|alerts?|e-?mail))\b",
    re.IGNORECASE,
)


def is_promotion(text: str) -> bool:
    """Say whether a paragraph, not longer than ``LONGEST``, asks to subscribe, follow, or read something else.

    >>> is_promotion("Sign up for our weekly newsletter.")
    True
    >>> is_promotion("Residents may sign up for a hearing in the town hall.")
    False
    """
    if text[0] in _FIRST_LETTERS and _is_furniture(text):
        return True
    if "ign up" not in text and "igning up" not in text and "ubscri" not in text:
        return False
    return len(text) <= _LONGEST_OFFER and bool(_OFFER.search(text) and _MAIL.search(text))


def _is_furniture(text: str) -> bool:
    return bool(_WHOLE.fullmatch(text.rstrip(" .!»>")) or _START.match(text))
