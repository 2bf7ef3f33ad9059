from __future__ import annotations

import datetime

import pytest

from search.readers.story.parts import Story, read_text

BODY = "The bridge over the river reopened on Monday after nine months of repairs to its piers."
MORE = "Traffic was light in the morning, the police said, and nobody had to wait for long at all."


def kinds(story: Story) -> list[tuple[str, str]]:
    return [(paragraph.kind, paragraph.text) for paragraph in story.paragraphs]


@pytest.mark.parametrize(
    "title",
    [
        "Bridge open again",
        "Is the bridge open?",
        "The bridge is open!",
        "Mayor: “The bridge is open”",
        "Bridge closed in the U.S.",
        "And then it rained…",
    ],
)
def test_a_short_first_line_is_the_title(title: str) -> None:
    story = read_text(f"{title}\n\n{BODY}\n\n{MORE}")
    assert kinds(story) == [("title", title), ("body", BODY), ("body", MORE)]
    assert [paragraph.number for paragraph in story.paragraphs] == [0, 1, 2]


@pytest.mark.parametrize(
    "first",
    [
        BODY,
        "The bridge is open.",
        "Dear readers,",
        "The bridge is open. It is new",
        "A very long line " * 12,
    ],
)
def test_a_sentence_is_no_title(first: str) -> None:
    story = read_text(f"{first}\n\n{BODY}")
    assert story.opening.title is None
    assert kinds(story)[0] == ("body", first.strip())


def test_a_line_under_which_nothing_stands_is_no_title() -> None:
    assert kinds(read_text("Bridge open")) == [("body", "Bridge open")]
    assert kinds(read_text("# Bridge open", markdown=True)) == [("heading", "Bridge open")]


def test_a_dated_title_may_end_in_a_full_stop() -> None:
    story = read_text(f" date 2021-08-17 The bridge is open.\n\n{BODY}")
    assert (story.opening.title, story.opening.date) == (
        "The bridge is open.",
        datetime.date(2021, 8, 17),
    )


def test_a_dated_opening_paragraph_is_no_title() -> None:
    story = read_text(f" date 2021-08-31 {BODY} {MORE}\n\n{MORE}")
    assert (story.opening.title, story.opening.date) == (None, datetime.date(2021, 8, 31))
    assert kinds(story)[0] == ("body", f"{BODY} {MORE}")


def test_a_date_on_a_line_of_its_own_comes_before_the_title() -> None:
    story = read_text(f"date 2021-08-17\n\nBridge open\n\n{BODY}")
    assert (story.opening.title, story.opening.date) == (
        "Bridge open",
        datetime.date(2021, 8, 17),
    )


def test_title_deck_byline_and_dates() -> None:
    story = read_text(
        f"Bridge open\n\nNine months late.\n\nBy Ana Lee and Bo Cole\n\n"
        f"Published Aug. 25, 2021 Updated Sept. 17, 2021\n\n{BODY}\n\n{MORE}"
    )
    opening = story.opening
    assert opening.description == "Nine months late."
    assert opening.authors == ("Ana Lee", "Bo Cole")
    assert (opening.date, opening.updated) == (
        datetime.date(2021, 8, 25),
        datetime.date(2021, 9, 17),
    )
    assert [kind for kind, _ in kinds(story)] == [
        "title",
        "body",
        "byline",
        "byline",
        "body",
        "body",
    ]


def test_the_lines_at_the_top_may_stand_together() -> None:
    story = read_text(f"Bridge open\nBy Ana Lee\nAugust 25, 2021\n\n{BODY}\n\n{MORE}")
    assert [kind for kind, _ in kinds(story)] == ["title", "byline", "byline", "body", "body"]


def test_a_byline_may_stand_above_the_title() -> None:
    story = read_text(f"By Ana Lee\n\nBridge open\n\n{BODY}")
    assert story.opening.title == "Bridge open"
    assert story.opening.authors == ("Ana Lee",)


def test_a_name_in_the_middle_of_an_article_is_no_byline() -> None:
    text = "\n\n".join(["Bridge open", *[BODY] * 5, "By Ana Lee", MORE])
    assert read_text(text).opening.authors == ()


def test_the_title_of_the_front_matter_is_not_repeated() -> None:
    for first in ("# Bridge *Open*", "Bridge open", "“Bridge Open”"):
        story = read_text(f"{first}\n\n{BODY}", markdown=True, title="Bridge open")
        assert kinds(story) == [("title", "Bridge open"), ("body", BODY)]


def test_another_heading_under_the_title_of_the_front_matter_stays() -> None:
    story = read_text(f"# What happened\n\n{BODY}", markdown=True, title="Bridge open")
    assert kinds(story) == [("title", "Bridge open"), ("heading", "What happened"), ("body", BODY)]


def test_short_lines_between_paragraphs_are_headings() -> None:
    story = read_text(
        f"Bridge open\n\n{BODY}\n\nThe long repair\n\n{MORE}\n\nWhat remains\n\n{BODY}"
    )
    assert [text for kind, text in kinds(story) if kind == "heading"] == [
        "The long repair",
        "What remains",
    ]
    assert [paragraph.heading for paragraph in story.paragraphs] == [
        *(None, None, None, "The long repair", "The long repair", "What remains"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "It was over.",
            "“Never again”",
            "THE MAYOR: No",
            "(Applause)",
            "5:05 P.M. EDT",
            "and so on",
        ),
        *(
            "Was it?",
            "Oslo, Norway",
            "Ana Lee, Mayor of Oslo",
            "ana@example.org",
            "He said —",
            "42%",
        ),
        "A line that is short but has rather more words than any heading ever ought to have",
    ],
)
def test_other_short_lines_are_body(line: str) -> None:
    story = read_text(f"Bridge open\n\n{BODY}\n\n{line}\n\n{MORE}")
    assert kinds(story)[2] == ("body", line)


def test_a_short_line_without_a_paragraph_under_it_is_body() -> None:
    story = read_text(f"Bridge open\n\n{BODY}\n\nThe end\n\nAna Lee")
    assert [kind for kind, _ in kinds(story)] == ["title", "body", "body", "body"]


def test_the_reporting_credit_at_the_end() -> None:
    story = read_text(f"{BODY}\n\n{MORE}\n\nAna Lee reported from Oslo.")
    assert kinds(story)[-1] == ("byline", "Ana Lee reported from Oslo.")
    assert story.opening.authors == ()


def test_end_marks_hold_no_words() -> None:
    assert kinds(read_text(f"{BODY}\n\n###\n\n\\###\n\n* * *\n\n{MORE}")) == [
        ("body", BODY),
        ("body", MORE),
    ]


# Lines


def test_lines_without_blank_ones_between_them_are_paragraphs_where_they_are_long() -> None:
    lines = [f"{BODY} {MORE}", f"{MORE} {BODY}", "A short end."]
    assert [text for _, text in kinds(read_text("\n".join(lines)))] == lines


def test_long_lines_under_a_title_are_paragraphs() -> None:
    lines = [f"{BODY} {MORE}", f"{MORE} {BODY}"]
    assert [text for _, text in kinds(read_text("Bridge open\n\n" + "\n".join(lines)))] == [
        "Bridge open",
        *lines,
    ]


WRAPPED = """The bridge over the river reopened on
Monday after nine months of repairs to
its piers, and the mayor was there to
see it.
Traffic was light in the morning hours,
the police said, and nobody who came had
to wait for long at all."""


def test_wrapped_lines_are_one_paragraph() -> None:
    story = read_text(WRAPPED.replace("it.\nTraffic", "it. Traffic") + "\n\nThe end is a sentence.")
    assert len(story.paragraphs) == 2
    assert "reopened on Monday" in story.paragraphs[0].text


def test_wrapped_lines_without_blank_ones_end_at_a_short_line() -> None:
    texts = [text for _, text in kinds(read_text(WRAPPED))]
    assert len(texts) == 2
    assert texts[0].endswith("see it.")


def test_words_divided_at_a_line_end() -> None:
    story = read_text(
        "An exam-\nple of a well-\nknown short-\nand long-term plan: one example.\n\nEnd."
    )
    assert story.paragraphs[0].text == (
        "An example of a well-known short- and long-term plan: one example."
    )


# Plain text is Markdown only where it unmistakably is.


def test_stars_and_underscores_in_plain_text_stay() -> None:
    text = "He wrote f*** and s**t, 2 * 3 * 4, snake_case_name and [sic] in # 5 of \\notes."
    assert kinds(read_text(text)) == [("body", text)]


def test_entities_in_plain_text_are_decoded() -> None:
    assert kinds(read_text("Bread &amp; butter&nbsp;cost &#163;3 at AT&T.")) == [
        ("body", "Bread & butter cost £3 at AT&T.")
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"## Bridge open\n\n{BODY}",
        f"Bridge open\n\nBy **Ana Lee**\n\n{BODY}",
        f"Bridge open\n\n[{BODY}](https://example.org/a)",
        f"<h1>Bridge open</h1><p>{BODY}</p>",
        f"Bridge open\n===========\n\n{BODY}",
    ],
)
def test_plain_text_that_is_markdown_or_html(text: str) -> None:
    story = read_text(text)
    assert story.opening.title == "Bridge open"
    assert kinds(story)[-1] == ("body", BODY)
