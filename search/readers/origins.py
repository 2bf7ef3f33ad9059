"""Where the value of a field comes from, and why there is none: the words of ``Article.provenance``.

A format's reader may have others for what is peculiar to it.
"""

from __future__ import annotations

from search.readers.dates.printed import MONTH_NAMES, readings

STATED = "stated"
IN_TEXT = "stated in the text"
IN_DATELINE = "stated in the dateline"  # that stands apart from the text
BY_WEB_ARCHIVE = "stated by the web archive"
FROM_DATELINE = "derived from the dateline"
FROM_ADDRESS = "derived from the address"
FROM_PATH = "derived from the path"
FROM_TEXT = "derived from the text"
FROM_FORMAT = "derived from the format"
IN_PROPERTIES = "stated in the file's properties"

_LONGEST = 60  # characters of a value that are shown


def doubt(words: str) -> str:
    """Return why a date that is stated in these words is not known.

    >>> doubt("03/04/2021"), doubt("soon")
    ('unsure: 03/04/2021 is 3 April or 4 March', 'unreadable: soon')
    """
    words = words.strip()
    both = readings(words)
    if both is None:
        return f"unreadable: {words if len(words) <= _LONGEST else words[:_LONGEST] + '…'}"
    days = [f"{day.day} {MONTH_NAMES[day.month - 1]}" for day in both]
    return f"unsure: {words} is {days[0]} or {days[1]}"
