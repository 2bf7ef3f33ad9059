"""Marks that span lines: comments, template tags and HTML, made into plain Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from search.readers.text.inline import TAG_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_TAG = 3000  # characters of a template tag; what is longer is text with braces

_DESCRIBED = re.compile(r"""\b(?:alt|caption)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_BLOCK_TAG = re.compile(
    r"<(?=[/A-Za-z])(/?(?:address|article|aside|blockquote|br|dd|details|div|dl|dt|figcaption|figure|footer|"
    r"h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|th|thead|tr|ul))"
    # What starts a block may stand on the line before its text.
    r"(?:[\s/][^<>]*)?>[ \t]*\n?[ \t]*(?:<p(?:\s[^<>]*)?>[ \t]*\n?[ \t]*)?",
    re.IGNORECASE,
)
_BLOCK_STARTS = {
    "li": "\n\n- ",
    "blockquote": "\n\n> ",
    "td": " ",
    "th": " ",
    "/td": " ",
    "/th": " ",
    "br": "\n",
    **{f"h{level}": "\n\n## " for level in range(1, 7)},
}
_CAPTION_TAG = re.compile(r"<figcaption(?:\s[^<>]*)?>([^<>]*)</figcaption>", re.IGNORECASE)
_IMAGE_TAG = re.compile(r"<img\s[^<>]*>", re.IGNORECASE)
_DROPPED_ELEMENTS = ("script", "style")

_UNMISTAKABLE = re.compile(
    r"(?:^|\n)(?:#{1,6} [^\n]++(?=\n\s*\n)|```|~~~)"
    r"|(?<![\w*])\*\*(?=[\w“\"‘'(])[^*\n]{1,300}(?<=\S)\*\*(?!\w)"
    r"|\]\((?:https?:|#|/|mailto:)[^()\s]*\)"
    rf"|</?(?:{TAG_NAMES})(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_SIGNS = ("# ", "**", "](", "</", "<br", "<p", "<img", "```", "~~~")


def is_marked(text: str) -> bool:
    """Say whether a plain text file is unmistakably written in Markdown or HTML.

    >>> is_marked("By **A. Lee**"), is_marked("2 * 3 * 4 and snake_case_names")
    (True, False)
    """
    return any(sign in text for sign in _SIGNS) and _UNMISTAKABLE.search(text) is not None


def without_spans(text: str) -> str:
    """Drop comments, scripts and template tags; make HTML's blocks Markdown's.

    >>> without_spans("One <!-- hidden --> two {% raw %}three")
    'One  two three'
    >>> without_spans("<ul><li>One</li></ul>").split()
    ['-', 'One']
    """
    if "<" in text:
        text = _replace_spans(text, "<!--", "-->", _nothing)
    if "{" in text:  # one character is found ten times as fast as two
        for opening, closing in (("{{", "}}"), ("{%", "%}"), ("{:", "}"), ("{.", "}")):
            text = _replace_spans(text, opening, closing, _described, LONGEST_TAG)
    return _without_elements(text) if "<" in text and ">" in text else text


def _without_elements(text: str) -> str:
    for name in _DROPPED_ELEMENTS:
        if f"<{name}" in text:
            text = _replace_spans(text, f"<{name}", f"</{name}>", _nothing)
    if "<img" in text or "<IMG" in text:
        text = _IMAGE_TAG.sub(_describe_tag, text)
    if "<figcaption" in text:
        text = _CAPTION_TAG.sub(_figure_caption, text)
    return _BLOCK_TAG.sub(_block_start, text)


def _block_start(tag: re.Match[str]) -> str:
    return _BLOCK_STARTS.get(tag[1].lower(), "\n\n")


def _replace_spans(
    text: str,
    opening: str,
    closing: str,
    replacement: Callable[[str], str],
    longest: int | None = None,
) -> str:
    """Replace what stands between two marks.

    Every character is looked at once, however many openings have no closing.
    """
    parts: list[str] = []
    at, end = 0, -1
    while (start := text.find(opening, at)) >= 0:
        after = start + len(opening)
        if end < after:
            end = text.find(closing, after)
            if end < 0:
                break
        span = text[after:end] if longest is None or end - after <= longest else None
        if span is None or (longest and "\n\n" in span):
            parts.append(text[at:after])
            at = after
        else:
            parts += (text[at:start], replacement(span))
            at = end + len(closing)
    return "".join((*parts, text[at:]))


def _nothing(_span: str) -> str:
    return ""


def _described(span: str) -> str:
    """Return the description in a tag as a Markdown image, since it is to be read."""
    return _image(" ".join(found[0] or found[1] for found in _DESCRIBED.findall(span)))


def _describe_tag(tag: re.Match[str]) -> str:
    return _described(tag[0])


def _figure_caption(caption: re.Match[str]) -> str:
    return f"\n\n{_image(caption[1])}\n\n"


def _image(words: str) -> str:
    words = words.strip().replace("[", "(").replace("]", ")")
    return f"![{words}]()" if words else ""
