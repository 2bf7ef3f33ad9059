from __future__ import annotations

import datetime

import pytest

from search.readers.story.parts import read_text

BODY = "The bridge over the river reopened on Monday after nine months of repairs to its piers."
MORE = "Traffic was light in the morning, the police said, and nobody had to wait for long at all."
GERMAN = "Die Brücke ist wieder offen, und der Verkehr war nach Angaben der Polizei gering."


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Ana Lee and Bo Cole", ("Ana Lee", "Bo Cole")),
        ("By ANA LEE, Associated Press Writer", ("ANA LEE",)),
        ("Ana Lee in Kabul", ("Ana Lee",)),
        ("Ana Lee in Kabul and Bo Cole in Doha", ("Ana Lee", "Bo Cole")),
        ("From our own correspondent", ("our own correspondent",)),
        ("Text: Ana Lee", ("Ana Lee",)),
    ],
)
def test_a_byline_under_the_title(line: str, authors: tuple[str, ...]) -> None:
    for ends in ("\n\n", "\n"):
        story = read_text(f"Bridge open{ends}{line}\n\n{BODY}\n\n{MORE}")
        assert (story.opening.title, story.opening.authors) == ("Bridge open", authors)
        assert [part.kind for part in story.paragraphs] == ["title", "byline", "body", "body"]


def test_a_german_byline_is_one_above_german_text() -> None:
    story = read_text(f"Brücke offen\nVon Ana Lee und Bo Cole\n\n{GERMAN}\n\n{GERMAN}")
    assert story.opening.authors == ("Ana Lee", "Bo Cole")
    story = read_text(f"Bridge open\n\nVon Ana Lee\n\n{BODY}\n\n{MORE}")
    assert story.opening.authors == ()


@pytest.mark.parametrize(
    "title", ["Bridge Opens in Oslo", "Von der Leyen Visits Oslo", "Ana Lee in Kabul", "Mars 2020"]
)
def test_a_title_is_not_taken_for_a_byline(title: str) -> None:
    story = read_text(f"{title}\n\n{BODY}\n\n{MORE}")
    assert (story.opening.title, story.opening.authors) == (title, ())


@pytest.mark.parametrize("line", ["Repairs in Oslo", "Long Repairs in Oslo", "Nine Months in Doha"])
def test_a_deck_in_capitals_is_no_byline(line: str) -> None:
    story = read_text(
        f"Bridge open\n\n{line}\n\nBy Ana Lee\n\nAfter long repairs, {BODY}\n\n{MORE}"
    )
    assert (story.opening.authors, story.opening.description) == (("Ana Lee",), line)


def test_eight_digits_under_a_title_are_a_date() -> None:
    story = read_text(f"Bridge open\n\n20210825\n\n{BODY}\n\n{MORE}")
    assert story.opening.date == datetime.date(2021, 8, 25)
    assert [part.kind for part in story.paragraphs] == ["title", "byline", "body", "body"]
    story = read_text(f"Bridge open\n\n20211325\n\n{BODY}\n\n{MORE}")
    assert story.opening.date is None


@pytest.mark.parametrize("line", ["25/8/21", "Sept. 31, 2021", "31 September 2021"])
def test_a_date_that_cannot_be_read_is_no_heading(line: str) -> None:
    story = read_text(f"Bridge open\n\nBy Ana Lee\n\n{line}\n\n{BODY}\n\n{MORE}")
    assert [part.kind for part in story.paragraphs] == ["title", "byline", "body", "body", "body"]
    assert story.opening.date is None


@pytest.mark.parametrize("byline", ["", "By Ana Lee\n\n"])
def test_a_masthead_is_the_source_and_not_the_title(byline: str) -> None:
    story = read_text(
        f"THE DAILY HERALD\nAugust 17, 2021\n\nBridge open\n\n{byline}{BODY}\n\n{MORE}"
    )
    assert (story.opening.title, story.opening.source) == ("Bridge open", "The Daily Herald")
    assert story.opening.date == datetime.date(2021, 8, 17)
    assert [part.text for part in story.paragraphs[:2]] == ["Bridge open", "THE DAILY HERALD"]


@pytest.mark.parametrize("title", ["HARD TIMES", "BREAKING NEWS", "THE BRIDGE IS OPEN"])
def test_a_title_in_capitals_is_no_masthead(title: str) -> None:
    story = read_text(f"{title}\nAugust 17, 2021\n\nBridge open\n\n{BODY}\n\n{MORE}")
    assert (story.opening.title, story.opening.source) == (title, None)


def test_a_masthead_over_text_is_the_title() -> None:
    story = read_text(f"THE EVENING STAR\nAugust 17, 2021\n\n{BODY}\n\n{MORE}")
    assert (story.opening.title, story.opening.source) == ("THE EVENING STAR", None)


def test_who_the_author_is_stands_at_the_end_as_a_credit() -> None:
    story = read_text(f"Bridge open\n\n{BODY}\n\n{MORE}\n\nAna Lee is a reporter at the Herald.")
    assert story.paragraphs[-1].kind == "byline"
    assert story.opening.authors == ()


def test_a_dateline_is_read_from_one_of_the_first_paragraphs() -> None:
    story = read_text(f"Bridge open\n\nBy Ana Lee\n\nOSLO, Norway (AP) — {BODY}\n\n{MORE}")
    assert story.opening.dateline is not None
    assert story.opening.dateline.place == "Oslo, Norway"
    late = read_text("\n\n".join(["Bridge open", *[BODY] * 5, f"OSLO (AP) — {MORE}"]))
    assert late.opening.dateline is None
