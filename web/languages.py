"""The languages of texts, as HTML and people name them."""

from __future__ import annotations

import re

# Enough of BCP 47 to keep out what is no language tag.
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")

# English names of the ISO 639-1 codes that newspapers' archives are likely to have.
_NAMES = {
    "am": "Amharic",
    "ar": "Arabic",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "ko": "Korean",
    "la": "Latin",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "ms": "Malay",
    "nb": "Norwegian Bokmål",
    "nl": "Dutch",
    "nn": "Norwegian Nynorsk",
    "no": "Norwegian",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def language_tag(language: str | None) -> str | None:
    """Return a language as a value for the ``lang`` attribute, or None.

    >>> language_tag("pt_BR"), language_tag("English, mostly"), language_tag(None)
    ('pt-BR', None, None)
    """
    tag = (language or "").replace("_", "-")
    return tag if _TAG.fullmatch(tag) else None


def language_name(language: str) -> str:
    """Return a language's English name with its region; what is not known stays as it is.

    >>> language_name("fr"), language_name("pt_BR"), language_name("English, mostly")
    ('French', 'Portuguese (BR)', 'English, mostly')
    """
    code, _, region = (language_tag(language) or "").partition("-")
    name = _NAMES.get(code.lower())
    if name is None:
        return language
    return f"{name} ({region})" if region else name
