"""The corpora of the benchmarks: what is in them, and that they are always the same."""

from __future__ import annotations

from pathlib import Path

import pytest

import search
from benchmarks.speed import corpus, files, queries


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> corpus.Corpus:
    folder = tmp_path_factory.mktemp("speed") / "corpus"
    return corpus.make(folder, 1_500, generated=True)


def folder_of(made: corpus.Corpus) -> Path:
    return Path(made.folder)


def test_a_corpus_is_always_the_same(made: corpus.Corpus, tmp_path: Path) -> None:
    again = corpus.make(tmp_path / "again", 1_500, generated=True)
    assert (again.digest, again.bytes) == (made.digest, made.bytes)
    other = corpus.make(tmp_path / "other", 1_500, seed=1, generated=True)
    assert other.digest != made.digest


def test_a_small_corpus_is_the_beginning_of_a_large_one(
    made: corpus.Corpus, tmp_path: Path
) -> None:
    small = corpus.make(tmp_path / "small", 300, generated=True)
    for file in files.files(small.folder):
        assert files.read(small.folder, file.path) == files.read(made.folder, file.path)


def test_it_has_as_many_paragraphs_as_wanted_and_of_the_usual_length(made: corpus.Corpus) -> None:
    found = list(files.stories(made.folder))
    assert len(found) == made.articles
    assert sum(len(story.paragraphs) for story in found) == made.paragraphs
    assert 1_500 <= made.paragraphs < 1_560
    assert 200 < made.text_bytes / made.paragraphs < 320
    assert all(2 <= len(story.paragraphs) <= 60 for story in found)


def test_an_article_is_read_as_it_was_written(made: corpus.Corpus) -> None:
    for story in files.stories(made.folder):
        assert files.parse(story.path, files.text(story)) == story
        assert all(text.strip() == text and "\n" not in text for text in story.paragraphs)


def test_nutgraf_reads_the_same_as_the_peers(made: corpus.Corpus, tmp_path: Path) -> None:
    with search.Archive.create(tmp_path / "index") as archive:
        assert archive.index(made.folder).added == made.articles
        found = {
            (article.path or "")[-len("0000/000000.txt") :]: article
            for article in archive.articles()
        }
        for story in files.stories(made.folder):
            article = found[story.path]
            texts = tuple(part.text for part in article.paragraphs if part.number)
            assert (article.title, texts) == (story.title, story.paragraphs)
            assert (str(article.date), article.source) == (story.date, story.source)
            assert article.authors == (story.author,)


def test_a_change_is_taken_back(made: corpus.Corpus) -> None:
    before = {file.path: file for file in files.files(made.folder)}
    with corpus.changed(folder_of(made), 0.1, seed=1) as paths:
        now = {file.path: file for file in files.files(made.folder)}
        assert {path for path, file in now.items() if file != before[path]} == set(paths)
        assert len(paths) == round(made.articles * 0.1)
    assert {file.path: file for file in files.files(made.folder)} == before
    assert corpus.make(folder_of(made), 1_500, generated=True) == made


def test_questions_are_always_the_same_and_of_every_kind(made: corpus.Corpus) -> None:
    drawn = queries.draw(folder_of(made), 5)
    assert drawn == queries.draw(folder_of(made), 5)
    assert {question.kind for question in drawn} == queries.KINDS.keys()
    assert len(drawn) == len(queries.KINDS) * len(queries.SCOPES) * 5


def test_questions_are_understood_as_they_are_meant(made: corpus.Corpus, tmp_path: Path) -> None:
    with search.Archive.create(tmp_path / "index") as archive:
        archive.index(made.folder)
        totals = dict.fromkeys(queries.KINDS, 0)
        for question in queries.draw(folder_of(made), 5):
            found = archive.search(question.text)
            assert not [notice for notice in found.notices if "understood" in notice.message]
            totals[question.kind] += found.total
    assert all(totals.values()), totals
