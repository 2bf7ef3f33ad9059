"""Articles and files that are easy to count."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import search

if TYPE_CHECKING:
    from pathlib import Path

FIRST = datetime.date(2020, 1, 1)
WORDS = ("harbour", "ferry", "tariff", "orchard", "glacier", "ballot", "quarry")


def article(number: int, version: int = 0) -> search.Article:
    """Return an article about the harbour; every seventh is undated."""
    word = WORDS[number % len(WORDS)]
    return search.Article.of(
        f"The harbour office counted {number} boats, version{version}.\n\nA {word} came second.",
        id=f"n{number:05}",
        title=f"Report {number}",
        date=None if number % 7 == 3 else FIRST + datetime.timedelta(days=number % 300),
        source="The Quay" if number % 2 else "Harbour Post",
        authors=("Mira Holm",) if number % 3 else (),
    )


def articles(count: int, version: int = 0) -> list[search.Article]:
    return [article(number, version) for number in range(count)]


def write_file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def write_files(folder: Path, count: int) -> None:
    """Write files of articles, ten to a folder."""
    for number in range(count):
        write_file(
            folder,
            f"{number // 10:03}/report-{number}.txt",
            f"Report {number} from the harbour\n\n2021-03-04\n\n"
            f"The ferry number{number} was late again, said the harbour office.\n",
        )


def ids(results: search.Results) -> list[str]:
    return [hit.article.id for hit in results.hits]
