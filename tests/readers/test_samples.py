"""Each format's small files, whole and broken, against what reading them gave when it was looked at.

``tests/samples/FORMAT/`` has the files; beside ``story.html`` stands ``story.html.golden.json``.
After a change that is meant: ``NUTGRAF_GOLDEN=write pytest tests/readers/test_samples.py``, and look at
the difference before it is committed.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from search.article import Article
from search.errors import ReadError
from search.readers import files, read_file
from search.results import article_json

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = sorted(
    str(path.relative_to(SAMPLES))
    for path in SAMPLES.rglob("*")
    if path.is_file() and not path.name.endswith(".golden.json")
)


def reading(path: Path) -> dict[str, list[Any]]:
    """Return what is read from a file: its articles, and what could not be read."""
    found: dict[str, list[Any]] = {"articles": [], "unread": []}
    (file,) = files([path])
    try:
        for each in read_file(file):
            if isinstance(each, Article):
                found["articles"].append(article_json(each))
            else:
                found["unread"].append(f"{each.path} {each.reason}")
    except ReadError as error:
        found["unread"].append(str(error))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_read_as_it_was(name: str) -> None:
    path = SAMPLES / name
    golden = path.with_name(f"{path.name}.golden.json")
    found = reading(path)
    if os.environ.get("NUTGRAF_GOLDEN") == "write":
        golden.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(golden.read_text(encoding="utf-8"))


def test_every_format_has_a_whole_and_a_broken_sample() -> None:
    whole: set[str] = set()
    broken: set[str] = set()
    for name in NAMES:
        (broken if Path(name).stem.startswith("broken") else whole).add(Path(name).parent.name)
    assert whole == broken
