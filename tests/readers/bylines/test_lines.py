from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.readers.bylines.credits import is_credit
from search.readers.bylines.lines import read_byline
from search.readers.bylines.stories import may_be_byline, read_byline_below


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("By Ana Lee", ("Ana Lee",)),
        ("By Ana Lee and Bo Cole", ("Ana Lee", "Bo Cole")),
        ("By Ana Lee, Bo Cole and Cy Park", ("Ana Lee", "Bo Cole", "Cy Park")),
        ("By Ana Lee, Bo Cole, and Cy Park", ("Ana Lee", "Bo Cole", "Cy Park")),
        ("BY ANA LEE", ("ANA LEE",)),
        ("by Ana Lee", ("Ana Lee",)),
        (
            "By Ludwig van der Berg and Zoë O’Neil-Smith",
            ("Ludwig van der Berg", "Zoë O’Neil-Smith"),
        ),
        ("By Ana Lee, Staff Writer", ("Ana Lee",)),
        ("By Ana Lee, Associated Press", ("Ana Lee",)),
        ("By Ana Lee (Reuters)", ("Ana Lee",)),
        ("By Ana Lee in Oslo", ("Ana Lee",)),
        ("By The Associated Press", ("The Associated Press",)),
        ("By A. B. Lee", ("A. B. Lee",)),
        ("Written by Ana Lee", ("Ana Lee",)),
        ("By ANA LEE, Associated Press Writer", ("ANA LEE",)),
        ("By Ana Lee | The Courier", ("Ana Lee",)),
        ("By Ana Lee | The Courier | Aug. 25, 2021", ("Ana Lee",)),
        ("By Ana Lee, The Courier", ("Ana Lee",)),
        ("By Ana Lee and agencies", ("Ana Lee",)),
        ("By Ana Lee, Oslo", ("Ana Lee",)),
        ("By Ana Lee in Oslo and Bo Cole in New York", ("Ana Lee", "Bo Cole")),
        ("By Ana Lee in Washington, D.C.", ("Ana Lee",)),
        ("By Ana Lee in Oslo, Bo Cole in Doha and agencies", ("Ana Lee", "Bo Cole")),
        ("From our own correspondent", ("our own correspondent",)),
        ("From Our Special Correspondent in Paris", ("Our Special Correspondent",)),
        ("By our diplomatic correspondent", ("our diplomatic correspondent",)),
        ("Story by Ana Lee", ("Ana Lee",)),
        ("Author: Ana Lee", ("Ana Lee",)),
        ("By Reuters", ("Reuters",)),
        ("By 王毅", ("王毅",)),
        ("By Ana Lee | Reuters", ("Ana Lee",)),
        ("By Ana Lee / Reuters", ("Ana Lee",)),
        ("By Ana Lee - Staff Writer", ("Ana Lee",)),
        ("By Ana Lee | August 17, 2021 | 5:03 PM", ("Ana Lee",)),
        ("Posted on August 17, 2021 by Ana Lee", ("Ana Lee",)),
        ("August 17, 2021 by Ana Lee and Bo Cole", ("Ana Lee", "Bo Cole")),
        ("By Ana Lee, Special to the Herald", ("Ana Lee",)),
        ("By Ana Lee for the Guardian", ("Ana Lee",)),
        ("By Ana Lee in Kabul for the Elmford Times", ("Ana Lee",)),
        ("By Ana Lee / Photographs by Bo Cole", ("Ana Lee",)),
        ("By Ana Lee; Photographs by Bo Cole", ("Ana Lee",)),
        ("By Ana Lee; Bo Cole", ("Ana Lee", "Bo Cole")),
    ],
)
def test_who_wrote_it(text: str, authors: tuple[str, ...]) -> None:
    byline = read_byline(text)
    assert byline is not None
    assert byline.authors == authors


@pytest.mark.parametrize(
    ("text", "date", "updated"),
    [
        ("Published Aug. 25, 2021 Updated Sept. 17, 2021", (2021, 8, 25), (2021, 9, 17)),
        ("Published: 25 August 2021, 10:30 BST", (2021, 8, 25), None),
        ("Posted on August 25, 2021 at 5:00 p.m. ET", (2021, 8, 25), None),
        ("Updated 2:15 PM", None, None),
        ("Last updated: 17 Sept 2021", None, (2021, 9, 17)),
        ("First published 25 Aug 2021 | Updated 17 Sep 2021 10:00", (2021, 8, 25), (2021, 9, 17)),
        ("Date: 25 August 2021", (2021, 8, 25), None),
        ("August 25, 2021", (2021, 8, 25), None),
        ("Wednesday 25 August 2021 10:30 BST", (2021, 8, 25), None),
        ("By Ana Lee | August 25, 2021", (2021, 8, 25), None),
        ("By Ana Lee - Updated Sept. 17, 2021", None, (2021, 9, 17)),
        ("By Ana Lee, Aug. 25, 2021", (2021, 8, 25), None),
        ("By Ana Lee Published Aug. 25, 2021", (2021, 8, 25), None),
        ("By Ana Lee on August 25, 2021 at 10:30 a.m.", (2021, 8, 25), None),
        ("Updated 2:15 PM ET, Fri September 17, 2021", None, (2021, 9, 17)),
        ("Updated 0215 GMT (1015 HKT) September 17, 2021", None, None),
        ("Last modified on Fri 17 Sep 2021 11.00 BST", None, (2021, 9, 17)),
        ("First published on Wed 25 Aug 2021 10.30 BST", (2021, 8, 25), None),
        ("Publication date: 2021-08-25", (2021, 8, 25), None),
        ("Published: 25/08/2021", (2021, 8, 25), None),
        ("Posted 08/25/2021 10:30 AM", (2021, 8, 25), None),
        ("Date: 25.08.2021", (2021, 8, 25), None),
        ("Published 2021/08/25", (2021, 8, 25), None),
        ("Veröffentlicht am 25. August 2021, 10:30 Uhr", (2021, 8, 25), None),
        ("Stand: 17.09.2021", None, (2021, 9, 17)),
        ("Publié le 25 août 2021 à 10h30", (2021, 8, 25), None),
        ("Publié le 25/08/2021 - Mis à jour le 17/09/2021", (2021, 8, 25), (2021, 9, 17)),
        ("Publicado el 25 de agosto de 2021", (2021, 8, 25), None),
    ],
)
def test_when_it_was_published(
    text: str, date: tuple[int, int, int] | None, updated: tuple[int, int, int] | None
) -> None:
    byline = read_byline(text)
    if date is None and updated is None:
        assert byline is None
        return
    assert byline is not None
    assert byline.date == (datetime.date(*date) if date else None)
    assert byline.updated == (datetime.date(*updated) if updated else None)


@pytest.mark.parametrize(
    "text",
    [
        "By Monday, the river had fallen and the town was dry.",
        "By the authority vested in me, I declare the bridge open.",
        "By and by",
        "BY THE NUMBERS",
        "By 2020",
        "By Monday",
        "By Monday Night",
        "By September Everything Changed",
        "By the time the bridge reopened",
        "By Train and Bus",
        "By Bridge",
        "From our correspondence with the mayor",
        "Text: the speech of the mayor in full",
        "Words: a history",
        "Stand by Me",
        "Publishing since 1843",
        "By Ana Lee | a story of a bridge",
        "By all means!",
        "2021",
        "2022.",
        "Published in Oslo",
        "Updated figures were published on Monday",
        "Posted sentries stood on the bridge.",
        "August 25, 2021 was the day on which the bridge fell.",
        "",
        "Text",
    ],
)
def test_an_ordinary_line(text: str) -> None:
    assert read_byline(text) is None


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("Ana Lee reported from Oslo.", True),
        ("Ana Lee reported from Oslo, and Bo Cole from Bergen.", True),
        ("Ana Lee and Bo Cole contributed reporting.", True),
        ("Reporting was contributed by Ana Lee.", True),
        ("Additional reporting by Ana Lee in Oslo.", True),
        ("Reporting by Ana Lee; editing by Bo Cole", True),
        ("Ana Lee is a reporter at the Herald.", True),
        ("Ana Lee is a senior political correspondent based in Oslo. Follow her: @analee", True),
        ("Ana Lee and Bo Cole are staff writers for the Herald.", True),
        ("Ana Lee is a reporter who was arrested on Monday.", False),
        ("Ana Lee is a doctor in Oslo.", False),
        ("The men reported from time to time to the police.", False),
        ("Nobody reported from the bridge.", False),
        ("Reporting a fault is easy.", False),
    ],
)
def test_the_reporting_credit(text: str, *, credit: bool) -> None:
    assert is_credit(text) is credit


@given(st.text(max_size=250))
def test_any_line_is_a_byline_or_not(text: str) -> None:
    read_byline(text)
    is_credit(text)


STORY = "The talks began on Monday, and nobody knew what to expect in Oslo."
GERMAN = "Die Brücke ist wieder offen, und der Verkehr war gering."
FRENCH = "Le pont est ouvert et les voitures passent dans le calme des heures du matin."
SPANISH = "El puente volvió a abrirse, dijo el alcalde, y los coches que pasan son pocos."


@pytest.mark.parametrize(
    ("text", "story", "authors"),
    [
        ("Ana Lee in Kabul", STORY, ("Ana Lee",)),
        ("Ana Lee in Kabul and Bo Cole in Doha", STORY, ("Ana Lee", "Bo Cole")),
        (
            "Ana Lee in Kabul, Bo Cole in New York and Cy Park in Doha",
            STORY,
            ("Ana Lee", "Bo Cole", "Cy Park"),
        ),
        ("From Ana Lee in Kabul", STORY, ("Ana Lee",)),
        ("Ana Lee in Kabul and agencies", STORY, ("Ana Lee",)),
        ("Text: Ana Lee", STORY, ("Ana Lee",)),
        ("Words: Ana Lee and Bo Cole", STORY, ("Ana Lee", "Bo Cole")),
        ("Von Ana Lee und Bo Cole", GERMAN, ("Ana Lee", "Bo Cole")),
        ("Von Ana Lee, Oslo", GERMAN, ("Ana Lee",)),
        ("Par Ana Lee et Bo Cole", FRENCH, ("Ana Lee", "Bo Cole")),
        ("Por Ana Lee y Bo Cole", SPANISH, ("Ana Lee", "Bo Cole")),
        ("Von Jörg Müller", STORY, ("Jörg Müller",)),
        ("Par Éloïse d’Arcy", STORY, ("Éloïse d’Arcy",)),
    ],
)
def test_bylines_that_their_story_confirms(text: str, story: str, authors: tuple[str, ...]) -> None:
    byline = read_byline_below(text, story)
    assert byline is not None
    assert byline.authors == authors
    assert may_be_byline(text)


@pytest.mark.parametrize(
    ("text", "story"),
    [
        ("Peace Talks in Doha", STORY),
        ("Ana Lee in Kabul.", STORY),
        ("Ana Lee in a hurry", STORY),
        ("Unrest in Kabul", STORY),
        ("Text: New Talks", STORY),
        ("Story: Oslo Talks", STORY),
        ("Ana Lee", STORY),
        ("Von der Leyen Visits Oslo", STORY),
        ("Von der Leyen besucht Oslo", GERMAN),
        ("Por Favor", SPANISH),
        ("Par Ana Lee", STORY),
        ("Por São Paulo", STORY),
        ("Von Göring besucht Oslo", GERMAN),
        ("Di Maria Scores Twice", STORY),
        ("", STORY),
    ],
)
def test_lines_that_their_story_does_not_confirm(text: str, story: str) -> None:
    assert read_byline_below(text, story) is None


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("By Ana Lee | Reuters", "Reuters"),
        ("By Ana Lee | The Associated Press", "The Associated Press"),
        ("By Ana Lee | Politics", None),
        ("By Ana Lee | August 17, 2021", None),
    ],
)
def test_the_agency_beside_a_name_is_the_source(text: str, source: str | None) -> None:
    byline = read_byline(text)
    assert byline is not None
    assert byline.source == source


@pytest.mark.parametrize("account", ["TMZ STAFF", "Staff Writer"])
def test_an_account_that_posted_a_story_is_not_its_author(account: str) -> None:
    byline = read_byline(f"Posted on August 17, 2021 by {account}")
    assert byline is not None
    assert (byline.authors, byline.date) == ((), datetime.date(2021, 8, 17))


def test_who_changed_a_story_is_not_its_author() -> None:
    assert read_byline("Updated August 17, 2021 by Ana Lee") is None


def test_a_date_that_may_be_two_days_is_told() -> None:
    for text in (
        *("Published 03/04/2021", "Date: 03/04/2021", "03/04/2021"),
        "Published 03/04/2021 Updated 05/06/2021",
    ):
        byline = read_byline(text)
        assert byline is not None
        assert (byline.date, byline.unread) == (None, "03/04/2021")
    byline = read_byline("Published 03/04/2021", "month first")
    assert byline is not None
    assert (byline.date, byline.unread) == (datetime.date(2021, 3, 4), None)


def test_two_dates_of_a_line_tell_their_order() -> None:
    byline = read_byline("Published 03/04/2021 Updated 25/04/2021")
    assert byline is not None
    assert (byline.date, byline.updated) == (
        datetime.date(2021, 4, 3),
        datetime.date(2021, 4, 25),
    )
