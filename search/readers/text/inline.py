"""Marks within a line (emphasis, links, tags, entities) down to the text they mark.

Every pattern here runs in time linear in the text, whatever the text: what a
pattern repeats never contains the character that it starts with.
"""

from __future__ import annotations

import html
import re
from html.entities import html5

from search.readers.encoding import clean

# The characters without which there is nothing to do here.
TRIGGERS = "*_`[\\<&~"

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_INLINE_TAGS = (
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|del|dfn|em|font|i|ins|kbd|label|mark|q|s|samp|small|"
    "span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_BLOCK_TAGS = (
    "address|article|aside|audio|blockquote|body|br|button|caption|center|col|colgroup|dd|details|"
    "div|dl|dt|embed|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|iframe|"
    "input|img|legend|li|link|main|map|meta|nav|noscript|object|ol|optgroup|option|p|param|path|"
    "picture|pre|script|section|select|source|style|summary|svg|table|tbody|td|template|textarea|"
    "tfoot|th|thead|title|tr|track|ul|use|video"
)
TAG_NAMES = f"{_INLINE_TAGS}|{_BLOCK_TAGS}"
_TAG = re.compile(
    rf"<(?=[/A-Za-z])/?(?:(?:{_INLINE_TAGS})|({_BLOCK_TAGS}))(?:[\s/][^<>]*)?>", re.IGNORECASE
)
_ADDRESS = re.compile(r"<(?=\w)((?:https?:|mailto:|[\w.+-]{1,64}@)[^<>\s]{1,2000})>")

_MARK = re.compile(r"([*_\[\]()<>&~!])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
# An escaped character is put aside as a control character, which no clean text
# has, and two hexadecimal digits.
_ASIDE = "\x02"
_PUT_ASIDE = re.compile(_ASIDE + "([0-9a-f]{2})")
_CODE = re.compile(r"`([^`]+)`")

_BRACKETED = r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"
_TARGET = r"\((?:[^()]|\([^()]*\)){0,3000}\)"
_IMAGE = re.compile(rf"!{_BRACKETED}{_TARGET}")
_LINK = re.compile(rf"{_BRACKETED}{_TARGET}")

# Each pattern begins with one plain character, which makes the search for it quick.
_STARRED = re.compile(r"\*(\*{0,2})(?=\S)([^*]+)(?<=\S)\1\*")
_LONE_STARS = re.compile(r"\*\*(?<![\w*]\*\*)\*?(?!\*)")
_UNDERLINED = re.compile(r"_(?<!\w_)(_{0,2})(?=[^\s_])([^_]+)(?<=\S)\1_(?!\w)")
_STRUCK = re.compile(r"~~([^~]+)~~")
_NESTED = 3  # emphasis within emphasis


def plain(text: str) -> str:
    """Return a text on one line, without tags and with entities decoded.

    >>> plain("R&amp;D  <b>budget</b>")
    'R&D budget'
    """
    if "<" in text:
        text = without_tags(text)
    if "&" in text:
        text = without_entities(text)
    return " ".join(text.split())


def without_marks(text: str) -> tuple[str, list[str]]:
    r"""Return a text without Markdown and HTML, and the words of its pictures.

    >>> without_marks("By **A. Lee** in [Rome](https://example.org) \\[sic\\] &amp; around")
    ('By A. Lee in Rome [sic] & around', [])
    >>> without_marks("![A bridge](bridge.jpg) It reopened.")
    ('It reopened.', ['A bridge'])
    """
    captions: list[str] = []
    if "\\" in text:
        text = _ESCAPE.sub(_put_aside, text)
    if "`" in text:
        text = _CODE.sub(_put_code_aside, text)
    if "](" in text:
        text, captions = _without_links(text)
    if "*" in text:
        text = _without_stars(text)
    if "_" in text:
        text = _UNDERLINED.sub(r"\2", text)
    if "~~" in text:
        text = _STRUCK.sub(r"\1", text)
    text = plain(text)
    if _ASIDE in text:
        text = _PUT_ASIDE.sub(_put_back, text)
    return text, captions


def without_tags(text: str) -> str:
    """Drop HTML tags; those that end a line or a paragraph leave a space."""
    return _TAG.sub(_space_of_tag, _ADDRESS.sub(r"\1", text)) if ">" in text else text


def without_entities(text: str) -> str:
    """Decode entities; only whole ones, since ``AT&T`` and addresses have an ``&`` too."""
    return _ENTITY.sub(_decoded, text)


def _decoded(entity: re.Match[str]) -> str:
    if entity[0][1] != "#" and entity[0][1:] not in html5:
        return entity[0]  # html.unescape would decode the beginning of it
    return clean(html.unescape(entity[0]))


def _space_of_tag(tag: re.Match[str]) -> str:
    return " " if tag[1] else ""


def _put_aside(escape: re.Match[str]) -> str:
    return f"{_ASIDE}{ord(escape[1]):02x}"


def _put_code_aside(code: re.Match[str]) -> str:
    return _MARK.sub(_put_aside, code[1])


def _put_back(aside: re.Match[str]) -> str:
    return chr(int(aside[1], 16))


def _without_links(text: str) -> tuple[str, list[str]]:
    captions: list[str] = []
    if "![" in text:
        captions = [without_marks(found[1])[0] for found in _IMAGE.finditer(text)]
        text = _IMAGE.sub("", text)
    return _LINK.sub(r"\1", text), [caption for caption in captions if caption]


def _without_stars(text: str) -> str:
    for _ in range(_NESTED):
        stripped = _STARRED.sub(_inner, text)
        unchanged = stripped == text
        text = stripped
        if unchanged or "*" not in text:
            break
    return _LONE_STARS.sub("", text) if "**" in text else text


def _inner(starred: re.Match[str]) -> str:
    """Drop the stars, but not those within words, which make a word harmless."""
    text, start, end = starred.string, starred.start(), starred.end()
    if start and text[start - 1].isalnum() and end < len(text) and text[end].isalnum():
        return starred[0]
    return starred[2]
