"""Which texts are nearly the same, against the definition written out."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from datasketch import MinHash

from search import Article, similarity
from search.analysis import plain

WORDS = [f"{first}{second}" for first in "bcdfglmnprst" for second in ("ano", "iver", "ock", "ume")]
TRIALS = 100
GOLDEN = [
    351306309,
    1169092573,
    1021969884,
    1838886001,
    1494901319,
    1408508561,
    1046428622,
    477056746,
    998092461,
    137488572,
    1903400126,
    1519444641,
]


def text(seed: int, words: int = 200) -> list[str]:
    chosen = random.Random(seed)
    return [chosen.choice(WORDS) for _ in range(words)]


def article(words: list[str], title: str | None = None, source: str | None = None) -> Article:
    paragraphs = [" ".join(words[at : at + 40]) for at in range(0, len(words), 40)]
    return Article.of("\n\n".join(paragraphs), title=title, source=source)


def runs_of(article: Article) -> Any:  # noqa: ANN401 - an array
    runs = similarity.runs_of(article)
    assert runs is not None
    return runs


def written_out(one: list[str], other: list[str]) -> float:
    """Return the part of the shorter text's runs that the longer has, by sets of words."""
    runs = [{tuple(each[at : at + 5]) for at in range(len(each) - 4)} for each in (one, other)]
    return len(runs[0] & runs[1]) / min(map(len, runs))


@pytest.mark.parametrize("seed", range(20))
def test_runs_are_those_of_the_words(seed: int) -> None:
    one = text(seed)
    other = text(seed)
    chosen = random.Random(seed)
    for _ in range(seed):
        other[chosen.randrange(len(other))] = "changed"
    other = other[: 200 - 5 * seed]
    expected = written_out(one, other) >= similarity.CONTAINED
    runs = [runs_of(article(each)) for each in (one, other)]
    assert similarity.contained(*runs) == expected
    assert len(runs[0]) == len({tuple(one[at : at + 5]) for at in range(len(one) - 4)})


def test_paragraphs_do_not_matter_but_the_kinds_that_are_not_the_story_do() -> None:
    words = text(1)
    one = runs_of(Article.of(" ".join(words)))
    other = runs_of(article(words, title="A title of five words or more here"))
    assert list(one) == list(other)


@pytest.mark.parametrize("count", [0, 1, 53])
def test_short_texts_have_no_runs(count: int) -> None:
    assert similarity.runs_of(article(text(1, count))) is None


@pytest.mark.parametrize(
    "words", ["x" * 10_000_000, "one " * 3_000_000, "é" * 1_000_000 + " a" * 99]
)
def test_odd_texts_cost_little(words: str) -> None:
    similarity.signature(Article.of(words))


def test_copies_meet_in_a_band() -> None:
    """Of a hundred trimmed and edited copies nearly all are found."""
    met = 0
    for seed in range(100):
        one, other = text(seed), text(seed)[:140]
        other[70] = "changed"
        first, second = (similarity.signature(article(each)) for each in (one, other))
        assert first
        assert second
        met += bool(set(first.bands) & set(second.bands))
    assert met >= 95


def test_strangers_do_not_meet() -> None:
    bands = [
        band
        for seed in range(100)
        for band in (similarity.signature(article(text(seed))) or pytest.fail("too short")).bands
    ]
    assert len(bands) == len(set(bands))


def test_one_source_under_two_titles_has_filled_in_a_form() -> None:
    words = text(3)
    one = article(words, title="Notice for Oslo", source="The Quay")
    other = article(words, title="Notice for Bergen", source="The Quay")
    paper = article(words, title="Notice for Bergen", source="The Courier")
    assert not similarity.are_copies(one, other)
    assert similarity.are_copies(one, paper)
    assert similarity.are_copies(one, paper, runs_of(one))


def test_a_short_text_is_nobodys_copy() -> None:
    short = article(text(3, 20))
    assert not similarity.are_copies(short, short)


@pytest.mark.parametrize("words", [60, 200, 3000])
def test_bands_are_two_runs_that_follow_points_on_a_circle(words: int) -> None:
    found = similarity.signature(article(text(words, words)))
    assert found
    runs: list[int] = found.runs.tolist()

    def after(point: int) -> int:
        return min(runs, key=lambda run: (run - point) % 2**32)

    points = [number * 2**32 // 24 for number in range(24)]
    first, second = 0x94D049BB133111EB, 0x9E3779B97F4A7C15
    assert list(found.bands) == [
        (after(points[band]) * first + after(points[band + 12]) * second) % 2**64 >> 33
        for band in range(12)
    ]


def test_bands_stay_what_they_are() -> None:
    """Archives hold them; if they must change, raise the catalog's format."""
    found = similarity.signature(article(text(1)))
    assert found
    assert list(found.bands) == GOLDEN


@pytest.mark.parametrize("runs", [50, 100, 400])
@pytest.mark.parametrize(
    ("times", "shared"), [(1, 0.9), (1, 0.8), (2, 1.0), (2, 0.8), (4, 1.0), (4, 0.8)]
)
def test_as_many_copies_meet_as_with_datasketch(runs: int, times: int, shared: float) -> None:
    """Those of 20 bands of 3 random functions; the longer text has ``times`` the runs."""
    chosen = random.Random(runs)
    met = theirs = 0
    for _ in range(TRIALS):
        numbers = chosen.sample(range(2**32), runs + times * runs)
        start = runs - int(shared * runs)
        one, other = sorted(numbers[:runs]), sorted(numbers[start : start + times * runs])
        bands = [similarity.bands_of(np.array(each, dtype=np.uint32)) for each in (one, other)]
        met += bool(set(bands[0]) & set(bands[1]))
        theirs += bool(np.any(np.all(datasketch(one) == datasketch(other), axis=1)))
    assert met >= theirs - TRIALS // 25


def datasketch(runs: list[int]) -> Any:  # noqa: ANN401 - an array
    minhash = MinHash(60, seed=1, hashfunc=int, scheme="affine32")
    minhash.update_batch(runs)
    return minhash.hashvalues.reshape(20, 3)


def test_words_are_those_of_the_index() -> None:
    assert plain("The U.S.’s café").split() == ["the", "u", "s", "s", "cafe"]
