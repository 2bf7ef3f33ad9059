"""Articles with what few have: pages, doubts, versions, another direction, great length."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

import search
from tests.wire import copies, others

if TYPE_CHECKING:
    from pathlib import Path

LONG = 100_000  # words of one paragraph
MANY = 5_000  # paragraphs of one article
APART = 997  # words from one match to the next in the long paragraph


def report() -> search.Article:
    """Return an article from a file with pages, of which little is stated."""
    numbered = [
        search.Paragraph(number=number, text=f"The pilots were heard on day {number}.", page=page)
        for number, page in enumerate((1, 1, 2, 4), start=1)
    ]
    title = search.Paragraph(number=0, kind="title", text="Report of the commission", page=1)
    return search.Article(
        id="report",
        title="Report of the commission",
        paragraphs=(title, *numbered),
        description="What the commission found.",
        date=datetime.date(2021, 8, 1),
        source="reports.example.com",
        path="reports/2021/08/commission.pdf",
        language="en",
        extra={"doi": "10.1000/182", "<i>": "<b>bold</b>"},
        provenance={
            "title": "stated",
            "date": "derived from the path",
            "source": "derived from the address",
            "language": "derived from the text",
        },
        copies=("mirror/commission.pdf", "mirror/<b>.pdf"),
    )


def doubtful() -> search.Article:
    """Return an article whose date can be read in two ways."""
    article = search.Article.of("The lantern is lit.", id="doubtful", title="Lantern")
    return replace(article, provenance={"date": "unsure: 03/04/2021 is 3 April or 4 March"})


def hebrew() -> search.Article:
    """Return an article that is written from right to left."""
    return search.Article.of(
        "הגשר ייפתח בסתיו.\n\nהשר אמר כי העבודות נמשכות.",
        id="hebrew",
        title="הגשר ייפתח",
        language="he",
        date=datetime.date(2021, 8, 1),
    )


def endless() -> search.Article:
    """Return an article of one paragraph of great length."""
    words = ["lantern" if number % APART == 0 else "quay" for number in range(LONG)]
    return search.Article.of(" ".join(words), id="endless", title="Endless")


def crowd() -> search.Article:
    """Return an article of many paragraphs, every third of which speaks of a buoy."""
    texts = [
        f"Ferry {number} passed {'a buoy' if number % 3 == 0 else 'the pier'}."
        for number in range(1, MANY + 1)
    ]
    return search.Article.of("\n\n".join(texts), id="crowd", title="Crowd")


def ferry() -> list[search.Article]:
    """Return one article in the three versions that were read of it, the first first."""
    first = search.Article.of(
        "The ferry sank on Monday with five people on board.\n\n"
        "The captain said the weather was fine.\n\n"
        "The harbour stayed open.",
        id="ferry",
        title="Ferry sinks",
        date=datetime.date(2021, 8, 1),
    )
    second = search.Article.of(
        "The ferry sank on Monday with seven people on board, the <coastguard> said.\n\n"
        "The harbour stayed open.\n\n"
        "An inquiry begins on Friday.",
        id="ferry",
        title="Ferry sinks, seven missing",
        date=datetime.date(2021, 8, 2),
        source="The Courier",
    )
    third = replace(second, authors=("Ann Lee",))
    return [first, second, third]


def fill(folder: Path) -> None:
    """Make an archive of all of them, and of a story that several papers have."""
    with search.Archive.create(folder) as archive:
        archive.add([report(), doubtful(), hebrew(), endless(), crowd(), *copies(), *others()])
        for version in ferry():
            archive.add([version])
