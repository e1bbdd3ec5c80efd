"""What a browser test reads at once is read of the whole page, not of the half that has come. Keys go there too."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser

from browsers import serving

pytestmark = pytest.mark.browser


def test_a_page_that_comes_in_halves(browser: Browser):
    slow = Flask("slow")
    slow.add_url_rule("/", "first", lambda: '<a href="/second">Go on</a>')
    slow.add_url_rule("/second", "second", lambda: slow.response_class(halves()))
    with serving(slow) as home, browser.new_page() as page:
        page.goto(home)
        page.get_by_role("link", name="Go on").click()
        assert page.locator("input").count() == 1
        page.go_back()
        page.get_by_role("link", name="Go on").click()
        page.keyboard.press("t")
        assert page.locator("input").input_value() == "t"


def halves() -> Iterator[str]:
    yield "<p>" + "first half " * 500
    time.sleep(0.3)
    yield "<input><script>onkeydown = (event) => { document.querySelector('input').value = event.key }</script>"
