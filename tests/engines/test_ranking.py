"""What every engine ranks higher, and why it says that it does."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from search.article import Article, Paragraph
from search.engines import ranking
from search.engines.asides import CAPTION_WEIGHT
from search.engines.ranking import Plan, Recency
from search.query import parse
from search.query.nodes import Boost, Word
from tests.engines.shelves import SCOPES

if TYPE_CHECKING:
    from pathlib import Path

    from search.engines.base import EngineHit
    from search.query.nodes import Node
    from search.results import Scope, ScorePart
    from tests.engines.shelves import Shelf, Shelves

FILLING = (
    "Snow fell on the hills all week.",
    "A brass band played in the square.",
    "Bakers raised the price of rye bread.",
    "The museum opens at nine on weekdays.",
    "Ticket sales went well this autumn.",
    "Nobody had painted the fence for years.",
)
TODAY = datetime.date(2021, 8, 31)


def story(
    name: str, *texts: str, title: str | None = None, date: datetime.date | None = None
) -> Article:
    paragraphs = [Paragraph(number=n, text=text) for n, text in enumerate(texts, 1)]
    if title:
        paragraphs.insert(0, Paragraph(number=0, kind="title", text=title))
    return Article(id=name, title=title, date=date, paragraphs=tuple(paragraphs))


def others(count: int = 12) -> list[Article]:
    return [story(f"other{n}", FILLING[n % len(FILLING)]) for n in range(count)]


def plan_of(shelf: Shelf, text: str, recency: Recency | None = None) -> Plan:
    return ranking.plan(parse(text).tree, shelf.engine.analyzer, recency)


def found(
    shelf: Shelf, text: str, plan: Plan | None = None, scope: Scope = "article"
) -> list[EngineHit]:
    tree = parse(text).tree
    return list(shelf.engine.search(tree, scope, "relevance", 999, 0, plan=plan).hits)


def order(shelf: Shelf, text: str, plan: Plan | None = None, scope: Scope = "article") -> list[str]:
    return [shelf.held[hit.aid].id for hit in found(shelf, text, plan, scope)]


def scores(shelf: Shelf, text: str, plan: Plan | None = None) -> dict[str, float]:
    return {shelf.held[hit.aid].id: hit.score for hit in found(shelf, text, plan)}


def test_a_word_in_the_title_counts_more(tmp_path: Path, shelves: Shelves) -> None:
    shelf = shelves(tmp_path).change(
        [
            story("text", "Ferry sank.", title="Old news"),
            story("title", "Old news.", title="Ferry sank"),
            *others(),
        ]
    )
    assert order(shelf, "ferry") == ["title", "text"]


@pytest.mark.parametrize("scope", SCOPES)
def test_function_words_count_little_beside_others(
    tmp_path: Path, shelves: Shelves, scope: Scope
) -> None:
    shelf = shelves(tmp_path).change(
        [
            story("ferry", "Ferry crews rest here; crews wait."),
            story("with", "With rye, with salt, with such."),
            *others(),
        ]
    )
    assert order(shelf, "with OR such OR ferry", scope=scope) == ["ferry", "with"]
    assert order(shelf, "=with OR =such OR ferry", scope=scope) == ["with", "ferry"]


def test_function_words_alone_count_as_they_are(tmp_path: Path, shelves: Shelves) -> None:
    shelf = shelves(tmp_path).change([story("one", "To be or not to be."), *others()])
    whole = Plan(parse("to be").tree)
    bonus = scores(shelf, "to be")["one"] - scores(shelf, "to be", whole)["one"]
    assert 0 <= bonus < 0.2 * scores(shelf, "to be")["one"]


def test_a_word_that_the_query_has_twice_counts_less_than_twice(
    tmp_path: Path, shelves: Shelves
) -> None:
    shelf = shelves(tmp_path).change(
        [story("ferry", "Ferry crews rest."), story("bread", "Bread crumbs stay."), *others()]
    )
    often = scores(shelf, "ferry OR ferries OR ferry OR crumbs")
    once = scores(shelf, "ferry OR crumbs")
    assert once["ferry"] * 1.8 < often["ferry"] < once["ferry"] * 2.9
    assert often["bread"] == pytest.approx(once["bread"], rel=1e-5)


@pytest.mark.parametrize("scope", SCOPES)
def test_words_as_they_are_written_outrank_their_other_forms(
    tmp_path: Path, shelves: Shelves, scope: Scope
) -> None:
    shelf = shelves(tmp_path).change(
        [story("talk", "They talk loudly."), story("talks", "They talks loudly."), *others()]
    )
    assert order(shelf, "talks", scope=scope) == ["talks", "talk"]
    assert order(shelf, "talk", scope=scope) == ["talk", "talks"]
    assert set(order(shelf, "talk* OR talks", scope=scope)[:1]) == {"talks"}


@pytest.mark.parametrize("scope", SCOPES)
def test_words_side_by_side_outrank_words_apart(
    tmp_path: Path, shelves: Shelves, scope: Scope
) -> None:
    shelf = shelves(tmp_path).change(
        [
            story("apart", "Peace, say ministers, needs talks."),
            story("beside", "Ministers say needs: peace talks."),
            *others(),
        ]
    )
    assert order(shelf, "peace talks", scope=scope) == ["beside", "apart"]
    assert order(shelf, "peace OR talks", scope=scope) == ["beside", "apart"]


def test_a_part_that_weighs_nothing_changes_no_order(tmp_path: Path, shelves: Shelves) -> None:
    shelf = shelves(tmp_path).change(
        [
            story("both", "Snow fell. Peace talks went on."),
            story("one", "Snow fell here."),
            *others(),
        ]
    )
    for text in ("snow OR peace^0", "snow OR (peace talks)^0"):
        assert plan_of(shelf, text).more == plan_of(shelf, "snow").more
    heavy = plan_of(shelf, "(peace talks)^2 snow")
    assert {str(part) for part in heavy.more} == {
        "=peace^0.1",
        "=talks^0.1",
        "=snow^0.05",
        '"peace talks"^0.2',
    }


WHEREVER = "The ferry left. " + " ".join(FILLING)
LONG = [f"{text} {' '.join(FILLING)}" for text in FILLING]


def passages(*, last: str = "The old ferry sank in the harbour.") -> list[Article]:
    """Two long articles with the same words: one has them in one paragraph."""
    together = [*LONG, "Nothing else.", "Nothing more.", last]
    apart = [*LONG, "An old rope.", "A ferry came.", "It sank in mud.", "The harbour is dry."]
    short = story("short", "The ferry sank.", "Old.")
    return [story("apart", *apart), story("together", *together), short, *others()]


def test_a_paragraph_that_has_it_all_lifts_its_article(tmp_path: Path, shelves: Shelves) -> None:
    shelf = shelves(tmp_path).change(passages())
    text = "old OR ferry OR sank OR harbour"
    without = Plan(plan_of(shelf, text).tree, plan_of(shelf, text).more)
    assert order(shelf, text, without)[0] == "short"
    assert order(shelf, text)[0] == "together"
    assert order(shelf, "old ferry sank harbour")[0] == "together"


def test_an_article_is_not_lifted_by_its_only_paragraph(tmp_path: Path, shelves: Shelves) -> None:
    held = [story(f"s{n}", f"The ferry sank{' in mud' * n}.") for n in range(4)]
    shelf = shelves(tmp_path).change([*held, *others()])
    plan = plan_of(shelf, "ferry sank")
    assert plan.passages
    longer = {"s2", "s3"}  # than the average
    lifted = scores(shelf, "ferry sank", plan)
    plain = scores(shelf, "ferry sank", Plan(plan.tree, plan.more))
    assert {name: lifted[name] for name in longer} == pytest.approx(
        {name: plain[name] for name in longer}, rel=1e-5
    )


def test_boilerplate_lifts_no_article(tmp_path: Path, shelves: Shelves) -> None:
    held = passages()
    box = held[1].paragraphs[-1]
    boxed = Article(
        id="together",
        paragraphs=(
            *held[1].paragraphs[:-1],
            Paragraph(number=box.number, kind="boilerplate", text=box.text),
        ),
    )
    shelf = shelves(tmp_path).change([held[0], boxed, *held[2:]])
    assert order(shelf, "old OR ferry OR sank OR harbour")[0] != "together"


def test_captions_count_less_than_the_story(tmp_path: Path, shelves: Shelves) -> None:
    said = "The old ferry sank in the harbour."
    caption = Paragraph(number=1, kind="caption", text=said)
    shelf = shelves(tmp_path).change(
        [
            Article(id="caption", paragraphs=(caption, Paragraph(number=2, text=WHEREVER))),
            story("story", said, WHEREVER),
            *others(),
        ]
    )
    hits = found(shelf, "old ferry", scope="paragraph")
    assert [shelf.held[hit.aid].id for hit in hits] == ["story", "caption"]
    assert hits[1].score == pytest.approx(hits[0].score * CAPTION_WEIGHT, rel=1e-5)
    held = passages()
    last = replace(held[1].paragraphs[-1], kind="caption")
    held[1] = replace(held[1], paragraphs=(*held[1].paragraphs[:-1], last))
    shelf = shelves(tmp_path / "lifts").change(held)
    assert order(shelf, "old OR ferry OR sank OR harbour")[0] != "together"


def test_of_equal_articles_the_newer_comes_first(tmp_path: Path, shelves: Shelves) -> None:
    days = [datetime.date(2021, 8, day) for day in (3, 30, 12)]
    held = [story(f"d{day.day}", "The ferry sank.", date=day) for day in days]
    shelf = shelves(tmp_path).change([*held, story("undated", "The ferry sank."), *others()])
    assert order(shelf, "ferry sank") == ["d30", "d12", "d3", "undated"]


def test_recent_articles_count_more_where_that_is_asked_for(
    tmp_path: Path, shelves: Shelves
) -> None:
    old, new = datetime.date(2011, 8, 1), datetime.date(2021, 8, 30)
    shelf = shelves(tmp_path).change(
        [
            story("old", "The ferry sank. The ferry!", date=old),
            story("new", "The ferry sank in the mud by night.", date=new),
            story("undated", "The ferry sank."),
            *others(),
        ]
    )
    assert order(shelf, "ferry")[-1] == "new"
    plan = plan_of(shelf, "ferry", Recency(TODAY, half_life=30))
    assert order(shelf, "ferry", plan)[0] == "new"
    plain, recent = scores(shelf, "ferry"), scores(shelf, "ferry", plan)
    assert recent["new"] == pytest.approx(plain["new"] * (1 + 2 ** (-1 / 30)), rel=1e-5)
    assert recent["old"] == pytest.approx(plain["old"], rel=1e-5)
    assert recent["undated"] == pytest.approx(plain["undated"], rel=1e-5)


@pytest.mark.parametrize("scope", SCOPES)
def test_recency_in_both_scopes(tmp_path: Path, shelves: Shelves, scope: Scope) -> None:
    shelf = shelves(tmp_path).change(
        [
            story("old", "The ferry sank. The ferry!", date=datetime.date(2011, 8, 1)),
            story("new", "The ferry sank in mud.", date=datetime.date(2021, 8, 30)),
            *others(),
        ]
    )
    plan = plan_of(shelf, "ferry", Recency(TODAY, half_life=30))
    assert order(shelf, "ferry", scope=scope) == ["old", "new"]
    assert order(shelf, "ferry", plan, scope) == ["new", "old"]


def test_added_words_change_the_order_and_nothing_else(tmp_path: Path, shelves: Shelves) -> None:
    shelf = shelves(tmp_path).change(
        [
            story("mud", "The ferry sank in mud."),
            story("ice", "The ferry sank in ice."),
            story("snow", "Ice and mud and snow."),
            *others(),
        ]
    )
    plan = plan_of(shelf, "ferry OR sank")
    for word, first in (("ice", "ice"), ("mud", "mud")):
        added = Plan(plan.tree, plan.more, (Boost(Word(word), 0.5),), plan.passages)
        assert order(shelf, "ferry OR sank", added)[0] == first
        assert set(order(shelf, "ferry OR sank", added)) == {"mud", "ice"}
        tree = parse("ferry OR sank").tree
        assert shelf.engine.search(tree, "article", "relevance", 1, 0, plan=added).total == 2


@pytest.mark.parametrize("half_life", [None, 300])
def test_pages_are_parts_of_one_order(
    tmp_path: Path, shelves: Shelves, monkeypatch: pytest.MonkeyPatch, half_life: int | None
) -> None:
    """However few articles have their paragraphs looked at, and whatever ties there are."""
    monkeypatch.setattr(ranking, "WINDOW", 5)
    monkeypatch.setattr(ranking, "RECENT", 9)
    first = datetime.date(2021, 1, 1)
    held = [
        story(
            f"n{n:02}",
            *(FILLING[: n % 3]),
            "The ferry came.",
            "The ferry sank." if n % 4 else "It sank.",
            date=first + datetime.timedelta(days=n % 5) if n % 6 else None,
        )
        for n in range(24)
    ]
    shelf = shelves(tmp_path).change(held[:13])
    shelf.change(held[13:])
    recency = Recency(TODAY, half_life) if half_life else None
    plan = plan_of(shelf, "ferry sank", recency)
    whole = found(shelf, "ferry sank", plan)
    assert len(whole) == 24
    assert [hit.score for hit in whole[:5]] == sorted((h.score for h in whole[:5]), reverse=True)
    tree = parse("ferry sank").tree
    for size in (1, 4, 7):
        pages = [
            shelf.engine.search(tree, "article", "relevance", size, start, plan=plan).hits
            for start in range(0, 24, size)
        ]
        assert [hit.aid for page in pages for hit in page] == [hit.aid for hit in whole], size


def total(part: ScorePart) -> float:
    return sum(each.value for each in part.parts)


@pytest.mark.parametrize(
    "text",
    ["old OR ferry OR sank OR harbour", "ferry", "old ferry", '"ferry sank"', "ferry^3 sank"],
)
def test_an_explanation_has_all_parts_of_a_score(
    tmp_path: Path, shelves: Shelves, text: str
) -> None:
    shelf = shelves(tmp_path).change(
        [*passages(), story("titled", "The old ferry sank.", title="Ferry sank")]
    )
    plan = plan_of(shelf, text)
    for hit in found(shelf, text, plan):
        explained = shelf.engine.explain(plan, hit.aid, hit.score)
        assert explained is not None
        assert explained.value == pytest.approx(hit.score, rel=1e-5)
        assert total(explained) == pytest.approx(hit.score, rel=1e-4)
    tree: Node = parse("(old zeppelin) OR (ferry harbour) OR sank").tree
    plan = ranking.plan(tree, shelf.engine.analyzer)
    for hit in shelf.engine.search(tree, "article", "relevance", 99, 0, plan=plan).hits:
        explained = shelf.engine.explain(plan, hit.aid, hit.score)
        assert explained is not None
        assert total(explained) == pytest.approx(hit.score, rel=1e-4)
        assert "old" not in {part.description for part in explained.parts}
    nothing: Node = parse("zeppelin").tree
    assert shelf.engine.explain(Plan(nothing), 1) is None


def test_an_explanation_names_what_was_done(tmp_path: Path, shelves: Shelves) -> None:
    day = datetime.date(2021, 8, 1)
    shelf = shelves(tmp_path).change(replace(each, date=day) for each in passages())
    text = "the OR old OR ferry OR sank OR harbour"
    plan = replace(
        plan_of(shelf, text, Recency(TODAY, half_life=30)), added=(Boost(Word("nothing"), 0.5),)
    )
    (first, *_) = found(shelf, text, plan)
    explained = shelf.engine.explain(plan, first.aid, first.score)
    assert explained is not None
    whole, recent = explained.parts
    assert recent.value == 1.5
    assert whole.value * recent.value == pytest.approx(first.score, rel=1e-5)
    assert total(whole) == pytest.approx(whole.value, rel=1e-4)
    named = {part.description for part in whole.parts}
    assert named >= {
        "the × 0.1",
        "ferry",
        "ferry as it is written × 0.05",
        "old ferry side by side × 0.1",
        "nothing, which the first articles have in common × 0.5",
        "¶9 would score so much more as an article by itself",
    }


def test_what_is_beyond_those_that_are_looked_at_is_explained_as_it_was_scored(
    tmp_path: Path, shelves: Shelves, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "WINDOW", 1)
    monkeypatch.setattr(ranking, "RECENT", 2)
    day = datetime.date(2021, 8, 1)
    shelf = shelves(tmp_path).change(replace(each, date=day) for each in passages())
    text = "old OR ferry OR sank OR harbour"
    for plan in (plan_of(shelf, text), plan_of(shelf, text, Recency(TODAY, half_life=30))):
        for hit in found(shelf, text, plan):
            explained = shelf.engine.explain(plan, hit.aid, hit.score)
            assert explained is not None
            whole = explained.parts[0] if explained.description == "product" else explained
            assert total(whole) == pytest.approx(whole.value, rel=1e-4)
            assert explained.value == pytest.approx(hit.score, rel=1e-5)
