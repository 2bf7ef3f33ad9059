"""Articles that are easy to count, and one in which everything is hostile."""

from __future__ import annotations

import datetime

import search

NUMBERED = 45  # articles that have the word "ledger"
BRIDGE = "bridge-1"
HOSTILE = 'it\'s "quoted" <b>'
LONG_WORD = "w" * 300
OVERRIDE = "\N{RIGHT-TO-LEFT OVERRIDE}"


def kinds() -> search.Article:
    """Return an article that has a paragraph of every kind."""
    texts = {
        "title": "The bridge reopened",
        "byline": "By Ann Lee",
        "heading": "What it cost",
        "body": "The bridge cost 20 million and the talks took two years.",
        "quote": "We waited for this bridge.",
        "caption": "The bridge on Monday.",
        "list": "Four lanes.",
        "boilerplate": "Sign up for our letter.",
    }
    paragraphs = [
        search.Paragraph(number=number, kind=kind, text=text)  # type: ignore[arg-type]
        for number, (kind, text) in enumerate(texts.items())
    ]
    points = [
        search.Paragraph(number=8, kind="list", text="Two towers."),
        search.Paragraph(number=9, kind="list", text="No toll."),
    ]
    far_down = [
        search.Paragraph(number=number, text=f"Nothing of note, part {number}. " * 20)
        for number in range(10, 30)
    ]
    last = search.Paragraph(number=30, text="At the very end stands a lighthouse.")
    return search.Article(
        id=BRIDGE,
        title="The bridge reopened",
        paragraphs=(*paragraphs, *points, *far_down, last),
        authors=("Ann Lee", "Bo Day"),
        date=datetime.date(2021, 8, 17),
        updated=datetime.date(2021, 9, 1),
        source="The Courier",
        section="World",
        place="Genoa",
        tags=("bridges", "steel"),
        url="https://courier.example.com/bridge?a=1&b=2",
        path="2021/bridge.txt",
        language="en",
    )


def hostile() -> search.Article:
    """Return an article in which everything tries to break out of the page."""
    attack = '<script>alert("x")</script>'
    breaker = "\" onmouseover='alert(1)' x=\""
    return search.Article.of(
        f"Payload {attack} here.\n\n{OVERRIDE}Payload reversed.\n\nPayload {LONG_WORD}\n\n"
        f"Payload {breaker} &amp; \x07\x00 end.",
        id=HOSTILE,
        title=f"{attack}{OVERRIDE} payload",
        source=breaker,
        authors=(attack,),
        section=attack,
        place=attack,
        tags=(attack, breaker),
        url="javascript:alert(1)",
        path=f"{attack}.txt",
        language=breaker,
    )


def articles() -> list[search.Article]:
    """Return the articles of the test archive."""
    numbered = [
        search.Article.of(
            f"Ledger entry {number}.\n\nThe ledger was closed.",
            id=f"n{number}",
            title=f"Entry {number}",
            date=datetime.date(2020, 1, 1) + datetime.timedelta(days=number),
        )
        for number in range(NUMBERED)
    ]
    dated = [
        search.Article.of(
            "Known to the month.",
            id="month",
            title="Monthly",
            date=datetime.date(2021, 8, 1),
            date_precision="month",
        ),
        search.Article.of(
            "Known to the year.",
            id="year",
            title="Yearly",
            date=datetime.date(2021, 1, 1),
            date_precision="year",
        ),
        search.Article.of("Of no known day. Unlit harbour, dark quay.", id="undated"),
    ]
    apart = search.Article.of("Quartz is hard.\n\nTalc is soft.", id="apart", title="Minerals")
    many = search.Article.of("\n\n".join(f"Falcon {n}." for n in range(1, 7)), id="many")
    return [*numbered, *dated, apart, many, kinds(), hostile()]
