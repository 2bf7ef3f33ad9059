"""The forms of stems: all words of the archive, whatever becomes of its articles."""

from __future__ import annotations

import itertools
import shutil
from typing import TYPE_CHECKING

import pytest

import search
from search.article import Article, Paragraph

if TYPE_CHECKING:
    from pathlib import Path

    from search.results import Scope


def test_forms_of_every_commit_are_found(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        for number, word in enumerate(("talk", "talks", "talked")):
            archive.add([Article.of(f"They {word}.", id=f"n{number}", title=f"Who {word}?")])
            assert archive.search("talking").total == number + 1
            assert archive.search("talking", scope="paragraph").total == 2 * (number + 1)
            assert archive.search("title:talking").total == number + 1
    with search.Archive.open(tmp_path) as archive:
        archive.add([Article.of("The talking cat.", id="cat")])
        assert archive.search("talk w/2 cat").total == 1
        assert archive.search("talks", scope="paragraph").total == 7
        assert archive.search("talks").total == 4


def test_forms_stay_true_when_articles_change_and_go(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add([Article.of("They talk.", id="one"), Article.of("He talks.", id="two")])
        archive.add([Article.of("She sang.", id="one")])
        archive.remove(["two"])
        assert archive.search("talk", scope="paragraph").total == 0
        assert archive.search("talks w/3 they").total == 0
        archive.add([Article.of("He talks.", id="two")])
        (hit,) = archive.search("talking").hits
        assert [hit.paragraphs[0].text[slice(*mark)] for mark in hit.title_marks] == []
        assert [hit.paragraphs[0].text[slice(*mark)] for mark in hit.paragraphs[0].marks] == [
            "talks"
        ]


def test_marks_of_an_article_that_the_archive_never_had(tmp_path: Path) -> None:
    """Whoever asks for the marks of an article of their own gets those of all its words."""
    with search.Archive.create(tmp_path) as archive:
        archive.add([Article.of("They talk.", id="one")])
        other = Article.of("He talked while they were talking.", id="other")
        (found,) = archive.marked(other, "talk")
        assert [other.paragraphs[0].text[slice(*mark)] for mark in found.marks] == [
            "talked",
            "talking",
        ]


def test_words_of_several_stems_are_found_beside_each_other(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path) as archive:
        archive.add(
            [
                Article.of("The co-operating banks met.", id="one"),
                Article.of("A co operation of banks.", id="two"),
                Article.of("Operation co.", id="three"),
            ]
        )
        for scope in ("article", "paragraph"):
            found = archive.search("co-operated", scope=scope)
            assert {hit.article.id for hit in found.hits} == {"one", "two"}


def test_a_lost_word_is_noticed_and_mended(tmp_path: Path) -> None:
    with search.Archive.create(tmp_path / "one") as archive:
        archive.add([Article.of("They talked.", id="one")])
    with search.Archive.create(tmp_path / "two") as archive:
        archive.add([Article.of("They sang.", id="one")])
    (place,), (other,) = ((tmp_path / name).glob("tantivy-*") for name in ("one", "two"))
    shutil.rmtree(place / "words")
    shutil.copytree(other / "words", place / "words")
    with search.Archive.open(tmp_path / "one") as archive:
        assert archive.search("talk", scope="paragraph").total == 0
        assert not archive.check().agrees
        archive.check(repair=True)
        assert archive.check().agrees
        assert archive.search("talk", scope="paragraph").total == 1


@pytest.mark.parametrize("count", [40, 130, 600])
def test_a_stem_may_have_any_number_of_forms(tmp_path: Path, count: int) -> None:
    """Vocalised Arabic has one stem in as many ways as it has vowels."""
    letters, vowels = "\u0645\u062f\u0631\u0633\u0629", "\u064e\u064f\u0650\u0651"
    ways = itertools.islice(itertools.product(vowels, repeat=len(letters)), count)
    forms = ["".join(map("".join, zip(letters, way, strict=True))) for way in ways]
    peace = "\u0633\u0644\u0627\u0645"
    with search.Archive.create(tmp_path, language="arabic") as archive:
        archive.add([Article.of(f" {peace} ".join(forms), id="one")])
        for text in (f"{peace}-{letters}", f"{peace} pre/1 {letters}", f"{peace} w/3 {letters}"):
            for scope in ("article", "paragraph"):
                assert archive.search(text, scope=scope).total == 1, text


@pytest.mark.parametrize(
    "text", ["/.*a.{10}/", "*a??????????", "/.*a.{12}/ w/2 peace", "author:/.*a.{12}/"]
)
def test_patterns_that_are_too_large_for_tantivy_are_answered(tmp_path: Path, text: str) -> None:
    words = "abcdefghijk", "abcdefghijklm", "xabcdefghijklm"
    with search.Archive.create(tmp_path) as archive:
        archive.add(
            [
                Article.of(f"Peace {' peace '.join(words)}.", id="one", authors=(words[2],)),
                Article.of("No such word in peace.", id="two", authors=("Ann",)),
            ]
        )
        assert [hit.article.id for hit in archive.search(text).hits] == ["one"]


def scores(archive: search.Archive, text: str, scope: Scope = "article") -> dict[str, float]:
    """Return the scores of all hits, of paragraphs by article and number."""
    hits = archive.search(text, scope=scope, limit=99).hits
    if scope == "article":
        return {hit.article.id: hit.score for hit in hits}
    return {f"{hit.article.id}#{hit.paragraphs[0].number}": hit.score for hit in hits}


@pytest.mark.parametrize("scope", ["article", "paragraph"])
def test_forms_weigh_as_if_they_were_one_word(tmp_path: Path, scope: Scope) -> None:
    """A rare form is worth no more than a frequent one, whichever of them is typed."""
    forms = ["talks"] * 9 + ["talked"] + ["sang"] * 20
    with search.Archive.create(tmp_path) as archive:
        archive.add(Article.of(f"They {form}.", id=f"n{n}") for n, form in enumerate(forms))
        found = scores(archive, "talk", scope)
        assert len(found) == 10
        assert found == pytest.approx(dict.fromkeys(found, max(found.values())), rel=1e-5)
        others = scores(archive, "talked", scope)
        assert others.pop("n9" if scope == "article" else "n9#1") > max(others.values())
        assert others == {name: found[name] for name in others}


def test_a_word_that_most_have_in_two_forms_still_counts(tmp_path: Path) -> None:
    """Its forms are in more articles, counted one by one, than there are."""
    with search.Archive.create(tmp_path) as archive:
        archive.add(Article.of("It talks, they talk, bread, bread.", id=f"n{n}") for n in range(12))
        archive.add(Article.of("Snow fell on every orchard.", id=f"s{n}") for n in range(8))
        assert scores(archive, "talk")["n0"] > 0.4 * scores(archive, "bread")["n0"]


@pytest.mark.parametrize("scope", ["article", "paragraph"])
def test_the_score_of_an_or_is_the_sum_of_its_parts(tmp_path: Path, scope: Scope) -> None:
    box = Paragraph(number=2, kind="boilerplate", text="Talks, peace and bread.")
    with search.Archive.create(tmp_path) as archive:
        archive.add(
            [
                Article.of("They talked of peace. A talk.", id="one", title="Peaceful talks"),
                Article.of("Peace talks, talking.", id="two"),
                Article(id="three", paragraphs=(Paragraph(number=1, text="Peace."), box)),
                *(Article.of("Snow fell.", id=f"s{n}") for n in range(9)),
            ]
        )
        parts = [scores(archive, text, scope) for text in ("talk", "peace^3", "bread", '"a talk"')]
        both = scores(archive, '(talk OR peace^3) OR bread OR "a talk"', scope)
        assert both == pytest.approx(
            {each: sum(part.get(each, 0.0) for part in parts) for each in both}, rel=1e-5
        )
