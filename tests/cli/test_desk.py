"""The commands for the desk, run as its users do."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from typing import TYPE_CHECKING, Any, get_args

import click
import pytest

import search
from search.cli.desk import CITATION_FORMS
from search.cli.registry import COMMANDS
from search.exports import COLUMNS
from tests.cli.running import nutgraf

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def desk(place: Path, tmp_path: Path) -> Path:
    """Return an archive that may be changed."""
    copy = tmp_path / "desk"
    shutil.copytree(place, copy)
    return copy


def add_late_article(place: Path, number: int) -> None:
    with search.Archive.open(place) as archive:
        archive.add(
            [
                search.Article.of(
                    f"Boats again, {number} of them.", id=f"late{number}", title=f"Late {number}"
                )
            ]
        )


def json_of(place: Path, *arguments: str) -> Any:  # noqa: ANN401 - whatever is printed
    done = nutgraf(place, *arguments, "--json")
    assert done.code == 0, done.err
    return json.loads(done.out)


def test_the_forms_of_the_options_are_those_of_the_library() -> None:
    assert get_args(search.CitationForm) == CITATION_FORMS
    (form,) = (each for each in COMMANDS["export"].params if each.name == "form")
    assert isinstance(form.type, click.Choice)
    assert tuple(form.type.choices) == get_args(search.ExportForm)


# cite


@pytest.mark.parametrize("form", CITATION_FORMS)
def test_cite_prints_what_the_library_gives(place: Path, form: search.CitationForm) -> None:
    done = nutgraf(place, "cite", "report3", "--format", form, "--paragraph", "2")
    with search.Archive.open(place) as archive:
        expected = search.citation(archive.article("report3"), form, paragraph=2)
    assert done.code == 0
    assert done.out == expected.replace("\r\n", "\n") + "\n"


def test_cite_takes_a_link_and_a_day(place: Path) -> None:
    done = nutgraf(
        place, "cite", "report3", "--link", "https://d.example/3", "--accessed", "2026-11-21"
    )
    assert done.out == (
        "Mira Holm and Bo Day. “Report 3.” The Quay, 3 August 2021. https://d.example/3"
        " Accessed 21 November 2026.\n"
    )


def test_cite_says_what_is_not_there(place: Path) -> None:
    done = nutgraf(place, "cite", "nothing")
    assert (done.code, "has no article “nothing”" in done.err) == (1, True)
    done = nutgraf(place, "cite", "report3", "--paragraph", "9")
    assert (done.code, "has no paragraph 9" in done.err) == (1, True)
    assert nutgraf(place, "cite", "report3", "--accessed", "today").code == 2


@pytest.mark.parametrize("form", CITATION_FORMS)
def test_no_control_character_of_an_article_reaches_a_terminal(place: Path, form: str) -> None:
    shown = nutgraf(place, "cite", "hostile", "--format", form).out
    assert "forged line" in shown
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]|^forged", shown, re.MULTILINE)


# export


@pytest.mark.parametrize("query", ["", "boats", "walrus", "valley OR ferry", 'source:="The Quay"'])
@pytest.mark.parametrize("scope", ["article", "paragraph"])
def test_export_gives_every_hit_in_every_form(place: Path, query: str, scope: str) -> None:
    total = json_of(place, "search", query, "--scope", scope)["total"]

    def exported(form: str) -> str:
        return nutgraf(place, "export", query, "--scope", scope, "--format", form).out

    assert len(exported("jsonl").splitlines()) == total
    rows = list(csv.DictReader(io.StringIO(exported("csv"), newline="")))
    assert len(rows) == total
    assert all(tuple(row) == COLUMNS for row in rows)
    assert len(re.findall(r"^## ", exported("markdown"), re.MULTILINE)) == total


# saved


def test_without_saved_searches_the_list_says_how_to_save_one(desk: Path) -> None:
    done = nutgraf(desk, "saved")
    assert done.err == "no search is saved; save one with: nutgraf saved add NAME QUERY\n"
    assert json_of(desk, "saved") == []


def test_saved_searches_are_listed_with_what_is_new(desk: Path) -> None:
    assert nutgraf(desk, "saved").out == ""
    assert json_of(desk, "saved") == []
    done = nutgraf(desk, "saved", "add", "Boats", "boats", "-ferry", "--any")
    assert (done.code, done.out) == (0, "saved Boats\n")
    nutgraf(desk, "saved", "add", "Lines", '"boats again"', "--scope", "paragraph")
    add_late_article(desk, 1)
    shown = nutgraf(desk, "saved").out.splitlines()
    assert re.fullmatch(r"Boats: 1 new article since \d{4}-\d\d-\d\d \d\d:\d\d", shown[0])
    assert shown[1] == "   boats -ferry (any of the words)"
    assert shown[2].startswith("Lines: 1 new paragraph since")
    found = json_of(desk, "saved")
    assert [(each["name"], each["new"], each["match"]) for each in found] == [
        ("Boats", 1, "any"),
        ("Lines", 1, "all"),
    ]


def test_the_new_hits_of_a_search_are_shown_until_they_are_seen(desk: Path) -> None:
    nutgraf(desk, "saved", "add", "boats", "boats")
    assert nutgraf(desk, "saved", "show", "boats").out.startswith("nothing new since ")
    for number in (1, 2, 3):
        add_late_article(desk, number)
    shown = nutgraf(desk, "saved", "show", "boats", "--limit", "2")
    assert shown.out.startswith("3 new articles since ")
    assert re.findall(r"^\d\. (.*)$", shown.out, re.MULTILINE) == ["Late 3", "Late 2"]
    assert shown.out.endswith("1 to 2; see all with --limit 3\n")
    found = json_of(desk, "saved", "show", "boats", "--seen")
    assert [hit["article"]["id"] for hit in found["hits"]] == ["late3", "late2", "late1"]
    assert found["search"]["name"] == "boats"
    assert json_of(desk, "saved", "show", "boats")["total"] == 0


def test_a_search_is_replaced_only_on_request(desk: Path) -> None:
    nutgraf(desk, "saved", "add", "boats", "boats")
    done = nutgraf(desk, "saved", "add", "boats", "ferry")
    assert (done.code, "a saved search “boats” already" in done.err) == (1, True)
    assert nutgraf(desk, "saved", "add", "boats", "ferry", "--replace").code == 0
    assert [each["text"] for each in json_of(desk, "saved")] == ["ferry"]


def test_a_search_is_forgotten(desk: Path) -> None:
    nutgraf(desk, "saved", "add", "boats", "boats")
    assert nutgraf(desk, "saved", "remove", "boats").out == "forgot boats\n"
    for command in ("remove", "show"):
        done = nutgraf(desk, "saved", command, "boats")
        assert (done.code, "no saved search “boats”" in done.err) == (1, True)


def test_a_query_without_a_reading_is_shown_with_its_place(desk: Path) -> None:
    done = nutgraf(desk, "saved", "add", "bad", "boats", "date:2021-02-30")
    assert done.code == 2
    assert "^^^" in done.err
    assert json_of(desk, "saved") == []


def test_an_option_before_the_command_is_not_lost_without_a_word(desk: Path) -> None:
    done = nutgraf(desk, "saved", "--archive", "elsewhere", "add", "boats", "boats")
    assert (done.code, "Write --archive after the command" in done.err) == (2, True)


def test_hostile_names_never_reach_a_terminal(desk: Path) -> None:
    done = nutgraf(desk, "saved", "add", "a\u202eb\x1b[31m", "x")
    assert done.code == 1
    assert "\x1b" not in done.err
    nutgraf(desk, "saved", "add", "a\u202eb", "word\x1b[31m")
    shown = nutgraf(desk, "saved").out
    assert not re.search("[\x1b\u202e]", shown)
