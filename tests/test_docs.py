"""What the README and the documentation show is true."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import search
from search.archive import expansion
from search.cli.registry import COMMANDS
from search.engines import asides, passages, ranking
from search.query import parse

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_readme_s_python_examples_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with search.Archive.create("index") as archive:
        archive.index([ROOT / "seeds"])
        expected = archive.search('"northern alliance" date:2021-08').total
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - the README is ours
    assert capsys.readouterr().out.startswith(f"{expected} ")
    assert expected > 0


def test_the_readme_s_commands_run(tmp_path: Path) -> None:
    for block in blocks("console"):
        for line in block.splitlines():
            command = line.removeprefix("$ ")
            if not command.startswith("nutgraf"):
                continue
            script = command.replace("nutgraf", f"'{sys.executable}' -m search", 1)
            script = script.replace("index seeds", f"index '{ROOT / 'seeds'}'")
            done = subprocess.run(
                ["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            assert done.stdout


def test_every_query_in_the_documentation_has_a_reading() -> None:
    for page in (ROOT / "README.md", ROOT / "docs" / "query.md"):
        for row in re.findall(r"^\| (`.*?) \|", page.read_text(encoding="utf-8"), re.MULTILINE):
            for text in re.findall(r"`([^`]+)`", row):
                parse(text)


def test_the_generated_parts_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "docs" / "generate.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_command_is_in_the_reference() -> None:
    reference = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        assert f"## nutgraf {name}" in reference


def test_every_constant_of_the_ranking_is_in_its_table() -> None:
    page = (ROOT / "docs" / "ranking.md").read_text(encoding="utf-8")
    for module in (ranking, passages, asides, expansion):
        for name, value in vars(module).items():
            if name.isupper() and type(value) in {int, float} and name != "PLANS_KEPT":
                assert f"\n| `{name}` | {value:,g} |" in page, name


def test_the_architecture_has_a_heading_for_every_part() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "search").iterdir()):
        if path.is_dir() and (path / "__init__.py").exists():
            assert f"## search/{path.name}/:" in page, path.name
        elif path.suffix == ".py" and not path.name.startswith("_"):
            assert f"## search/{path.name}:" in page, path.name
