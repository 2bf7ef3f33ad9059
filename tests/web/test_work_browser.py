"""Export, feed and saved searches in a real browser."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import search
import web
from tests.web.articles import NUMBERED, articles
from tests.web.browsing import opened
from tests.web.conftest import _served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

NAME = "Ledgers, as they come"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Flask]:
    """The application over an archive that may be changed."""
    with search.Archive.create(tmp_path / "desk") as archive:
        archive.add(articles())
        app = web.create_app(tmp_path / "desk")
        app.extensions["desk"] = archive
        yield app
        app.extensions["nutgraf"].close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_search_is_saved_and_tells_what_is_new(
    browser: Browser, desk: Flask, *, scripts: bool
) -> None:
    archive = desk.extensions["desk"]
    with _served(desk) as site, opened(browser, scripts=scripts) as page:
        page.goto(f"{site}/?q=ledger")
        page.get_by_role("link", name="Saved").first.click()
        page.get_by_label("Name").fill(NAME)
        page.get_by_role("button", name="Save").click()
        assert page.locator("h1").inner_text() == NAME
        assert page.locator("[role=status]").first.inner_text().startswith("Nothing new since")

        archive.add([search.Article.of("One more ledger.", id="more", title="One more")])
        page.goto(f"{site}/saved")
        assert page.locator(".saved .fresh").inner_text().startswith("1 new article since")
        page.get_by_role("link", name=NAME, exact=True).click()
        assert page.locator(".card h2").all_inner_texts() == ["One more"]
        page.get_by_role("button", name="Mark as seen").click()
        assert page.locator(".saved .stale").inner_text().startswith("Nothing new since")

        page.get_by_role("button", name=f"Forget {NAME}").click()
        assert page.get_by_text("No search has been saved in this archive.").is_visible()
        page.get_by_role("button", name="Save").click()  # again
        assert page.locator("h1").inner_text() == NAME


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_searches_are_saved(
    browser: Browser, desk: Flask, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - with the browser

    archive = desk.extensions["desk"]
    archive.save_search("<b>" * 20, "ledger " * 30)
    archive.save_search("quiet", "bridge", narrow={"source": ["The Courier", ""]})
    archive.add([search.Article.of("One more ledger.", id="more", title="One more")])
    with _served(desk) as site:
        for width in (320, 1200):
            with opened(browser, width=width, scheme=scheme) as page:
                for address in ("/saved?q=ledger", f"/saved/news?name={'<b>' * 20}", "/saved"):
                    page.goto(f"{site}{address}")
                    found = Axe().run(page)
                    assert found.violations_count == 0, found.generate_report()
                    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_all_hits_are_downloaded_as_a_file(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/?q=ledger")
        with page.expect_download() as waiting:
            page.evaluate("location.assign('/export?q=ledger&format=csv')")
        download = waiting.value
        assert download.suggested_filename == "nutgraf-ledger.csv"
        text = Path(download.path()).read_text(encoding="utf-8")
        assert len(list(csv.DictReader(io.StringIO(text, newline="")))) == NUMBERED


def test_the_feed_is_announced_where_news_are_shown(browser: Browser, desk: Flask) -> None:
    desk.extensions["desk"].save_search("ledgers", "ledger")
    with _served(desk) as site, opened(browser) as page:
        page.goto(f"{site}/saved/news?name=ledgers")
        address = page.locator('link[type="application/atom+xml"]').get_attribute("href")
        answer = page.request.get(f"{site}{address}")
        assert answer.headers["content-type"] == "application/atom+xml"
        assert answer.text().count("<entry") == NUMBERED
        assert f'href="{site}/feed?q=ledger"' in answer.text()
