"""The engine in pure Python: the same answers as tantivy's, without tantivy."""

from __future__ import annotations

import datetime
import itertools
import os
import subprocess
import sys
import tempfile
import textwrap
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import search
from search.analysis import terms
from search.article import Article, Paragraph
from search.engines import whoosh_segments
from search.engines.whoosh_engine import SNOWBALL, WhooshEngine, _stemmer
from search.query import nodes, parse
from search.query.patterns import compile_pattern
from tests.engines.shelves import SCOPES, SORTS, Shelf
from tests.test_truth import NAMES, TODAY, WORDS, articles, queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.archive import Archive
    from search.engines.base import Engine
    from search.results import Scope

ROOT = Path(__file__).parents[2]

# Every kind of node, over words whose stems the engines agree on.
QUERIES = (
    "*", "bridge", "=bridge", '"bridge reopened"', '"reopened bridge"~2', "bri*", "?ridge", "bridgw~1", "/br.+e/", "bridge w/5 traffic", "bridge pre/5 traffic", "bridge w/s traffic",
    "bridge w/p traffic", "(bridge OR harbour) w/9 (mon* OR =light)", "bridge traffic",
    "bridge OR harbour", "bridge -traffic", "-bridge", "bridge^3 OR harbour", "title:bridge",
    'title:"bridge open"', "author:lee", 'author:"ann lee"', "author:(lee w/2 ann)",
    'author:"lee ann"~3', "author:*", "-author:*", "source:bbc", "path:2021", "lang:en",
    "kind:caption", "kind:*", "date:2021", "date:2021-08-02..2021-08-31", "date:none", "date:*",
    "no-such-word", "bridge-reopened", "title:(bridge w/s open)",
    'source:="The Harbour Courier"', 'source:="The Harbour"', 'author:(="Ilse Varnholt" OR lee)',
    '-section:="Science"', 'lang:="en"^2', 'kind:="caption"', 'kind:="Caption"',
)  # fmt: skip


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with search.Archive.create(tmp_path / "archive", engine="whoosh") as made:
        yield made


def story(number: int, text: str = "The bridge reopened on Monday.") -> Article:
    return Article.of(f"{text}\n\nTraffic was light.", id=f"story{number}", title="Bridge open")


def found(engine: Engine, text: str, scope: Scope = "article") -> list[tuple[int, int | None]]:
    tree = parse(text, today=TODAY).tree
    return [(hit.aid, hit.number) for hit in engine.search(tree, scope, "newest", 999, 0).hits]


# The same answers


def test_the_stemmers_agree_on_the_words_of_these_tests(tmp_path: Path) -> None:
    stem = Shelf(tmp_path, "tantivy").engine.analyzer.stem
    own = _stemmer("english")
    words = {term for word in (*WORDS, *NAMES) for term in terms(word)}
    assert {word: own(word) for word in words} == {word: stem(word) for word in words}


@settings(
    max_examples=int(os.environ.get("NUTGRAF_EXAMPLES", "15")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_both_engines_answer_alike(data: st.DataObject) -> None:
    held = [data.draw(articles(name)) for name in "abcde"[: data.draw(st.integers(1, 5))]]
    newer = data.draw(articles("a"))
    asked = data.draw(st.lists(queries, min_size=8, max_size=8))
    with tempfile.TemporaryDirectory() as folder:
        one, other = Shelf(Path(folder, "one")), Shelf(Path(folder, "other"), "tantivy")
        for shelf in (one, other):
            shelf.change(held)
        compare(one.engine, other.engine, asked)
        for shelf in (one, other):
            shelf.change([newer], remove=[1, len(held)])
        compare(one.engine, other.engine, asked)
        one.engine.close()
        other.engine.close()


def compare(one: Engine, other: Engine, asked: list[str]) -> None:
    for text, scope in itertools.product(asked, SCOPES):
        tree = parse(text, today=TODAY).tree
        for sort in SORTS:
            found = [engine.search(tree, scope, sort, 999, 0) for engine in (one, other)]
            assert found[0].total == found[1].total == len(found[0].hits), (text, scope)
            places = [[(hit.aid, hit.number) for hit in each.hits] for each in found]
            if sort == "relevance":
                places = [sorted(each, key=str) for each in places]
            assert places[0] == places[1], (text, scope, sort)
        assert one.facets(tree, scope) == other.facets(tree, scope), text
        assert one.days(tree, scope) == other.days(tree, scope), text
        assert one.source_days(tree, scope) == other.source_days(tree, scope), text
        assert sorted(one.aids(tree)) == sorted(other.aids(tree)), text
    assert sorted(one.contents()) == sorted(other.contents())


@pytest.mark.parametrize("text", QUERIES)
def test_both_engines_answer_alike_over_the_samples(
    text: str, samples: tuple[Shelf, Shelf]
) -> None:
    compare(samples[0].engine, samples[1].engine, [text])


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shelf, Shelf]]:
    folder = tmp_path_factory.mktemp("samples")
    shelves = Shelf(folder / "one"), Shelf(folder / "other", "tantivy")
    for shelf in shelves:
        shelf.change(search.read(ROOT / "seeds"))
    yield shelves
    for shelf in shelves:
        shelf.engine.close()


def test_equal_scores_come_newest_first_then_by_id_and_number(archive: Archive) -> None:
    text = "The bridge reopened.\n\nThe bridge reopened."
    dates = {"c": 1, "b": 2, "a": 1, "same-beginning-2": 3, "same-beginning-1": 3}
    archive.add(
        Article.of(text, id=name, date=datetime.date(2021, 8, day)) for name, day in dates.items()
    )
    archive.add([Article.of(text, id="undated")])
    hits = archive.search("bridge", scope="paragraph", limit=100).hits
    order = ["same-beginning-1", "same-beginning-2", "b", "a", "c", "undated"]
    assert [(hit.article.id, hit.paragraphs[0].number) for hit in hits] == [
        (name, number) for name in order for number in (1, 2)
    ]
    assert len({hit.score for hit in hits}) == 1
    pages = [
        archive.search("bridge", scope="paragraph", limit=1, offset=place).hits[0]
        for place in range(12)
    ]
    assert pages == list(hits)


def test_a_word_in_the_title_ranks_higher(archive: Archive) -> None:
    archive.add(
        [
            Article.of("The bridge is old. The harbour is not.", id="body", title="Harbour"),
            Article.of("The harbour is old. The bridge is not.", id="title", title="Bridge"),
        ]
    )
    assert [hit.article.id for hit in archive.search("bridge").hits] == ["title", "body"]


def test_more_clauses_than_python_nests_calls(tmp_path: Path) -> None:
    engine = Shelf(tmp_path).change([story(1)]).engine
    for tree in (
        nodes.Or((*(nodes.Word(f"w{number}") for number in range(1500)), nodes.Word("bridge"))),
        nodes.And((nodes.Word("bridge"),) * 1500),
    ):
        assert engine.search(tree, "article", "relevance", 10, 0).total == 1
    engine.close()


@given(
    st.lists(
        st.sampled_from(
            ["a", "b", "é", ".", "a*", "b+", "a?", "b{2}", "(a|b)", "(ab)*", "[ab]", "|"]
        ),
        max_size=5,
    ).map("".join),
    st.text("abé", max_size=6),
)
def test_head_and_tail_never_hide_a_term(pattern: str, term: str) -> None:
    try:
        compiled = compile_pattern(pattern)
    except ValueError:
        return
    assert compiled.accepts(term) == compiled._walks(term)


def test_long_words_and_rare_letters(archive: Archive) -> None:
    long = "x" * 70_000
    archive.add([Article.of(f"a {long} \U00010400\U0001d4d0 𝒳y", id="odd")])
    for text in ("𐐀*", "x" * 1500 + "*", "𝒳y"):
        assert archive.search(text).total == 1, text


# Without compiled wheels


def test_everything_works_without_tantivy(tmp_path: Path) -> None:
    program = f"""
        import sys
        sys.modules["tantivy"] = None
        import search
        place = {str(tmp_path / "archive")!r}
        with search.Archive.create(place, engine="whoosh") as archive:
            summary = archive.index([{str(ROOT / "seeds")!r}])
            assert summary.added > 20 and not summary.failed, summary
            for text in {QUERIES!r}:
                for scope in ("article", "paragraph"):
                    archive.search(text, scope=scope, facets=True)
            total = archive.search("*").total
            assert archive.search("massoud").total > 5
            one = archive.search("massoud").hits[0].article
            archive.remove([one.id])
            archive.add([search.Article.of("Massoud spoke.", id=one.id)])
            assert archive.search("*").total == total
            assert archive.check().agrees
        search.Archive.rebuild(place)
        with search.Archive.open(place) as archive:
            assert archive.search("*").total == total and archive.check().agrees
        assert sys.modules["tantivy"] is None
        print("done")
    """
    assert run(program) == "done"


def test_nltk_loads_only_for_stems(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path / "archive", engine="whoosh") as archive:
        archive.add([story(1)])
    program = f"""
        import sys, search
        with search.Archive.open({str(tmp_path / "archive")!r}) as archive:
            assert archive.search('"bridge reopened"').total == 1
            assert "nltk" not in sys.modules and "whoosh.qparser" not in sys.modules
            assert archive.search("bridges").total == 1
            assert "nltk.stem.snowball" in sys.modules
        print("done")
    """
    assert run(program) == "done"


def run(program: str) -> str:
    """Run a program in a fresh interpreter and return what it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(program)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_conversion_from_and_to_tantivy(tmp_path: Path) -> None:
    place = tmp_path / "archive"
    with search.Archive.create(place, engine="tantivy") as archive:
        archive.add(story(number) for number in range(5))
    for engine in ("whoosh", "tantivy", "whoosh"):
        assert search.Archive.rebuild(place, engine=engine) == 5
        with search.Archive.open(place) as archive:
            assert archive.stats().engine == engine
            assert archive.search('"bridge reopened"').total == 5
            assert archive.check().agrees


def test_no_thread_disturbs_another(archive: Archive) -> None:
    archive.add(story(number) for number in range(50))
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(10):
            for text in ("bridge", "traffic w/5 light", "bri*", '"bridge reopened"'):
                total = archive.search(text).total
                if total != 50:
                    wrong.append((text, total))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


# Stems


@pytest.mark.parametrize("language", SNOWBALL)
@settings(max_examples=200, deadline=None)
@given(term=st.text(st.characters(categories=["Ll", "Lo", "Nd", "Mn"]), min_size=1, max_size=12))
def test_every_term_has_a_stem(language: str, term: str) -> None:
    assert _stemmer(language)(term)


def test_a_language_without_a_stemmer_has_terms_as_they_are() -> None:
    assert _stemmer("klingon")("bridges") == "bridges"


def test_the_index_has_the_stems_of_its_analyzer(tmp_path: Path) -> None:
    engine = Shelf(tmp_path).change([story(1, "An international organization.")]).engine
    for word in ("intern", "organ", "international", "organizations", "bridge"):
        stems = {engine.analyzer.stem(term) for term in terms("An international organization.")}
        assert bool(found(engine, word)) == (engine.analyzer.stem(word) in stems | {"bridg"}), word
    engine.close()


# What is on disk


def test_a_search_answers_from_the_last_refresh(tmp_path: Path) -> None:
    reading, writing = Shelf(tmp_path).engine, Shelf(tmp_path).engine
    for aid in range(1, 30):
        writer = writing.writer()
        writer.add(aid, story(aid))
        if aid > 1:
            writer.remove(aid - 1)
        writer.commit()
        writer.close()
        if aid == 10:
            reading.refresh()
    before = [(10, None)]
    assert found(reading, "bridge") == before
    assert found(reading, '"bridge reopened"') == before
    assert [count.count for count in reading.facets(parse("*").tree, "article")["year"]] == [1]
    assert dict(reading.contents()) == {10: 3}
    reading.refresh()
    assert found(reading, "bridge") == [(29, None)]
    reading.close()
    writing.close()


def test_what_was_not_committed_is_lost(tmp_path: Path) -> None:
    engine = Shelf(tmp_path).engine
    writer = engine.writer()
    writer.add(1, story(1))
    writer.commit()
    writer.add(2, story(2))
    writer.remove(1)
    writer.close()
    engine.refresh()
    assert found(engine, "bridge") == [(1, None)]
    engine.close()


def test_an_article_can_be_removed_before_it_is_committed(tmp_path: Path) -> None:
    engine = Shelf(tmp_path).engine
    writer = engine.writer()
    writer.add(1, story(1))
    writer.add(2, story(2))
    writer.remove(1)
    writer.remove(99)
    writer.commit()
    writer.remove(2)
    writer.add(2, story(2, "The harbour froze."))
    writer.commit()
    writer.close()
    engine.refresh()
    assert found(engine, "harbour") == [(2, None)]
    assert found(engine, "reopened") == []
    assert dict(engine.contents()) == {2: 3}
    engine.close()


def test_a_large_batch_is_written_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whoosh_segments, "POSTINGS_AT_ONCE", 20)
    engine = Shelf(tmp_path).engine
    writer = engine.writer()
    for aid in range(1, 6):
        writer.add(aid, story(aid))
    writer.remove(2)  # it is in a segment on disk that is not committed
    writer.commit()
    writer.close()
    engine.refresh()
    assert {aid for aid, _ in found(engine, "bridge")} == {1, 3, 4, 5}
    engine.close()


def test_many_commits_leave_few_segments(tmp_path: Path) -> None:
    engine = Shelf(tmp_path).engine
    writer = engine.writer()
    for aid in range(1, 201):
        writer.add(aid, story(aid))
        if aid % 3 == 0:
            writer.remove(aid - 1)
        writer.commit()
    writer.close()
    engine.refresh()
    segments = list((tmp_path / "paragraphs").glob("*.seg"))
    assert len(segments) < 30
    kept = {aid for aid in range(1, 201) if aid % 3 != 2 or aid == 200}
    assert dict(engine.contents()) == dict.fromkeys(kept, 3)
    assert len(found(engine, '"bridge reopened"', "paragraph")) == len(kept)
    tree = parse('"bridge reopened"').tree
    assert engine.search(tree, "article", "relevance", 1, 0).total == len(kept)
    engine.close()


def test_no_files_are_left_behind(tmp_path: Path) -> None:
    engine = Shelf(tmp_path).engine
    for aid in range(1, 12):
        writer = engine.writer()
        writer.add(aid, story(aid))
        writer.commit()
        writer.add(aid + 100, story(aid))  # is never committed
        writer.close()
    engine.refresh()
    for folder in ("articles", "paragraphs"):
        names = [path.name for path in (tmp_path / folder).iterdir()]
        assert sum(name.endswith(".toc") for name in names) == 1
        assert all(name.endswith((".toc", ".seg")) for name in names), names
    engine.close()


def test_a_commit_is_on_disk_before_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    sync, rename = os.fsync, os.rename

    def record_sync(file: int) -> None:
        calls.append("sync")
        sync(file)

    def record_rename(old: str, new: str) -> None:
        calls.append("rename")
        rename(old, new)

    engine = Shelf(tmp_path).engine
    writer = engine.writer()
    writer.add(1, story(1))
    monkeypatch.setattr(os, "fsync", record_sync)
    monkeypatch.setattr(os, "rename", record_rename)
    writer.commit()
    assert calls == ["sync", "sync", "rename", "sync"] * 2  # segment, contents; folder
    writer.close()
    engine.close()


def test_an_update_is_found_and_what_it_replaced_is_not(archive: Archive) -> None:
    article = story(1)
    archive.add([article])
    changed = replace(article, paragraphs=(Paragraph(number=1, text="The harbour froze."),))
    archive.add([changed, changed])
    assert archive.search("harbour").total == 1
    assert archive.search("traffic").total == 0
    assert archive.check().agrees


def test_what_articles_are_counted_by_is_read_once_from_each_segment(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path).change(replace(story(n), source="A") for n in range(3))
    assert isinstance(shelf.engine, WhooshEngine)
    tables = shelf.engine._tables
    everything = parse("").tree
    shelf.engine.facets(everything, "article", ["source"])
    before = dict(tables)
    shelf.change([replace(story(9), source="B")], remove=[1])
    (counts,) = shelf.engine.facets(everything, "article", ["source"]).values()
    assert [(each.value, each.count) for each in counts] == [("A", 2), ("B", 1)]
    assert len(tables) == 2
    assert all(tables[key] is table for key, table in before.items())
    shelf.change([], remove=[2, 3])  # nothing is left in the first segment
    (counts,) = shelf.engine.facets(everything, "article", ["source"]).values()
    assert [(each.value, each.count) for each in counts] == [("B", 1)]
    assert len(tables) == 1
    shelf.engine.close()
