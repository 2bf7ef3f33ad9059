"""The same article twice: copies, versions, near-identical texts, and what all pages have."""

from __future__ import annotations

import datetime
import os
import sys
from typing import TYPE_CHECKING

import pytest

import search
from tests.archive.samples import ids, write_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

needs_permissions = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="This user may read every file."
)
WORDS = [
    "harbour",
    "ferry",
    "tariff",
    "orchard",
    "glacier",
    "ballot",
    "quarry",
    "lantern",
    "meadow",
    "bridge",
    "copper",
    "saddle",
    "walnut",
    "turbine",
    "parish",
    "granite",
    "heron",
    "anchor",
    "velvet",
    "cinder",
]


def story(seed: int, sentences: int = 30) -> str:
    """Return a text whose runs of words no other seed gives."""
    lines = []
    for number in range(sentences):
        chosen = [WORDS[(seed * 7 + number * (place + 3) + place) % 20] for place in range(6)]
        lines.append(f"The {chosen[0]} of {seed}{chosen[1]} met {' and '.join(chosen[2:])}.")
    paragraphs = [" ".join(lines[at : at + 3]) for at in range(0, sentences, 3)]
    return "\n\n".join(paragraphs)


def page(text: str, **values: object) -> str:
    head = "".join(f"{name}: {value}\n" for name, value in values.items())
    return f"---\n{head}---\n\n{text}\n"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    (tmp_path / "news").mkdir()
    return tmp_path / "news"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[search.Archive]:
    with search.Archive.create(tmp_path / "archive") as archive:
        yield archive


def only(archive: search.Archive, text: str = "") -> search.Article:
    (hit,) = archive.search(text).hits
    return hit.article


# Copies


def test_an_unchanged_copy_is_one_article_with_two_paths(
    archive: search.Archive, news: Path
) -> None:
    for name in ("b/story.txt", "a/story.txt", "c.txt"):
        write_file(news, name, "The harbour\n\nThe ferry is late.")
    archive.index(news)
    article = only(archive)
    assert (article.path, article.copies) == ("a/story.txt", ("b/story.txt", "c.txt"))
    assert archive.check().agrees
    for path in ("a/*", "b/*", "c.txt"):
        assert archive.search(f"path:{path}").total == 1
    again = archive.index(news)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 3)


def test_a_copy_may_come_later_and_go_again(archive: search.Archive, news: Path) -> None:
    write_file(news, "b.txt", "The ferry is late.")
    archive.index(news)
    first = only(archive)
    write_file(news, "a.txt", "The ferry is late.")
    archive.index(news)
    assert (only(archive).id, only(archive).path, only(archive).copies) == (
        first.id,
        "b.txt",
        ("a.txt",),
    )
    (news / "b.txt").unlink()
    archive.index(news, prune=True)
    assert (only(archive).id, only(archive).path, only(archive).copies) == (first.id, "a.txt", ())
    (news / "a.txt").unlink()
    archive.index(news, prune=True)
    assert archive.search("").total == 0


@pytest.mark.parametrize("changed", ["a.txt", "b.txt"])
def test_a_copy_that_changes_is_an_article_of_its_own(
    archive: search.Archive, news: Path, changed: str
) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        write_file(news, name, "The ferry is late.")
    archive.index(news)
    first = only(archive)
    write_file(news, changed, "The ferry has sunk.")
    archive.index(news)
    found = {hit.article.path: hit.article for hit in archive.search("ferry").hits}
    assert found.keys() == {"a.txt", "b.txt"}
    assert found["a.txt"].id == first.id  # the file that it is named after keeps it
    assert len({article.id for article in found.values()}) == 2
    rest = {"a.txt": "b.txt", "b.txt": "a.txt"}[changed]
    assert (found[changed].copies, found[rest].copies) == ((), ("c.txt",))
    assert len(archive.versions(first.id)) == 1 + (changed == "a.txt")
    assert archive.check().agrees


def test_what_a_path_derives_does_not_tell_copies_apart(
    archive: search.Archive, news: Path
) -> None:
    for folder in ("x", "2021/08/17", "backup"):  # one first, one last
        write_file(news, f"{folder}/story.txt", "The ferry is late.")
    archive.index(news)
    article = only(archive)
    assert article.copies == ("backup/story.txt", "x/story.txt")
    assert article.date == datetime.date(2021, 8, 17)


def test_different_statements_are_different_articles(archive: search.Archive, news: Path) -> None:
    write_file(news, "a.md", page("The ferry is late.", title="Late", date="2021-03-01"))
    write_file(news, "b.md", page("The ferry is late.", title="Late", date="2021-03-08"))
    archive.index(news)
    assert archive.search("ferry").total == 2


# Versions


def test_a_changed_file_is_a_new_version(archive: search.Archive, news: Path) -> None:
    write_file(news, "a.txt", "Ferry\n\nThe ferry is late.")
    archive.index(news)
    first = only(archive).id
    for text in ("Ferry\n\nThe ferry is very late.", "Ferry\n\nThe ferry has sunk."):
        write_file(news, "a.txt", text)
        archive.index(news)
    article = only(archive)
    assert article.id == first
    versions = archive.versions(first)
    assert [version.current for version in versions] == [True, False, False]
    assert [version.article.paragraphs[-1].text for version in versions] == [
        "The ferry has sunk.",
        "The ferry is very late.",
        "The ferry is late.",
    ]
    assert archive.search("late").total == 0
    assert archive.stats().versions == 2
    assert archive.check().agrees


def test_a_page_that_was_saved_twice_is_one_article_in_two_versions(
    archive: search.Archive, news: Path
) -> None:
    url = "https://quay.example/1"
    write_file(
        news, "b.md", page("The ferry is late.", title="Ferry", url=url, updated="2021-03-02")
    )
    write_file(news, "a.md", page("The ferry sank.", title="Ferry", url=url, updated="2021-03-03"))
    archive.index(news)
    assert only(archive).paragraphs[-1].text == "The ferry sank."
    assert len(archive.versions(only(archive).id)) == 2
    (news / "a.md").unlink()  # the older is still there
    archive.index(news, prune=True)
    assert only(archive).paragraphs[-1].text == "The ferry is late."
    assert archive.check().agrees


def test_an_address_that_a_whole_site_states_makes_no_versions(
    archive: search.Archive, news: Path
) -> None:
    for number in range(5):
        text = page(story(number), title=f"Story {number}", url="https://quay.example/")
        write_file(news, f"{number}.md", text)
    archive.index(news)
    assert archive.search("").total == 5


def test_an_article_that_is_removed_has_no_versions_left(
    archive: search.Archive, news: Path
) -> None:
    write_file(news, "a.txt", "The ferry is late.")
    archive.index(news)
    write_file(news, "a.txt", "The ferry sank.")
    archive.index(news)
    article = only(archive)
    archive.remove([article.id])
    with pytest.raises(search.ArticleMissing):
        archive.versions(article.id)
    assert archive.stats().versions == 0


def test_an_object_that_is_added_again_is_a_version_only_if_it_has_changed(
    archive: search.Archive,
) -> None:
    for text in ("The ferry is late.", "The ferry is late.", "The ferry sank."):
        archive.add([search.Article.of(text, id="ferry")])
    assert len(archive.versions("ferry")) == 2
    assert archive.search("").total == 1


def test_a_file_that_tells_another_story_gives_way_to_the_other_version(
    archive: search.Archive, news: Path
) -> None:
    head = {"title": "Ferry", "url": "https://quay.example/1"}
    write_file(news, "a.md", page("The ferry is late.", date="2021-08-15", **head))
    write_file(news, "b.md", page("The ferry is back.", date="2021-08-17", **head))
    archive.index(news)
    write_file(news, "b.md", page("Orchards.", title="Fruit", url="https://quay.example/2"))
    archive.index(news)
    assert archive.search("late").total == archive.search("orchards").total == 1
    assert archive.search("").total == 2


def test_a_version_that_is_in_no_file_any_more_does_not_come_back(
    archive: search.Archive, news: Path
) -> None:
    head = {"title": "Ferry", "url": "https://quay.example/1"}
    write_file(news, "a.md", page("The ferry is back.", date="2021-08-17", **head))
    write_file(news, "b.md", page("The ferry is late.", date="2021-08-15", **head))
    archive.index(news)
    for name in ("b.md", "a.md"):
        (news / name).unlink()
        archive.index(news, prune=True)
    assert archive.search("").total == 0


def test_of_three_versions_the_latest_that_is_left_is_found(
    archive: search.Archive, news: Path
) -> None:
    head = {"title": "Ferry", "url": "https://quay.example/1"}
    for name, day in (("a.md", 17), ("b.md", 16), ("c.md", 15)):
        write_file(news, name, page(f"The ferry on day{day}.", date=f"2021-08-{day}", **head))
    archive.index(news)
    assert archive.search("day17").total == archive.search("").total == 1
    (news / "a.md").unlink()
    archive.index(news, prune=True)
    assert archive.search("day16").total == archive.search("").total == 1


def test_copies_and_a_later_version_in_one_run(archive: search.Archive, news: Path) -> None:
    head = {"title": "Ferry", "url": "https://quay.example/1"}
    for name in ("a.md", "b.md"):
        write_file(news, name, page("The ferry is late.", date="2021-08-15", **head))
    write_file(news, "c.md", page("The ferry is back.", date="2021-08-17", **head))
    archive.index(news)
    assert only(archive).paragraphs[-1].text == "The ferry is back."


def test_an_older_version_that_is_read_again_is_kept_once(
    archive: search.Archive, news: Path
) -> None:
    head = {"title": "Ferry", "url": "https://quay.example/1"}
    write_file(news, "a.md", page("The ferry is back.", date="2021-08-17", **head))
    for number in range(3):
        text = page("The ferry is late.", date="2021-08-15", **head) + "\n" * number
        write_file(news, "b.md", text)
        archive.index(news)
    assert len(archive.versions(only(archive).id)) == 2


def test_an_object_that_a_file_has_too_leaves_it_its_path(
    archive: search.Archive, news: Path
) -> None:
    write_file(news, "a.txt", "The ferry is late.")
    archive.index(news)
    archive.add([search.Article.of("The ferry is late.", id=only(archive).id)])
    assert only(archive).path == "a.txt"
    archive.add([search.Article.of("The ferry sank.", id=only(archive).id)])
    (news / "a.txt").unlink()
    archive.index(news, prune=True)
    assert only(archive).paragraphs[-1].text == "The ferry sank."


def test_strangers_under_one_address_have_the_same_ids_everywhere(tmp_path: Path) -> None:
    found = []
    for machine in ("here", "there"):
        for number in range(3):
            text = page(story(number), title=f"Story {number}", url="https://quay.example/")
            write_file(tmp_path / machine / "news", f"{number}.md", text)
        with search.Archive.create(tmp_path / machine / "archive") as archive:
            archive.index(tmp_path / machine / "news")
            found.append({hit.article.title: hit.article.id for hit in archive.hits("")})
    assert found[0] == found[1]
    assert len(set(found[0].values())) == 3


@needs_permissions
def test_a_folder_that_may_not_be_listed_keeps_its_articles(
    archive: search.Archive, news: Path
) -> None:
    write_file(news, "two/a.txt", "The ferry is late.")
    archive.index(news)
    (news / "two").chmod(0)
    try:
        summary = archive.index(news, prune=True)
    finally:
        (news / "two").chmod(0o755)
    assert (summary.gone, summary.removed, len(summary.failed)) == ((), 0, 1)
    assert "Permission denied" in summary.failed[0].reason
    assert archive.index(news, prune=True).removed == 0
    assert archive.search("ferry").total == 1


# Near-identical texts


def test_wire_copy_is_collapsed_and_counted_both_ways(archive: search.Archive, news: Path) -> None:
    text = story(1)
    for number, source in enumerate(("The Quay", "Harbour Post", "The Courier")):
        cut = "\n\n".join(text.split("\n\n")[: 10 - number])  # papers trim from the end
        write_file(news, f"{number}.md", page(cut, source=source, title=f"Title {number}"))
    write_file(news, "other.md", page(story(2), source="The Quay", title="Another"))
    archive.index(news)
    found = archive.search("harbour")
    assert (found.total, found.distinct, len(found.hits)) == (4, 2, 2)
    assert sorted(hit.others for hit in found.hits) == [0, 2]
    everything = archive.search("harbour collapse:off")
    assert (everything.total, len(everything.hits)) == (4, 4)
    assert len(list(archive.hits("harbour"))) == 4
    assert search.Archive.rebuild(archive.place) == 4
    assert archive.search("harbour").distinct == 2


def test_the_same_form_filled_in_later_is_another_article(
    archive: search.Archive, news: Path
) -> None:
    for day in ("2021-03-01", "2021-03-08"):
        write_file(news, f"{day}.md", page(story(1) + f"\n\nSigned {day}.", date=day, title="Form"))
    archive.index(news)
    assert archive.search("harbour").distinct == 2


def test_short_texts_are_never_collapsed(archive: search.Archive) -> None:
    archive.add([search.Article.of("The ferry is late.", id=f"n{n}") for n in range(5)])
    found = archive.search("ferry")
    assert (found.total, found.distinct) == (5, 5)


def test_a_group_outlives_its_first_article(archive: search.Archive) -> None:
    for number in range(4):
        article = search.Article.of(story(1), id=f"n{number}", title=f"Title {number}")
        archive.add([article])
    assert archive.search("harbour").distinct == 1
    archive.remove(["n0"])
    found = archive.search("harbour")
    assert (found.total, found.distinct, found.hits[0].others) == (3, 1, 2)
    archive.add([search.Article.of(story(2), id="n1", title="Rewritten")])
    assert archive.search("harbour").distinct == 2


# Boilerplate

BOX = "Sign up here for what the harbour office sends out on Fridays to its friends."


def test_what_many_articles_of_a_source_have_is_boilerplate(
    archive: search.Archive, news: Path
) -> None:
    for number in range(20):
        box = (
            "\n\nCall the quay office before noon for tickets and timetables."
            if number < 12
            else ""
        )
        write_file(
            news, f"{number}.md", page(story(number, 6) + box, source="The Quay", title=f"{number}")
        )
    write_file(
        news, "other.md", page("Call the quay office before noon for tickets and timetables.")
    )
    archive.index(news)
    found = archive.search("timetables kind:boilerplate", limit=50)
    assert found.total == 12
    assert archive.search("timetables").total == 13  # never dropped
    (other,) = [
        hit for hit in archive.search("timetables", limit=50).hits if hit.article.path == "other.md"
    ]
    assert other.article.paragraphs[-1].kind == "body"
    assert archive.check().agrees
    assert archive.index(news).unchanged == 21


def test_an_article_is_never_all_boilerplate(archive: search.Archive, news: Path) -> None:
    for number in range(20):
        write_file(
            news,
            f"{number}.md",
            page("The ferry to the island is late again today.", title=f"Day {number}"),
        )
    archive.index(news)
    assert archive.search("kind:boilerplate").total == 0


def test_objects_keep_the_kinds_that_they_came_with(archive: search.Archive) -> None:
    archive.add(
        [search.Article.of(f"{story(n, 6)}\n\n{BOX}", id=f"n{n}", source="Quay") for n in range(60)]
    )
    assert archive.search("kind:boilerplate").total == 0


def test_what_boilerplate_had_brought_together_is_apart_without_it(
    archive: search.Archive, news: Path
) -> None:
    box = story(99, 12)
    for number in range(12):
        write_file(
            news, f"{number}.md", page(f"{story(number, 2)}\n\n{box}", title=f"Brief {number}")
        )
    archive.index(news)
    found = archive.search("harbour", limit=50)
    assert found.total == found.distinct == 12


# Records of one file


def test_two_identical_records_go_with_their_file(archive: search.Archive, news: Path) -> None:
    line = '{"title": "Ferry", "text": "The ferry is late."}\n'
    write_file(news, "all.jsonl", line * 2)
    archive.index(news)
    assert (only(archive).path, only(archive).copies) == ("all.jsonl#1", ("all.jsonl#2",))
    write_file(news, "all.jsonl", line)
    archive.index(news)
    assert (only(archive).path, only(archive).copies) == ("all.jsonl#1", ())
    (news / "all.jsonl").unlink()
    archive.index(news, prune=True)
    assert archive.search("").total == 0


def test_a_file_that_breaks_off_keeps_what_it_had_and_one_version_of_each(
    archive: search.Archive, news: Path
) -> None:
    head = {"title": "Ferry", "url": "https://quay.example/1"}
    write_file(news, "a.md", page("The ferry is late.", date="2021-08-15", **head))
    write_file(news, "b.jsonl", '{"title": "Old", "text": "An orchard of old."}\n')
    archive.index(news)
    (news / "b.jsonl").unlink()
    record = '{"title": "Ferry", "url": "https://quay.example/1", "date": "2021-08-17",'
    write_file(news, "b.json", f'[{record} "text": "The ferry is back."}}, {{"title": "Cut')
    summary = archive.index(news)
    assert len(summary.failed) == 1
    assert archive.search("orchard").total == 1
    (hit,) = archive.search("ferry").hits
    assert hit.article.paragraphs[-1].text == "The ferry is back."


def test_a_record_before_one_of_its_title(archive: search.Archive, news: Path) -> None:
    first = '{"title": "Daily digest", "text": "First digest of the day."}\n'
    second = '{"title": "Daily digest", "text": "Second digest of the day."}\n'
    write_file(news, "all.jsonl", first)
    archive.index(news)
    write_file(news, "all.jsonl", second + first)
    archive.index(news)
    assert {hit.article.path for hit in archive.search("digest").hits} == {
        "all.jsonl#1",
        "all.jsonl#2",
    }
    assert archive.check().agrees


def test_records_that_move_within_their_file_stay_the_same_articles(
    archive: search.Archive, news: Path
) -> None:
    lines = [f'{{"title": "Story {n}", "text": "The ferry number{n} is late."}}' for n in range(5)]
    write_file(news, "all.jsonl", "\n".join(lines))
    archive.index(news)
    before = {hit.article.title: hit.article.id for hit in archive.search("ferry").hits}
    write_file(
        news, "all.jsonl", "\n".join(['{"title": "New", "text": "The ferry sank."}', *lines[:4]])
    )
    archive.index(news)
    after = {hit.article.title: hit.article for hit in archive.search("ferry").hits}
    assert after.keys() == {"New", "Story 0", "Story 1", "Story 2", "Story 3"}
    assert all(after[title].id == before[title] for title in after.keys() & before.keys())
    assert after["Story 0"].path == "all.jsonl#2"
    assert archive.stats().versions == 0
    assert ids(archive.search("path:all.jsonl#2")) == [after["Story 0"].id]


def test_other_fields_are_read_anew_and_remembered(archive: search.Archive, news: Path) -> None:
    write_file(news, "odd.csv", "Kopf;Volltext\nBruch;The ferry sank.\nNeu;The ferry is new.\n")
    write_file(news, "plain.txt", "A ferry of its own.")
    assert len(archive.index(news).failed) == 1
    summary = archive.index(news, fields={"text": "Volltext"})
    assert (summary.added, summary.unchanged, summary.failed) == (1, 1, ())
    assert archive.search("ferry").total == 3
    summary = archive.index(news, fields={"text": "Volltext", "title": "Kopf"})
    assert (summary.updated, summary.unchanged) == (1, 1)
    assert archive.search("title:bruch").total == 1
    with (news / "odd.csv").open("a", encoding="utf-8") as file:
        file.write("Spät;The late ferry.\n")
    write_file(news, "other.txt", "Another ferry.")
    summary = archive.index(news)
    assert (summary.added, summary.updated, summary.failed) == (1, 1, ())
    assert archive.search("title:spät").total == 1
    assert archive.search("ferry").total == 5
