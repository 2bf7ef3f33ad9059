"""Articles over time: two sources, a gap, an outlier, dates that are not exact, and none."""

from __future__ import annotations

import datetime
from contextlib import contextmanager
from typing import TYPE_CHECKING

import search
import web
from tests.web.reading import Page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient

HOSTILE = '"><script>alert(1)</script>'
DAYS = 40  # from the first of August 2021, without those of the gap
GAP = range(11, 19)  # the 12th to the 19th


def articles() -> Iterator[search.Article]:
    """Yield the articles: each has "ferry", every second "storm" and every fifth "strike"."""
    first = datetime.date(2021, 8, 1)
    for number in range(DAYS):
        if number in GAP:
            continue
        words = ["The ferry left the pier."]
        words += ["A storm rose at noon."] if number % 2 == 0 else []
        words += ["The strike went on; the strike leaders met."] if number % 5 == 0 else []
        yield search.Article.of(
            "\n\n".join(words),
            id=f"day-{number}",
            title=f"Report {number}",
            date=first + datetime.timedelta(days=number),
            source="The Courier" if number % 3 else "The Herald",
        )
    yield search.Article.of(
        "The ferry of old.", id="old", date=datetime.date(1850, 5, 1), source="The Herald"
    )
    yield search.Article.of(
        "A ferry in some month.",
        id="month",
        date=datetime.date(2021, 9, 1),
        date_precision="month",
        source="The Courier",
    )
    yield search.Article.of("A ferry of no known day.", id="undated", source=HOSTILE)
    yield search.Article.of(f"Payload {HOSTILE}", id="hostile", title=HOSTILE)


@contextmanager
def served_from(folder: Path) -> Iterator[Flask]:
    """Give the application that searches an archive of them in a folder."""
    with search.Archive.create(folder) as archive:
        archive.add(articles())
    app = web.create_app(folder)
    yield app
    app.extensions["nutgraf"].close()


def page(client: FlaskClient, address: str, status: int = 200) -> Page:
    with client.get(address) as response:
        assert response.status_code == status
        return Page(response.get_data(as_text=True))
