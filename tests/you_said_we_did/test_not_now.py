"""The not-now register: who keeps what, when somebody looks again, what happened, and the letters that ask for it."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError

from builders import a_board, a_partnership, a_theme, a_user, an_engagement, closed, saved
from coprod.activities.life import Archived, Life
from coprod.database import db, now, uk_today
from coprod.mail import Message
from coprod.permissions import Role
from coprod.rendering import uk_date
from coprod.themes.merge_and_split import merge
from coprod.themes.models import Theme
from coprod.you_said_we_did.decisions.models import Overtaken
from coprod.you_said_we_did.not_now.models import Look, LookReminder, NeverEdited, decide_with_look
from coprod.you_said_we_did.not_now.reminders import last_turn, remind, remind_keepers
from deciding_on import NOT_OURS, NOW, decide, not_now, on_day, signed_off
from meeting import meet


@pytest.fixture
def lead(app) -> int:
    a_partnership()
    a_board(**closed())
    return a_user(Role.ENGAGEMENT_LEAD).id


@pytest.fixture
def sibs(lead) -> Theme:
    theme = a_theme("Brothers and sisters")
    signed_off(theme.engagement, by=lead)
    db.session.commit()
    return theme


def on(days: int):
    """So many days from now."""
    return time_machine.travel(now() + timedelta(days=days), tick=False)


def looked(decision, happened="We asked for money.", days=90, **more):
    look = Look.write(decision, happened, next_on=uk_today() + timedelta(days=days), **more)
    db.session.flush()
    return look


# --- looks -----------------------------------------------------------------------------------------------------------


def test_a_look_says_what_happened_and_when_the_next_is(sibs, lead):
    decision = decide(sibs, not_now(lead), by=lead)
    first, second = looked(decision, by=lead), looked(decision, "Still none.", by=lead, seen=1)
    assert (first.number, second.number, second.day) == (1, 2, uk_today())
    assert Look.of(decision.id) == {decision.id: [second, first]}
    with pytest.raises(Overtaken):
        looked(decision, by=lead, seen=1)
    db.session.commit()
    first.happened = "Another"
    with pytest.raises(NeverEdited):
        db.session.flush()


def test_only_what_stands_as_not_now_is_looked_at(sibs, lead):
    first = decide(sibs, NOW, by=lead)
    with pytest.raises(Overtaken):
        looked(first, by=lead)
    second = decide(sibs, not_now(lead), by=lead)
    decide(sibs, NOT_OURS, by=lead)
    with pytest.raises(Overtaken):
        looked(second, by=lead)
    other = a_theme("After 25")
    waits = decide(other, not_now(lead), by=lead)
    other.engagement.life = Life.ARCHIVED
    with pytest.raises(Archived):
        looked(waits, by=lead)


def test_nobody_looks_at_what_was_decided_another_way_after_a_proposal(sibs, lead):
    first = decide(sibs, not_now(lead), by=lead)
    sibs.engagement.two_to_decide = True
    decide(sibs, NOT_OURS, by=lead)
    decide(sibs, NOW, by=lead).agree(by=a_user(Role.ENGAGEMENT_LEAD, "second@example.org").id)
    with pytest.raises(Overtaken):
        looked(first, by=lead)


@pytest.mark.parametrize("more", [{"happened": ""}, {"days": 0}])
def test_the_database_refuses_half_a_look(sibs, lead, more):
    decision = decide(sibs, not_now(lead), by=lead)
    with pytest.raises(IntegrityError):
        looked(decision, by=lead, **more)


def test_a_look_leads_somewhere(sibs, lead):
    decision = decide(sibs, not_now(lead), by=lead)
    db.session.add(Look(decision=decision, number=1, day=uk_today(), happened="Nothing.", by_id=lead))
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_to_decide_it_another_way_is_a_look_too(sibs, lead):
    first = decide(sibs, not_now(lead), by=lead)
    became = decide_with_look(sibs, NOW, happened="There is money.", by=lead, seen=first.id)
    db.session.flush()
    [look] = Look.of(first.id)[first.id]
    assert (look.became, look.happened) == (became, "There is money.")


def test_a_proposal_to_is_one_as_well_and_the_other_still_stands(client, sibs, lead):
    first = decide(sibs, not_now(lead), by=lead)
    sibs.engagement.change({"two_to_decide": True}, by=lead)
    decide_with_look(sibs, NOW, happened="There may be money.", by=lead, seen=first.id)
    db.session.commit()
    page = client.get("/not-now").text
    assert sibs.title in page and "There may be money." not in page


# --- the register ----------------------------------------------------------------------------------------------------


def test_everyone_reads_why_who_when_and_what_happened(client, sibs, lead):
    sibs.meaning = "We do not want to be forgotten."
    decision = decide(sibs, not_now(lead, reason="There is no money before April."), by=lead)
    looked(decision, "We asked for money.", by=lead)
    db.session.commit()
    page = client.get("/not-now").text
    for words in (
        sibs.title,
        "We do not want to be forgotten.",
        "There is no money before April.",
        "Head of Preparing for Adulthood",
        "We asked for money.",
        "SEND Partnership Board",
        sibs.engagement.title,
    ):
        assert words in page
    assert a_user(Role.ENGAGEMENT_LEAD).name not in page


def test_late_is_said_and_the_page_is_kept_until_the_day_turns(client, sibs, lead):
    decision = decide(sibs, not_now(lead, days=10), by=lead)
    db.session.commit()
    assert "and have not yet" not in client.get("/not-now").text
    with on(11):
        page = client.get("/not-now")
        assert "We said we would look again by" in page.text and "and have not yet" in page.text
        assert client.get("/not-now", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
        looked(decision, by=lead)
        db.session.commit()
        assert "and have not yet" not in client.get("/not-now").text


def test_no_cookie_and_no_number_of_people(client, sibs, lead):
    decide(sibs, not_now(lead), by=lead)
    db.session.commit()
    page = client.get("/not-now")
    assert "Set-Cookie" not in page.headers and "people spoke" not in page.text


@pytest.mark.parametrize("life", [Life.DRAFT, Life.READY, Life.ARCHIVED])
def test_what_is_not_public_is_not_on_it(client, sibs, lead, life):
    decide(sibs, not_now(lead), by=lead)
    sibs.engagement.life = life
    db.session.commit()
    assert sibs.title not in client.get("/not-now").text


def test_what_was_replaced_proposed_or_put_away_is_not_on_it(client, sibs, lead):
    decide(sibs, not_now(lead), by=lead)
    decide(sibs, NOW, by=lead)
    ended = a_theme("After 25")
    decide(ended, not_now(lead), by=lead)
    ended.end(by=lead)
    sibs.engagement.change({"two_to_decide": True}, by=lead)
    decide(a_theme("Moving up"), not_now(lead), by=lead)
    db.session.commit()
    page = client.get("/not-now").text
    assert not any(title in page for title in ("Brothers and sisters", "After 25", "Moving up"))


def test_merged_the_same_stands_once_and_merged_with_another_until_it_is_decided(client, sibs, lead):
    same, other = a_theme("Siblings"), a_theme("Buses")
    for theme in (sibs, same):
        decide(theme, not_now(lead), by=lead)
    decide(other, NOT_OURS, by=lead)
    both = Theme.make(sibs.engagement, "The whole family", by=lead)
    merge([sibs, same], both, by=lead)
    db.session.commit()
    page = client.get("/not-now").text
    assert page.count("Brothers and sisters, Siblings") == 1 and "The whole family" not in page
    more = Theme.make(sibs.engagement, "Family and buses", by=lead)
    merge([both, other], more, by=lead)
    db.session.commit()
    more.publish()
    db.session.commit()
    assert client.get("/not-now").text.count("Family and buses") == 1
    decide(more, NOW, by=lead)
    db.session.commit()
    assert "Family and buses" not in client.get("/not-now").text


def test_those_of_one_engagement_and_page_after_page(client, sibs, lead, monkeypatch):
    second = an_engagement("second", title="The buses")
    a_board("buses", second, **closed())
    theme = saved(Theme(engagement=second, slug="late", title="Buses come late"))
    signed_off(second, by=lead)
    decide(sibs, not_now(lead, days=10), by=lead)
    decide(theme, not_now(lead, days=20), by=lead)
    decide(a_theme("Same day", second), not_now(lead, days=20), by=lead)
    db.session.commit()
    page = client.get("/not-now?engagement=second").text
    assert "Buses come late" in page and sibs.title not in page and "?engagement=for-better" in page
    assert client.get("/not-now?engagement=nothing").status_code == 404
    monkeypatch.setattr("coprod.you_said_we_did.not_now.register.PAGE", 1)
    client.application.extensions["kept_pages"].__init__()
    page = client.get("/not-now").text
    due = (uk_today() + timedelta(days=10)).isoformat()
    assert sibs.title in page and "Buses come late" not in page and f"after={due}" in page
    page = client.get(f"/not-now?after={due}").text
    assert "Buses come late" in page and "Same day" in page and sibs.title not in page


def test_the_register_costs_the_same_for_more(client, sibs, lead, statements):
    counts = []
    for number in (2, 12):
        for each in range(number):
            looked(decide(a_theme(f"Theme {number} {each}"), not_now(lead), by=lead), by=lead)
        db.session.commit()
        statements.clear()
        client.get("/not-now")
        counts.append(len(statements))
    assert counts[0] == counts[1]


# --- the page of a look ----------------------------------------------------------------------------------------------


def test_staff_write_a_look(client, sibs, lead, sign_in):
    decision = decide(sibs, not_now(lead), by=lead)
    db.session.commit()
    sign_in("engagement_lead")
    address = f"/staff/decisions/for-better/looks/{decision.id}"
    page = client.post(address, data={"happened": "", "next_on": on_day(uk_today()), "seen": "0"})
    assert page.status_code == 422 and "Say what happened" in page.text and "must be a day to come" in page.text
    sent = {"happened": "We asked.", "next_on": on_day(uk_today() + timedelta(days=9)), "seen": "0"}
    assert client.post(address, data=sent).status_code == 303
    assert "Last look" in client.get("/staff/decisions/for-better").text and "We asked." in client.get(address).text
    page = client.post(address, data=sent)
    assert page.status_code == 409 and "A colleague has looked" in page.text and db.session.query(Look).count() == 1
    assert client.get("/staff/decisions/for-better/looks/77").status_code == 404


# --- letters ---------------------------------------------------------------------------------------------------------


def letters() -> list[str]:
    remind_keepers()
    return [each.to for each in db.session.query(Message).order_by(Message.id)]


def test_two_weeks_before_on_the_day_then_weekly_until_somebody_looks(sibs, lead):
    decision = decide(sibs, not_now(lead, days=30), by=lead)
    db.session.commit()
    number = {}
    for day in range(0, 60):
        with on(day):
            number[day] = len(letters())
    assert [day for day in range(1, 60) if number[day] > number[day - 1]] == [16, 30, 37, 44, 51, 58]
    assert number[0] == 0 and db.session.query(LookReminder).count() == 6
    with on(60):
        looked(decision, by=lead, days=20)
        db.session.commit()
    with on(65):
        assert len(letters()) == 6
    with on(66):
        assert len(letters()) == 7
        assert len(letters()) == 7  # never twice


def test_a_worker_that_was_away_catches_up_once(sibs, lead):
    decide(sibs, not_now(lead, days=30), by=lead)
    db.session.commit()
    with on(42):
        assert len(letters()) == 1
    with on(43):
        assert len(letters()) == 1
    with on(44):
        assert len(letters()) == 2


def test_what_it_says(sibs, lead):
    decision = decide(sibs, not_now(lead, days=30), by=lead)
    db.session.commit()
    with on(31):
        letters()
    letter = db.session.query(Message).one()
    assert letter.to == a_user(Role.ENGAGEMENT_LEAD).email and "That day has gone by" in letter.body
    assert f"/staff/decisions/for-better/looks/{decision.id}" in letter.body
    assert sibs.title not in letter.subject + letter.body


def test_where_the_keeper_has_left_those_who_decide_there_are_told(sibs, lead):
    keeper = a_user(Role.ENGAGEMENT_LEAD, "left@example.org")
    decide(sibs, not_now(keeper.id, days=5), by=lead)
    keeper.active = False
    db.session.commit()
    assert letters() == [a_user(Role.ENGAGEMENT_LEAD).email]


def test_what_stands_no_more_is_not_asked_for(sibs, lead):
    decide(sibs, not_now(lead, days=5), by=lead)
    decide(sibs, NOW, by=lead)
    put_away = decide(a_theme("After 25"), not_now(lead, days=5), by=lead)
    put_away.theme.end(by=lead)
    db.session.commit()
    assert letters() == []


def test_two_workers_at_once_write_one_letter(app, sibs, lead):
    decision = decide(sibs, not_now(lead, days=5), by=lead)
    db.session.commit()
    id, due = decision.id, decision.look_again_on
    met = meet(app, lambda: remind(id, due), lambda: remind(id, due), at="look_reminder")
    assert (met.first, met.second) == (None, None) and met.second_waited
    assert db.session.query(Message).count() == 1


def test_before_the_day_the_first_turn_is_two_weeks_earlier():
    due = uk_today()
    assert last_turn(due, due - timedelta(days=1)) == due - timedelta(days=14)
    assert [last_turn(due, due + timedelta(days=days)) - due for days in (0, 6, 7)] == [
        timedelta(days=days) for days in (0, 0, 7)
    ]


def test_the_page_of_the_engagement_says_when_somebody_looks_next(client, sibs, lead):
    decision = decide(sibs, not_now(lead, days=30), by=lead)
    db.session.commit()
    says = "We look again on {}."
    assert (
        says.format(uk_date(uk_today() + timedelta(days=30), year=True)) in client.get("/engagements/for-better").text
    )
    looked(decision, days=200, by=lead)
    db.session.commit()
    assert (
        says.format(uk_date(uk_today() + timedelta(days=200), year=True)) in client.get("/engagements/for-better").text
    )


def test_the_keeper_of_a_theme_that_was_merged_is_led_to_what_it_became(client, sibs, lead, sign_in):
    decision = decide(sibs, not_now(lead), by=lead)
    both = Theme.make(sibs.engagement, "The whole family", by=lead)
    merge([sibs, a_theme("Siblings")], both, by=lead)
    db.session.commit()
    sign_in("engagement_lead")
    answer = client.get(f"/staff/decisions/for-better/looks/{decision.id}")
    assert answer.location == "/staff/decisions/for-better/the-whole-family"
    assert "became one with others" in client.get(answer.location).text
