"""The real articles of the shared data, which are not part of the project."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from search.article import Article
from search.readers import files, read_file

FOLDER = Path(
    os.environ.get("NUTGRAF_DATA", Path(__file__).resolve().parents[3] / "shared" / "data")
)
EXPECTED: dict[str, dict[str, Any]] = (
    json.loads((FOLDER / "seeds" / "expected.json").read_text(encoding="utf-8"))
    if (FOLDER / "seeds" / "expected.json").exists()
    else {}
)

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(
        not EXPECTED,
        reason=f"Left out: there is no seeds/expected.json in {FOLDER} (NUTGRAF_DATA).",
    ),
]


def texts(article: Article, kind: str) -> list[str]:
    return [paragraph.text for paragraph in article.paragraphs if paragraph.kind == kind]


@pytest.mark.parametrize("name", EXPECTED or ["none"])
def test_a_real_article_comes_out_as_expected(name: str) -> None:
    (file,) = files([FOLDER / "seeds" / name])
    (article,) = read_file(file)
    assert isinstance(article, Article)
    found = {
        "title": article.title,
        "date": article.date.isoformat() if article.date else None,
        "updated": article.updated.isoformat() if article.updated else None,
        "authors": list(article.authors),
        "body_paragraphs": len(texts(article, "body")),
        "headings": texts(article, "heading"),
    }
    expected = dict(EXPECTED[name])
    captions = expected.pop("captions_contain", [])
    assert {key: found[key] for key in expected} == expected
    assert all(any(part in text for text in texts(article, "caption")) for part in captions)
