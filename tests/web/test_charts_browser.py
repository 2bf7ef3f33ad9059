"""The charts in a real browser: dragged over, with the keyboard, on a phone, without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web import charted
from tests.web.browsing import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ADDRESSES = [
    "/?q=storm",
    "/timeline?q=ferry",
    "/timeline?q=ferry&share=1",
    "/timeline?q=ferry&unit=day&from=2021-08-01&to=2021-08-31",
    "/concordance?q=strike",
    "/compare?q=storm&q=strike&q=date:2021-02-30",
    "/first?q=ferry",
]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with charted.served_from(tmp_path_factory.mktemp("charted")) as app:
        yield app


def drag(page: Page, first: float, last: float, *, release: bool = True) -> None:
    """Drag over the plot, from one part of its width to another."""
    box = page.locator(".bars").first.bounding_box()
    assert box is not None
    y = box["y"] + 10
    page.mouse.move(box["x"] + box["width"] * first, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * (first + last) / 2, y)
    page.mouse.move(box["x"] + box["width"] * last, y)
    if release:
        page.mouse.up()


@pytest.mark.parametrize("path", ["/", "/timeline"])
def test_dragging_over_the_bars_sets_the_days(browser: Browser, site: str, path: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}{path}?q=storm")  # forty bars, from the first of August on
        drag(page, 0.26, 0.01)
        page.wait_for_url(f"**{path}?q=storm&from=2021-08-01&to=2021-08-11")
        assert page.get_by_label("From").input_value() == "2021-08-01"
        assert "6 articles" in page.get_by_role("heading", level=1).inner_text()


def test_drag_says_what_is_chosen_and_can_be_given_up(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/timeline?q=storm")
        drag(page, 0.01, 0.26, release=False)
        said = page.locator(".chosen-days")
        assert said.inner_text() == "1 August 2021 to 11 August 2021: 6 found"
        page.keyboard.press("Escape")
        page.mouse.up()
        assert said.inner_text() == ""
        assert page.locator(".selection").count() == 0
        assert page.url == f"{site}/timeline?q=storm"


def test_days_are_chosen_with_the_keyboard(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/timeline?q=storm")
        page.locator(".bars a[tabindex='0']").first.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("Shift+ArrowRight")
        assert (
            page.locator(".chosen-days").inner_text() == "3 August 2021 to 7 August 2021: 3 found"
        )
        page.keyboard.press("Escape")
        assert page.locator(".chosen-days").inner_text() == ""
        page.keyboard.press("Shift+End")
        page.keyboard.press("Enter")
        page.wait_for_url("**/timeline?q=storm&from=2021-08-07&to=2021-09-08")
        assert "13 articles" in page.get_by_role("heading", level=1).inner_text()


def test_one_bar_is_one_stop_and_enter_follows_it(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/timeline?q=storm")
        assert page.locator(".bars a[tabindex='0']").count() == 1
        page.locator(".bars a[tabindex='0']").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/timeline?q=storm&from=2021-08-01&to=2021-08-01")


@pytest.mark.parametrize("scripts", [True, False])
def test_bar_is_a_link(browser: Browser, site: str, scripts: bool) -> None:  # noqa: FBT001 - a table
    with opened(browser, scripts=scripts) as page:
        page.goto(f"{site}/?q=storm")
        page.locator(".bars a").nth(1).click()
        page.wait_for_url("**/?q=storm&from=2021-08-03&to=2021-08-03")
        assert page.get_by_role("heading", level=1).inner_text() == "1 article"


def test_comparison_keeps_its_queries_when_days_are_chosen(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/compare?q=storm&q=strike")
        drag(page, 0.01, 0.26)
        page.wait_for_url("**/compare?q=storm&q=strike&from=2021-08-01&to=2021-08-11")
        page.get_by_label("Query 3").fill("ferry")
        page.get_by_role("button", name="Compare").click()
        page.wait_for_url("**/compare?q=storm&q=strike&q=ferry&from=2021-08-01&to=2021-08-11")
        assert page.locator("polyline").count() == 3


def test_concordance_lines_up_its_matches(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/concordance?q=strike&sort=right")
        boxes = [each.bounding_box() for each in page.locator(".lines mark").all()]
        assert len({round(box["x"] + box["width"] / 2) for box in boxes if box}) == 1
        page.locator(".where a").first.click()
        page.wait_for_url("**/a/day-*#p*")


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_wider_than_a_narrow_phone(browser: Browser, site: str, address: str) -> None:
    with opened(browser, width=320) as page:
        page.goto(f"{site}{address}")
        assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_axe_finds_nothing(browser: Browser, site: str, address: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - with the browser

    with opened(browser, scheme=scheme) as page:
        page.goto(f"{site}{address}")
        for table in page.locator(".figures").all():
            table.evaluate("each => { each.open = true }")
        found = Axe().run(page, options={"rules": {"target-size": {"enabled": True}}})
        assert found.response["violations"] == []


def test_charts_are_printed_where_they_are_the_page(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.emulate_media(media="print")
        for address, is_printed in (("/timeline?q=ferry", True), ("/?q=ferry", False)):
            page.goto(f"{site}{address}")
            assert page.locator(".timeline").is_visible() is is_printed


def test_match_of_several_words_stands_on_one_line_uncut(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/concordance?q=%22the+strike+leaders+met%22")
        cell = page.locator(".lines tbody th").first
        assert cell.evaluate("it => it.scrollWidth <= it.clientWidth")
        assert cell.evaluate("it => it.getClientRects()[0].height") < 40
