"""Staff decide: the list, the page of one theme with its three ways, a second person, and a day for all."""

from datetime import timedelta

import pytest

from builders import a_board, a_partnership, a_theme, a_user, an_engagement, closed, heard, saved, staff_session
from coprod.activities.audience import Audience
from coprod.activities.life import Life
from coprod.audit import Record
from coprod.changes import Change
from coprod.database import db, uk_today
from coprod.permissions import Role
from coprod.themes.merge_and_split import merge
from coprod.themes.models import Theme
from coprod.you_said_we_did.decisions.models import Decision, Verdict
from coprod.you_said_we_did.not_now.models import Look
from deciding_on import NOT_OURS, NOW, decide, not_now, on_day, signed_off

HERE = "/staff/decisions/for-better"
WHY = {
    "reason": "Many of you said it.",
    "meeting": "SEND Partnership Board",
    "met_on": on_day(uk_today() - timedelta(days=1)),
    "seen": "0",
}
PLAIN_NOW = WHY | {"verdict": "now", "priority": "Shorter waits"}


@pytest.fixture
def lead(app) -> int:
    a_partnership()
    a_board(**closed())
    return a_user(Role.ENGAGEMENT_LEAD).id


@pytest.fixture
def waits(lead, sign_in) -> Theme:
    theme = a_theme("Waits")
    signed_off(theme.engagement, by=lead)
    db.session.commit()
    sign_in("engagement_lead")
    return theme


def the_last() -> Decision:
    return db.session.query(Decision).order_by(Decision.id.desc()).first()


def test_now_leads_to_a_priority(client, waits):
    sent = PLAIN_NOW | {"first_step": "Hire two people", "step_by": on_day(uk_today() + timedelta(days=30))}
    assert client.post(f"{HERE}/waits", data=sent).status_code == 303
    page = client.get(HERE).text
    assert "1 of 1 theme decided" in page and "Shorter waits" in page and "Hire two people" in page
    assert db.session.query(Record).order_by(Record.id.desc()).first().action == "decided on a theme"


def test_not_now_is_kept_by_somebody(client, waits, lead):
    sent = WHY | {"verdict": "not_now", "keeper": "Head of Adulthood", "keeper_id": lead}
    page = client.post(f"{HERE}/waits", data=sent)
    assert page.status_code == 422 and "Enter the day on which somebody looks again" in page.text
    page = client.post(f"{HERE}/waits", data=sent | {"look_again_on": on_day(uk_today())})
    assert page.status_code == 422 and "must be a day to come" in page.text
    client.post(f"{HERE}/waits", data=sent | {"look_again_on": on_day(uk_today() + timedelta(days=60))})
    assert (the_last().verdict, the_last().keeper, the_last().keeper_id) == (Verdict.NOT_NOW, "Head of Adulthood", lead)


def test_not_ours_has_a_way_there(client, waits):
    sent = WHY | {"verdict": "not_ours", "whose": "The bus firms", "way": "Ask them.", "way_url": "http://bus.example"}
    page = client.post(f"{HERE}/waits", data=sent)
    assert page.status_code == 422 and "begins with https://" in page.text
    client.post(f"{HERE}/waits", data=sent | {"way_url": "https://bus.example/ask"})
    assert the_last().way_url == "https://bus.example/ask"


def test_what_was_typed_for_another_way_is_not_kept_and_nothing_is_lost_when_refused(client, waits):
    sent = PLAIN_NOW | {"whose": "The bus firms", "step_by": ["31", "2", "2030"]}
    page = client.post(f"{HERE}/waits", data=sent | {"verdict": "not_ours", "met_on": ["", "", ""]})
    assert page.status_code == 422 and "must be a real date" not in page.text
    assert all(
        words in page.text for words in ("The bus firms", "Shorter waits", "Many of you said it.", "Say how people")
    )
    assert client.post(f"{HERE}/waits", data=sent).status_code == 422  # of this way it is looked at
    client.post(f"{HERE}/waits", data=PLAIN_NOW | {"whose": "The bus firms"})
    assert (the_last().verdict, the_last().whose) == (Verdict.NOW, "")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"verdict": ""}, "Choose one of the three"),
        ({"verdict": "later"}, "Choose one of the three"),
        ({"reason": " "}, "Say why"),
        ({"meeting": ""}, "Say which meeting"),
        ({"met_on": on_day(uk_today() + timedelta(days=3))}, "The meeting has been"),
        ({"priority": ""}, "Say which priority"),
        ({"step_by": on_day(uk_today() + timedelta(days=3))}, "Say what the first step is"),
        ({"first_step": "Hire", "step_by": on_day(uk_today() - timedelta(days=3))}, "must be a day to come"),
        ({"priority": "x" * 161}, "Use 160 letters or fewer"),
    ],
)
def test_what_is_missing_is_said(client, waits, changed, words):
    page = client.post(f"{HERE}/waits", data=PLAIN_NOW | changed)
    assert page.status_code == 422 and words in page.text and "There is a problem" in page.text
    assert db.session.query(Decision).count() == 0


def test_nobody_is_reminded_who_does_not_decide_here(client, waits):
    other = a_user("analyst").id
    sent = WHY | {"verdict": "not_now", "keeper": "Us", "look_again_on": on_day(uk_today() + timedelta(days=60))}
    assert client.post(f"{HERE}/waits", data=sent | {"keeper_id": other}).status_code == 422


def test_an_audience_has_a_decision_of_its_own(client, waits, lead):
    waits.add([heard("mine", audience="young_person").id], by=lead)
    db.session.commit()
    assert "For young people alone" in client.get(f"{HERE}/waits?for=young_person").text
    client.post(f"{HERE}/waits?for=young_person", data=PLAIN_NOW)
    assert the_last().audience is Audience.YOUNG_PERSON
    page = client.get(HERE).text
    assert "Everyone else" in page and "1 of 1 theme decided" in page and "1 person" in page


def test_themes_that_are_not_signed_off_lead_there(client, lead, sign_in):
    a_theme("Waits")
    sign_in("engagement_lead")
    assert "Sign off the themes" in client.get(HERE).text and "disabled" in client.get(f"{HERE}/waits").text
    page = client.post(f"{HERE}/waits", data=PLAIN_NOW)
    assert page.status_code == 409 and "not signed off" in page.text and "Shorter waits" in page.text


def test_while_people_answer_it_asks_why(client, waits):
    a_board("open", waits.engagement)
    assert "Whoever decides now says why" in client.get(HERE).text
    page = client.post(f"{HERE}/waits", data=PLAIN_NOW)
    assert page.status_code == 422 and "Say why you decide so early" in page.text
    client.post(f"{HERE}/waits", data=PLAIN_NOW | {"early": "y", "early_why": "The grant ends."})
    assert the_last().early_why == "The grant ends." and "The grant ends." in client.get(HERE).text
    assert db.session.query(Record).order_by(Record.id.desc()).first().details["early"] is True


def test_a_colleague_was_faster(client, waits, lead):
    first = decide(waits, NOT_OURS, by=lead)
    db.session.commit()
    page = client.post(f"{HERE}/waits", data=PLAIN_NOW)
    assert page.status_code == 409 and "A colleague has decided" in page.text and "Shorter waits" in page.text
    client.post(f"{HERE}/waits", data=PLAIN_NOW | {"seen": first.id})
    assert the_last().replaces_id == first.id


def test_what_takes_the_place_of_a_not_now_says_what_happened(client, waits, lead):
    first = decide(waits, not_now(lead), by=lead)
    db.session.commit()
    sent = PLAIN_NOW | {"seen": first.id}
    assert "Say what happened" in client.post(f"{HERE}/waits", data=sent).text
    client.post(f"{HERE}/waits", data=sent | {"happened": "We found the money."})
    look = db.session.query(Look).one()
    assert (look.decision_id, look.became_id, look.happened) == (first.id, the_last().id, "We found the money.")


def test_a_second_person_agrees(client, waits, lead, sign_in):
    waits.engagement.change({"two_to_decide": True}, by=lead)
    db.session.commit()
    assert "Propose this" in client.get(f"{HERE}/waits").text
    client.post(f"{HERE}/waits", data=PLAIN_NOW)
    page = client.get(HERE).text
    assert "0 of 1 theme decided" in page and "You proposed it" in page and "I agree" not in page
    client.post(f"{HERE}/waits/agree", data={"decision": the_last().id})
    assert "Whoever proposed it" in client.get(HERE).text and not the_last().counts
    with client.session_transaction() as session:
        session.update(staff_session(a_user(Role.ENGAGEMENT_LEAD, "second@example.org")))
    assert "I agree" in client.get(HERE).text
    client.post(f"{HERE}/waits/agree", data={"decision": the_last().id})
    db.session.expire_all()
    assert the_last().counts and "1 of 1 theme decided" in client.get(HERE).text
    assert client.post(f"{HERE}/waits/agree", data={"decision": "77"}).status_code == 404


def test_two_is_set_on_the_duties_of_an_engagement(client, waits, lead):
    address = "/staff/engagements/for-better/edit/duties"
    client.post(address, data={"two_to_decide": "y", "edited": waits.engagement.edited})
    db.session.expire_all()
    assert waits.engagement.two_to_decide
    change = db.session.query(Change).filter_by(field="two_to_decide").one()
    assert (change.was, change.became) == (False, True)


def test_the_day_by_which_all_is_decided(client, waits):
    edited = {"edited": str(waits.engagement.edited)}
    page = client.post(HERE, data=edited | {"decide_by": on_day(uk_today() - timedelta(days=2))})
    assert page.status_code == 422 and "must be today or a day to come" in page.text
    client.post(HERE, data=edited | {"decide_by": on_day(uk_today())})
    db.session.expire_all()
    assert waits.engagement.decide_by == uk_today()
    assert db.session.query(Change).filter_by(field="decide_by").one().became == uk_today().isoformat()
    page = client.post(HERE, data=edited | {"decide_by": ["", "", ""]})
    assert page.status_code == 409 and "Somebody else changed this" in page.text
    waits.engagement.decide_by = uk_today() - timedelta(days=1)
    db.session.commit()
    page = client.get(HERE).text
    assert "Not decided in time" in page and "everyone can see that" in page
    assert "Late" in client.get("/staff/decisions").text


def test_merged_themes_say_why_they_are_decided_again(client, waits, lead):
    other = a_theme("Lists")
    decide(waits, NOW, by=lead), decide(other, NOT_OURS, by=lead)
    both = Theme.make(waits.engagement, "Both", by=lead)
    merge([waits, other], both, by=lead)
    db.session.commit()
    for address in (HERE, f"{HERE}/both"):
        assert "Themes with different decisions became one" in client.get(address).text
    client.get(f"{HERE}/waits")
    assert "not used any more" in client.get(HERE).text
    assert client.post(f"{HERE}/waits", data=PLAIN_NOW).status_code == 303
    assert db.session.query(Decision).count() == 2


def test_what_is_archived_stays(client, waits):
    kept = decide(waits, not_now(a_user(Role.ENGAGEMENT_LEAD).id), by=a_user(Role.ENGAGEMENT_LEAD).id)
    waits.engagement.life = Life.ARCHIVED
    db.session.commit()
    stays = "archived, and stays as it is"
    for address in (f"{HERE}/waits", f"{HERE}/looks/{kept.id}"):
        for answer in (client.get(address), client.post(address, data=PLAIN_NOW)):
            assert answer.status_code == 409 and stays in answer.text
    assert client.post(HERE, data={"edited": "1"}).status_code == 409
    assert client.post(f"{HERE}/waits/agree", data={"decision": kept.id}).status_code == 409
    page = client.get(HERE).text
    assert stays in page and 'method="post"' not in page.partition("<main")[2].partition("</main>")[0]
    assert db.session.query(Decision).count() == 1


def test_a_lead_of_one_engagement_decides_there_alone(client, waits):
    other = an_engagement("other")
    saved(Theme(engagement=other, slug="lunch", title="Lunch"))
    one = a_user(Role.ENGAGEMENT_LEAD, "one@example.org", roles=[(Role.ENGAGEMENT_LEAD, other.id)])
    with client.session_transaction() as session:
        session.update(staff_session(one))
    page = client.get("/staff/decisions").text
    assert "/staff/decisions/other" in page and "/staff/decisions/for-better" not in page
    assert client.get(HERE).status_code == 404 and client.post(f"{HERE}/waits", data=PLAIN_NOW).status_code == 404
    assert client.get("/staff/decisions/other/waits").status_code == 404


def test_the_lists_cost_the_same_for_more(client, waits, lead, statements):
    counts = []
    for number in (2, 12):
        for each in range(number):
            theme = a_theme(f"Theme {number} {each}", waits.engagement)
            decide(theme, not_now(lead) if each % 2 else NOW, by=lead)
            an = an_engagement(f"more-{number}-{each}")
            decide_later = Theme(engagement=an, slug="later", title="Later")
            saved(decide_later)
        for address in (HERE, "/staff/decisions"):
            statements.clear()
            client.get(address)
            counts.append(len(statements))
    assert counts[:2] == counts[2:]


@pytest.mark.parametrize("number", ["words", "9" * 30, "9" * 5_000, "-1"])
def test_a_number_that_no_page_has_sent_is_no_error_of_ours(client, waits, lead, number):
    decide(waits, not_now(lead), by=lead)
    db.session.commit()
    sent = PLAIN_NOW | {"seen": number, "happened": "We looked."}
    assert client.post(f"{HERE}/waits", data=sent).status_code == 409
    assert client.post(f"{HERE}/waits/agree", data={"decision": number}).status_code == 404
    lone = client.post("/staff/themes/for-better/lone-voices", data={"theme": number, "go": "keep"})
    assert lone.status_code == 404
    look = {"happened": "Nothing yet.", "next_on": on_day(uk_today() + timedelta(days=9)), "seen": number}
    assert client.post(f"{HERE}/looks/{the_last().id}", data=look).status_code in (303, 409)
