"""Bold lines: which are headings?"""

from __future__ import annotations

import re

LONGEST = 150  # characters
_NO_END = (".", ",", ";", ".)", ".”")
_SENTENCE = re.compile(r"^Q\b|[^\W\d_A-Z]{3}[.!?] [^\W\d_a-z]")  # or a reporter's question
_LEADING_WORDS = 6


def is_bold_heading(text: str) -> bool:
    """Say whether a paragraph that is all in bold type is a heading.

    >>> is_bold_heading("What is next"), is_bold_heading("The bridge reopened on Monday.")
    (True, False)
    """
    if len(text) > LONGEST or text.endswith(_NO_END) or _SENTENCE.search(text):
        return False
    # "Here is what was decided on Monday:" leads to a list and is no heading.
    return text[-1:] != ":" or text.count(" ") < _LEADING_WORDS
