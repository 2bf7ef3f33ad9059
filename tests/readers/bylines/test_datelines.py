from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.readers.bylines.datelines import Dateline, read_dateline


@pytest.mark.parametrize(
    ("text", "place", "source", "day"),
    [
        ("KABUL, Aug. 17 (Reuters) - The", "Kabul", "Reuters", "Aug. 17"),
        ("KABUL, Afghanistan (AP) — The", "Kabul, Afghanistan", "AP", None),
        ("KABUL, Afghanistan (AP) _ The", "Kabul, Afghanistan", "AP", None),
        ("KABUL, Afghanistan, Aug. 17 (AP) -- The", "Kabul, Afghanistan", "AP", "Aug. 17"),
        ("WASHINGTON — The", "Washington", None, None),
        ("WASHINGTON – The", "Washington", None, None),
        ("WASHINGTON - The", "Washington", None, None),
        ("WASHINGTON, Aug. 17 — “The", "Washington", None, "Aug. 17"),
        ("NEW YORK/LONDON, Sept 3 (Reuters) - The", "New York/London", "Reuters", "Sept 3"),
        ("(Reuters) - The", None, "Reuters", None),
        ("PARIS, le 3 mars (AFP) - Le", "Paris", "AFP", "le 3 mars"),
        ("PARIS, le 3 mars — Le", "Paris", None, "le 3 mars"),
        ("Berlin (dpa) - Die", "Berlin", "dpa", None),
        ("BERLIN (dpa/AFP) - Die", "Berlin", "dpa/AFP", None),
        ("Frankfurt am Main (dpa) - Die", "Frankfurt am Main", "dpa", None),
        ("MADRID, 3 de marzo (EFE) - El", "Madrid", "EFE", "3 de marzo"),
        ("OSLO, 17 Aug (Reuters) - The", "Oslo", "Reuters", "17 Aug"),
        ("OSLO 17 Aug (Reuters) - The", "Oslo", "Reuters", "17 Aug"),
        ("OSLO (AFP), Aug 17 — The", "Oslo", "AFP", "Aug 17"),
        ("BEIJING, Aug. 17 (Xinhua) -- The", "Beijing", "Xinhua", "Aug. 17"),
        ("RIO DE JANEIRO (AFP) – The", "Rio de Janeiro", "AFP", None),
        ("FORT-DE-FRANCE (AFP) – The", "Fort-de-France", "AFP", None),
        ("ST. PETERSBURG, Fla. (AP) — The", "St. Petersburg, Fla.", "AP", None),
        ("SAN'A, Yemen (AP) - The", "San'a, Yemen", "AP", None),
        (
            "TULSA, Okla., Aug. 17 (River News Service) — The",
            "Tulsa, Okla.",
            "River News Service",
            "Aug. 17",
        ),
        ("ST. LOUIS, March 4 /PRNewswire/ -- The", "St. Louis", "PRNewswire", "March 4"),
        ("TORONTO, March 4 /CNW Telbec/ - The", "Toronto", "CNW Telbec", "March 4"),
        ("LOS ANGELES (Sept. 3) – The", "Los Angeles", None, "Sept. 3"),
        ("HAMBURG, 3. März (dpa) - Die", "Hamburg", "dpa", "3. März"),
    ],
)
def test_place_source_and_day(
    text: str, place: str | None, source: str | None, day: str | None
) -> None:
    assert read_dateline(f"{text} talks began.") == Dateline(place=place, source=source, day=day)


@pytest.mark.parametrize(
    "text",
    [
        "LONDON, 25 August 2021 (AFP) – The talks",
        "LONDON, August 25, 2021 (PRNewswire) -- The talks",
        "LONDON, Aug. 25, 2021 — The talks",
        "LONDON, 25.08.2021 (dpa) - Die",
    ],
)
def test_a_day_with_its_year_is_a_date(text: str) -> None:
    found = read_dateline(text)
    assert found is not None
    assert (found.place, found.date) == ("London", datetime.date(2021, 8, 25))


def test_a_day_in_numbers_that_may_be_two_is_no_dateline() -> None:
    found = read_dateline("LONDON, 03/04/2021 (AFP) – The talks began.")
    assert found is None or found.date is None


@pytest.mark.parametrize(
    "text",
    [
        "THE PRESIDENT — Thank you.",
        "Q — What about the bridge?",
        "A — We wait.",
        "BREAKING — The bridge is open.",
        "UPDATE - The bridge is open.",
        "ANA LEE, Mayor — We wait.",
        "SMITH (D-Calif.) — Thank you.",
        "NASA — the agency",
        "IBM, Apple — the giants",
        "TULSA — The mayor spoke.",
        "The bridge (Reuters) opened - slowly.",
        "Kabul - The talks began.",
        "The talks — long ones — began.",
        "KABUL. The talks began.",
        "KABUL, Aug. 17",
        "WASHINGTON —",
        "",
        "(Applause) — Thank you.",
        "(laughter) - The",
        "WASHINGTON — and other stories",
    ],
)
def test_what_is_no_dateline(text: str) -> None:
    assert read_dateline(text, "He spoke of the Senate.") is None


@pytest.mark.parametrize(
    ("story", "place"),
    [
        ("The mayor lives in Tulsa.", "Tulsa"),
        ("The mayor went near Tulsa, she said.", "Tulsa"),
        ("It was heard in Tulsa’s streets.", None),
        ("The mayor of Oslo.", None),
    ],
)
def test_the_story_tells_whether_a_word_in_capitals_is_a_place(
    story: str, place: str | None
) -> None:
    found = read_dateline("TULSA — The mayor spoke.", story)
    assert (found.place if found else None) == place


@pytest.mark.parametrize(
    ("other", "precision", "later", "expected"),
    [
        ((2021, 1, 1), "year", False, (2021, 8, 31)),
        ((2021, 8, 1), "month", False, (2021, 8, 31)),
        ((2021, 9, 1), "month", False, (2021, 8, 31)),
        ((2021, 11, 1), "month", False, None),
        ((2021, 9, 1), "day", False, (2021, 8, 31)),
        ((2021, 8, 31), "day", False, (2021, 8, 31)),
        ((2021, 8, 30), "day", False, None),
        ((2021, 12, 1), "day", False, None),
        ((2021, 9, 20), "day", True, (2021, 8, 31)),
        ((2022, 9, 20), "day", True, (2022, 8, 31)),
        ((2022, 1, 20), "day", True, None),
    ],
)
def test_the_year_is_that_of_a_date_near_by(
    other: tuple[int, int, int],
    precision: str,
    expected: tuple[int, int, int] | None,
    *,
    later: bool,
) -> None:
    line = Dateline(day="Aug. 31")
    found = line.date_near(datetime.date(*other), precision, later=later)  # type: ignore[arg-type]
    assert found == (datetime.date(*expected) if expected else None)


def test_december_in_the_new_year() -> None:
    line = Dateline(day="Dec. 31")
    assert line.date_near(datetime.date(2022, 1, 1), "day") == datetime.date(2021, 12, 31)


def test_a_day_that_a_year_does_not_have() -> None:
    line = Dateline(day="Feb. 29")
    assert line.date_near(datetime.date(2021, 1, 1), "year") is None


@given(st.text(max_size=150), st.text(max_size=50))
def test_any_paragraph_has_a_dateline_or_none(text: str, story: str) -> None:
    read_dateline(text, story)


def test_a_press_release_has_a_full_date() -> None:
    line = read_dateline("ST. LOUIS, March 4, 2019 /PRNewswire/ -- The talks began.")
    assert line is not None
    assert (line.place, line.source) == ("St. Louis", "PRNewswire")
    assert line.date == datetime.date(2019, 3, 4)


@pytest.mark.parametrize("unit", ["A ", "A, ", "(", "A(", " - ", "— ", "A/", "17 ", "A."])
def test_time_is_bounded(unit: str) -> None:
    began = time.process_time()
    read_dateline("A" + unit * 100_000 + "— The", "in A " * 1000)
    assert time.process_time() - began < 1
