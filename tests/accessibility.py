"""What axe has to say about a page, by the rules that a public body has to keep."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
# Only what is wrong leaves the browser: the rest of what axe has to say is long, and takes half the time. Colours take
# most of what is left, and no width changes them: they are looked at once for each state of a page.
RUN = """async options => {
    const html = document.documentElement.innerHTML
    if (window.coloursSeen === html) options.rules = {"color-contrast": {enabled: false}}
    const found = (await axe.run(options)).violations.flatMap(
        violation => violation.nodes.map(node => `${violation.id}: ${node.html.slice(0, 160)}`))
    window.coloursSeen = html
    return found
}"""


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
    return page.evaluate(RUN, OPTIONS)
