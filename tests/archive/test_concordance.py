"""The concordance of a search has each of its marks in a line."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

import pytest

import search
from search.analysis import terms
from search.archive import concordance as concordances
from tests.archive.samples import articles
from tests.places import ENGINES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.concordances import LineSort
    from tests.places import NewArchive

Shown = tuple[str, int, str, str, str]
QUERIES = [
    "harbour",
    "harbour OR second",
    '"harbour office" -ferry',
    "harb* source:quay",
    "office w/5 boats",
    "(boats ferry) OR tariff",
    "title:report",
    "report^2 date:2020-03",
    "count 中",
]
WORDS = ("the", "harbour", "is", "中国", "not", "a", "“ferry”", "but", "café,", "said:", "boats")


@pytest.fixture(scope="module", params=ENGINES)
def archive(request: pytest.FixtureRequest, new_archive: NewArchive) -> Iterator[search.Archive]:
    chance = random.Random(7)
    with new_archive(request.param) as archive:
        archive.add(articles(140))
        archive.add(
            search.Article.of(
                "\n\n".join(" ".join(chance.choices(WORDS, k=30)) for _ in range(3)),
                id=f"random{number}",
            )
            for number in range(40)
        )
        yield archive


@pytest.fixture(autouse=True)
def _forgetful(archive: search.Archive) -> None:
    """Have each test read its lines anew."""
    archive._concordances._kept.clear()


def every_mark(archive: search.Archive, text: str, **options: object) -> list[Shown]:
    """Return all marks of all hits: what the lines must be, seen another way."""
    return [
        (hit.article.id, found.number, *_around(found.text, mark))
        for hit in archive.hits(text, **options)  # type: ignore[arg-type]
        for found in archive.marked(hit.article, text)
        for mark in found.marks
    ]


def _around(text: str, mark: tuple[int, int]) -> tuple[str, str, str]:
    start, end = mark
    return text[:start], text[start:end], text[end:]


def agrees(line: search.Line, mark: Shown) -> bool:
    article_id, number, before, match, behind = mark
    return (
        (line.article.id, line.number, line.match) == (article_id, number, match)
        and f" {before}".endswith(line.left)
        and f"{behind} ".startswith(line.right)
    )


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_there_is_a_line_for_each_mark_of_each_hit(
    archive: search.Archive, text: str, sort: LineSort
) -> None:
    expected = every_mark(archive, text, sort=sort)
    found = archive.concordance(text, sort=sort, limit=5000)
    assert found.total == len(found.lines) == len(expected)
    assert found.articles == archive.search(text, limit=0).total
    assert all(agrees(*pair) for pair in zip(found.lines, expected, strict=True))
    assert (found.sort, found.more, found.offset) == (sort, False, 0)


@pytest.mark.parametrize("text", QUERIES)
@pytest.mark.parametrize("side", ["left", "right"])
def test_contexts_sort_the_same_lines(archive: search.Archive, text: str, side: LineSort) -> None:
    def key(mark: Shown) -> list[str]:
        return terms(mark[2])[::-1] if side == "left" else terms(mark[4])

    expected = sorted(every_mark(archive, text), key=lambda mark: key(mark)[:4])
    found = archive.concordance(text, sort=side, limit=5000)
    assert found.total == len(found.lines) == len(expected)
    assert sorted((line.article.id, line.number) for line in found.lines) == sorted(
        mark[:2] for mark in expected
    )
    shown = [
        terms(line.left)[::-1][:4] if side == "left" else terms(line.right)[:4]
        for line in found.lines
    ]
    assert shown == [key(mark)[:4] for mark in expected]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "left", "right"])
def test_pages_reach_every_line_once(
    archive: search.Archive, sort: LineSort, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = archive.concordance("harbour OR boats", sort=sort, limit=5000)
    archive._concordances._kept.clear()
    monkeypatch.setattr(concordances, "SMALL", 0)
    monkeypatch.setattr(concordances, "FIRST_READ", 3)
    monkeypatch.setattr(concordances, "READ_AT_ONCE", 7)
    paged: list[search.Line] = []
    while True:
        found = archive.concordance("harbour OR boats", sort=sort, limit=37, offset=len(paged))
        paged += found.lines
        if not found.more:
            break
        assert len(found.lines) == 37
    assert tuple(paged) == whole.lines
    assert found.total == whole.total == len(paged)
    assert archive.concordance("harbour OR boats", sort=sort, offset=1 << 40).lines == ()


def test_of_many_articles_no_more_are_read_than_a_page_needs(
    archive: search.Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concordances, "SMALL", 10)
    found = archive.concordance("office", limit=5)
    assert found.total is None
    assert found.more
    assert found.articles == archive.search("office", limit=0).total
    assert found.as_json()["total"] is None


@pytest.mark.parametrize(
    ("limit", "text"),
    [("MOST_ARTICLES", "harbour counted"), ("MOST_LINES", "harbour office")],
)
def test_too_many_lines_are_not_sorted_in_part_but_by_relevance_with_a_notice(
    archive: search.Archive, limit: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concordances, limit, 12)
    found = archive.concordance(text, sort="left")
    assert found.sort == "relevance"
    assert "12" in found.notices[-1].message
    assert "left" in found.notices[-1].message
    assert found.lines == archive.concordance(text).lines
    narrow = archive.concordance(f"{text} date:2020-01-02..2020-01-05", sort="left")
    assert (narrow.sort, narrow.total) == ("left", 6)


@pytest.mark.parametrize("text", ["", "source:quay", "-harbour", "date:2020 kind:title"])
@pytest.mark.parametrize("sort", ["newest", "right"])
def test_a_query_without_words_has_no_lines_and_says_so(
    archive: search.Archive, text: str, sort: LineSort
) -> None:
    found = archive.concordance(text, sort=sort)
    assert (found.total, found.lines, found.more) == (0, (), False)
    assert found.articles == archive.search(text, limit=0).total
    assert "no words" in found.notices[-1].message


def test_narrowing_and_any_of_the_words(archive: search.Archive) -> None:
    narrow = {"source": ["The Quay"], "date": ["2020-02"]}
    found = archive.concordance("harbour", narrow=narrow, limit=5000)
    assert found.total == len(every_mark(archive, "harbour", narrow=narrow))
    assert found.articles == archive.search("harbour", narrow=narrow).total
    assert {line.article.source for line in found.lines} == {"The Quay"}
    assert archive.concordance("tariff orchard").total == 0
    assert (archive.concordance("tariff orchard", match="any").total or 0) > 0


def test_what_is_remembered_is_bounded(archive: search.Archive) -> None:
    for number in range(concordances.KEPT + 3):
        archive.concordance(f"harbour -word{number}")
    assert len(archive._concordances._kept) == concordances.KEPT


def test_a_later_commit_is_seen(archive: search.Archive) -> None:
    assert archive.concordance("newcomer", sort="left").total == 0
    archive.add([search.Article.of("A newcomer.", id="newcomer")])
    (line,) = archive.concordance("newcomer", sort="left").lines
    assert (line.left, line.match, line.right) == ("A ", "newcomer", ".")
    archive.remove(["newcomer"])
    assert archive.concordance("newcomer", sort="left").total == 0


def test_threads_share_what_was_read(archive: search.Archive) -> None:
    expected = archive.concordance("boats OR ferry", sort="left", limit=5000).lines
    found: list[tuple[search.Line, ...]] = []

    def ask(sort: LineSort) -> None:
        found.append(archive.concordance("boats OR ferry", sort=sort, limit=5000).lines)

    archive._concordances._kept.clear()
    threads = [threading.Thread(target=ask, args=(sort,)) for sort in ("left", "oldest") * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(lines == expected for lines in found) == 3
    assert len(set(map(len, found))) == 1
    assert len(found) == 6


def test_what_is_no_choice_is_refused(archive: search.Archive) -> None:
    with pytest.raises(ValueError, match="left, right"):
        archive.concordance("boats", sort="centre")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="-5"):
        archive.concordance("boats", offset=-5)
