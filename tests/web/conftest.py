"""A small archive, and the application that searches it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import search
import web
from tests.web.articles import articles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    with search.Archive.create(folder) as archive:
        archive.add(articles())
    return folder


@pytest.fixture(scope="session")
def app(place: Path) -> Iterator[Flask]:
    app = web.create_app(place)
    yield app
    app.extensions["nutgraf"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def archive(place: Path) -> Iterator[search.Archive]:
    with search.Archive.open(place) as archive:
        yield archive
