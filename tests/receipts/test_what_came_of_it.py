"""Whoever holds a code reads what came of their words: the theme, the decision, our reply, and what is to come."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from checking_back import a_draft, a_listening, answered, opened

from builders import a_partnership, a_theme, a_user, at_midnight, saved
from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.database import db, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.rendering import uk_date
from coprod.results.disclosure import HIDDEN
from coprod.themes.models import Theme
from coprod.you_said_we_did.decisions.models import Decision
from coprod.you_said_we_did.heard.models import Heard
from deciding_on import NOT_OURS, NOW, decide, not_now
from holding_codes import CODE, OTHER, a_received_note, look_up
from published import released
from replying import a_decided_theme, a_published_reply, a_reply, colleague, lead


@pytest.fixture
def waits(app) -> Theme:
    return a_decided_theme("Long waits", replace(NOW, first_step="Hire two", step_by=uk_today() + timedelta(days=90)))


def sent(theme: Theme, words: str = "I waited two years", code: str = CODE, **who: object) -> Submission:
    said = a_received_note(
        words,
        db.session.query(Activity).filter(Activity.is_listed).first(),
        code,
        **({"audience": "young_person"} | who),
    )
    said.approve(by=a_user("moderator").id)
    theme.add([said.id], by=lead())
    return saved(said)


def test_decided_with_its_meeting_and_what_is_to_come(client, waits):
    sent(waits)
    page = look_up(client)
    assert "Your words are in <b>Long waits</b>. We decided: <b>now</b>." in page
    assert "SEND Partnership Board decided this. Many of you said it." in page and "It leads to: Shorter waits." in page
    assert "Hire two" in page and "This is the first step." in page and "Our reply to you" not in page


def test_our_reply_once_it_is_published(client, waits):
    sent(waits)
    reply = a_reply(waits, late_why="Nobody applied.")
    assert "Two new teams" not in look_up(client)
    reply.publish(by=colleague(), seen=2)
    db.session.commit()
    page = look_up(client)
    assert (
        "Our reply to you" in page
        and "<strong>104</strong>" in page
        and "We are doing it, and it is <b>late</b>" in page
    )
    assert f"/you-said-we-did/{reply.public_id}" in page
    reply.take_down(by=lead())
    db.session.commit()
    assert "Two new teams" not in look_up(client)


def test_done_leaves_no_first_step_to_come(client, waits):
    sent(waits)
    a_published_reply(waits, done_on=uk_today())
    page = look_up(client)
    assert "It is <b>done</b>." in page and "Hire two" not in page


def test_not_now_and_not_ours(client, waits):
    later, buses = a_decided_theme("Later", not_now(lead())), a_decided_theme("Buses", NOT_OURS)
    sent(later), sent(buses, "No bus")
    page = look_up(client)
    assert "We decided: <b>not now</b>" in page and "Head of Preparing for Adulthood keeps it." in page
    assert "We look again" in page
    assert "We decided: <b>not ours</b>" in page and "It is for The bus firms. Ask them on their page." in page


def test_what_was_decided_for_some_is_told_to_them(client, waits):
    decide(waits, not_now(lead()), Audience.YOUNG_PERSON, by=lead())
    a_published_reply(waits)
    sent(waits), sent(waits, "Mine too", OTHER, audience="parent_carer")
    assert "We decided: <b>not now</b>" in (page := look_up(client)) and "Two new teams" not in page
    assert "We decided: <b>now</b>" in (page := look_up(client, OTHER)) and "Two new teams" in page


DECIDES = "We decide what to do"


def dashed(page: str) -> list[str]:
    """The steps that are still to come."""
    return re.findall(r'<li class="is-next is-now">.*?<h3>(.*?)</h3>', page)


def test_not_decided_yet_says_by_when(client, waits):
    teeth = a_theme("Teeth")
    waits.engagement.decide_by = uk_today() + timedelta(days=30)
    sent(teeth)
    by_when = f"By {uk_date(waits.engagement.decide_by, year=True)}"
    assert "Teeth" not in (page := look_up(client)) and dashed(page) == ["We put it with others like it", DECIDES]
    assert by_when in page, "the steps to come, and when"
    teeth.publish()
    saved(teeth)
    teeth.change({"title": "What nobody signed"}, by=lead())
    saved(teeth)
    page = look_up(client)
    assert (
        "Your words are in <b>Teeth</b>." in page
        and "What nobody signed" not in page
        and "We decide what to do" in page
    )


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (410, "Your words are in <b>Long waits</b>, with about 410 others."),
        (10, "Your words are in <b>Long waits</b>, with others too."),
        (HIDDEN, "Your words are in <b>Long waits</b>."),
    ],
)
def test_the_number_is_the_published_one_or_none(client, waits, monkeypatch, figure, words):
    sent(waits)
    heard = Heard(engagement_id=waits.engagement_id, day=uk_today())
    monkeypatch.setattr(Heard, "figure_of", lambda self, theme_id, audience=None: figure)
    monkeypatch.setattr("coprod.receipts.what_came_of_it.latest_heard", lambda ids: {waits.engagement_id: heard})
    joined = f'We put it with others like it</h3><p class="trail__when">{uk_date(uk_today(), year=True)}'
    page = look_up(client)
    assert words in page and joined in page
    assert "The theme that it is in stays." in client.get("/receipt/take-back/1").text
    heard.day = uk_today() - timedelta(days=1)
    assert "We put it with others like it</h3><p>" in look_up(client)  # it was not in what was out that day
    if figure == 410:
        assert "About 410 people spoke of it before you." in look_up(client)


@pytest.mark.parametrize(
    ("all_together", "young", "words"),
    [
        (410, 100, "About 100 of you are young people."),
        (410, HIDDEN, ""),
        (HIDDEN, 100, ""),
        (100, 100, ""),  # it would tell nothing
    ],
)
def test_how_many_are_like_them_stands_there_when_both_numbers_are_out(
    client, waits, monkeypatch, all_together, young, words
):
    sent(waits)
    heard = Heard(engagement_id=waits.engagement_id, day=uk_today())
    monkeypatch.setattr(Heard, "figure_of", lambda self, theme_id, audience=None: young if audience else all_together)
    monkeypatch.setattr("coprod.receipts.what_came_of_it.latest_heard", lambda ids: {waits.engagement_id: heard})
    page = look_up(client)
    assert words in page if words else "of you are" not in page
    heard.day = uk_today() - timedelta(days=1)
    assert "of you are" not in look_up(client)


def test_nothing_tells_that_words_are_held(client, waits, statements):
    """Words that were in a theme, and are with the lead now, look as those that wait: in the same statements too."""
    a_published_reply(waits)
    board = db.session.query(Activity).filter(Activity.is_listed).first()
    pages, asked = [], []
    for code, escalate in ((CODE, False), (OTHER, True)):
        said = a_received_note("I am not safe", board, code)
        if escalate:
            said.approve(by=a_user("moderator").id)
            waits.add([said.id], by=lead())
            said.escalate(by=a_user("moderator").id, note="Please look")
        saved(said)
        look_up(client, code)
        statements.clear()
        pages.append(look_up(client, code))
        asked.append([*statements])
    assert pages[0] == pages[1] and "Long waits" not in pages[0] and "Waiting to be read" in pages[0]
    assert asked[0] == asked[1]


def test_people_check_it_and_have_checked_it(client):
    a_partnership()
    themes = a_listening()
    sent(themes[0])
    questionnaire = opened(a_draft(themes)).questionnaire
    page = look_up(client)
    assert "People can check it now" in page and f"/questionnaires/{questionnaire.slug}" in page
    questionnaire.opens_at, questionnaire.closes_at = now() - timedelta(days=2), now() - timedelta(minutes=1)
    saved(questionnaire)
    page = look_up(client)
    assert "People checked it" in page and "People can check it now" not in page


@pytest.mark.parametrize(
    ("first", "says"),
    [
        (["long-waits"], "Of 3 challenges, most people picked this one: about 60 of about 60 people picked it."),
        (["loud-halls"], "Of 3 challenges, this one came 2nd: about 20 of about 60 people picked it."),
        ([], ""),
    ],
)
def test_how_many_picked_it_stands_there_once_that_is_out(client, first, says):
    a_partnership()
    themes = a_listening()
    sent(themes[0])
    made = opened(a_draft(themes))
    answered(made, 40, first or ["loud-halls"])
    answered(made, 20, [*(first or ["loud-halls"]), *([] if not first or first == ["long-waits"] else ["long-waits"])])
    made.questionnaire.closes_at = now()
    db.session.commit()
    at_midnight()
    assert "picked it" not in look_up(client)
    released(made.questionnaire)
    page = look_up(client)
    assert (says in page and f"{made.questionnaire.slug}/results" in page) if says else "picked it" not in page


def test_what_is_kept_has_neither_the_code_nor_the_words(client, waits):
    sent(waits)
    a_published_reply(waits)
    page = look_up(client)
    [kept] = re.findall(r'data-copy="([^"]*)"', page)
    assert "The theme is Long waits." in kept and "Decided: now, SEND Partnership Board" in kept
    assert "Doing it now: Two new teams" in kept and "To come: Hire two" in kept
    assert CODE not in page and "I waited" not in kept and "<svg" in page


def test_what_was_taken_back_is_told_nothing(client, waits):
    said = sent(waits)
    a_published_reply(waits)
    said.contribution.withdraw()
    db.session.commit()
    assert "Long waits" not in look_up(client) and db.session.query(Contribution).count() == 1
    assert db.session.query(Decision).count() == 1
