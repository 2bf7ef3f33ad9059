"""The whole of Reuters-21578, which is not part of the project."""

from __future__ import annotations

import io
import os
import re
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from search.article import Article
from search.readers import registry
from search.readers.source import Source, Unread

FOLDER = Path(
    os.environ.get("NUTGRAF_DATA", Path(__file__).resolve().parents[4] / "shared" / "data")
)
COLLECTION = FOLDER / "reuters21578.tar.xz"

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(
        not COLLECTION.exists(), reason=f"Left out: there is no {COLLECTION} (NUTGRAF_DATA)."
    ),
]


Stories = tuple[dict[str, str], dict[str, Article], list[Unread]]


@pytest.fixture(scope="module")
def stories() -> Stories:
    """All stories by their number: as they stand in the files, and as they are read."""
    raw: dict[str, str] = {}
    articles: dict[str, Article] = {}
    unread: list[Unread] = []
    with tarfile.open(COLLECTION) as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name.endswith(".sgm") else None
            if file is None:
                continue
            data = file.read()
            for story in data.decode("latin-1").split("<REUTERS ")[1:]:
                raw[story.partition('NEWID="')[2].partition('"')[0]] = story
            for found in registry.read(Source(member.name, io.BytesIO(data))):
                if isinstance(found, Article):
                    articles[found.extra["NEWID"]] = found
                else:
                    unread.append(found)
    return raw, articles, unread


def test_every_story_comes_out_but_the_one_without_a_word(stories: Stories) -> None:
    raw, articles, unread = stories
    assert len(raw) == 21_578
    assert raw.keys() - articles.keys() == {"12793"}  # neither a title nor a text
    assert [each.reason for each in unread] == ["has no text."]


def test_all_with_a_body_have_its_paragraphs(stories: Stories) -> None:
    raw, articles, _ = stories
    with_body = {number for number, story in raw.items() if "<BODY>" in story}
    assert len(with_body) == 19_043
    for number in with_body:
        assert any(
            part.number and part.kind in {"body", "list"} for part in articles[number].paragraphs
        )


def test_every_date_is_the_day_that_is_printed(stories: Stories) -> None:
    raw, articles, _ = stories
    for number, article in articles.items():
        day = re.search(r"<DATE>\s*(\d+)-([A-Z]{3})-(\d{4}) ", raw[number])
        assert day is not None
        assert article.date is not None
        printed = article.date.strftime("%d-%b-%Y").upper().lstrip("0")
        assert printed == "-".join(day.groups())


def test_no_letter_of_a_text_is_lost(stories: Stories) -> None:
    raw, articles, _ = stories
    for number, article in articles.items():
        text = raw[number].partition("<TEXT")[2].partition(">")[2].partition("</TEXT>")[0]
        text = re.sub(r"&#\d+;|</?(?:TITLE|AUTHOR|DATELINE|BODY)>", "", text)
        text = text.replace("&lt;", "<").replace("&amp;", "&").replace("^M", "")
        read = "".join(part.text for part in article.paragraphs)
        # Counted, since a title may stand below another line.
        assert Counter(filter(str.isalnum, text)) == Counter(filter(str.isalnum, read)), number


def test_values_are_what_they_should_be(stories: Stories) -> None:
    _, articles, _ = stories
    first = articles["1"]
    assert (first.title, first.place, first.source) == ("BAHIA COCOA REVIEW", "SALVADOR", "Reuters")
    assert first.tags == ("cocoa", "el-salvador", "usa", "uruguay")
    assert len(first.paragraphs) == 19
    authors = {name for article in articles.values() for name in article.authors}
    assert not [
        name for name in authors if re.search(r"reuter|\bby\b|\d|[.,]$", name, re.IGNORECASE)
    ]
    places = {article.place for article in articles.values() if article.place}
    assert not [place for place in places if re.search(r"\d|[-,*]$", place)]
