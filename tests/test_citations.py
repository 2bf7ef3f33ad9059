"""References in each form, against a table and against programs that read them."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from search import Article, CitationForm, SearchError, citation

if TYPE_CHECKING:
    from search.article import Precision

FORMS: tuple[CitationForm, ...] = get_args(CitationForm)
READ = datetime.date(2026, 11, 21)
LINK = "https://desk.example/a/ferry#p3"
FERRY = Article.of(
    "The ferry sank.\n\nNobody was hurt.\n\nThe captain was asked.",
    id="ferry",
    title="Ferry lost off Haldane Point",
    authors=("Ann Lee", "Bo Cole"),
    date=datetime.date(2021, 8, 17),
    source="The Courier",
    section="Harbour",
    url="https://courier.example/2021/ferry?a=1&b=2",
    path="courier/ferry.html",
    language="en",
)
BARE = Article.of("The ferry sank.", id="bare", path="notes/ferry.txt")


def _lines(end: str, *lines: str) -> str:
    return end.join(lines)


def test_everything_that_is_known_in_each_form() -> None:
    expected: dict[CitationForm, str] = {
        "plain": (
            "Ann Lee and Bo Cole. “Ferry lost off Haldane Point.” The Courier, 17 August 2021, ¶3."
            " https://courier.example/2021/ferry?a=1&b=2"
            " Archive: https://desk.example/a/ferry#p3. Accessed 21 November 2026."
        ),
        "markdown": (
            "Ann Lee and Bo Cole. [“Ferry lost off Haldane Point.”]"
            "(https://courier.example/2021/ferry?a=1&b=2) *The Courier*, 17 August 2021,"
            " [¶3](https://desk.example/a/ferry#p3). Accessed 21 November 2026."
        ),
        "bibtex": _lines(
            "\n",
            "@article{nutgraf-ferry,",
            "  author = {{Ann Lee} and {Bo Cole}},",
            "  title = {{Ferry lost off Haldane Point}},",
            "  journal = {The Courier},",
            "  year = {2021},",
            "  month = aug,",
            "  date = {2021-08-17},",
            r"  note = {¶3. Archive: https://desk.example/a/ferry\#p3},",
            "  url = {https://courier.example/2021/ferry?a=1&b=2},",
            "  urldate = {2026-11-21},",
            "}",
        ),
        "ris": _lines(
            "\r\n",
            "TY  - NEWS",
            "ID  - nutgraf-ferry",
            "AU  - Ann Lee",
            "AU  - Bo Cole",
            "TI  - Ferry lost off Haldane Point",
            "T2  - The Courier",
            "SE  - Harbour",
            "PY  - 2021",
            "DA  - 2021/08/17/",
            "N1  - ¶3",
            "AV  - https://desk.example/a/ferry#p3",
            "LA  - en",
            "UR  - https://courier.example/2021/ferry?a=1&b=2",
            "Y2  - 2026/11/21/",
            "ER  - ",
        ),
        "csl-json": json.dumps(
            [
                {
                    "id": "nutgraf-ferry",
                    "type": "article-newspaper",
                    "author": [{"literal": "Ann Lee"}, {"literal": "Bo Cole"}],
                    "title": "Ferry lost off Haldane Point",
                    "container-title": "The Courier",
                    "section": "Harbour",
                    "issued": {"date-parts": [[2021, 8, 17]]},
                    "locator": "3",
                    "note": "¶3",
                    "archive_location": "https://desk.example/a/ferry#p3",
                    "language": "en",
                    "URL": "https://courier.example/2021/ferry?a=1&b=2",
                    "accessed": {"date-parts": [[2026, 11, 21]]},
                }
            ],
            ensure_ascii=False,
            indent=2,
        ),
    }
    for form in FORMS:
        shown = citation(FERRY, form, paragraph=3, link=LINK, accessed=READ)
        assert shown == expected[form], form


def test_what_is_not_known_is_left_out() -> None:
    assert citation(BARE, "plain") == "[The ferry sank.]. Archive: notes/ferry.txt."
    assert citation(BARE, "markdown") == r"\[The ferry sank.\]. Archive: notes/ferry.txt."
    assert citation(BARE, "bibtex") == (
        "@misc{nutgraf-bare,\n  note = {Archive: notes/ferry.txt},\n}"
    )
    assert citation(BARE, "ris").split("\r\n") == [
        "TY  - NEWS",
        "ID  - nutgraf-bare",
        "AV  - notes/ferry.txt",
        "ER  - ",
    ]
    assert json.loads(citation(BARE, "csl-json")) == [
        {
            "id": "nutgraf-bare",
            "type": "article-newspaper",
            "archive_location": "notes/ferry.txt",
        }
    ]


@pytest.mark.parametrize(
    ("precision", "words", "bibtex", "ris", "csl"),
    [
        ("day", "17 August 2021", ["month = aug", "date = {2021-08-17}"], "2021/08/17/", [8, 17]),
        ("month", "August 2021", ["month = aug", "date = {2021-08}"], "2021/08//", [8]),
        ("year", "2021", ["date = {2021}"], None, []),
    ],
)
def test_a_date_is_as_exact_as_it_is_known(
    precision: Precision, words: str, bibtex: list[str], ris: str | None, csl: list[int]
) -> None:
    article = replace(FERRY, date_precision=precision)
    assert f"The Courier, {words}." in citation(article, "plain")
    entry = citation(article, "bibtex")
    assert "year = {2021}" in entry
    assert re.findall(r"(?:month|date) = [^,]+", entry) == bibtex
    record = rispy.loads(citation(article, "ris"))[0]
    assert (record["year"], record.get("date")) == ("2021", ris)
    item = json.loads(citation(article, "csl-json"))[0]
    assert item["issued"] == {"date-parts": [[2021, *csl]]}


def test_an_undated_article_has_no_date_in_any_form() -> None:
    undated = replace(FERRY, date=None)
    for form in FORMS:
        assert "2021" not in citation(undated, form).replace("example/2021", "")


@pytest.mark.parametrize(
    ("authors", "shown"),
    [
        ((), ""),
        (("Ann Lee",), "Ann Lee."),
        (("Ann Lee", "Bo Cole", "Cy Dee"), "Ann Lee, Bo Cole and Cy Dee."),
        (("Lee, Ann", "Bo Cole"), "Lee, Ann; Bo Cole."),
        (("Ann Lee Jr.",), "Ann Lee Jr."),
        (("Courier and Herald Staff",), "Courier and Herald Staff."),
    ],
)
def test_several_authors(authors: tuple[str, ...], shown: str) -> None:
    article = replace(FERRY, authors=authors)
    assert citation(article, "plain").startswith(f"{shown} “Ferry".lstrip())
    entry = parse_string(citation(article, "bibtex")).entries[0]
    field = entry.get("author")
    # Braced, so that “and”, commas and particles within a name divide nothing.
    assert (field.value if field else "") == " and ".join(f"{{{name}}}" for name in authors)
    assert rispy.loads(citation(article, "ris"))[0].get("authors", []) == list(authors)
    item = json.loads(citation(article, "csl-json"))[0]
    assert item.get("author", []) == [{"literal": name} for name in authors]


@pytest.mark.parametrize(
    ("url", "link", "address", "place"),
    [
        ("https://c.example/1", None, "https://c.example/1", None),
        ("https://c.example/1", "http://d.example/a", "https://c.example/1", "http://d.example/a"),
        (None, "http://d.example/a", "http://d.example/a", "f.txt"),
        (None, None, None, "f.txt"),
        ("javascript:alert(1)", None, None, "f.txt"),
        ("urn:newsml:courier:7", "http://d.example/a", "http://d.example/a", "f.txt"),
    ],
)
def test_which_address_is_given(
    url: str | None, link: str | None, address: str | None, place: str | None
) -> None:
    article = replace(FERRY, url=url, path="f.txt")
    item = json.loads(citation(article, "csl-json", link=link))[0]
    assert (item.get("URL"), item.get("archive_location")) == (address, place)
    record = rispy.loads(citation(article, "ris", link=link))[0]
    assert record.get("urls", [None]) == [address]
    # “Location in archives”, a tag that this program hands on unread.
    assert record.get("unknown_tag", {}).get("AV", [None]) == [place]
    entry = parse_string(citation(article, "bibtex", link=link)).entries[0]
    assert ("url" in entry) == (address is not None)
    for form in FORMS:
        shown = citation(article, form, link=link)
        assert "javascript" not in shown
        assert (address or "") in shown
        assert (place or "") in shown


@pytest.mark.parametrize("title", ["Who sank it?", "Lost!", "“We sank,” he said", "And then…"])
def test_a_title_that_ends_a_sentence_gets_no_second_stop(title: str) -> None:
    shown = citation(replace(FERRY, title=title), "plain")
    assert f"{title}” The Courier" in shown or f"{title}.” The Courier" in shown
    assert not re.search(r"[?!…]\.", shown)


def test_a_paragraph_that_the_article_does_not_have_is_refused() -> None:
    with pytest.raises(SearchError, match="The article ferry has no paragraph 9; its paragraphs"):
        citation(FERRY, "plain", paragraph=9)
    with pytest.raises(SearchError, match="it has none"):
        citation(replace(FERRY, paragraphs=()), "plain", paragraph=0)


def test_a_form_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="form is 'html'; it must be one of: plain, markdown"):
        citation(FERRY, "html")  # type: ignore[arg-type]


@pytest.mark.parametrize("id_", ["https://c.example/a,b}", "café", "a b", "", "{"])
def test_an_id_of_any_signs_becomes_a_key_that_every_form_allows(id_: str) -> None:
    article = replace(FERRY, id=id_)
    entry = parse_string(citation(article, "bibtex")).entries[0]
    assert re.fullmatch(r"nutgraf-[a-z0-9]+", entry.key)
    assert json.loads(citation(article, "csl-json"))[0]["id"] == entry.key


HOSTILE = [
    "}, url = {https://evil.example}",
    "\\input{/etc/passwd}",
    '\\\\ { } % # $ & _ ^ ~ "',
    "Title\r\nER  - \r\nTY  - JOUR\r\nTI  - Other",
    "Title\u2028ER  - \x85TY  - BOOK",
    "](javascript:alert(1)) [x](https://evil.example)",
    "**bold** `code` <b>tag</b> &amp; | ~~no~~",
    '"}], "id": 3',
    "a\x00b\x1b[2J\ud800",
    "abc\u202edef",
    "@comment{x}",
    "# heading",
    "100 % of 5 < 6",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    article = replace(
        FERRY, title=text, authors=(text,), source=text, section=text, language=text, path=text
    )
    clean = " ".join(text.split()).translate(dict.fromkeys([0, 0x1B, 0x85, 0xD800, 0x202E]))
    _check_forms(article, clean)


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_stays_a_text(text: str) -> None:
    article = replace(FERRY, title=text, authors=(), source=text)
    item = json.loads(citation(article, "csl-json"))[0]
    _check_forms(article, item.get("title", ""))


def _check_forms(article: Article, clean: str) -> None:
    """See that programs find one entry with the title ``clean`` and nothing else."""
    item = json.loads(citation(article, "csl-json"))[0]
    assert item.get("title", "") == item.get("container-title", "") == clean
    assert item["URL"] == article.url

    lines = citation(article, "ris").split("\r\n")
    assert [each[:6] for each in lines].count("ER  - ") == 1
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", each) for each in lines)
    (record,) = rispy.loads(citation(article, "ris"))
    assert record.get("title", "") == clean

    library = parse_string(citation(article, "bibtex"))
    assert not library.failed_blocks
    (entry,) = library.entries
    assert len(library.blocks) == 1
    field = entry.get("title")
    assert _of_latex(field.value[1:-1] if field else "") == clean
    assert entry["url"] == article.url

    (block, *_) = MarkdownIt("commonmark").parse(citation(article, "markdown"))
    assert block.type == "paragraph_open"
    tokens = MarkdownIt("commonmark").parseInline(citation(article, "markdown"))[0].children or []
    links = [token.attrs["href"] for token in tokens if token.type == "link_open"]
    assert links == ["https://courier.example/2021/ferry?a=1&b=2"]
    shown = "".join(token.content for token in tokens)
    assert clean in shown
    assert "\n" not in citation(article, "plain")


def _of_latex(text: str) -> str:
    """Return what LaTeX would print."""
    names = {"textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}"}
    names |= {"textasciicircum": "^", "textasciitilde": "~"}
    assert text.count("{") == text.count("}")
    bare = re.sub(r"\{\\text[a-z]+\}|\\[#$%&_]", "", text)
    assert not set(bare) & set("\\{}^~#$%&_")
    return re.sub(
        r"\{\\(text[a-z]+)\}|\\([#$%&_])", lambda found: names.get(found[1], found[2]), text
    )


def test_an_address_cannot_leave_its_place() -> None:
    article = replace(FERRY, url='https://c.example/a(b)[c]{d}\\e"f<g>h i%20j_k~l')
    shown = citation(article, "bibtex")
    assert r"https://c.example/a%28b%29%5Bc%5D%7Bd%7D%5Ce%22f%3Cg%3Eh%20i%20j_k~l" in shown
    (token,) = [
        each
        for each in MarkdownIt("commonmark").parseInline(citation(article, "markdown"))[0].children
        or []
        if each.type == "link_open"
    ]
    assert str(token.attrs["href"]).startswith("https://c.example/a%28b%29")
