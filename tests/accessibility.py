"""What axe has to say about a page, by the rules that a public body has to keep."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}


def problems(page: Page) -> list[str]:
    """What axe has to say about a page, as wide as its window is now; empty when all is well."""
    page.wait_for_load_state("load")
    # A bar that sticks to an edge half covers another row on another day; tests/test_within_reach.py looks at that.
    page.evaluate(
        "for (const e of document.querySelectorAll('*'))"
        " if (getComputedStyle(e).position === 'sticky') e.style.position = 'static'"
    )
    if not page.evaluate("'axe' in window"):  # to bring it there takes as long as to run it
        page.evaluate(Axe().axe_script)
    found = page.evaluate("options => axe.run(options)", OPTIONS)
    return [f"{v['id']}: {node['html'][:160]}" for v in found["violations"] for node in v["nodes"]]
