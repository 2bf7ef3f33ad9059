"""Archives in other languages than English, on every engine that has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import search
from search.languages import NAMES, STEMMED, language_name
from tests.places import ENGINES

if TYPE_CHECKING:
    from tests.places import NewArchive, NewPlace

# Two forms of one word in each language, of which a search for one finds the other.
FORMS = {
    "danish": ("avis", "aviser"),
    "dutch": ("krant", "kranten"),
    "english": ("talk", "talking"),
    "finnish": ("talo", "talossa"),
    "french": ("journal", "journaux"),
    "german": ("zeitung", "zeitungen"),
    "greek": ("λόγος", "λόγου"),
    "hungarian": ("ház", "házak"),
    "italian": ("giornale", "giornali"),
    "norwegian": ("avis", "aviser"),
    "portuguese": ("livro", "livros"),
    "romanian": ("ziar", "ziarul"),
    "russian": ("газета", "газеты"),
    "spanish": ("periódico", "periódicos"),
    "swedish": ("tidning", "tidningar"),
    "turkish": ("kitap", "kitaplar"),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("language", STEMMED.values())
def test_stems_of_a_language(new_place: NewPlace, engine: str, language: str) -> None:
    one, other = FORMS.get(language, ("word", "word"))
    with new_place(engine) as place:
        try:
            archive = search.Archive.create(place, engine=engine, language=language)
        except search.EngineMissing as error:
            assert engine == "whoosh"
            assert language in str(error)
            return
        with archive:
            archive.add([search.Article.of(f"{one}. Kabul, 中国人, {other}.", id="a")])
            assert archive.stats().language == language
            (hit,) = archive.search(one).hits
            marked = [found.text[a:b] for found in hit.paragraphs for a, b in found.marks]
            assert marked == [one, other]
            assert archive.search(f"={other}").total == 1
            assert archive.search("中国").total == 1
            assert archive.search("kabul").total == 1


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("language", "text", "found", "missed"),
    [
        (
            "zh",
            "中国人民银行宣布降息。",
            ["中国", "人民", "中国人民银行", '"降息"', "银"],
            ["人中", "银国"],
        ),
        ("ja", "東京でニュースを読む。", ["東京", "ニュース", "読"], ["京東"]),
        ("th", "ข่าวภาษาไทย", ["ภาษา", "ไทย", "ข่าว"], ["ไทภ"]),
    ],
)
def test_scripts_without_spaces(
    new_archive: NewArchive,
    engine: str,
    language: str,
    text: str,
    found: list[str],
    missed: list[str],
) -> None:
    with new_archive(engine, language) as archive:
        archive.add([search.Article.of(text, id="a")])
        for query in found:
            (hit,) = archive.search(query).hits
            assert hit.paragraphs[0].marks, query
        for query in missed:
            assert archive.search(query).total == 0, query


def test_an_unknown_language_is_an_error_that_names_the_known() -> None:
    with pytest.raises(search.SearchError, match=r"klingon.*french \(fr\)"):
        language_name("klingon")
    assert [language_name(code) for code in NAMES] == list(NAMES.values())
