from __future__ import annotations

import datetime
import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from search.errors import ReadError
from search.readers import registry
from search.readers.formats import json_records
from search.readers.records import fields
from search.readers.records.json_stream import JsonStream, NotJson
from search.readers.registry import Head
from search.readers.source import Options, Source, Unread

if TYPE_CHECKING:
    from search.article import Article


def reading(
    data: str | bytes, name: str = "a.json", fields: dict[str, str] | None = None
) -> tuple[list[Article], list[str]]:
    """Return the articles of a file, and what is said of the rest."""
    data = data.encode() if isinstance(data, str) else data
    source = Source(name, io.BytesIO(data), options=Options(fields=fields or {}))
    articles: list[Article] = []
    unread: list[str] = []
    try:
        for each in registry.read(source):
            if isinstance(each, Unread):
                unread.append(f"{each.path} {each.reason}")
            else:
                articles.append(each)
    except ReadError as error:
        unread.append(str(error))
    return articles, unread


def texts(article: Article) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs if paragraph.number]


RECORD = {"title": "Bridge", "text": "It reopened."}


@pytest.mark.parametrize(
    "document",
    [
        [RECORD],
        {"articles": [RECORD]},
        {"data": {"items": [RECORD]}},
        {"response": {"docs": [RECORD], "tags": [{"name": "x"}]}},
        {"hits": {"hits": [{"_id": "1", "_source": RECORD}]}},
        {"x1": RECORD},
        {"@graph": [{"@type": "WebSite", "name": "Post"}, RECORD]},
        RECORD,
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_articles_are_found_wherever_they_stand(document: object, indent: int | None) -> None:
    articles, _ = reading(json.dumps(document, indent=indent))
    assert [(article.title, texts(article)) for article in articles] == [
        ("Bridge", ["It reopened."])
    ]


@pytest.mark.parametrize(
    ("record", "field", "expected"),
    [
        ({"headline": {"main": "Bridge", "kicker": "City"}}, "title", "Bridge"),
        ({"title": {"rendered": "A &amp; B"}}, "title", "A & B"),
        ({"webPublicationDate": "2021-08-25T23:30:00Z"}, "date", datetime.date(2021, 8, 25)),
        ({"datePublished": "2021-08-25T23:30:00-07:00"}, "date", datetime.date(2021, 8, 25)),
        ({"date_publish": "2021-08-25 23:30:00"}, "date", datetime.date(2021, 8, 25)),
        ({"published_date": 1629932400000}, "date", datetime.date(2021, 8, 25)),
        ({"date": {"$date": "2021-08-25T01:00:00Z"}}, "date", datetime.date(2021, 8, 25)),
        ({"date": 20210825}, "date", datetime.date(2021, 8, 25)),
        ({"date": "2021-01-01", "date_precision": "year"}, "date_precision", "year"),
        ({"date": "03/04/2021"}, "date", None),
        ({"date": 44433}, "date", None),
        ({"created_at": "2021-08-25"}, "date", None),
        ({"byline": {"original": "By Ana Lee and Bo Cole"}}, "authors", ("Ana Lee", "Bo Cole")),
        ({"author": [{"@type": "Person", "name": "Ana Lee"}]}, "authors", ("Ana Lee",)),
        ({"author": {"@id": "#person-1"}}, "authors", ()),
        ({"author": 7}, "authors", ()),
        ({"author": "nan"}, "authors", ()),
        ({"author": "['Ana Lee', \"Bo O'Cole\"]"}, "authors", ("Ana Lee", "Bo O'Cole")),
        ({"source": {"id": None, "name": "Post"}}, "source", "Post"),
        ({"source": "https://www.example.org/a"}, "url", "https://www.example.org/a"),
        ({"keywords": [{"name": "subject", "value": "Trams"}]}, "tags", ("Trams",)),
        ({"categories": [1, 2]}, "tags", ()),
        ({"fields": {"byline": "Ana Lee"}}, "authors", ("Ana Lee",)),
        ({"title": "half \ud83d"}, "title", "half \ufffd"),
        ({"title": "nul \x00 and bell \x07"}, "title", "nul and bell"),
    ],
)
def test_the_values_of_services_and_tools(
    record: dict[str, Any], field: str, expected: object
) -> None:
    (article,), _ = reading(json.dumps([{"content": "It reopened.", **record}]))
    assert getattr(article, field) == expected


def test_the_day_of_an_instant_is_said_to_be_derived() -> None:
    (article,), _ = reading('[{"text": "One.", "date": 1629932400}]')
    assert article.provenance["date"] == "derived from a time stamp in UTC"
    assert article.extra["date"] == "1629932400"


def test_what_no_field_takes_is_kept() -> None:
    (article,), _ = reading('[{"text": "One.", "author": 7, "paid": false, "geo": {"x": 1.50}}]')
    assert article.extra == {"author": "7", "paid": "false", "geo": '{"x":"1.5"}'}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One.\n\nTwo.", [("body", "One."), ("body", "Two.")]),
        ("<p>One.</p><h2>H</h2><p>Two &lt; 3.</p>", [("body", "One."), ("heading", "H"), ("body", "Two < 3.")]),
        (["One.", "Two."], [("body", "One."), ("body", "Two.")]),
        ({"rendered": "<p>One.</p>"}, [("body", "One.")]),
        ([{"type": "text", "content": "One."}, {"type": "blockquote", "content": "Q."}], [("body", "One."), ("quote", "Q.")]),
        ([{"fullcaption": "A bridge.", "type": "image"}], [("caption", "A bridge.")]),
        ("if a < b then c > d", [("body", "if a < b then c > d")]),
    ],
)  # fmt: skip
def test_the_forms_of_a_text(body: object, expected: list[tuple[str, str]]) -> None:
    (article,), _ = reading(json.dumps([{"headline": "A title", "content": body}]))
    found = [(p.kind, p.text) for p in article.paragraphs if p.number]
    assert found == expected


def test_a_second_text_is_kept_unless_it_repeats_the_first() -> None:
    (article,), _ = reading(
        json.dumps(
            [{"body": "<p>One.</p><p>Two.</p>", "bodyText": "One. Two.", "story": "Another."}]
        )
    )
    assert texts(article) == ["One.", "Two."]
    assert article.extra == {"story": "Another."}


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.txt", "a.json"])
def test_one_object_a_line_whatever_the_name(name: str) -> None:
    articles, unread = reading('{"text": "One."}\n\n{"text": "Two."}\r\n{"text": \n', name)
    assert [texts(article) for article in articles] == [["One."], ["Two."]]
    assert unread == [f"{name} is no JSON in line 4: Expecting value at its end."]


def test_a_line_that_is_broken_has_its_number_too() -> None:
    record = json.dumps(RECORD)
    before, _ = reading(f"{record}\n{{broken\n{record}\n", "a.jsonl")
    assert [article.path for article in before] == ["a.jsonl#1", "a.jsonl#3"]


def test_an_article_keeps_its_id_when_others_come_before_it() -> None:
    (alone,), _ = reading('[{"id": 7, "text": "One."}]')
    articles, _ = reading('[{"id": 8, "text": "Two."}, {"id": 7, "text": "One."}]')
    assert articles[1].id == alone.id
    assert articles[1].path == "a.json#2"


def test_the_order_of_day_and_month_is_that_of_the_other_dates() -> None:
    rows = [{"text": "One.", "date": "03/04/2021"}, {"text": "Two.", "date": "25/04/2021"}]
    articles, _ = reading(json.dumps(rows))
    assert articles[0].date == datetime.date(2021, 4, 3)
    assert "other dates" in articles[0].provenance["date"]
    articles, _ = reading(json.dumps([*rows, {"text": "Three.", "date": "04/25/2021"}]))
    assert articles[0].date is None


def test_the_users_mapping_comes_first() -> None:
    record = {
        "h": {"main": "Bridge"},
        "title": "T",
        "body": "B.",
        "story": "It reopened.",
        "d": "2 May 2020",
    }
    fields = {"title": "h.main", "text": "story", "date": "d"}
    (article,), unread = reading(json.dumps([record]), fields=fields)
    assert (article.title, texts(article)) == ("Bridge", ["It reopened."])
    assert article.date == datetime.date(2020, 5, 2)
    assert (article.extra["title"], article.extra["body"]) == ("T", "B.")
    assert unread == []


def test_a_mapped_key_that_no_record_has_is_said() -> None:
    _, unread = reading('[{"text": "One.", "day": 1}]', fields={"date": "dya"})
    assert unread == ["a.json has no key “dya”, which was to be the date; its keys are text, day."]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("titel=headline", "There is no field “titel” that a key could have. Did you mean “title”?"),
        ("headline", "“headline” maps no field. Write FIELD=KEY, as in title=headline."),
        ("title=", "“title=” maps no field."),
    ],
)  # fmt: skip
def test_a_wrong_mapping_is_explained(text: str, message: str) -> None:
    with pytest.raises(ReadError, match="field") as caught:
        fields.parse_fields(text)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    "document",
    [
        {"name": "left-pad", "description": "Pads.", "version": "1.0.0"},
        {"type": "FeatureCollection", "features": [{"properties": {"name": "A"}}]},
        {"$schema": "x", "title": "Config", "description": "What it is.", "type": "object"},
        {"ok": "OK", "text": "Click here"},
        [1, 2],
        [],
        {},
    ],
)
def test_what_holds_no_articles_is_one_line(document: object) -> None:
    articles, unread = reading(json.dumps(document))
    assert articles == []
    assert len(unread) == 1
    assert unread[0].startswith("a.json holds no articles: ")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("[" * 100_000, "a.json is no JSON from line 1 on: lists and objects are nested too deep."),
        ('{"a":' * 100_000, "a.json is no JSON from line 1 on: lists and objects are nested too deep."),
        ('["' + "a" * 17_000_000, "a.json is no JSON from line 1 on: one value has more than 16 million characters."),
        ('{"a": [' + "[]," * 1_100_000 + "[]]}", "a.json is no JSON from line 1 on: 1,000,000 values in a row are no objects."),
        ('[{"a": ' + "1" * 5000 + "}]", "a.json holds no articles: none of its records has a text (its keys are a). If one of these is the text, name it: --map text=KEY"),
        (b'{"text": "\x00\x01\x02"}', "a.json holds binary data, not text."),
    ],
)  # fmt: skip
def test_hostile_files_are_one_line(data: str | bytes, reason: str) -> None:
    assert reading(data) == ([], [reason])


def test_many_broken_lines_are_summed_up() -> None:
    _, unread = reading('{"text": "One."}\n' + '{"text": \n' * 1500, "a.jsonl")
    assert len(unread) == 1001
    assert unread[-1] == "a.jsonl has 500 more records that could not be read."


def test_articles_before_a_break_are_read() -> None:
    for data in ('[{"text": "One."}, {"text": "Tw', '{"articles": [{"text": "One."}, {"te'):
        articles, unread = reading(data)
        assert [texts(article) for article in articles] == [["One."]]
        assert len(unread) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding: str) -> None:
    data = json.dumps([{"text": "Le café a rouvert."}], ensure_ascii=False).encode(encoding)
    (article,), _ = reading(data)
    assert texts(article) == ["Le café a rouvert."]


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        ('{"title": "x"}', "story.txt", True),
        ('\n [ {"title" : "x"}', "story.txt", True),
        ("{ braces } and prose", "story.txt", False),
        ("[1] A footnote", "story.txt", False),
        ('{"title": "x"}\n\nProse.', "story.md", False),
    ],
)
def test_it_is_recognised_by_its_beginning(data: str, name: str, expected: bool) -> None:  # noqa: FBT001
    assert json_records.recognises(Head(data.encode(), name)) is expected


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_a_stream_does_not_depend_on_its_chunks(size: int) -> None:
    text = '[{"a": "x\\u00e9y"}, 12, "\\"q\\"", [true, null], -1.5e3]'
    parts = [text[at : at + size] for at in range(0, len(text), size)]
    assert list(JsonStream(parts).items()) == json.loads(text)


def test_a_stream_goes_through_the_lists_of_an_object() -> None:
    text = '{"n": 1, "a": {"b": [1, 2], "c": {}}, "d": [{"e": [3]}], "f": "g"}'
    assert list(JsonStream([text]).lists()) == [1, 2, {"e": [3]}]
    with pytest.raises(NotJson):
        list(JsonStream([text[:-1]]).lists())
