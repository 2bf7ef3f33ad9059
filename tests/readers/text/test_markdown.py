from __future__ import annotations

import pytest

from search.readers.story.parts import read_text
from search.readers.text.inline import without_marks


def kinds(text: str) -> list[tuple[str, str]]:
    story = read_text(text, markdown=True, title="T")
    return [(paragraph.kind, paragraph.text) for paragraph in story.paragraphs[1:]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**bold** and *it* and ***both*** and __b__ and _i_", "bold and it and both and b and i"),
        ("**bold *nested* bold**", "bold nested bold"),
        ("**Sec. 3.  Title. ** (a)", "Sec. 3. Title. (a)"),
        ("f*** s**t f**k in*word*s 5*3*2", "f*** s**t f**k in*word*s 5*3*2"),
        ("snake_case_name and _under_", "snake_case_name and under"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("[text](https://example.org/a_(b) 'Title') end", "text end"),
        ("[a [b] c](https://example.org)", "a [b] c"),
        ("\\[sic\\] \\*not\\* \\# \\_x\\_ C:\\new", "[sic] *not* # _x_ C:\\new"),
        ("`a_b * c` and `**kw**`", "a_b * c and **kw**"),
        ("~~old~~ new", "old new"),
        ("R&amp;D &#8217;s &copy; AT&T &notanentity;", "R&D ’s © AT&T &notanentity;"),
        ("\\[a\\] &amp; b", "[a] & b"),
        ("<b>un</b>happy<br/>line <span class='x'>y</span>", "unhappy line y"),
        ("a < b and c > d, <unknown> tag", "a < b and c > d, <unknown> tag"),
        ("<https://example.org/x> <a@example.org>", "https://example.org/x a@example.org"),
    ],
)
def test_marks_within_a_line(text: str, expected: str) -> None:
    assert without_marks(text) == (expected, [])


def test_headings_of_every_form() -> None:
    text = "# One\n\nText.\n\n### Two ###\nText.\n\nThree\n=====\nText.\n\nFour\n---\n\n**Five**\n\nText."
    assert [text for kind, text in kinds(text) if kind == "heading"] == [
        *("One", "Two", "Three", "Four", "Five"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "#hashtag is a word",
        "**Bold sentence.**",
        "**5:30 a.m.**",
        "**Q Was it? (Laughter.)**",
        "**He came. She went**",
        "**Here is a line that leads on to:**",
    ],
)
def test_what_looks_like_a_heading_and_is_none(line: str) -> None:
    assert kinds(f"{line}\n\nText.")[0][0] == "body"


def test_a_rule_is_dropped_and_a_long_paragraph_above_it_is_no_heading() -> None:
    long = "Many words stand in this paragraph. " * 8
    assert kinds(f"{long}\n---\nText.\n\n***\n\nEnd.") == [
        ("body", long.strip()),
        ("body", "Text."),
        ("body", "End."),
    ]


def test_lists() -> None:
    text = "Intro:\n- one\n  goes on\n* two\n    - nested\n\n1. first\n2) second\n\n• dot\n\n- \n  later"
    assert kinds(text) == [
        ("body", "Intro:"),
        ("list", "one goes on"),
        ("list", "two"),
        ("list", "nested"),
        ("list", "1. first"),
        ("list", "2) second"),
        ("list", "dot"),
        ("list", "later"),
    ]


def test_a_number_within_a_paragraph_begins_no_list() -> None:
    assert kinds("He was born on\n19. March in the year\n1986. It was cold.") == [
        ("body", "He was born on 19. March in the year 1986. It was cold.")
    ]


def test_quotes() -> None:
    assert kinds("> One\n> two.\n>\n> Three.\nlazy\n\nText.") == [
        ("quote", "One two."),
        ("quote", "Three. lazy"),
        ("body", "Text."),
    ]


def test_images_are_captions() -> None:
    text = "![A *bridge*](b.jpg)\n\nText ![icon](i.png) goes on.\n\n[![Linked](a.png)](https://example.org)"
    assert kinds(text) == [
        ("caption", "A bridge"),
        ("body", "Text goes on."),
        ("caption", "icon"),
        ("caption", "Linked"),
    ]


def test_tables() -> None:
    assert kinds("| Name | Votes |\n|------|:-----:|\n| Lee | 1,200 |\n| Cole | |") == [
        ("list", "Name | Votes"),
        ("list", "Lee | 1,200"),
        ("list", "Cole"),
    ]


def test_code_is_kept_as_it_stands() -> None:
    assert kinds("Before.\n\n```python\n# not a heading\n\n- *x* = [1](2)\n```\n\nAfter *it*.") == [
        ("body", "Before."),
        ("body", "# not a heading"),
        ("body", "- *x* = [1](2)"),
        ("body", "After it."),
    ]


def test_comments_scripts_and_template_tags_are_dropped() -> None:
    text = (
        "One <!-- hidden\n\nwords --> two.\n\n{% include a.html %}{{ page.x }} Three {{< ref 'x' >}}.\n\n"
        "<script>var x;</script><style>p {}</style>Four{: .left}.\n\nSet {a} {{unclosed"
    )
    assert kinds(text) == [
        ("body", "One two."),
        ("body", "Three ."),
        ("body", "Four."),
        ("body", "Set {a} {{unclosed"),
    ]


def test_the_descriptions_in_tags_are_captions() -> None:
    text = '{{< img src="a.jpg" alt="A bridge" >}}\n\n<img alt="A [road]" src=x>\n\n<figcaption>A river</figcaption>'
    assert kinds(text) == [("caption", "A bridge"), ("caption", "A (road)"), ("caption", "A river")]


def test_html_blocks() -> None:
    text = "<div><h2>Head</h2><p>One.</p><p>Two<br>lines.</p><ul><li>a</li><li><p>b</p></li></ul><blockquote>Q</blockquote></div>"
    assert kinds(text) == [
        ("heading", "Head"),
        ("body", "One."),
        ("body", "Two lines."),
        ("list", "a"),
        ("list", "b"),
        ("quote", "Q"),
    ]


def test_link_definitions_are_dropped() -> None:
    assert kinds("Text.\n\n[1]: https://example.org\n[Laughter]: yes") == [
        ("body", "Text."),
        ("body", "[Laughter]: yes"),
    ]


def test_a_promotion_box_with_marks() -> None:
    text = "**News** Sign up for a daily email. [Get it sent to your inbox.](#)"
    assert kinds(text) == [
        ("boilerplate", "News Sign up for a daily email. Get it sent to your inbox.")
    ]


def test_sentences_on_lines_of_their_own_are_one_paragraph() -> None:
    assert kinds("One sentence.\nAnother sentence.\n\nEnd.")[0] == (
        "body",
        "One sentence. Another sentence.",
    )


def test_paragraphs_on_long_lines_of_their_own_stay_apart() -> None:
    lines = [
        f"{'A long paragraph as people paste them. ' * 8}Number {number}." for number in (1, 2)
    ]
    assert kinds("Start.\n\n" + "\n".join(lines))[1:] == [("body", line) for line in lines]


def test_a_fence_within_a_longer_fence_is_code() -> None:
    assert kinds("````\n```\n\n# no\n\n```\n````\n\n# Yes\n\nText.") == [
        ("body", "# no"),
        ("heading", "Yes"),
        ("body", "Text."),
    ]
