"""Where the real articles lie, which are not part of the project."""

from __future__ import annotations

import os
import sys
import tarfile
from pathlib import Path


def folder() -> Path:
    """Return the folder of the real articles, whether it exists or not."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("NUTGRAF_DATA", beside))


def packed(name: str) -> Path:
    """Return the archive ``NAME.tar.xz``, or end the program saying that there is none."""
    path = folder() / f"{name}.tar.xz"
    if not path.exists():
        sys.exit(f"There is no {path.name} in {path.parent}. Name its folder in NUTGRAF_DATA.")
    return path


def unpack(name: str, place: Path) -> Path:
    """Unpack one of the archives under a folder, and return where its files are."""
    with tarfile.open(packed(name)) as archived:
        archived.extractall(place, filter="data")
    return place / name
