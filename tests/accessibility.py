"""What axe has to say about a page, by the rules that a public body has to keep."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def problems(page: Page) -> list[str]:
    """What axe has to say about a page; empty when all is well."""
    page.wait_for_load_state("load")
    # A bar that sticks to an edge half covers another row on another day; tests/test_within_reach.py looks at that.
    page.evaluate(
        "for (const e of document.querySelectorAll('*'))"
        " if (getComputedStyle(e).position === 'sticky') e.style.position = 'static'"
    )
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    return [f"{v['id']}: {node['html'][:160]}" for v in found.response["violations"] for node in v["nodes"]]
