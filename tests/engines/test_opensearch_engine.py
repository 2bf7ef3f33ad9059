"""The engine in a cluster: the same answers as in a folder, and batches that are seen whole."""

from __future__ import annotations

import datetime
import os
import random
import tempfile
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import search
from search.article import Article, Paragraph
from search.cluster import first_aid
from search.engines import (
    keys,
    opensearch_counts,
    opensearch_pages,
    opensearch_proximity,
    opensearch_queries,
    opensearch_terms,
    opensearch_view,
    opensearch_writer,
    ranking,
)
from search.engines.opensearch_documents import key_of
from search.engines.opensearch_terms import clauses
from search.errors import ArchiveMissing
from search.matching.sequences import spelling_distance
from search.query import nodes, parse
from tests.engines.shelves import SCOPES, SORTS, ClusterShelf, Shelf
from tests.engines.test_whoosh_engine import QUERIES, ROOT, compare, found, story
from tests.test_truth import TODAY, articles, queries
from tests.truth import Truth, day_counts, facet_counts, source_day_counts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.engines.base import Engine
    from search.results import Scope
    from tests.clusters import Cluster

pytestmark = pytest.mark.cluster
EXAMPLES = int(os.environ.get("NUTGRAF_EXAMPLES", "10"))
EVERYTHING = nodes.Everything()
fuzz = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture
def shelf(cluster: Cluster) -> Iterator[ClusterShelf]:
    with closing(ClusterShelf(cluster.address("engine"))) as made:
        yield made


def texts(shelf: ClusterShelf, *texts: str) -> None:
    shelf.change(Article.of(text, id=f"id{n:03}") for n, text in enumerate(texts))


def aids(engine: Engine, text: str) -> list[int]:
    return sorted(engine.aids(parse(text, today=TODAY).tree))


# Exact answers


@pytest.mark.parametrize("shards", [1, 3])
@fuzz
@given(data=st.data())
def test_it_finds_and_counts_exactly_what_the_query_means(
    cluster: Cluster, shards: int, data: st.DataObject
) -> None:
    held = [data.draw(articles(f"article{n}")) for n in range(data.draw(st.integers(1, 6)))]
    asked = data.draw(st.lists(queries, min_size=12, max_size=12))
    gone = data.draw(st.sets(st.integers(1, len(held)), max_size=1))
    with closing(ClusterShelf(cluster.address("truth"), shards)) as shelf:
        shelf.change(held[:2])
        shelf.change(held[2:], remove=gone & {1, 2})
        kept = {aid: each for aid, each in shelf.held.items() if aid not in gone & {1, 2}}
        for text in asked:
            compare_with_truth(shelf.engine, kept, text)


def compare_with_truth(engine: Engine, held: dict[int, Article], text: str) -> None:
    tree = parse(text, today=TODAY).tree
    truth = Truth(tree, engine.analyzer.stem)
    aid_of = {article.id: aid for aid, article in held.items()}
    kept = list(held.values())
    for scope in SCOPES:
        expected = {(aid_of[each], None) for each in truth.articles(kept)}
        if scope == "paragraph":
            expected = {(aid_of[each], number) for each, number in truth.paragraphs(kept)}  # type: ignore[misc]
        for sort in SORTS:
            whole = engine.search(tree, scope, sort, 99, 0)
            assert {(hit.aid, hit.number) for hit in whole.hits} == expected, (text, scope)
            assert whole.total == len(whole.hits) == len(expected), (text, scope, sort)
            pages = [engine.search(tree, scope, sort, 2, at) for at in range(0, len(expected), 2)]
            assert [hit for page in pages for hit in page.hits] == list(whole.hits), (text, sort)
        check_order(engine, held, tree, scope)
        hits = truth.hits(kept, scope)
        for name, counts in engine.facets(tree, scope).items():
            assert {each.value: each.count for each in counts} == facet_counts(hits, name), text
            assert list(counts) == sorted(counts, key=lambda each: (-each.count, each.value or ""))
        assert engine.days(tree, scope) == day_counts(hits), text
        assert engine.source_days(tree, scope) == source_day_counts(hits), text
    assert sorted(engine.aids(tree)) == sorted(aid_of[each] for each in truth.articles(kept)), text


def check_order(engine: Engine, held: dict[int, Article], tree: nodes.Node, scope: Scope) -> None:
    """By date with the undated last, then by id and number."""
    for sort, sign in (("newest", -1), ("oldest", 1)):
        hits = engine.search(tree, scope, sort, 99, 0).hits  # type: ignore[arg-type]
        places = []
        for hit in hits:
            article = held[hit.aid]
            day = article.date
            places.append(
                (day is None, sign * day.toordinal() if day else 0, article.id, hit.number or 0)
            )
        assert places == sorted(places)


@fuzz
@given(data=st.data())
def test_it_answers_as_in_a_folder(cluster: Cluster, data: st.DataObject) -> None:
    held = [data.draw(articles(name)) for name in "abcde"[: data.draw(st.integers(1, 5))]]
    newer = data.draw(articles("a"))
    asked = data.draw(st.lists(queries, min_size=8, max_size=8))
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(Shelf(Path(folder), "tantivy")) as one,
        closing(ClusterShelf(cluster.address("alike"))) as other,
    ):
        for each in (one, other):
            each.change(held)
        compare(one.engine, other.engine, asked)
        assert dict(one.engine.words()) == dict(other.engine.words())
        for each in (one, other):
            each.change([newer], remove=[1, len(held)])
        compare(one.engine, other.engine, asked)


@pytest.fixture(scope="module")
def samples(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Shelf, Shelf]]:
    with (
        closing(Shelf(tmp_path_factory.mktemp("samples"), "tantivy")) as one,
        closing(ClusterShelf(cluster.address("samples"), 2)) as other,
    ):
        for shelf in (one, other):
            shelf.change(search.read(ROOT / "seeds"))
        yield one, other


@pytest.mark.parametrize("text", QUERIES)
def test_it_answers_as_in_a_folder_over_the_samples(
    text: str, samples: tuple[Shelf, Shelf]
) -> None:
    compare(samples[0].engine, samples[1].engine, [text])


def test_it_knows_the_words_and_stems_that_a_folder_does(samples: tuple[Shelf, Shelf]) -> None:
    one, other = (shelf.engine for shelf in samples)
    assert dict(one.words()) == dict(other.words())
    stems = ["bridg", "talk", "no-such-stem", "the"]
    assert list(one.frequencies(stems)) == pytest.approx(list(other.frequencies(stems)), rel=0.1)


def test_other_spellings_are_those_of_optimal_string_alignment(shelf: ClusterShelf) -> None:
    chance = random.Random(5)
    words = {"".join(chance.choices("abc", k=chance.randint(1, 6))) for _ in range(400)}
    texts(shelf, *words, "𐐀b", "中国")
    held = {aid: article.paragraphs[0].text for aid, article in shelf.held.items()}
    for word in ("".join(chance.choices("abc", k=chance.randint(1, 6))) for _ in range(40)):
        for most in (1, 2):
            near = [
                aid for aid, each in held.items() if spelling_distance(word, each, most) <= most
            ]
            assert aids(shelf.engine, f"{word}~{most}") == near, (word, most)


# Very long words


LONG = "x" * 300
HUGE = "é" * 40_000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (LONG, [1]), (f"={LONG}", [1]), (f'"a {LONG} b"', [1]), (f"a w/1 {LONG}", [1]),
        (f"a w/1 b {LONG[:-1]}", []), (LONG[:-1], []), (f"{LONG[:-1]}~", [1]), ("x" * 298 + "~2", [1]),
        ("x" * 297 + "~2", []), ("x" * 150 + "*", [1]), ("x*", [1, 3, 4]), ("*x?", [1, 3, 4]), ("e" * 900 + "*", [2]),
        ("/e+/", [2]), ("/[^a-d]+/", [1, 2, 3, 4]), ("/[a-\uffff]{100,400}/", [1, 3]), ("x* w/2 b", [1, 4]),
        ("=x* pre/1 =b", [1, 4]), ("author:" + "y" * 200, [3]), ("author:y*", [3]), ("y*", []), ("/.{300}/", [1]),
        ("*", [1, 2, 3, 4]), ("author:/[^a]+/", [3]), ("𐐀*", [4]), ("𝒳y", [4]), ("/./", [1, 4]),
    ],
)  # fmt: skip
def test_very_long_words_are_words_like_others(
    long: ClusterShelf, text: str, found: list[int]
) -> None:
    assert aids(long.engine, text) == found
    whole = long.engine.search(parse(text).tree, "paragraph", "newest", 9, 0)
    assert sorted(hit.aid for hit in whole.hits) == found


@pytest.fixture(scope="module")
def long(cluster: Cluster) -> Iterator[ClusterShelf]:
    with closing(ClusterShelf(cluster.address("long"))) as shelf:
        texts(shelf, f"a {LONG} b", HUGE, "x" * 127, "\U00010400\U0001d4d0 𝒳y b")
        shelf.held[3] = replace(shelf.held[3], authors=("y" * 200,))
        held = list(shelf.held.values())
        shelf.held.clear()
        shelf.change([], remove=[1, 2, 3, 4])
        shelf.engine.refresh()
        shelf.change(held)
        yield shelf


def test_very_long_words_survive_a_change(long: ClusterShelf) -> None:
    assert dict(long.engine.words())[LONG] == 1
    assert dict(long.engine.words())["e" * 40_000] == 1
    assert key_of(LONG) != key_of(LONG + "x")


# Patterns and queries that OpenSearch does not take


@pytest.mark.parametrize(
    "text",
    [
        "/.*a.{16}/", "*a????????????????", "/(abcdefgh|bcdefghi){40,60}|.*zzz/", "title:/.*a.{16}/",
        "author:/.*a.{16}/", "path:/.*a.{16}/", f'path:"{"long/" * 300}"', "b w/3 /.*a.{16}/",
        "author:(ann w/2 /.*e.{16}|lee/)", "/" + "(" * 40 + "a" + ")*" * 40 + ".{17}/", '/&|@|~|#|<1-9>|\\"/',
    ],
)  # fmt: skip
def test_patterns_that_are_too_large_are_looked_for_word_by_word(
    shelf: ClusterShelf, tmp_path: Path, text: str
) -> None:
    held = [
        Article.of("b caaaaaaaaaaaaaaaaaaaa", id="one", title="xaaaaaaaaaaaaaaaaa", authors=("Ann Lee",)),
        Article.of("b a", id="two", authors=("yaaaaaaaaaaaaaaaaa",), path="long/" * 300 + "a.txt"),
        Article.of("c zzz", id="three", path="xaaaaaaaaaaaaaaaaa"),
    ]  # fmt: skip
    with closing(Shelf(tmp_path, "tantivy")) as other:
        for each in (shelf, other):
            each.change(held)
        compare(other.engine, shelf.engine, [text])


@pytest.mark.parametrize("joined", [nodes.Or, nodes.And])
def test_more_clauses_than_lucene_takes(
    shelf: ClusterShelf, joined: type[nodes.Or | nodes.And]
) -> None:
    texts(shelf, " ".join(f"w{n}" for n in range(1500)), "w7 w8", "others")
    expected = [1, 2] if joined is nodes.Or else [1]
    for make in (
        lambda n: nodes.Word(f"w{n}"),
        lambda n: nodes.Phrase(f"w{n} w{n + 1}"),
        lambda n: nodes.Wildcard(f"w{n}*"),
        lambda _: nodes.Word("w7"),
    ):
        tree = joined(tuple(make(n) for n in range(1400)))
        negated = nodes.Not(tree)
        is_of_one = make(1) == make(2)
        for scope in SCOPES:
            hits = shelf.engine.search(tree, scope, "relevance", 9, 0).hits
            assert sorted(hit.aid for hit in hits) == ([1, 2] if is_of_one else expected)
            rest = shelf.engine.search(negated, scope, "newest", 9, 0).total
            assert rest == 3 - len(hits)


def test_many_alternatives_beside_each_other(shelf: ClusterShelf) -> None:
    texts(shelf, "a b x c d", "a b x x x x x x c d", "c d a b")
    pairs = nodes.Or((*(nodes.Phrase(f"w{n} v{n}") for n in range(200)), nodes.Phrase("a b")))
    others = nodes.Or((*(nodes.Phrase(f"y{n} z{n}") for n in range(200)), nodes.Phrase("c d")))
    tree = nodes.Near(pairs, others, 3)
    assert sorted(shelf.engine.aids(tree)) == [1, 3]
    words = nodes.Or((*(nodes.Word(f"w{n}") for n in range(1200)), nodes.Word("b")))
    assert sorted(shelf.engine.aids(nodes.Near(words, nodes.Word("c"), 2))) == [1]


def test_clauses_are_counted_as_lucene_does() -> None:
    one: dict[str, object] = {"term": {"exact": "a"}}
    both = {"bool": {"must": [one, {"bool": {"filter": [one, one]}}], "boost": 2.0}}
    assert clauses(both) == 3
    assert clauses({"boosting": {"positive": both, "negative": one, "negative_boost": 0.5}}) == 4


def test_nested_brackets(shelf: ClusterShelf) -> None:
    texts(shelf, "a", "b")
    text = "a"
    for _ in range(14):
        text = f"(-((b OR {text})^2))"
    compare_with_truth(shelf.engine, shelf.held, text)


# Pages


def test_far_pages(shelf: ClusterShelf, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (opensearch_pages, opensearch_view):
        monkeypatch.setattr(module, "WINDOW", 7)
    held = [
        replace(story(n), date=datetime.date(2021, 8, 1 + n % 9) if n % 4 else None)
        for n in range(30)
    ]
    shelf.change(held, groups={3: 1, 9: 1, 20: 8})
    tree = parse("bridge").tree
    for scope in SCOPES:
        for sort in SORTS:
            for collapse in (False, True):
                whole = shelf.engine.search(tree, scope, sort, 1 << 62, 0, collapse=collapse)
                assert len(whole.hits) == whole.distinct
                assert whole.total == (30 if scope == "article" else 60)
                pages = [
                    shelf.engine.search(tree, scope, sort, 4, at, collapse=collapse)
                    for at in range(0, whole.distinct + 8, 4)
                ]
                assert [hit for page in pages for hit in page.hits] == list(whole.hits)
                assert {page.distinct for page in pages} == {whole.distinct}
    assert shelf.engine.search(tree, "article", "newest", 10, 1 << 40).hits == ()


def test_of_many_shards_every_value_is_counted(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opensearch_counts, "FACET_SIZE", 5)
    for module in (opensearch_counts, opensearch_view):
        monkeypatch.setattr(module, "BUCKETS", 4)
    held = [
        replace(
            story(n, f"The bridge, word{n % 13} and word{n % 7}."),
            source=f"Source {n % 9}" if n % 5 else None,
            date=datetime.date(2021, 8, 1 + n % 11),
        )
        for n in range(80)
    ]
    with closing(ClusterShelf(cluster.address("shards"), 3)) as shelf:
        shelf.change(held)
        hits = [(each, each.paragraphs) for each in held]
        expected = facet_counts(hits, "source")
        (counts,) = shelf.engine.facets(EVERYTHING, "article", ["source"]).values()
        order = sorted(expected.items(), key=lambda each: (-each[1], each[0] or ""))
        assert [(each.value, each.count) for each in counts] == order[:5]
        assert shelf.engine.days(EVERYTHING, "article") == day_counts(hits)
        assert shelf.engine.source_days(EVERYTHING, "article") == source_day_counts(hits)
        words = dict(shelf.engine.words())
        assert words["bridge"] == 80
        assert words["word5"] == len([n for n in range(80) if 5 in (n % 13, n % 7)])
        assert keys.FACET_SIZE == 10_000


def test_what_is_remembered_of_old_queries_is_bounded(
    shelf: ClusterShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opensearch_queries, "SETTLED_KEPT", 3)
    monkeypatch.setattr(opensearch_terms, "KNOWN_KEPT", 2)
    texts(shelf, "peace and talks. Talks of peace.")
    for distance in range(1, 6):
        assert aids(shelf.engine, f"peace w/s talks w/{distance} of") == [1]
        assert aids(shelf.engine, f"pe*{'?' * (distance % 3)} w/{distance} {'?' * distance}*") == [
            1
        ]
    state = shelf.engine._state  # type: ignore[attr-defined]
    assert len(state.translator._settled) <= 3
    assert len(state.translator._terms._passing) <= 2


def test_patterns_of_many_words_beside_others(
    shelf: ClusterShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts(shelf, "a1 b", "a2 c b", "b a3", "c")
    for most in (100, 2):
        monkeypatch.setattr(opensearch_terms, "MOST_FORMS", most)
        engine = shelf.another()
        assert aids(engine, "a* w/1 b") == [1, 3]
        assert aids(engine, "a* pre/2 b") == [1, 2]
        assert aids(engine, '"b" pre/1 a?') == [3]
        assert aids(engine, "a*-b") == [1]


def test_proximity_is_native_where_it_can_be(
    shelf: ClusterShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts(shelf, "peace talks began in the old town", "talks of peace")
    monkeypatch.setattr(
        opensearch_queries, "matching_paragraphs", lambda *_, **__: pytest.fail("settled")
    )
    for text in (
        "peace w/2 talks", "talk pre/1 =of", '"peace talks" w/9 "old town"', "(peace OR talks) w/3 began",
        '("peace talks" OR =began) w/3 town', "peace w/p town", 'peace w/p "old town"', '"peace began"~1',
        "pea* w/2 talks", "peace-talk*", "title:(peace w/2 talks)",
    ):  # fmt: skip
        aids(shelf.engine, text)
    assert opensearch_proximity.PAIR == 2


# Batches


def add(
    shelf: ClusterShelf, engine: Engine, *texts: str, remove: list[int] | None = None
) -> list[int]:
    """Write articles with the aids of the batch under way, and commit."""
    assert shelf.site.lease.batch is not None
    first = first_aid(shelf.site.lease.batch)
    writer = engine.writer()
    for aid in remove or ():
        writer.remove(aid)
    for aid, text in enumerate(texts, start=first):
        shelf.held[aid] = Article.of(text, id=f"id{aid}")
        writer.add(aid, shelf.held[aid])
    writer.commit()
    writer.close()
    return list(range(first, first + len(texts)))


def test_a_batch_is_seen_when_it_is_kept_and_a_reader_looks(shelf: ClusterShelf) -> None:
    lease, reader = shelf.site.lease, shelf.another()
    lease.take(9)
    (one,) = add(shelf, shelf.engine, "old bridge")
    shelf.engine.refresh()
    assert aids(shelf.engine, "bridge") == []
    lease.keep()
    shelf.engine.refresh()
    assert (aids(shelf.engine, "bridge"), aids(reader, "bridge")) == ([one], [])
    reader.refresh()
    lease.take(9)
    (two,) = add(shelf, shelf.engine, "new bridge", remove=[one])
    lease.keep()
    for text, scope in (("bridge", "article"), ("*", "paragraph")):
        hits = reader.search(parse(text).tree, scope, "newest", 9, 0).hits  # type: ignore[arg-type]
        assert [hit.aid for hit in hits] == [one]
    assert dict(reader.contents()) == {one: 1}
    assert dict(reader.words()) == {"old": 1, "bridge": 1}
    reader.refresh()
    assert aids(reader, "bridge") == [two]
    assert dict(reader.contents()) == {two: 1}
    assert dict(reader.words()) == {"new": 1, "bridge": 1}


def test_a_batch_that_was_given_up_is_never_seen(shelf: ClusterShelf) -> None:
    lease = shelf.site.lease
    lease.take(9)
    one, two = add(shelf, shelf.engine, "old bridge", "peace")
    lease.keep()
    lease.take(9)
    add(shelf, shelf.engine, "new bridge", remove=[one])
    lease.give_up()
    shelf.engine.refresh()
    assert aids(shelf.engine, "bridge") == [one]
    lease.take(9)
    (three,) = add(shelf, shelf.engine, "third bridge", remove=[two])
    lease.keep()
    shelf.engine.refresh()
    assert aids(shelf.engine, "*") == [one, three]
    assert dict(shelf.engine.contents()) == {one: 1, three: 1}


def test_what_was_removed_stays_so_when_it_is_removed_again(shelf: ClusterShelf) -> None:
    lease, reader = shelf.site.lease, shelf.another()
    for _ in range(3):
        lease.take(9)
        (one,) = add(shelf, shelf.engine, "bridge") if not shelf.held else shelf.held
        writer = shelf.engine.writer()
        writer.remove(one)
        writer.commit()
        writer.close()
        assert aids(reader, "bridge") == []
        lease.keep()
        reader.refresh()
        assert aids(reader, "bridge") == []


def test_an_article_can_be_removed_and_added_in_one_batch(shelf: ClusterShelf) -> None:
    shelf.site.lease.take(9)
    writer = shelf.engine.writer()
    writer.add(1, story(1))
    writer.add(2, story(2))
    writer.remove(1)
    writer.remove(99)
    writer.commit()
    writer.remove(2)
    writer.add(2, Article.of("The harbour froze.", id="two"))
    writer.add(3, story(3))
    writer.add(3, Article.of("Ice.", id="three"))
    writer.commit()
    writer.close()
    shelf.site.lease.keep()
    shelf.engine.refresh()
    assert found(shelf.engine, "harbour") == [(2, None)]
    assert found(shelf.engine, "reopened") == []
    assert dict(shelf.engine.contents()) == {2: 1, 3: 1}
    shelf.site.lease.take(9)  # as a check that finds something wrong does
    writer = shelf.engine.writer()
    for aid in (2, 3):
        writer.remove(aid)
    writer.add(2, story(2))
    writer.commit()
    writer.close()
    shelf.site.lease.keep()
    shelf.engine.refresh()
    assert dict(shelf.engine.contents()) == {2: 3}
    assert aids(shelf.engine, "harbour OR ice") == []


def test_what_was_not_committed_is_lost(shelf: ClusterShelf) -> None:
    shelf.change([story(1)])
    shelf.site.lease.take(9)
    writer = shelf.engine.writer()
    writer.add(2, story(2))
    writer.remove(1)
    writer.close()
    shelf.site.lease.give_up()
    shelf.engine.refresh()
    assert aids(shelf.engine, "bridge") == [1]


def test_nothing_is_written_without_a_turn(shelf: ClusterShelf) -> None:
    writer = shelf.engine.writer()
    with pytest.raises(ValueError, match="take a turn"):
        writer.add(1, story(1))
    writer.close()


def test_a_sweep_deletes_what_nobody_sees(
    shelf: ClusterShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opensearch_writer, "AT_ONCE", 1)
    lease = shelf.site.lease
    batches = []
    for texts_of_batch, remove, kept in (
        (["one bridge", "two bridges"], 0, True),
        (["three bridges"], 0, False),
        ([], 2, False),
        (["four bridges"], 1, True),
        ([], 1, True),
    ):
        lease.take(9)
        batches.append(lease.batch)
        add(shelf, shelf.engine, *texts_of_batch, remove=list(shelf.held)[:remove])
        if kept:
            lease.keep()
        else:
            lease.give_up()
    first, second, third, _ = shelf.held
    shelf.engine.refresh()
    assert aids(shelf.engine, "bridge") == [second, list(shelf.held)[3]]
    lease.take(9)
    writer = shelf.engine.writer()
    assert isinstance(writer, opensearch_writer.OpenSearchWriter)
    writer.sweep(before=batches[3] or 0)
    writer.close()
    lease.keep()
    shelf.engine.refresh()
    assert aids(shelf.engine, "bridge") == [second, list(shelf.held)[3]]
    indices = [shelf.site.cluster.index(f"{part}-index-1") for part in ("articles", "paragraphs")]
    for index in indices:
        left = {hit["_source"]["aid"]: hit["_source"] for hit in
                shelf.site.cluster.search(index, {"query": {"match_all": {}}})["hits"]["hits"]}  # fmt: skip
        assert sorted(left) == [second, list(shelf.held)[3]]
        assert all("gone" not in source for source in left.values())
    assert first not in left
    assert third not in left


def test_half_an_index_is_refused(shelf: ClusterShelf) -> None:
    shelf.site.cluster.drop([shelf.site.cluster.index("paragraphs-index-1")])
    with pytest.raises(ArchiveMissing, match="a part is missing"):
        found(shelf.engine, "bridge", "paragraph")


def test_an_article_of_very_many_paragraphs(shelf: ClusterShelf) -> None:
    paragraphs = [Paragraph(number=n, text=f"{n} bridge") for n in range(1, 20_001)]
    shelf.change([Article(id="long", paragraphs=tuple(paragraphs))])
    assert aids(shelf.engine, "19999 w/1 bridge") == [1]
    assert aids(shelf.engine, "bridge w/1000 19999 -20001") == [1]
    assert aids(shelf.engine, "=1 w/1000 =2") == []
    assert dict(shelf.engine.contents()) == {1: 20_000}
    hits = shelf.engine.search(parse("bridge").tree, "paragraph", "newest", 1 << 62, 0)
    assert [hit.number for hit in hits.hits] == list(range(1, 20_001))


def test_a_search_may_run_out_of_time(shelf: ClusterShelf) -> None:
    from search.deadlines import time_limit  # noqa: PLC0415

    texts(shelf, "bridge")
    with time_limit(-1), pytest.raises(search.SearchTimeout):
        aids(shelf.engine, "bridge")


def test_a_score_names_its_words(shelf: ClusterShelf) -> None:
    texts(shelf, "The bridge reopened.", "Traffic.")
    tree = parse('bridges "bridge reopened" date:none').tree
    score = shelf.engine.explain(ranking.plan(tree, shelf.engine.analyzer), 1)
    assert score is not None
    assert [(part.description, part.parts[0].description) for part in score.parts] == [
        ("bridges", "“bridg” in the field stem"),
        ('"bridge reopened"', "“bridge reopened” in the field exact"),
    ]
    assert score.value == pytest.approx(sum(part.value for part in score.parts))


def test_a_ranked_search_takes_few_requests(
    shelf: ClusterShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts(shelf, *(["The bridge reopened.\n\nTraffic.\n\nTrains and ferries."] * 3))
    cluster = shelf.site.cluster
    asked: list[str] = []
    ask = cluster.ask

    def noted(method: str, path: str, *about: Any, **how: Any) -> Any:  # noqa: ANN401 - JSON
        asked.append(path)
        return ask(method, path, *about, **how)

    monkeypatch.setattr(cluster, "ask", noted)
    shelf.engine.search(parse("peace").tree, "article", "relevance", 1, 0)  # is there boilerplate?
    for text, paths in (
        ("bridge", ["_search"]),
        ("bridge reopened", ["_search", "_msearch"]),
        ("bridge reopened", ["_search"]),  # what its paragraphs add is remembered
        ("bridge OR traffic", ["_search", "_msearch"]),
    ):
        asked.clear()
        hits = shelf.engine.search(parse(text).tree, "article", "relevance", 2, 1).hits
        assert len(hits) == 2
        assert [path.rsplit("/", 1)[1] for path in asked] == paths, text
    asked.clear()
    plan = ranking.plan(parse("bridge reopened").tree, shelf.engine.analyzer)
    assert shelf.engine.explain(plan, hits[0].aid, 99.0) is not None
    assert asked == ["/_msearch"]
