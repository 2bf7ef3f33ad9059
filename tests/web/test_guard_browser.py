"""Signing in and out in a real browser, which says by itself where its requests come from."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.web.servers import serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.web.servers import Server

pytestmark = pytest.mark.browser
PASSWORD = "river-bank"  # noqa: S105 - of nothing


@pytest.fixture
def guarded(place: Path) -> Iterator[Server]:
    with serving(place, "--workers", "2", password=PASSWORD) as server:
        yield server


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("site", ["http://127.0.0.1", "http://desk.test"])
def test_a_reader_signs_in_comes_back_and_signs_out(
    browser: Browser, guarded: Server, site: str, *, scripts: bool
) -> None:
    # To a name that is neither of this machine nor over HTTPS, browsers do not send
    # Sec-Fetch-Site. The server stands in as the proxy by which that name is reached.
    named = "desk" in site
    address = site if named else f"{site}:{guarded.port}"
    context = browser.new_context(
        proxy={"server": f"http://127.0.0.1:{guarded.port}"} if named else None,
        java_script_enabled=scripts,
    )
    with closing(context):
        page = context.new_page()
        page.goto(f"{address}/?q=bridge&scope=paragraph")
        assert page.url.startswith(f"{address}/login?next=")
        page.wait_for_selector("#password:focus")
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=alert]")
        assert page.text_content("[role=alert]") == "This is not the password. Try again."
        page.fill("#password", PASSWORD)
        page.click("button")
        page.wait_for_url(f"{address}/?q=bridge&scope=paragraph")
        assert page.get_attribute("#q", "value") == "bridge"
        (cookie,) = context.cookies()
        assert cookie["httpOnly"]
        page.click("text=Sign out")
        page.wait_for_url(f"{address}/login")
        page.goto(address)
        assert "/login" in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_login_page(
    browser: Browser, guarded: Server, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - with the browser

    context = browser.new_context(viewport={"width": 320, "height": 600}, color_scheme=scheme)  # type: ignore[arg-type]
    with closing(context):
        page = context.new_page()
        page.goto(guarded.address)
        for _ in range(2):
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") <= 320
            page.fill("#password", "wrong")
            page.click("button")
            page.wait_for_selector("[role=alert]")


def test_another_site_cannot_sign_a_reader_out(browser: Browser, guarded: Server) -> None:
    context = browser.new_context()
    with closing(context):
        page = context.new_page()
        page.goto(guarded.address)
        page.fill("#password", PASSWORD)
        page.click("button")
        page.wait_for_selector("text=Sign out")
        page.goto("about:blank")
        page.set_content(
            f'<form method="post" action="{guarded.address}/logout"><button>x</button>'
        )
        page.click("button")
        page.wait_for_selector("text=Another site has sent this request")
        page.goto(guarded.address)
        assert "/login" not in page.url
