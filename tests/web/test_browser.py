"""The pages in a real browser."""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest
from waitress.server import create_server

from tests.web.articles import BRIDGE, HOSTILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)


def missing(reason: str) -> None:
    """Skip on a developer's machine; fail where every test has to run."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def chromium() -> str:
    named = os.environ.get("NUTGRAF_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        missing("No Chromium was found; NUTGRAF_CHROMIUM may name one.")
    return found or ""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - optional here
    except ModuleNotFoundError:
        missing("Playwright is not installed.")
    path = chromium()
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS, *root])
        with closing(browser):
            yield browser


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """Serve the application and give its address."""
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(server.close)
    thread.join(timeout=10)
    server.task_dispatcher.shutdown()


@contextmanager
def opened(browser: Browser, *, width: int = 1100, scheme: str = "light") -> Iterator[Page]:
    """Open a page without JavaScript; whatever it complains about fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 700},
        java_script_enabled=False,
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    with closing(context):
        yield page
    assert complaints == []


def test_search_read_and_go_back(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(site)
        page.locator("#q:focus").wait_for()
        page.keyboard.type("lighthouse")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?q=lighthouse*")
        assert page.get_by_role("heading", level=1).inner_text() == "1 article"
        assert page.locator("mark").all_inner_texts() == ["lighthouse"]
        page.get_by_role("heading", level=2).get_by_role("link").click()
        page.wait_for_url(f"**/a/{BRIDGE}?q=lighthouse*#p30")
        box = page.locator("#p30").bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 700
        assert page.locator("mark").all_inner_texts() == ["lighthouse"]
        page.get_by_role("link", name="Results for lighthouse").click()
        page.wait_for_url("**/?q=lighthouse*")
        assert page.get_by_label("Search the archive").input_value() == "lighthouse"


def test_scope_and_sort_are_kept_by_the_form(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/?q=ledger")
        page.get_by_role("link", name="Oldest").click()
        page.get_by_label("paragraphs").check()
        page.get_by_role("button", name="Search").click()
        page.wait_for_url("**/?q=ledger&scope=paragraph&sort=oldest")
        assert page.get_by_role("heading", level=1).inner_text() == "90 paragraphs"
        page.get_by_role("link", name="Next").click()
        assert "Page 2 of 5" in page.get_by_role("navigation").last.inner_text()


def test_skip_link_is_first_and_visible_with_focus(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/?q=ledger")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the content")
        box = skip.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        page.keyboard.press("Enter")
        page.wait_for_url("**#main")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/?q=payload",
        "/?q=colour:red+OR+ledger&page=2",
        "/?q=date:2021-02-30",
        "/?q=" + "w" * 300,
        f"/a/{BRIDGE}?q=bridge",
        f"/a/{HOSTILE}?q=payload",
        "/a/nowhere",
    ],
)
def test_nothing_is_wider_than_a_narrow_phone(
    browser: Browser, site: str, address: str, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    with closing(context):
        page = context.new_page()
        page.goto(f"{site}{address}")
        page.get_by_text("How to search").click()
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert page.evaluate("getComputedStyle(document.body).maxWidth") == "736px"
