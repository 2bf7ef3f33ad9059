"""The results in a real browser: with a mouse, with keys, on a phone, without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.articles import BRIDGE
from tests.web.browsing import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

WITH_AND_WITHOUT = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def total(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@WITH_AND_WITHOUT
def test_search_read_and_go_back(browser: Browser, site: str, *, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as page:
        page.goto(site)
        page.locator("#q:focus").wait_for()
        page.keyboard.type("lighthouse")
        page.keyboard.press("Enter")
        page.wait_for_url("**/?q=lighthouse*")
        assert total(page) == "1 article"
        assert page.locator("mark").all_inner_texts() == ["lighthouse"]
        page.locator(".card h2 a").click()
        page.wait_for_url(f"**/a/{BRIDGE}?q=lighthouse*#p30")
        page.get_by_role("link", name="Results for").click()
        page.wait_for_url("**/?q=lighthouse*")
        assert page.get_by_label("Search the archive").input_value() == "lighthouse"


@WITH_AND_WITHOUT
def test_form_and_views_keep_the_search(browser: Browser, site: str, *, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as page:
        page.goto(f"{site}/?q=ledger")
        page.get_by_role("link", name="Oldest").click()
        page.get_by_role("link", name="Paragraphs 90").click()
        page.wait_for_url("**/?q=ledger&sort=oldest&scope=paragraph")
        assert total(page) == "90 paragraphs"
        page.get_by_label("Search the archive").fill("entry")
        page.get_by_role("button", name="Search", exact=True).click()
        page.wait_for_url("**/?q=entry&scope=paragraph&sort=oldest")
        page.get_by_role("link", name="Next").click()
        assert "Page 2 of 9" in page.get_by_role("navigation").last.inner_text()
        page.get_by_label("Go to page").fill("9")
        page.get_by_role("button", name="Go", exact=True).click()
        page.wait_for_url("**page=9")


def test_skip_link_is_first_and_visible_with_focus(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/?q=ledger")
        page.keyboard.press("Tab")
        box = page.get_by_role("link", name="Skip to the content").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        page.keyboard.press("Enter")
        page.wait_for_url("**#main")


def test_paragraphs_unfold_in_place_and_fold_again(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/?q=falcon")
        fold = page.locator(".fold a")
        before = page.locator(".best").inner_html()
        fold.click()
        page.locator(".fold a[aria-expanded=true]").wait_for()
        assert page.locator(".excerpts li").count() == 6
        assert page.url == f"{site}/?q=falcon&open=many"
        assert page.get_by_role("status").last.inner_text() == "6 paragraphs shown"
        page.reload()
        assert page.locator(".excerpts li").count() == 6
        page.goto(f"{site}/?q=falcon")
        fold.click()
        page.locator(".fold a[aria-expanded=true]").wait_for()
        fold.click()
        assert page.locator(".best").inner_html() == before
        assert page.url == f"{site}/?q=falcon"


def test_paragraphs_unfold_without_scripts(browser: Browser, site: str) -> None:
    with opened(browser, scripts=False) as page:
        page.goto(f"{site}/?q=falcon")
        page.get_by_role("link", name="3 more matching paragraphs").click()
        page.wait_for_url("**/?q=falcon&open=many#hit-many")
        assert page.locator(".excerpts li").count() == 6


@WITH_AND_WITHOUT
def test_values_are_chosen_and_given_up(browser: Browser, site: str, *, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as page:
        page.goto(f"{site}/?q=ledger+OR+bridge")
        page.get_by_role("link", name="The Courier 1").click()
        assert total(page) == "1 article"
        page.get_by_role("link", name="no source 45").click()
        assert total(page) == "46 articles"
        page.get_by_role("link", name="Remove Source: The Courier").click()
        assert total(page) == "45 articles"
        page.get_by_role("textbox", name="From").fill("2020-02")
        page.get_by_role("textbox", name="To").fill("2020-02")
        page.get_by_role("button", name="Set dates").click()
        assert total(page) == "14 articles"
        page.get_by_role("link", name="Remove all").click()
        assert total(page) == "46 articles"


@WITH_AND_WITHOUT
def test_narrowing_is_open_on_wide_screens_and_folded_on_phones(
    browser: Browser, site: str, *, scripts: bool
) -> None:
    for width, is_open in ((1200, True), (400, False)):
        with opened(browser, width=width, scripts=scripts) as page:
            page.goto(f"{site}/?q=ledger+OR+bridge")
            source = page.get_by_role("heading", name="Source")
            assert source.is_visible() == is_open
            if not is_open:
                page.get_by_text("Narrow the search").click()
                assert source.is_visible()


def test_last_word_is_completed(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(site)
        box = page.get_by_role("combobox", name="Search the archive")
        assert box.get_attribute("aria-expanded") == "false"
        box.press_sequentially("bridge le")
        options = page.get_by_role("option")
        options.first.wait_for()
        assert box.get_attribute("aria-expanded") == "true"
        words = [text.split("\n")[0].split()[0] for text in options.all_inner_texts()]
        assert "ledger" in words
        for _ in range(words.index("ledger") + 1):
            box.press("ArrowDown")
        active = page.locator("[aria-selected=true]")
        assert box.get_attribute("aria-activedescendant") == active.get_attribute("id")
        box.press("Enter")
        assert box.input_value() == "bridge ledger "
        assert not page.get_by_role("listbox").is_visible()
        box.press_sequentially("le")
        options.first.wait_for()
        box.press("Escape")
        assert not page.get_by_role("listbox").is_visible()
        assert box.input_value() == "bridge ledger le"
        assert page.url == f"{site}/"


def test_keys_go_through_the_hits(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/?q=ledger&sort=oldest")
        focused = page.locator(".card h2 a:focus")
        page.keyboard.press("j")
        page.keyboard.press("j")
        assert focused.inner_text() == "Entry 1"
        page.keyboard.press("k")
        assert focused.inner_text() == "Entry 0"
        page.keyboard.press("k")
        assert focused.inner_text() == "Entry 0"
        page.keyboard.press("Enter")
        page.wait_for_url("**/a/n0?*")
        page.goto(f"{site}/?q=falcon")
        page.keyboard.press("j")
        page.keyboard.press("o")
        page.locator(".fold a[aria-expanded=true]").wait_for()
        page.keyboard.press("/")
        page.keyboard.type("j/k")
        assert page.get_by_label("Search the archive").input_value() == "j/k"


def test_keys_are_listed_and_can_be_switched_off(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/?q=ledger")
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="Keys")
        assert "Next hit" in dialog.inner_text()
        dialog.get_by_label("Use these keys").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        assert page.locator(".card a:focus").count() == 0
        page.reload()
        page.keyboard.press("?")
        assert not dialog.is_visible()
        page.get_by_role("button", name="Keys").click()
        dialog.get_by_label("Use these keys").check()
        dialog.get_by_role("button", name="Close").click()
        page.keyboard.press("j")
        assert page.locator(".card a:focus").count() == 1


@WITH_AND_WITHOUT
def test_form_writes_a_query(browser: Browser, site: str, *, scripts: bool) -> None:
    with opened(browser, scripts=scripts) as page:
        page.goto(site)
        page.get_by_text("How to search").click()
        page.get_by_role("link", name="Or fill in a form").click()
        page.get_by_label("All of these words").fill("bridge")
        page.get_by_label("None of these").fill("ledger")
        if not scripts:
            page.get_by_role("button", name="Show the query").click()
        page.get_by_role("link", name="bridge -ledger").wait_for()
        assert "1 article" in page.locator("#built").inner_text()
        page.locator("#build").get_by_role("button", name="Search").click()
        page.wait_for_url("**/?q=bridge+-ledger")
        assert total(page) == "1 article"


def test_form_shows_what_was_typed_before_its_script_came(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        held: list[Route] = []
        page.route("**/desk*.js*", lambda route: held.append(route))  # noqa: PLW0108 - a function
        with page.expect_request("**/desk*.js*"):
            page.goto(f"{site}/build", wait_until="commit")
        page.get_by_label("All of these words").fill("bridge")
        for route in held:
            route.continue_()
        page.locator("#built").get_by_role("link", name="bridge").wait_for()


def test_list_of_values_shows_what_is_typed(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/facet?q=ledger+OR+bridge&field=year")
        page.get_by_label("Only values with").fill("21")
        assert page.locator(".counts[role=status]").inner_text() == "1 value on this page"
        page.get_by_label("2021").check()
        page.get_by_role("button", name="Show the results").click()
        assert total(page) == "1 article"


def test_number_of_hits_is_said_once_the_page_stands(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/?q=ledger")
        status = page.locator("#status[role=status]")
        status.filter(has_text="45 articles").wait_for(state="attached")


def test_what_narrows_stands_open_for_every_tool_on_a_wide_screen(
    browser: Browser, site: str
) -> None:
    for width, is_open in ((1200, True), (400, False)):
        with opened(browser, width=width) as page:
            page.goto(f"{site}/?q=bridge")
            assert page.locator(".narrow").evaluate("it => it.open") is is_open


def test_marks_of_headings_are_seen_in_forced_colours(browser: Browser, site: str) -> None:
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(f"{site}/?q=bridge")
    mark = page.locator(".card h2 mark").first
    assert mark.evaluate("it => getComputedStyle(it).zIndex") == "auto"
    page.emulate_media(forced_colors="none")
    assert mark.evaluate("it => getComputedStyle(it).zIndex") == "-1"
    context.close()


def test_query_that_is_built_stays_in_sight(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/build")
        page.get_by_label("All of these words").fill("bridge")
        built = page.locator("#built p")
        built.wait_for()
        box = built.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 700
