"""The place in a dateline that stands apart from its story."""

from __future__ import annotations

import re

_BEHIND = re.compile(
    r"[\s,]*(?:\(|\s[-–—_]+(?:\s|$)|[–—]"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+\d|\d)",
    re.IGNORECASE,
)


def place_of(dateline: str) -> str | None:
    """Return the place as it is printed, without the day and the agency behind it.

    >>> place_of("KABUL, Afghanistan, Aug. 17 (AP) -"), place_of("OSLO"), place_of("Aug. 17")
    ('KABUL, Afghanistan', 'OSLO', None)
    """
    behind = _BEHIND.search(dateline)
    place = dateline[: behind.start()] if behind else dateline
    return " ".join(place.split()).strip(" ,;-–—_") or None
