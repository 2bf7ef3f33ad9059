from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from search.article import Article
from search.errors import ReadError
from search.readers import registry
from search.readers.documents.properties import read_properties
from search.readers.formats import pdf
from search.readers.pages.layout import Line, reading_order
from search.readers.pages.paragraphs import read_pages
from search.readers.pages.running_heads import Page, without_heads
from search.readers.pages.words import Words
from search.readers.source import Source, Unread

if TYPE_CHECKING:
    from collections.abc import Iterable

pytest.importorskip("pypdfium2")

PICTURE = "100 0 0 100 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI"
NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


class Show(NamedTuple):
    """A text that a page shows."""

    x: float
    y: float
    text: str
    size: float = 10
    turn: str = "1 0 0 1"


def document(*pages: Iterable[Show] | str, page: str = "", info: str = "") -> bytes:
    """Return a PDF file; ``page`` and ``info`` are put into the dictionaries of that name."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
    ]
    kids = []
    for shows in pages:
        content = (
            shows
            if isinstance(shows, str)
            else "".join(
                f"BT /F {s.size} Tf {s.turn} {s.x} {s.y} Tm ({s.text}) Tj ET\n" for s in shows
            )
        )
        objects.append(f"<</Length {len(content)}>>stream\n{content}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents {len(objects)} 0 R"
            f"/Resources<</Font<</F 3 0 R>>>>{page}>>"
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    objects.append(f"<<{info}>>")
    body = "%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, start=1):
        places.append(f"{len(body):010} 00000 n \n")
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{''.join(places)}"
    end = f"trailer<</Size {len(places) + 1}/Root 1 0 R/Info {len(places)} 0 R>>"
    return f"{body}{table}{end}\nstartxref\n{len(body)}\n%%EOF".encode("latin-1")


def reading(data: bytes, name: str = "a.pdf") -> list[Article | Unread]:
    return list(registry.read(Source(name, io.BytesIO(data))))


def article(data: bytes) -> Article:
    (found,) = reading(data)
    assert isinstance(found, Article)
    return found


def texts(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in article(data).paragraphs]


def block(*lines: str, left: float = 50, top: float = 700, width: float = 200) -> list[Line]:
    """Return lines of a column, each as wide as it goes; a leading space is an indent."""
    return [
        Line(text.strip(), left + 10 * text.startswith(" "), left + width, top - 12 * place, 10, 20)
        for place, text in enumerate(lines)
    ]


def paragraphs(*pages: list[list[Line]]) -> list[str]:
    found = read_pages([Page(number, blocks) for number, blocks in enumerate(pages, start=1)])
    return [piece.text for piece in found.pieces]


@pytest.mark.parametrize(
    ("start", "known"),
    [
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", True),
        (b"\r\n%PDF-2.0\r\n1 0 obj", True),
        (b"HTTP headers\r\n\r\n%PDF-1.7\r\n%\xb5\xb5\r\n", True),
        (b"%PDF-1.4 is how such a file begins, the manual says.\n", False),
        (b"A PDF begins with\n%PDF-1.4\nand a newline.\n", False),
        (b"The %PDF- mark\n", False),
    ],
)
def test_a_pdf_is_known_by_its_beginning(start: bytes, *, known: bool) -> None:
    assert pdf.recognises(registry.Head(start, "story.txt")) is known


def test_lines_become_paragraphs_on_their_pages() -> None:
    data = document(
        [Show(50, 700, "The bridge over the river reopened on Monday"), Show(50, 688, "at noon.")],
        [Show(50, 700, "Traffic was light.")],
    )
    assert [(each.text, each.page) for each in article(data).paragraphs] == [
        ("The bridge over the river reopened on Monday at noon.", 1),
        ("Traffic was light.", 2),
    ]


@pytest.mark.parametrize(
    ("rotation", "turn", "place"),
    [
        (0, "1 0 0 1", lambda x, y: (x, y)),
        (90, "0 1 -1 0", lambda x, y: (600 - y, x)),
        (180, "-1 0 0 -1", lambda x, y: (600 - x, 800 - y)),
        (270, "0 -1 1 0", lambda x, y: (y, 800 - x)),
    ],
)
def test_a_turned_page_is_read_as_it_is_shown(rotation: int, turn: str, place: object) -> None:
    assert callable(place)
    lines = [("The bridge over the river reopened", 50, 500), ("on Monday at noon.", 50, 488)]
    shows = []
    for text, x, y in lines:
        left, base = place(x, y)
        shows.append(Show(left, base, text, turn=turn))
    assert texts(document(shows, page=f"/Rotate {rotation}")) == [
        "The bridge over the river reopened on Monday at noon."
    ]


def test_text_on_its_side_is_kept_apart_and_not_lost() -> None:
    shows = [
        Show(50, 700, "The bridge over the river reopened on Monday"),
        Show(20, 300, "printed on recycled paper", turn="0 1 -1 0"),
        Show(50, 688, "at noon."),
    ]
    assert texts(document(shows)) == [
        "The bridge over the river reopened on Monday at noon.",
        "printed on recycled paper",
    ]


def test_a_page_without_text_among_others_is_reported() -> None:
    text = [Show(50, 700, "Text.")]
    _, unread = reading(document(text, [], PICTURE, text))  # an empty page is nothing to report
    assert unread == Unread(
        path="a.pdf#page-3", reason="has no text, only pictures; recognise its text (OCR) first."
    )


@pytest.mark.parametrize("data", [b"%PDF-1.4\n%%EOF", document([Show(1, 1, "a")])[:300]])
def test_a_damaged_file_is_explained(data: bytes) -> None:
    with pytest.raises(ReadError, match=r"^a\.pdf is a damaged PDF file; open it"):
        reading(data)


def test_a_file_without_text_is_explained() -> None:
    with pytest.raises(ReadError, match=r"^a\.pdf has no text in its one page\.$"):
        reading(document([]))


def test_without_the_package_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(
        ReadError, match=r"another package\. Install it with: pip install 'nutgraf\[pdf\]'"
    ):
        reading(document([Show(50, 700, "Text.")]))


@pytest.mark.parametrize(
    ("info", "title", "authors"),
    [
        ("/Title(Bridge open)/Author(Ann Lee)", "Bridge open", ("Ann Lee",)),
        ("/Title(Microsoft Word - draft3.doc)/Author(alee)", None, ()),
        ("/Title(untitled)/Author(\\(anonymous\\))", None, ()),
        ("/Title(bridge_03)/Author(Admin)", None, ()),
        ("/Title(Document1)/Author(lee@example.org)", None, ()),
    ],
)
def test_a_title_or_author_that_a_program_left_is_none(
    info: str, title: str | None, authors: tuple[str, ...]
) -> None:
    text = "The bridge over the river reopened on Monday, the council said at noon."
    found = article(document([Show(50, 700, text)], info=info))
    assert (found.title, found.authors) == (title, authors)


def test_a_printed_byline_is_surer_than_who_made_the_file() -> None:
    shown = [
        Show(50, 740, "Bridge open"),
        Show(50, 710, "By Ann Lee and Bo Cole"),
        Show(50, 680, "The bridge over the river reopened on Monday, the council said at noon."),
    ]
    found = article(document(shown, info="/Author(Maria Typist)"))
    assert (found.authors, found.extra) == (("Ann Lee", "Bo Cole"), {"author": "Maria Typist"})


def test_the_day_it_was_made_is_not_its_date() -> None:
    found = article(
        document([Show(50, 700, "Text here.")], info="/CreationDate(D:20210817103000Z)")
    )
    assert found.date is None
    assert found.extra["created"] == "2021-08-17"


def test_a_stated_title_gives_way_to_one_that_is_shown() -> None:
    shown = {"title": "Bridge open", "opening": "Bridge open It reopened on Monday."}
    assert read_properties({"title": "Annual report 2012"}, **shown).title is None
    assert read_properties({"title": "Bridge Open"}, **shown).title == "Bridge Open"


def columns(rows: int, places: Iterable[float], width: float = 100) -> list[Line]:
    """Return runs of columns, row by row across the page, each named by column and row."""
    return [
        Line(f"{x:.0f}/{row}", x, x + width, 600 - 12 * row, 10)
        for row in range(rows)
        for x in places
    ]


def test_columns_are_read_one_after_the_other() -> None:
    blocks = reading_order(columns(6, (50, 162, 274)))
    assert [line.text for lines in blocks for line in lines] == [
        f"{x}/{row}" for x in (50, 162, 274) for row in range(6)
    ]


def test_what_stands_across_columns_divides_them() -> None:
    head = Line("Head", 50, 370, 620, 20)
    middle = Line("Middle", 50, 370, 600 - 12 * 6, 10)
    lower = [
        run._replace(base=run.base - 84, text="low" + run.text) for run in columns(6, (50, 200))
    ]
    blocks = reading_order([*lower, middle, head, *columns(6, (50, 200))])
    assert [lines[0].text for lines in blocks] == [
        "Head",
        "50/0",
        "200/0",
        "Middle",
        "low50/0",
        "low200/0",
    ]


def test_a_table_is_read_row_by_row() -> None:
    (block,) = reading_order(columns(6, (50, 120, 190), width=30))
    assert [line.text for line in block][:2] == ["50/0 120/0 190/0", "50/1 120/1 190/1"]


def test_a_large_initial_belongs_to_its_word() -> None:
    runs = [Line("T", 50, 70, 576, 36), *block("he bridge reopened", left=72, top=594)]
    runs += block("on Monday.", left=72, top=582) + block("It was noon when", "it did so.", top=564)
    assert reading_order(runs)[0][0].text == "The bridge reopened"


def test_an_indent_or_a_gap_begins_a_paragraph() -> None:
    lines = block("One goes on", "to here.", " Two begins", "and ends.")
    lines += block("Three.", top=700 - 4 * 12 - 8)
    assert paragraphs([lines]) == ["One goes on to here.", "Two begins and ends.", "Three."]


def test_a_short_last_line_ends_a_paragraph() -> None:
    lines = block("One goes on", "to here.", "Two begins", "and ends.")
    lines[1] = lines[1]._replace(right=120)
    assert paragraphs([lines]) == ["One goes on to here.", "Two begins and ends."]


def test_a_paragraph_goes_on_over_column_and_page() -> None:
    first = [block("It began", "in the left"), block("column and the", "page ended", left=300)]
    note = [line._replace(size=7) for line in block("A note.", top=100)]
    second = [block("but it went on.", "Then")]
    assert paragraphs([*first, note], second) == [
        "It began in the left column and the page ended but it went on. Then",
        "A note.",
    ]


def test_a_new_paragraph_at_the_top_of_a_page_is_one() -> None:
    assert paragraphs([block("It ended", "here.")], [block("Another", "began.")]) == [
        "It ended here.",
        "Another began.",
    ]


def heads(*pages: tuple[str, ...]) -> list[list[str]]:
    """Return what is left of pages that are given by their lines from top to foot."""
    found, _ = without_heads(
        [Page(number, [block(*lines)]) for number, lines in enumerate(pages, start=1)]
    )
    return [[line.text for lines in page.blocks for line in lines] for page in found]


def body(page: int) -> tuple[str, ...]:
    return tuple(f"{NUMBERS[page]} {word}" for word in NUMBERS[:6])


@pytest.mark.parametrize(
    "head",
    [
        "Evening Courier",
        "Courier {n}",
        "{n} Courier, 4 May 1999",
        "– {n} –",
        "Page {n} of 9",
        "{m}",
    ],
)
@pytest.mark.parametrize("at_top", [True, False])
def test_running_heads_and_page_numbers_are_left_out(head: str, *, at_top: bool) -> None:
    pages = []
    for page in range(4):
        line = head.format(n=page + 1, m=page + 301)
        pages.append((line, *body(page)) if at_top else (*body(page), line))
    assert heads(*pages) == [list(body(page)) for page in range(4)]


@pytest.mark.parametrize("lines", [("Section {n}0",), ("{n}000",), ("Chapter {n}{n}",)])
def test_what_only_looks_like_a_running_head_stays(lines: tuple[str, ...]) -> None:
    pages = [(lines[0].format(n=2 * page * page), *body(page)) for page in range(1, 5)]
    assert heads(*pages) == [list(page) for page in pages]


def test_numbered_chapters_that_begin_on_each_page_stay() -> None:
    pages = []
    for page in range(1, 5):
        head, *rest = block(f"Chapter {page}", *body(page))
        pages.append(Page(page, [[head._replace(size=16), *rest]]))
    assert without_heads(pages, 12) == (pages, [])


def test_pages_that_are_all_alike_keep_their_text() -> None:
    assert heads(*[("The form", "Name", "Day")] * 5) == [["The form", "Name", "Day"]] * 5


def test_two_pages_that_begin_alike_keep_their_text() -> None:
    pages = [("The same", *body(0)), ("Other", *body(1)), ("The same", *body(2))]
    assert heads(*pages) == [list(page) for page in pages]


@pytest.mark.parametrize(
    ("text", "lines", "joined"),
    [
        ("", ["govern-", "ment"], "government"),
        ("a well-known man", ["well-", "known"], "well-known"),
        ("known", ["well-", "known"], "well-known"),
        ("under and stand", ["under-", "stand"], "under-stand"),
        ("understand under stand", ["under-", "stand"], "understand"),
        ("", ["Anglo-", "American"], "Anglo-American"),
        ("", ["MIN-", "ISTER"], "MINISTER"),
        ("", ["short-", "and long-term"], "short- and long-term"),
        ("", ["2019-", "2020"], "2019-2020"),
        ("", ["COVID-", "19"], "COVID-19"),
        ("", ["a dash -", "and so on"], "a dash - and so on"),
    ],
)
def test_divided_words_are_joined(text: str, lines: list[str], joined: str) -> None:
    assert Words([text, *lines]).joined(lines) == joined


def test_a_long_line_of_hyphens_or_letters_costs_little() -> None:
    lines = ["-" * 1_000_000, "a" * 1_000_000 + "-", "b" * 1_000_000]
    assert len(Words(lines).joined(lines)) > 2_999_998
