"""The languages of texts, as HTML names them."""

from __future__ import annotations

import re

# Enough of BCP 47 to keep out what is no language tag.
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def language_tag(language: str | None) -> str | None:
    """Return a language as a value for the ``lang`` attribute, or None.

    >>> language_tag("pt_BR"), language_tag("English, mostly"), language_tag(None)
    ('pt-BR', None, None)
    """
    tag = (language or "").replace("_", "-")
    return tag if _TAG.fullmatch(tag) else None
