"""Every page for everybody: axe-core finds nothing, nothing is cut off on a phone."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.web.articles import BRIDGE, HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PAGES = {
    "everything": "/",
    "results": "/?q=ledger+OR+bridge&page=2",
    "narrowed": "/?q=bridge&source=The+Courier&year=2021&from=2021",
    "unfolded": "/?q=falcon&open=many",
    "paragraphs": "/?q=ledger&scope=paragraph",
    "nothing": "/?q=bridge+zzzz",
    "misspelt": "/?q=brigde",
    "unreadable": "/?q=date:2021-02-30",
    "hostile results": "/?q=payload",
    "long word": "/?q=" + "w" * 300,
    "timeline": "/timeline?q=ledger",
    "shares": "/timeline?q=ledger&share=1",
    "concordance": "/concordance?q=ledger&sort=left",
    "hostile concordance": "/concordance?q=payload",
    "compare": "/compare?q=ledger&q=bridge",
    "first": "/first?q=bridge+OR+ledger",
    "builder": "/build",
    "article": f"/a/{BRIDGE}?q=bridge",
    "hostile article": f"/a/{HOSTILE}?q=payload",
    "citation": f"/cite/{BRIDGE}?paragraph=3",
    "versions": f"/versions/{BRIDGE}",
    "similar": f"/similar/{BRIDGE}",
    "saved": "/saved",
    "interface": "/api",
    "missing": "/a/nowhere",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing(browser: Browser, site: str, address: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - with the browser

    context = browser.new_context(viewport={"width": 1200, "height": 800}, color_scheme=scheme)  # type: ignore[arg-type]
    with closing(context):
        page = context.new_page()
        page.goto(f"{site}{address}")
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_nothing_is_wider_than_a_narrow_phone(
    browser: Browser, site: str, address: str, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)  # type: ignore[arg-type]
    with closing(context):
        page = context.new_page()
        page.goto(f"{site}{address}")
        for summary in page.locator("summary:visible").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") == 320
