"""A real browser, and pages in it that may not complain."""

from __future__ import annotations

import os
import shutil
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

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
    """Return where Chromium is."""
    named = os.environ.get("NUTGRAF_CHROMIUM")
    found = named or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        missing("No Chromium was found; NUTGRAF_CHROMIUM may name one.")
    return found or ""


@contextmanager
def started() -> Iterator[Browser]:
    """Start Chromium, and stop it in the end."""
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


@contextmanager
def opened(
    browser: Browser, *, width: int = 1200, scheme: str = "light", scripts: bool = True
) -> Iterator[Page]:
    """Open a page; whatever it complains about fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 700},
        java_script_enabled=scripts,
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    with closing(context):
        yield page
    assert complaints == []
