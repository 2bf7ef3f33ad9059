"""Take the pictures of every page in docs/screenshots/, light and dark.

Usage: python docs/screenshots.py [NAME...]

They show the sample articles of seeds/ in a real browser; ``NUTGRAF_CHROMIUM`` may
name one.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright
from waitress.server import create_server

import search
import web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from playwright.sync_api import Browser

    Scheme = Literal["light", "dark"]

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "screenshots"
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
WIDE, PHONE = (1280, 900), (360, 720)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# What is shown, by the name of the picture; {article} is the id of an article.
PAGES = {
    "results": "/?q=panjshir+massoud",
    "narrowed": "/?q=panjshir&source=&year=2021&sort=newest",
    "paragraphs": "/?q=massoud+taliban&scope=paragraph",
    "nothing": "/?q=panjshir+massoud+tlaks",
    "timeline": "/timeline?q=panjshir",
    "concordance": "/concordance?q=massoud&sort=right",
    "compare": "/compare?q=massoud&q=saleh&q=talks",
    "first": "/first?q=massoud",
    "builder": "/build?phrase=lion+of+panjshir&any=massoud+saleh&from=2021&to=2022",
    "article": "/a/{article}?q=panjshir",
    "citation": "/cite/{article}?paragraph=2",
    "similar": "/similar/{article}",
    "saved": "/saved",
    "api": "/api",
}
ON_A_PHONE = ("results", "article", "timeline")


@contextmanager
def served() -> Iterator[tuple[str, str]]:
    """Serve the sample articles; yield the address and the id of one of them."""
    with tempfile.TemporaryDirectory() as folder:
        with search.Archive.create(Path(folder) / "index") as archive:
            archive.index([ROOT / "seeds"])
            best = archive.search("title:lion title:panjshir", limit=1).hits[0]
            archive.save_search("Massoud, father and son", "massoud")
        application = web.create_app(Path(folder) / "index")
        server = create_server(application, host="127.0.0.1", port=0, threads=2)
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.effective_port}", best.article.id
        finally:
            server.trigger.pull_trigger(server.close)
            thread.join(timeout=10)
            server.task_dispatcher.shutdown()


def take(
    browser: Browser, address: str, picture: Path, scheme: Scheme, size: tuple[int, int]
) -> None:
    """Take a picture of what a window of this size shows of a page."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=picture)
    context.close()


def main() -> None:
    """Take all pictures, or those with the names that are given."""
    wanted = sys.argv[1:] or list(PAGES)
    FOLDER.mkdir(exist_ok=True)
    program = os.environ.get("NUTGRAF_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)))
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with served() as (address, article), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--disable-gpu", "--disable-background-networking", *root],
        )
        for name in wanted:
            page = address + PAGES[name].format(article=article)
            for scheme in SCHEMES:
                take(browser, page, FOLDER / f"{name}-{scheme}.png", scheme, WIDE)
                if name in ON_A_PHONE:
                    take(browser, page, FOLDER / f"{name}-phone-{scheme}.png", scheme, PHONE)
        browser.close()


if __name__ == "__main__":
    main()
