"""The languages that an archive can be made for."""

from __future__ import annotations

from search.errors import SearchError

# ISO 639-1 codes of the languages for which there is a Snowball stemmer.
STEMMED = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
# Languages written without spaces: pairs of characters, no stems.
UNSPACED = {"ja": "japanese", "th": "thai", "zh": "chinese"}
NAMES = {**STEMMED, **UNSPACED}


def language_name(text: str) -> str:
    """Return a language's name, from its name or its code.

    Raises:
        SearchError: if it is not one of those that are known.

    >>> language_name("fr"), language_name("Chinese")
    ('french', 'chinese')
    """
    asked = text.strip().lower()
    name = NAMES.get(asked, asked)
    if name not in NAMES.values():
        known = ", ".join(f"{name} ({code})" for code, name in sorted(NAMES.items()))
        raise SearchError(f"There is no language “{text}”. Choose from: {known}.")
    return name
