"""A small archive, and the application that searches it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from waitress.server import create_server

import search
import web
from tests.web import oddities
from tests.web.articles import articles
from tests.web.browsing import started

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from playwright.sync_api import Browser


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with started() as browser:
        yield browser


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application that searches an archive of articles with what few have."""
    folder = tmp_path_factory.mktemp("odd")
    oddities.fill(folder)
    app = web.create_app(folder)
    yield app
    app.extensions["nutgraf"].close()


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """Serve the application and give its address."""
    with _served(app) as address:
        yield address


@pytest.fixture(scope="module")
def odd_site(odd: Flask) -> Iterator[str]:
    """Serve the application with the odd articles and give its address."""
    with _served(odd) as address:
        yield address


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(server.close)
    thread.join(timeout=10)
    server.task_dispatcher.shutdown()
