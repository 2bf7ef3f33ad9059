"""Reuters SGML: what a story's elements say."""

from __future__ import annotations

import datetime
import io

import pytest

from search.errors import ReadError
from search.readers.draft import Draft
from search.readers.formats import reuters
from search.readers.registry import Head
from search.readers.source import Source, Unread

DAY = datetime.date(1987, 2, 26)


def read(text: str) -> list[Draft | Unread]:
    return list(reuters.read(Source("wire.sgm", io.BytesIO(text.encode("latin-1")))))


def story(*, date: str = "26-FEB-1987 15:01:01.79", about: str = "", text: str = "") -> Draft:
    (draft,) = read(
        f'<REUTERS NEWID="7">\n<DATE>{date}</DATE>{about}<TEXT>&#2;\n{text}</TEXT>\n</REUTERS>'
    )
    assert isinstance(draft, Draft)
    return draft


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("26-FEB-1987 15:01:01.79", DAY),
        (" 6-FEB-1987 00:00:01.00", datetime.date(1987, 2, 6)),
        ("26-FEB-1987  09:15:05.40", DAY),
        ("26-FEB-1987 00:02:59.13&#5;&#5;&#5;RM", DAY),
        ("26-FEB-1987 605:12:19.12", DAY),
        ("26-FEB-1987 00:00:00.00    # date added as guesswork ", DAY),
        ("30-FEB-1987 15:01:01.79", None),
        ("26-XXX-1987 15:01:01.79", None),
        ("", None),
    ],
)
def test_the_day_is_the_day_as_printed(printed: str, date: datetime.date | None) -> None:
    assert story(date=printed).metadata.date == date


def test_a_date_that_the_collection_calls_a_guess_is_said_to_be_one() -> None:
    metadata = story(date="26-FEB-1987 00:00:00.00 # guesswork").metadata
    assert metadata.origins["date"] == "stated as a guess"


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("    SALVADOR, Feb 26 - ", "SALVADOR"),
        ("    PORTLAND, Ore., March 3 -\n    ", "PORTLAND, Ore."),
        ("    RICHMOND, Va. Feb 9 -\n    ", "RICHMOND, Va."),
        ("    New York, FEb 9 - ", "New York"),
        ("    NEW YORK, Oct. 20 - ", "NEW YORK"),
        ("    AMSTERDAM, 2 March - ", "AMSTERDAM"),
        ("    DETROIT June 18 - ", "DETROIT"),
        ("    CHEVY CHASE, Md., - March 9 - ", "CHEVY CHASE, Md."),
        ("    ****SANTO DOMINGO, March 9 - ", "SANTO DOMINGO"),
        (" MAR8  --     --", None),
        ("    April 7 - ", None),
        ("    As of June 1 - ", None),
        ("COPPER GRADE A - ", None),
    ],
)
def test_the_dateline_gives_the_place_and_stays_in_the_text(
    dateline: str, place: str | None
) -> None:
    draft = story(text=f"<DATELINE>{dateline}</DATELINE><BODY>Rain fell.\n Reuter\n&#3;</BODY>")
    assert draft.metadata.place == place
    assert " ".join(dateline.split()) in " ".join(piece.text for piece in draft.pieces)
    assert draft.pieces[-1][:2] == ("boilerplate", "Reuter")


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ("    by Janie Lee, Reuters", ("Janie Lee",)),
        ("    BY TED D'ARCY, REUTERS", ("TED D'ARCY",)),
        ("    By Ann Lee and Bo Park, Reuter", ("Ann Lee", "Bo Park")),
        ("    By Ann Lee Reuters.", ("Ann Lee",)),
        ("    By Ann Lee, Reutersd", ("Ann Lee",)),
        ("    By Ann Lee", ("Ann Lee",)),
    ],
)
def test_authors_are_people_without_the_agency(author: str, authors: tuple[str, ...]) -> None:
    draft = story(text=f"<AUTHOR>{author}</AUTHOR><BODY>Rain fell.</BODY>")
    assert draft.metadata.authors == authors
    assert draft.pieces[0][:2] == ("byline", author.strip())


def test_an_indented_line_begins_a_paragraph() -> None:
    draft = story(text="<BODY>Rain fell in\nOslo.\n    It stopped\nlater.\n\nNobody minded.</BODY>")
    texts = [piece.text for piece in draft.pieces]
    assert texts == ["Rain fell in Oslo.", "It stopped later.", "Nobody minded."]


def test_references_are_decoded_and_control_characters_dropped() -> None:
    draft = story(
        text="<TITLE>A &lt;B> &amp; C</TITLE><BODY>The cla&#127;im&#30;ed sum.\n&#3;</BODY>"
    )
    assert draft.metadata.title == "A <B> & C"
    assert draft.pieces[0].text == "The claimed sum."


def test_every_list_gives_tags_and_is_kept_by_name() -> None:
    about = "<TOPICS><D>grain</D><D>corn</D></TOPICS><PLACES><D>usa</D></PLACES><ORGS></ORGS>"
    metadata = story(about=about).metadata
    assert metadata.tags == ("grain", "corn", "usa")
    assert (metadata.extra["topics"], metadata.extra["places"]) == ("grain, corn", "usa")
    assert "orgs" not in metadata.extra


def test_what_stands_between_the_elements_is_read() -> None:
    draft = story(
        text="<TITLE>GRAIN</TITLE>\nKANSAS WHEAT\n<DATELINE>    X - </DATELINE><BODY>Y</BODY>"
    )
    assert [piece.text for piece in draft.pieces] == ["KANSAS WHEAT", "X - Y"]


def test_a_row_with_a_month_is_no_date_line() -> None:
    draft = story(text="<BODY>Prices were:\n Jul 1556\n May  1600\n</BODY>")
    assert [piece.kind for piece in draft.pieces] == ["body", "list", "list"]


def test_a_story_that_is_cut_off_is_read_and_reported() -> None:
    draft, unread = read('<REUTERS NEWID="7">\n<TEXT>\n<BODY>Rain fell.')
    assert isinstance(draft, Draft)
    assert isinstance(unread, Unread)
    assert draft.pieces[0].text == "Rain fell."
    assert unread.path == "wire.sgm#7"


def test_other_sgml_is_refused() -> None:
    with pytest.raises(ReadError, match="without stories of Reuters"):
        read("<!DOCTYPE html><p>Rain fell.")


@pytest.mark.parametrize(
    ("start", "is_reuters"),
    [
        (b'<!DOCTYPE lewis SYSTEM "lewis.dtd">\n<REUTERS', True),
        (b'\n<REUTERS TOPICS="NO">', True),
        (b"Reuters said: <REUTERS> is a tag.", False),
        (b"<!DOCTYPE html>", False),
    ],
)
def test_the_beginning_tells(start: bytes, *, is_reuters: bool) -> None:
    assert reuters.recognises(Head(start, "story.txt")) is is_reuters


def test_tags_without_end_take_linear_time() -> None:
    assert len(read("<REUTERS <TITLE><BODY>" * 20_000)) == 40_000
