"""Reading and deciding in a real browser: by keys at a desk, and on a phone with and without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from browsers import PHONE
from builders import a_board, a_partnership, a_submission, a_user, saved, staff_session
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.submission import Submission

pytestmark = pytest.mark.browser

TO_LOOK = 520  # milliseconds: new words are there half a second before a key decides on them


def sign_in(page: Page, app, server: str, role: str = "moderator") -> None:
    cookie = app.session_interface.get_signing_serializer(app).dumps(staff_session(a_user(role)))
    page.context.add_cookies([{"name": "coprod", "value": cookie, "url": server}])


def written(words: str, board, **found: str) -> Submission:
    """Words in which these parts were found, by kind."""
    submission = a_submission(words, board)
    places = [(kind, words.index(part), part) for kind, part in found.items()]
    submission.findings = [
        {"kind": kind, "start": start, "end": start + len(part), "why": "It may be one"} for kind, start, part in places
    ]
    return saved(submission)


def now_is(submission: Submission) -> Submission:
    db.session.rollback()  # the server has written since
    return db.session.get_one(Submission, submission.id, populate_existing=True)


def test_one_click_hides_and_it_reads_as_it_will_be_published(desk: Page, app, server):
    a_partnership()
    # A character that JavaScript counts twice, before everything that is found.
    one = written("🙂 Ann met Bo at Den House. Bo rang", a_board(), person_name="Ann", school="Den House")
    sign_in(desk, app, server)
    desk.goto(f"/staff/moderation/{one.public_id}")
    reads = desk.locator("[data-reads]")
    expect(reads).to_have_text("🙂 [name removed] met Bo at [school removed]. Bo rang")
    desk.get_by_role("checkbox", name="Hidden 1, Ann").uncheck()
    expect(reads).to_have_text("🙂 Ann met Bo at [school removed]. Bo rang")
    expect(desk.get_by_role("status").filter(has_text="It shows again.")).to_have_count(1)
    desk.get_by_role("checkbox", name="Hide it 1, Ann").check()
    expect(desk.locator(".mark--out")).to_have_count(2)
    desk.get_by_text("Hide other words").click()
    desk.get_by_label("Other words to hide").fill("Bo\nat Den")
    desk.get_by_label("What are they?").select_option("Place")
    shown = "🙂 [name removed] met [place removed] [school removed]. [place removed] rang"
    expect(reads).to_have_text(shown)
    desk.get_by_role("button", name="Approve", exact=True).click()
    expect(desk.get_by_text("Approved.")).to_be_visible()
    assert now_is(one).published_words == shown


def test_keys(desk: Page, app, server):
    a_partnership()
    board = a_board()
    rude = written("you zzz", board, abuse="zzz")
    named = written("Ann met Bo", board, person_name="Ann", school="Bo")
    named.findings = [finding | {"kind": "abuse"} for finding in named.findings]  # so that nothing is ticked at first
    saved(named)
    passed, last = written("pass me on", board), written("help", board)
    sign_in(desk, app, server)
    desk.goto("/staff/moderation")
    desk.get_by_role("button", name="Start with the oldest").click()
    desk.get_by_text("Keys", exact=True).click()
    expect(desk.locator("[data-keys]").get_by_role("definition")).to_have_count(8)
    desk.get_by_text("Keys", exact=True).click()

    desk.keyboard.press("a")  # the words are covered: nobody approves by key what does not show
    expect(desk.locator(".words")).to_have_text("you zzz1")
    expect(desk.locator("[data-said]")).to_contain_text("press a again")
    desk.keyboard.press("Control+a")
    desk.keyboard.press("Shift+A")
    expect(desk).to_have_url(re.compile(f"/{rude.public_id}$"))
    desk.keyboard.press("r")
    expect(desk.get_by_label("Why it cannot be used")).to_be_focused()
    desk.keyboard.press("a")  # in a field it is a letter
    desk.get_by_text("Add a note for the team").click()
    desk.get_by_label("A note for the team").press_sequentially("a e n")
    expect(desk).to_have_url(re.compile(f"/{rude.public_id}$"))
    desk.get_by_role("heading", level=1).click()
    desk.wait_for_timeout(TO_LOOK)
    desk.keyboard.press("a")
    expect(desk).to_have_url(re.compile(f"/{named.public_id}\\?"))
    assert now_is(rude).status is Status.APPROVED

    desk.keyboard.press("u")
    expect(desk.get_by_text("Back in the queue.")).to_be_visible()
    assert now_is(rude).status is Status.PENDING
    desk.goto(f"/staff/moderation/{named.public_id}")
    for number in (1, 2):
        desk.keyboard.press("h")
        expect(desk.get_by_role("checkbox", name=f"Hidden {number},")).to_be_checked()
    said = desk.locator("[data-said]")
    for _ in range(2):  # each time it is said anew: a screen reader keeps silent about what does not change
        desk.keyboard.press("h")
        expect(said).to_be_empty()
        expect(said).to_have_text("All that was found is hidden already.")
    desk.keyboard.press("a")
    desk.wait_for_timeout(TO_LOOK)
    desk.keyboard.press("a")
    expect(desk).to_have_url(re.compile(f"/{passed.public_id}\\?"))
    assert now_is(named).published_words == "[words removed] met [words removed]"

    desk.keyboard.press("n")
    expect(desk).to_have_url(re.compile(f"/{last.public_id}$"))
    desk.wait_for_timeout(TO_LOOK)
    desk.keyboard.press("e")
    expect(desk.get_by_text("Escalated.")).to_be_visible()
    assert now_is(last).status is Status.ESCALATED and now_is(passed).moves == []


def test_the_key_that_hides_says_when_nothing_was_found(desk: Page, app, server):
    a_partnership()
    one = written("More clubs", a_board())
    sign_in(desk, app, server)
    desk.goto(f"/staff/moderation/{one.public_id}")
    desk.keyboard.press("h")
    expect(desk.locator("[data-said]")).to_have_text("Nothing was found here that could be hidden.")


def test_key_caps_show_only_where_there_may_be_keys(desk: Page, browser, app, server):
    a_partnership()
    one = written("More clubs", a_board())
    sign_in(desk, app, server)
    for touch, shown in ((False, True), (True, False)):
        context = browser.new_context(base_url=server, viewport=PHONE, is_mobile=touch, has_touch=touch)
        context.add_cookies(desk.context.cookies())
        page = context.new_page()
        page.goto(f"/staff/moderation/{one.public_id}")
        approve = page.get_by_role("button", name="Approve", exact=True)
        expect(approve).to_have_attribute("aria-keyshortcuts", "a")
        expect(approve.locator(".key-cap")).to_be_visible(visible=shown)
        expect(page.get_by_text("Keys", exact=True)).to_be_visible(visible=shown)
        context.close()


def test_a_key_never_decides_about_words_that_are_out_of_sight(desk: Page, app, server):
    a_partnership()
    contribution = Contribution(activity=a_board())
    for i in range(12):
        last = Submission(contribution=contribution, prompt="And?", words=f"Answer {i}", findings=[])
    saved(contribution)
    sign_in(desk, app, server)
    desk.goto(f"/staff/moderation/{last.public_id}")
    words = desk.locator(f"#s{last.public_id} .words")
    expect(words).to_be_in_viewport()
    desk.locator("[data-scrolls]").evaluate("pane => pane.scrollTo(0, pane.scrollHeight)")
    expect(words).not_to_be_in_viewport()
    desk.keyboard.press("a")
    expect(words).to_be_in_viewport()
    expect(desk.locator("[data-said]")).to_contain_text("press the key again")
    assert now_is(last).status is Status.PENDING
    desk.wait_for_timeout(TO_LOOK)
    desk.keyboard.press("a")
    expect(desk).to_have_title(re.compile("^Approved. Read and decide"))
    assert now_is(last).status is Status.APPROVED


def test_keys_can_be_switched_off_and_stay_off(desk: Page, app, server):
    a_partnership()
    one = written("words", a_board())
    sign_in(desk, app, server)
    desk.goto(f"/staff/moderation/{one.public_id}")
    approve = desk.get_by_role("button", name="Approve", exact=True)
    expect(approve).to_have_attribute("aria-keyshortcuts", "a")
    desk.get_by_text("Keys", exact=True).click()
    desk.get_by_role("button", name="Turn the keys off").click()
    desk.reload()
    desk.get_by_text("Keys", exact=True).click()
    expect(desk.get_by_role("button", name="Turn the keys on")).to_be_visible()
    assert approve.get_attribute("aria-keyshortcuts") is None
    desk.keyboard.press("a")
    desk.get_by_role("button", name="Turn the keys on").click()
    expect(approve).to_have_attribute("aria-keyshortcuts", "a")
    assert now_is(one).status is Status.PENDING


def test_many_at_once(desk: Page, app, server):
    a_partnership()
    board = a_board()
    some = [written(f"Clubs {i}", board) for i in range(3)]
    sign_in(desk, app, server)
    desk.goto("/staff/moderation")
    desk.get_by_role("button", name="Tick all").click()
    desk.get_by_role("checkbox", name="Tick to approve: Clubs 1").uncheck()
    sent = []
    desk.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    twice = "button => { button.click(); setTimeout(() => button.click(), 20); }"
    desk.get_by_role("button", name="Approve the 2 ticked").evaluate(twice)  # as some people click everything
    expect(desk.get_by_text("2 approved.")).to_be_visible()
    assert len(sent) == 1
    assert [now_is(s).status for s in some] == [Status.APPROVED, Status.PENDING, Status.APPROVED]
    desk.get_by_role("button", name="Undo these 2 approvals").click()
    expect(desk.get_by_text("2 approvals undone.")).to_be_visible()
    expect(desk.get_by_role("button", name="Undo these")).to_have_count(0)
    assert {now_is(s).status for s in some} == {Status.PENDING}


def test_the_whole_way_on_a_phone_with_and_without_scripts(phone: Page, app, server):
    a_partnership()
    board = a_board()
    names = written("Ann met Bo", board, person_name="Ann")
    rude, calm = written("you zzz", board, abuse="zzz"), written("More clubs", board)
    sign_in(phone, app, server)
    phone.goto("/staff/moderation")
    expect(phone.get_by_text("you zzz")).to_have_count(0)
    phone.get_by_role("button", name="Covered until you open it").click()
    expect(phone.locator(".words")).not_to_be_visible()
    expect(phone.get_by_text("Show the words to approve or reject them.")).to_be_visible()
    expect(phone.get_by_role("button", name="Approve", exact=True)).not_to_be_visible()
    phone.get_by_text("Show the words and how they will read: rude words were found").click()
    expect(phone.locator(".words")).to_be_visible()
    expect(phone.get_by_role("button", name="Approve", exact=True)).to_be_visible()
    phone.get_by_role("button", name="Leave it").click()

    expect(phone.locator(".words")).to_have_text("More clubs")
    phone.get_by_role("button", name="Approve", exact=True).click()
    expect(phone.locator(".words")).to_have_text("Ann1 met Bo")
    phone.get_by_text("Hide other words").click()
    phone.get_by_label("Other words to hide").fill("Bo")
    without_script = phone.get_by_role("button", name="See how it will read")
    if without_script.is_visible():
        without_script.click()
    expect(phone.locator("[data-reads]")).to_have_text("[name removed] met [name removed]")
    phone.get_by_role("button", name="Approve", exact=True).click()
    expect(phone.get_by_text("Nothing is free for you just now.")).to_be_visible()
    assert now_is(names).published_words == "[name removed] met [name removed]"
    phone.get_by_role("button", name="Undo").click()
    expect(phone.get_by_text("Back in the queue.")).to_be_visible()
    phone.get_by_role("link", name=re.compile("^What waits: ")).click()
    expect(phone.get_by_text("You have it open")).to_be_visible()
    assert (now_is(calm).status, now_is(rude).status) == (Status.APPROVED, Status.PENDING)
