"""Every kind of question in a browser: on the smallest phone and on a desk, with large letters, from the keyboard."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accessibility import problems
from answering import HERE
from browsers import CHROMIUM, CHROMIUM_ARGS
from builders import SPOTS, a_partnership, a_questionnaire

pytestmark = pytest.mark.browser

OTHER = {"key": "other", "label": "Something else, which takes many words to say", "box": True}
ENDS = {"low_words": "Not safe at all", "high_words": "Very safe"}
PLAIN = [{"key": "wait", "label": "Inconsistent or delayed support", "plain": "We wait too long.", "picture": "clock"}]
EASY = {"easy_read": "Is it so?", "picture": "talk", "bsl_link": "https://bsl.example/1"}
KINDS: dict[str, dict[str, Any]] = {
    "one": {"kind": "one_choice", "prompt": "Where?", "options": SPOTS, "official": "Main place of education"},
    "radios": {"kind": "one_choice", "prompt": "Where?", "options": [*SPOTS, OTHER], "required": True},
    "several": {"kind": "several_choices", "prompt": "Who?", "options": [*SPOTS, OTHER], "most": 2},
    "listed": {"kind": "dropdown", "prompt": "Which?", "options": [*SPOTS, OTHER]},
    "short": {"kind": "short_text", "prompt": "One word?", "longest": 20, "recording": "https://listen.example/1"},
    "long": {"kind": "long_text", "prompt": "What would you change?", "longest": 500} | EASY,
    "number": {"kind": "number", "prompt": "How many days?", "hint": "Last week."},
    "day": {"kind": "date", "prompt": "When was it?"},
    "scale": {"kind": "scale", "prompt": "How safe do you feel?", "lowest": 0, "highest": 10} | ENDS,
    "agree": {"kind": "agree", "prompt": "Does it feel right?", "options": PLAIN, "says_more": True} | EASY,
    "ranking": {"kind": "ranking", "prompt": "What comes first?", "options": SPOTS, "most": 3, "shuffled": True},
    "pictures": {"kind": "picture_choice", "prompt": "How do you get there?", "options": [
        {"key": "bus", "label": "By bus", "picture": "bus"}, {"key": "walk", "label": "On foot", "picture": "person"}]},
    "told": {"kind": "information", "prompt": "Before you go on", "hint": "Take **your** time.\n\n- One\n- Two"},
}  # fmt: skip
TOGETHER = ("told", "radios", "several", "short", "scale", "number", "day", "pictures")


def every_kind() -> list[str]:
    """A page for each kind, and one with many of them; the addresses of all."""
    alone = [{"title": name, "questions": [{"key": name, **facts}]} for name, facts in KINDS.items()]
    many = [{"key": f"again-{name}", **KINDS[name]} for name in TOGETHER]
    a_partnership()
    a_questionnaire(pages=[*alone, {"title": "Many at once", "questions": many}])
    places = [str(number) for number in range(1, len(KINDS) + 2)]
    agree = places[list(KINDS).index("agree")]
    return [*places, f"{agree}/1/more", f"{agree}?read=easy", "about-you"]


@pytest.mark.long
def test_axe_finds_nothing_and_nothing_is_wider_than_the_smallest_phone(desk: Page):
    troubles = []
    for place in every_kind():
        desk.goto(f"{HERE}/{place}")
        for width, height in ((320, 568), (1280, 900)):
            desk.set_viewport_size({"width": width, "height": height})
            troubles += [f"{place}, {width}: {problem}" for problem in problems(desk)]
            if desk.evaluate("document.documentElement.scrollWidth > innerWidth"):
                troubles.append(f"{place}, {width}: scrolls sideways")
        small = """() => [...document.querySelectorAll(".answer, .scale label, .hear, .quiet-button, .act-row > *")]
            .filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 44)
            .map((each) => each.outerHTML)"""
        troubles += [f"{place}: too small for a finger: {each}" for each in desk.evaluate(small)]
    assert troubles == []


def test_letters_of_twice_the_size_fit(browser: Browser, server: str):
    args = [*CHROMIUM_ARGS, "--blink-settings=defaultFontSize=32"]
    large = browser.browser_type.launch(executable_path=CHROMIUM, headless=True, args=args)
    page = large.new_page(base_url=server, viewport={"width": 320, "height": 568})
    wide = []
    for place in every_kind():
        page.goto(f"{HERE}/{place}")
        page.evaluate("document.fonts.ready.then(() => true)")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(place)
    large.close()
    assert wide == []


def at(page: Page, name: str) -> None:
    page.goto(f"{HERE}/{list(KINDS).index(name) + 1}")


def test_the_box_beside_an_option_opens_when_that_is_picked(phone: Page):
    every_kind()
    for name in ("radios", "several"):
        at(phone, name)
        box = phone.get_by_label("If you picked this, please say")
        expect(box).to_be_hidden()
        phone.get_by_label("Something else, which", exact=False).first.check()
        expect(box).to_be_visible()
        box.fill("The bus stop")
        phone.get_by_role("button", name="Next", exact=True).click()
        at(phone, name)
        expect(box).to_have_value("The bus stop")


def test_a_challenge_and_more_about_it(phone: Page):
    every_kind()
    at(phone, "agree")
    phone.get_by_role("button", name="Say more about this one").click()
    phone.get_by_label("Say more about this one").fill("Two years")
    phone.get_by_role("button", name="Save and go on").click()
    expect(phone.get_by_role("heading", name="We wait too long.")).to_be_visible()
    phone.get_by_role("link", name="Easy Read").click()
    expect(phone.get_by_text("Inconsistent or delayed support")).to_have_count(0)
    phone.get_by_role("button", name="Yes").click()
    expect(phone).to_have_url(re.compile(r"read=easy$"))
    expect(phone.get_by_role("heading", name="What comes first?")).to_be_visible()


def test_from_the_keyboard(desk: Page):
    every_kind()
    at(desk, "scale")
    desk.get_by_role("radio", name="0 Not safe at all").focus()
    desk.keyboard.press("ArrowRight")
    expect(desk.get_by_role("radio", name="1", exact=True)).to_be_checked()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="We wait too long.")).to_be_visible()
    desk.get_by_role("button", name="Partly").press("Enter")
    expect(desk.get_by_role("heading", name="What comes first?")).to_be_visible()
    desk.goto(f"{HERE}/{len(KINDS) + 1}")
    desk.get_by_label("One word?").last.fill("calm")
    desk.get_by_label("How many days?").press("Enter")
    expect(desk).to_have_title(re.compile("^Error: "))  # Enter is Next, and not Skip
    expect(desk.get_by_label("One word?")).to_have_value("calm")


def test_listen_reads_what_one_sees_and_stops(desk: Page):
    every_kind()
    desk.add_init_script("""window.said = [];
        const voice = { speak: (line) => said.push(line.text), cancel: () => said.push("-") };
        Object.defineProperty(window, "speechSynthesis", { value: voice });
        window.SpeechSynthesisUtterance = class extends EventTarget {
            constructor(text) { super(); this.text = text; }
        };""")
    at(desk, "agree")
    desk.get_by_role("button", name="Listen").click()
    said = desk.evaluate("said")
    assert said[:3] == ["-", "We wait too long.", "On the official list: Inconsistent or delayed support"]
    assert "I am not sure" in said and "Skip this one" in said
    desk.get_by_role("button", name="Stop").click()
    expect(desk.get_by_role("button", name="Listen")).to_be_visible()
    assert desk.evaluate("said.at(-1)") == "-"


def test_without_a_script_there_is_no_button_that_does_nothing(browser: Browser, server: str):
    every_kind()
    page = browser.new_page(base_url=server, java_script_enabled=False)
    at(page, "long")
    expect(page.get_by_text("Listen")).to_be_hidden()
    at(page, "short")
    expect(page.get_by_role("link", name="Listen")).to_be_visible()
    page.close()


def test_on_a_phone_people_can_begin_on_the_first_screen(phone: Page):
    a_partnership()
    long = "Something long about why we ask, and about what happens with what people say. " * 3
    a_questionnaire(summary=long[:160], intro="\n\n".join([long] * 4))
    phone.goto(HERE)
    expect(phone.get_by_role("link", name=re.compile("^Start$|I have more time"))).to_be_in_viewport(ratio=1)
