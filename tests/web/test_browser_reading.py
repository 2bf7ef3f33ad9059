"""Reading in a real browser: steps from match to match, citations, narrow screens, print."""

from __future__ import annotations

from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.web.articles import BRIDGE, HOSTILE
from tests.web.browsing import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

STRANGE = quote(HOSTILE)
PAGES = (
    f"/a/{BRIDGE}?q=bridge+talks",
    f"/a/{BRIDGE}",
    f"/a/{STRANGE}?q=payload",
    f"/cite/{BRIDGE}?paragraph=3",
    f"/cite/{STRANGE}?paragraph=1",
    f"/similar/{BRIDGE}",
    f"/versions/{STRANGE}",
)
ODD_PAGES = (
    "/a/report?q=pilots",
    "/a/hebrew?q=הגשר",
    "/a/wire1?q=envoy",
    "/a/endless?q=lantern",
    "/versions/ferry",
    "/versions/ferry?version=1",
    "/similar/own0",
)


def current(page: Page) -> list[str]:
    """Return the ids of the places that are marked as the current one."""
    return [str(place.get_attribute("id")) for place in page.locator(".now.place").all()]


def is_in_sight(page: Page, selector: str) -> bool:
    """Tell whether an element begins on the screen, not behind the strip that stays there."""
    box = page.locator(selector).bounding_box()
    strip = page.locator(".matches").bounding_box()
    assert box is not None
    assert strip is not None
    is_behind = strip["y"] - box["height"] < box["y"] < strip["y"] + strip["height"]
    return 0 <= box["y"] < 700 and not is_behind


def test_keys_step_through_the_matches_and_around(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/a/{BRIDGE}?q=bridge+lighthouse")
        position = page.locator(".matches [role=status]")
        assert position.inner_text() == "5 matches"
        steps = []
        for key in "nnnnnnp":
            page.keyboard.press(key)
            steps += current(page)
            assert page.evaluate("document.activeElement.id") == steps[-1]
            assert is_in_sight(page, f"#{steps[-1]}")
        assert steps == ["p0", "p3", "p4", "p5", "p30", "p0", "p30"]
        assert position.inner_text() == "match 5 of 5"


def test_first_step_back_leads_to_the_last_match(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/a/{BRIDGE}?q=bridge+lighthouse")
        page.keyboard.press("p")
        assert current(page) == ["p30"]


def test_buttons_step_as_the_keys_do(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/a/{BRIDGE}?q=bridge+lighthouse")
        page.get_by_role("button", name="Next").click()
        page.get_by_role("button", name="Next").click()
        assert current(page) == ["p3"]
        page.get_by_role("button", name="Previous").click()
        assert current(page) == ["p0"]


def test_steps_go_on_from_a_paragraph_that_was_linked_to(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/a/{BRIDGE}?q=bridge+lighthouse#p4")
        assert current(page) == ["p4"]
        page.keyboard.press("n")
        assert current(page) == ["p5"]
        page.locator('.bar a[href="#p30"]').click()
        page.wait_for_url("**#p30")
        assert current(page) == ["p30"]
        assert is_in_sight(page, "#p30 mark")


def test_letters_typed_into_the_box_are_no_steps(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/a/{BRIDGE}?q=bridge")
        page.locator("#q").press_sequentially("n p")
        assert current(page) == []
        assert page.locator("#q").input_value() == "n pbridge"


def test_keys_are_listed_and_can_be_switched_off(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/a/{BRIDGE}?q=bridge")
        page.keyboard.press("?")
        listed = page.get_by_role("dialog")
        assert "Next match" in listed.inner_text()
        listed.get_by_role("checkbox").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        assert current(page) == []


def test_matches_can_be_gone_through_without_javascript(browser: Browser, site: str) -> None:
    with opened(browser, scripts=False) as page:
        page.goto(f"{site}/a/{BRIDGE}?q=bridge+lighthouse")
        assert not page.get_by_role("button", name="Next").is_visible()
        page.get_by_role("link", name="First match").click()
        page.wait_for_url("**#p0")
        for here, there in pairwise(("p3", "p4", "p5", "p30")):
            page.locator(f"#{here}").get_by_role("link", name="Next match").click()
            page.wait_for_url(f"**#{there}")
            assert is_in_sight(page, f"#{there} mark")
        page.locator("#p30").get_by_role("link", name="Next match").click()
        page.wait_for_url("**#p0")


def test_long_paragraph_is_gone_through_screen_by_screen(browser: Browser, odd_site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{odd_site}/a/endless?q=lantern")
        for number in range(1, 5):
            page.keyboard.press("n")
            assert current(page) == [f"p1-{number}"]
            assert is_in_sight(page, ".now mark >> nth=0")


def test_article_of_many_paragraphs_is_quick_to_step_through(
    browser: Browser, odd_site: str
) -> None:
    with opened(browser) as page:
        page.goto(f"{odd_site}/a/crowd?q=buoy#p2499")
        assert is_in_sight(page, "#p2499")
        page.keyboard.press("n")
        assert current(page) == ["p2502"]
        assert is_in_sight(page, "#p2502")
        page.keyboard.press("p")
        page.keyboard.press("p")
        assert is_in_sight(page, "#p2496")


def test_citation_is_copied_in_place(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{site}/a/{BRIDGE}?q=bridge")
        page.locator("#p3 .cite").click()
        dialog = page.get_by_role("dialog")
        assert "Cite paragraph 3" in dialog.inner_text()
        dialog.get_by_role("button", name="Copy BibTeX").click()
        page.get_by_text("Copied: BibTeX.").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("@article{nutgraf-bridge-1,")
        assert "¶3" in copied
        dialog.get_by_role("button", name="Close").click()
        dialog.wait_for(state="detached")
        assert page.evaluate("document.activeElement.className") == "cite"
        assert page.url.endswith(f"/a/{BRIDGE}?q=bridge")


def test_citation_of_the_article_is_copied_from_its_page(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{site}/cite/{BRIDGE}")
        page.get_by_role("button", name="Copy Plain text").click()
        page.get_by_text("Copied: Plain text.").wait_for()
        assert "“The bridge reopened.”" in page.evaluate("navigator.clipboard.readText()")


def test_citation_is_saved_without_javascript(browser: Browser, site: str) -> None:
    with opened(browser, scripts=False) as page:
        page.goto(f"{site}/a/{BRIDGE}")
        page.get_by_role("link", name="Copy citation").click()
        page.wait_for_url("**/cite/**")
        with page.expect_download() as saved:
            page.get_by_role("link", name="Save RIS").click()
        assert saved.value.suggested_filename == f"nutgraf-{BRIDGE}.ris"


def test_print_has_the_text_the_marks_and_the_citation_alone(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/a/{BRIDGE}?q=bridge")
        page.emulate_media(media="print")
        for selector in (".top", ".back", ".where", ".matches", ".actions", ".beside"):
            assert not page.locator(selector).first.is_visible(), selector
        assert not page.locator(".links").first.is_visible()
        mark = page.locator("#p3 mark")
        assert "underline" in mark.evaluate("each => getComputedStyle(each).textDecorationLine")
        assert f"/a/{BRIDGE}" in page.locator(".printed").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("scripts", [True, False])
def test_nothing_is_wider_than_a_narrow_phone(
    browser: Browser, site: str, odd_site: str, scheme: str, *, scripts: bool
) -> None:
    addresses = [site + each for each in PAGES] + [odd_site + each for each in ODD_PAGES]
    context = browser.new_context(
        viewport={"width": 320, "height": 640},
        color_scheme=scheme,  # type: ignore[arg-type]
        java_script_enabled=scripts,
    )
    with closing(context):
        page = context.new_page()
        for address in addresses:
            page.goto(address)
            for summary in page.locator("main summary").all():
                summary.click()
            width = page.locator("html").evaluate("each => each.scrollWidth")
            assert width == 320, address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_known_barriers(
    browser: Browser, site: str, odd_site: str, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with opened(browser, scheme=scheme) as page:
        for address in [site + each for each in PAGES] + [odd_site + each for each in ODD_PAGES]:
            page.goto(address)
            for summary in page.locator("main summary").all():
                summary.click()
            found = axe.run(page, options={"rules": {"target-size": {"enabled": True}}})
            assert found.violations_count == 0, f"{address}\n{found.generate_report()}"


def test_text_begins_on_the_line_of_the_search_box_in_both_directions(
    browser: Browser, odd_site: str
) -> None:
    with opened(browser) as page:
        for address in ("/a/report?q=pilots", "/a/hebrew"):
            page.goto(f"{odd_site}{address}")
            text, box = (page.locator(each).bounding_box() for each in (".actions", "#q"))
            assert text is not None
            assert box is not None
            assert abs(text["x"] - box["x"]) < 1
