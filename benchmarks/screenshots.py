"""Pictures of the workbench for its documentation: ``make screenshots``.

Starts ``tamis serve``, opens each view in Chromium with the sample page, and writes
``docs/pictures/*.png``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --hide-scrollbars"
).split()


class View(NamedTuple):
    """A picture: how the page gets to what it shows, and how it looks at it."""

    name: str
    reach: Callable[[Page], None]
    width: int = 1040
    height: int = 580
    scheme: str = "light"


def _start(page: Page) -> None:
    page.goto("/")


def _sample(page: Page) -> None:
    page.goto("/sample")
    page.locator(".s.r-injection > a").click()
    page.wait_for_timeout(300)


def _roles(page: Page) -> None:
    page.goto("/sample")
    page.get_by_text("Which roles to keep").click()
    page.locator("input[value=comment]").check()
    page.locator("article").get_by_text("from our kitchen").wait_for()


def _report(page: Page) -> None:
    page.goto("/sample")
    page.locator("a[data-tab=report]").click()
    page.locator("#clean thead").scroll_into_view_if_needed()


def _comparison(page: Page) -> None:
    page.goto("/sample")
    page.goto(page.url.replace("/page/", "/compare/") + "/trafilatura")
    page.locator(".comparison").wait_for()


VIEWS = (
    View("start", _start),
    View("page", _sample),
    View("page-dark", _sample, scheme="dark"),
    View("page-narrow", _sample, width=360, height=760),
    View("roles", _roles),
    View("report", _report),
    View("compare", _comparison, height=560),
)


def main() -> int:
    """Write all pictures; returns the exit status."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium is not installed; on Debian: apt-get install chromium", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tamis", "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        address = server.stderr.readline().split()[-1]
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
                for view in VIEWS:
                    _take(browser, address, view)
                browser.close()
        finally:
            server.terminate()
    return 0


def _take(browser: Browser, address: str, view: View) -> None:
    page = browser.new_page(
        base_url=address,
        viewport={"width": view.width, "height": view.height},
        color_scheme=view.scheme,  # type: ignore[arg-type]
    )
    page.set_default_timeout(60_000)
    view.reach(page)
    page.mouse.move(0, 0)
    path = FOLDER / f"{view.name}.png"
    page.screenshot(path=path)
    page.close()
    print(f"{path.relative_to(FOLDER.parents[1])}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
