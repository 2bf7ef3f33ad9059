"""Where each value comes from; and that a date which may be wrong is none."""

from __future__ import annotations

import datetime
from io import BytesIO

import pytest

from search.article import Article
from search.readers import registry
from search.readers.source import Source

BODY = (
    "The bridge over the river reopened on Monday after nine months of repairs to its piers,"
    " and the mayor was there to see it with her children and the whole of the town council."
)
MORE = "Traffic was light in the morning, the police said, and nobody had to wait for long at all."


def article(text: str, name: str = "bridge.txt") -> Article:
    (found,) = registry.read(Source(name, BytesIO(text.encode()), root="/a"))
    assert isinstance(found, Article)
    return found


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def test_what_front_matter_says_is_stated() -> None:
    found = article(
        "---\ntitle: Bridge open\ndeck: At last\nauthor: Ana Lee\ndate: 2021-08-25\n"
        "updated: 2021-08-26\nsource: Herald\nsection: World\nplace: Oslo\ntags: [a]\n"
        f"url: https://example.org/a\nlanguage: en\n---\n{BODY}"
    )
    assert set(found.provenance.values()) == {"stated"}
    assert set(found.provenance) == {
        *("title", "description", "authors", "date", "updated", "source", "section", "place"),
        *("tags", "url", "language"),
    }


def test_what_the_text_says_is_stated_in_the_text() -> None:
    found = article(
        f"Bridge open\n\nAt last\n\nBy Ana Lee\n\nPublished Aug. 25, 2021 Updated Aug. 26, 2021\n\n{BODY}"
    )
    assert found.provenance == {
        **dict.fromkeys(
            ("title", "description", "authors", "date", "updated"), "stated in the text"
        ),
        "language": "derived from the text",
    }


def test_what_is_not_there_has_no_origin() -> None:
    found = article(f"{BODY}\n\n{MORE}")
    assert found.provenance == {"language": "derived from the text"}
    assert found.language == "en"


def test_the_site_of_an_address_is_derived_from_it() -> None:
    found = article(f"---\nurl: https://www.example.org/bridge\n---\n{BODY}")
    assert (found.source, found.provenance["source"]) == ("example.org", "derived from the address")
    assert (found.date, found.provenance.get("date")) == (None, None)


# Datelines


def test_a_dateline_gives_place_and_source_and_stays_in_the_text() -> None:
    text = f"KABUL, Aug. 17 (Reuters) - {BODY}"
    found = article(f"Bridge open\n\nBy Ana Lee\n\n{text}")
    assert (found.place, found.source, found.date) == ("Kabul", "Reuters", None)
    assert found.provenance["place"] == found.provenance["source"] == "derived from the dateline"
    assert "date" not in found.provenance
    assert found.extra == {"dateline": "Aug. 17"}
    assert found.paragraphs[-1].text == text


@pytest.mark.parametrize(
    ("above", "name", "date"),
    [
        ("", "2021/bridge.txt", "2021-08-17"),
        ("", "2021/08/bridge.txt", "2021-08-17"),
        ("", "2021-08-18-bridge.txt", "2021-08-17"),
        ("Updated Aug. 20, 2021\n\n", "bridge.txt", "2021-08-17"),
    ],
)
def test_the_day_of_a_dateline_with_a_year_from_elsewhere(above: str, name: str, date: str) -> None:
    found = article(f"Bridge open\n\n{above}KABUL, Aug. 17 (Reuters) - {BODY}", name)
    assert (found.date, found.date_precision) == (day(date), "day")
    assert found.provenance["date"] == "derived from the dateline"
    assert "dateline" not in found.extra


def test_a_dateline_with_its_year() -> None:
    found = article(f"Bridge open\n\nLONDON, 17 August 2021 (AFP) – {BODY}", "2020/bridge.txt")
    assert (found.date, found.provenance["date"]) == (
        day("2021-08-17"),
        "derived from the dateline",
    )


def test_what_is_stated_is_believed_before_the_dateline() -> None:
    found = article(
        f"---\nsource: The Herald\nplace: Oslo\ndate: 2021-08-25\n---\nKABUL, Aug. 17 (AP) — {BODY}"
    )
    assert (found.source, found.place, found.date) == ("The Herald", "Oslo", day("2021-08-25"))
    assert {found.provenance[name] for name in ("source", "place", "date")} == {"stated"}


def test_a_dateline_that_does_not_fit_its_path_leaves_the_day_to_the_path() -> None:
    found = article(f"Bridge open\n\nKABUL, Aug. 17 (AP) — {BODY}", "2021-03-05-bridge.txt")
    assert (found.date, found.provenance["date"]) == (day("2021-03-05"), "derived from the path")


def test_a_dateline_may_stand_under_a_deck() -> None:
    found = article(f"Bridge open\n\nAt last it is here.\n\nBy Ana Lee\n\nOSLO (AP) — {BODY}")
    assert (found.place, found.description) == ("Oslo", "At last it is here.")


# Paths and addresses


@pytest.mark.parametrize(
    ("name", "date", "precision"),
    [
        ("2021-08-17-bridge.md", "2021-08-17", "day"),
        ("2021/08/17/bridge.txt", "2021-08-17", "day"),
        ("2021/08/bridge.txt", "2021-08-01", "month"),
        ("2021/bridge.txt", "2021-01-01", "year"),
    ],
)
def test_a_date_from_the_path(name: str, date: str, precision: str) -> None:
    found = article(f"Bridge open\n\n{BODY}", name)
    assert (found.date, found.date_precision) == (day(date), precision)
    assert found.provenance["date"] == "derived from the path"


def test_a_date_from_the_address_comes_before_the_path() -> None:
    found = article(
        f"---\nurl: https://example.org/2021/08/17/bridge\n---\n{BODY}", "2021-09-01-bridge.md"
    )
    assert (found.date, found.provenance["date"]) == (day("2021-08-17"), "derived from the address")


@pytest.mark.parametrize(
    "address", ["2021/bridge", "wp-content/uploads/2021/08/17/bridge.pdf", "bridge-58219743", ""]
)
def test_an_address_without_a_certain_date(address: str) -> None:
    found = article(f"---\nurl: https://example.org/{address}\n---\n{BODY}")
    assert found.date is None


def test_the_text_is_believed_before_the_path() -> None:
    found = article(f"Bridge open\n\nAugust 25, 2021\n\n{BODY}", "2021-09-01-bridge.md")
    assert (found.date, found.provenance["date"]) == (day("2021-08-25"), "stated in the text")


# Dates that cannot be read


def test_a_date_that_may_be_two_days_is_none() -> None:
    found = article(f"---\ndate: 03/04/2021\n---\n{BODY}")
    assert (found.date, found.extra) == (None, {"date": "03/04/2021"})
    assert found.provenance["date"] == "unsure: 03/04/2021 is 3 April or 4 March"


def test_so_it_is_in_the_text() -> None:
    found = article(f"Bridge open\n\nPublished: 03/04/2021\n\n{BODY}")
    assert (found.date, found.extra) == (None, {"date": "03/04/2021"})
    assert found.provenance["date"] == "unsure: 03/04/2021 is 3 April or 4 March"
    assert [part.kind for part in found.paragraphs] == ["title", "byline", "body"]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("---\ndate: 03/04/2021\nupdated: 25/04/2021\n---\n", "2021-04-03"),
        ("---\ndate: 03/04/2021\nupdated: 04/25/2021\n---\n", "2021-03-04"),
        ("---\ndate: 03/04/2021\nexpires: 25/12/2021\n---\n", "2021-04-03"),
        ("Bridge open\n\nPublished 03/04/2021 Updated 25/04/2021\n\n", "2021-04-03"),
        ("Bridge open\n\nPublished 03/04/2021\n\nUpdated 04/25/2021\n\n", "2021-03-04"),
        ("---\ndate: 3.4.2021\n---\n", "2021-04-03"),
    ],
)
def test_other_dates_tell_the_order_of_day_and_month(text: str, date: str) -> None:
    assert article(text + BODY).date == day(date)


def test_dates_that_contradict_one_another_tell_nothing() -> None:
    found = article(f"---\ndate: 03/04/2021\na: 25/04/2021\nb: 04/25/2021\n---\n{BODY}")
    assert found.date is None


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2021/04/bridge.txt", "2021-04-03"),
        ("2021/03/bridge.txt", "2021-03-04"),
        ("2021-03-04-bridge.txt", "2021-03-04"),
        ("2021/bridge.txt", None),
        ("2021/05/bridge.txt", None),
        ("2020-03-04-bridge.txt", None),
    ],
)
def test_the_path_may_tell_which_of_two_days_it_is(name: str, date: str | None) -> None:
    found = article(f"---\ndate: 03/04/2021\n---\n{BODY}", name)
    assert found.date == (day(date) if date else None)
    assert found.provenance["date"].startswith("derived from the path" if date else "unsure: ")


def test_a_date_that_cannot_be_read_is_told() -> None:
    found = article(f"---\ndate: 03/04/20211\nupdated: soon\n---\n{BODY}")
    assert (found.date, found.updated) == (None, None)
    assert found.extra == {"date": "03/04/20211", "updated": "soon"}
    assert found.provenance["date"] == "unreadable: 03/04/20211"
    assert found.provenance["updated"] == "unreadable: soon"


def test_a_long_value_is_told_in_short() -> None:
    found = article(f"---\ndate: {'word ' * 100}\n---\n{BODY}")
    assert len(found.provenance["date"]) < 100


def test_of_two_names_for_a_date_one_that_can_be_read_is_enough() -> None:
    found = article(f"---\ndate: soon\npublished: 2021-08-25\n---\n{BODY}")
    assert (found.date, found.provenance["date"]) == (day("2021-08-25"), "stated")


def test_an_unreadable_date_leaves_it_to_the_text_or_the_path() -> None:
    text = f"---\ndate: soon\n---\nBridge open\n\nAugust 25, 2021\n\n{BODY}"
    assert article(text).provenance["date"] == "stated in the text"
    found = article(f"---\ndate: soon\n---\n{BODY}", "2021-08-17-bridge.txt")
    assert (found.provenance["date"], found.extra) == ("derived from the path", {"date": "soon"})


# Headers

BOOK = """The Herald's Library of Rivers

Title: The Bridge

Author: Ana Lee

Release date: June 1, 1998 [e-text 1342]

Language: English

*** START ***

"""


def test_lines_with_labels_at_the_top_are_metadata_and_stay() -> None:
    found = article(f"{BOOK}{BODY}\n\n{MORE}")
    assert (found.title, found.authors, found.language) == ("The Bridge", ("Ana Lee",), "en")
    assert (found.date, found.extra) == (None, {"release date": "June 1, 1998 [e-text 1342]"})
    assert {found.provenance[name] for name in ("title", "authors", "language")} == {
        "stated in the text"
    }
    assert [part.text for part in found.paragraphs if part.kind == "byline"] == [
        "Title: The Bridge",
        "Author: Ana Lee",
        "Release date: June 1, 1998 [e-text 1342]",
        "Language: English",
    ]


def test_such_lines_may_stand_together() -> None:
    found = article(f"Title: The Bridge\nAuthor: Ana Lee\nDate: 25 August 2021\n\n{BODY}")
    assert (found.title, found.authors) == ("The Bridge", ("Ana Lee",))
    assert (found.date, found.provenance["date"]) == (day("2021-08-25"), "stated in the text")


def test_one_such_line_is_text() -> None:
    found = article(f"Title: The Bridge\n\n{BODY}\n\n{MORE}")
    assert found.title == "Title: The Bridge"


@pytest.mark.parametrize(
    "text", ["Place: Oslo\n\nLanguage: none", "He said: go\n\nShe said: no", "Source: a\n\nDate: b"]
)
def test_other_lines_with_colons_are_text(text: str) -> None:
    found = article(f"Bridge open\n\n{BODY}\n\n{text}\n\n{MORE}")
    assert "byline" not in {part.kind for part in found.paragraphs}


# Languages


def test_a_stated_language_is_believed() -> None:
    found = article(f"---\nlanguage: no\n---\n{BODY}")
    assert (found.language, found.provenance["language"]) == ("no", "stated")


@pytest.mark.parametrize(
    ("stated", "code"), [("English", "en"), ("german", "de"), ("en_US", "en-US")]
)
def test_a_language_may_be_stated_by_its_name(stated: str, code: str) -> None:
    assert article(f"---\nlanguage: {stated}\n---\n{BODY}").language == code


@pytest.mark.parametrize("dated", ["March 4", "March 2"])
def test_a_dateline_tells_which_of_two_days_it_is(dated: str) -> None:
    found = article(f"Bridge open\n\n03/04/2021\n\nLONDON, {dated} (AP) - {BODY}\n\n{MORE}")
    assert found.date == day("2021-03-04")
    assert found.provenance["date"] == "derived from the dateline"


@pytest.mark.parametrize("dated", ["March 5", "May 4", "Jan. 4"])
def test_a_dateline_of_another_day_tells_nothing(dated: str) -> None:
    found = article(f"Bridge open\n\n03/04/2021\n\nLONDON, {dated} (AP) - {BODY}\n\n{MORE}")
    assert found.date is None
