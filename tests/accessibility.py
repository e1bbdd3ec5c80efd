"""What axe has to say about a page, by the rules that a public body has to keep."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
# Axe works out the colour of each thing behind each letter anew, and they are the same few all over a page.
KNOWS_COLOURS = """;{
    const color = axe.commons.color.Color.prototype
    const parse = color.parseString
    const known = new Map()
    color.parseString = function (text) {
        if (!known.has(text)) {
            parse.call(this, text)
            known.set(text, [this.r, this.g, this.b, this.alpha])
        }
        [this.r, this.g, this.b, this.alpha] = known.get(text)
        return this
    }
};0"""
AXE = Axe().axe_script + KNOWS_COLOURS
# Only what is wrong leaves the browser: the rest of what axe has to say is long, and takes half the time. Colours take
# most of what is left: they are looked at once for each state of a page, and at another width only where something was
# not shown before. Nor does a width change what the style sheets say of a phone that is turned, for which axe fetches
# them all.
RUN = """async options => {
    const html = document.documentElement.innerHTML
    const again = window.seenOnce === html
    const shown = new Set([...document.querySelectorAll("body *")].filter(
        each => each.checkVisibility({visibilityProperty: true})))
    const runs = [[document, options]]
    if (again) {
        options.rules = {"color-contrast": {enabled: false}, "css-orientation-lock": {enabled: false}}
        options.preload = false
        const fresh = [...shown].filter(each => !window.shownBefore.has(each))
        const whole = fresh.filter(each => !fresh.includes(each.parentElement))
        if (whole.length) runs.push([{include: whole}, {...options, runOnly: ["color-contrast"], rules: {}}])
    }
    const found = []
    for (const [where, how] of runs) {
        for (const violation of (await axe.run(where, how)).violations) {
            found.push(...violation.nodes.map(node => `${violation.id}: ${node.html.slice(0, 160)}`))
        }
    }
    window.seenOnce = html
    window.shownBefore = again ? new Set([...window.shownBefore, ...shown]) : shown
    return found
}"""


def with_axe(page: Page) -> None:
    """For a page that goes from one address to the next and is looked at everywhere: axe is there when it arrives."""
    page.add_init_script(AXE)


def problems(page: Page) -> list[str]:
    """What axe has to say about a page, as wide as its window is now; empty when all is well."""
    page.wait_for_load_state("load")
    # A bar that sticks to an edge half covers another row on another day; tests/test_within_reach.py looks at that.
    page.evaluate(
        "for (const e of document.querySelectorAll('*'))"
        " if (getComputedStyle(e).position === 'sticky') e.style.position = 'static'"
    )
    if not page.evaluate("'axe' in window"):  # to bring it there takes as long as to run it
        page.evaluate(AXE)
    return page.evaluate(RUN, OPTIONS)
