"""Flowed text (RFC 3676): lines that go on in the next."""

from __future__ import annotations

_SIGNATURE = "-- "


def unflowed(text: str, *, delete: bool = False) -> str:
    r"""Join the lines of flowed text (RFC 3676): those that end in a space go on.

    ``delete`` says that this space is not the text's. Quoted lines keep one ``>``.

    >>> unflowed("It \nreopened.\n> Really? \n> Yes.")
    'It reopened.\n\n> Really? Yes.'
    """
    paragraphs: list[str] = []
    held: list[str] = []
    depth = 0
    for line in [*text.split("\n"), ""]:
        marks = len(line) - len(line.lstrip(">"))
        words = line[marks:].removeprefix(" ")
        goes_on = words.endswith(" ") and words != _SIGNATURE
        if held and marks != depth:
            paragraphs.append(_quoted(held, depth))
            held = []
        depth = marks
        held.append(words[:-1] if goes_on and delete else words)
        if not goes_on:
            paragraphs.append(_quoted(held, depth))
            held = []
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)


def _quoted(lines: list[str], depth: int) -> str:
    text = "".join(lines).rstrip()
    return f"> {text}" if depth and text else text
