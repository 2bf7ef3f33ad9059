"""One story as many papers print it."""

from __future__ import annotations

import datetime

import search

PAPERS = ("The Quay", "Morning Ledger", "Valley Courier", "Lake Post")
STORY = (
    "The envoy arrived in the port on Tuesday with a proposal to open the strait to cargo ships"
    " again, ending a closure that has lasted since the spring and cost the islands their trade.\n\n"
    "Pilots who have waited for eleven weeks said that the channel must first be swept, and that"
    " nobody had asked them. The harbour office gave no date, but it has called in two tugs, and the"
    " ferries were told to keep their berths clear until the end of the month."
)


def copies(count: int = len(PAPERS)) -> list[search.Article]:
    """Return the story as each of the papers has it, the newest in the last."""
    return [
        search.Article.of(
            f"{STORY}\n\nReaders of the {paper} may write to us.",
            id=f"wire{number}",
            title="Envoy offers to open strait",
            source=paper,
            date=datetime.date(2021, 8, 17) + datetime.timedelta(days=number > 2),
        )
        for number, paper in enumerate(PAPERS[:count])
    ]


def others() -> list[search.Article]:
    """Return articles that are like no other, with words of the story."""
    return [
        search.Article.of(
            f"The envoy of the {name} league said nothing.",
            id=f"own{number}",
            date=datetime.date(2021, 8, number + 1),
        )
        for number, name in enumerate(("northern", "southern", "eastern"))
    ]
