"""Makes docs/widget.png: the demo shop with a conversation in it, taken from the running service.

make run          # in one terminal
make screenshot   # in another; ADDRESS=http://localhost:9000 when it is served elsewhere
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Error, Page, ViewportSize, sync_playwright

WISH = "red running shoes under 80"
PICTURE = Path(__file__).parent / "widget.png"
SIZE: ViewportSize = {"width": 1280, "height": 800}


def main() -> int:
    address = os.environ.get("ADDRESS") or f"http://localhost:{os.environ.get('PORT', '8000')}"
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not chromium:
        print("No Chromium here. Install it (`apt-get install chromium`) or name one: CHROMIUM=/path.", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--hide-scrollbars"])
        page = browser.new_page(viewport=SIZE, locale="en-US", reduced_motion="reduce")
        try:
            page.goto(address)
            converse(page)
        except Error as error:
            print(f"{address} could not be pictured: {error.message}\nIs the shop running? `make run`", file=sys.stderr)
            return 1
        page.screenshot(path=PICTURE)
        browser.close()
    print(f"wrote {PICTURE}")
    return 0


def converse(page: Page) -> None:
    """Says the wish and waits for the cards and every picture in view."""
    page.get_by_role("button", name="Open the shopping assistant").click()
    field = page.get_by_role("textbox", name="Write a message")
    field.fill(WISH)
    field.press("Enter")
    page.locator("#shopmate article").first.wait_for()
    field.evaluate("field => field.blur()")
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    sys.exit(main())
