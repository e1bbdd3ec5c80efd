"""A real browser, and the application as it meets it."""

import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from flask import Flask
from playwright.sync_api import BrowserContext, Locator, Page
from werkzeug.serving import make_server

# The same engine without a window around it takes a third of the time; Debian has both.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
# Works as root, without a GPU, with little shared memory and with no way out to the internet.
CHROMIUM_ARGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The application on a free port, as people meet it."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def watched(context: BrowserContext, home: str) -> Page:
    """A page that remembers in `page.troubles` every console error and every request to another host.

    A browser writes a refused form (422, or 409 for a clash) in its console too; that is how this house says "look
    again", not trouble.
    """
    page = context.new_page()
    page.troubles = []
    refused = re.compile("status of (422|409)")
    page.on(
        "console", lambda m: page.troubles.append(m.text) if m.type == "error" and not refused.search(m.text) else None
    )
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("request", lambda r: page.troubles.append(r.url) if not r.url.startswith((home, "data:")) else None)
    return page


def until(page: Page, says: str, arg: Any = None) -> None:
    """Wait, for five seconds at most, until the page answers yes to a line of script.

    Playwright's own `wait_for_function` asks from inside the page, where our content security policy forbids it: it
    breaks whenever the first answer is no.
    """
    for _ in range(100):
        if page.evaluate(says, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"the page never said yes to: {says}")


def _of_a_whole_page(reads: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(reads)
    def whole(what: Locator | Page, *words: Any, **named: Any) -> Any:
        page = what if isinstance(what, Page) else what.page
        page.wait_for_load_state("domcontentloaded")
        return reads(what, *words, **named)

    return whole


# Most of what Playwright reads waits until it is there. These look at once, and after a click would now and then see
# the half of the next page that has come so far.
for _name in ("all", "count", "all_inner_texts", "all_text_contents", "evaluate_all", "is_visible"):
    setattr(Locator, _name, _of_a_whole_page(getattr(Locator, _name)))
for _name in ("content", "evaluate"):
    setattr(Page, _name, _of_a_whole_page(getattr(Page, _name)))
# A key goes to whatever listens at that moment: the scripts of a page begin to listen when it is whole.
Page.keyboard = property(_of_a_whole_page(Page.keyboard.fget))
