"""Which formats there are."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from search.readers import registry
from search.readers.signs import SIGNS

if TYPE_CHECKING:
    from pathlib import Path


def test_suffixes_are_those_of_the_formats() -> None:
    assert {name: sign.suffixes for name, sign in SIGNS.items()} == {
        name: tuple(registry.load(name).SUFFIXES) for name in SIGNS
    }


def test_finding_files_loads_no_format(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text("The bridge reopened.", encoding="utf-8")
    program = (
        "import sys; from search.readers import files; print(len(list(files(sys.argv[1:]))));"
        " print([name for name in sys.modules if name.startswith('search.readers.formats.')])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["1", "[]"]
