"""What people type that is no submission (a name, access needs, an organisation): held for the lead when it worries."""

import re

import pytest

from builders import a_partnership, a_promise, a_sign_up, a_user, an_event, contribution_of, saved
from coprod.audit import Record
from coprod.concerns.concern import Concern, Origin
from coprod.concerns.step import StepKind
from coprod.database import db
from coprod.events.sign_up import PlaceState, SignUp
from coprod.intake import timed_screening as screened
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.private_field import WITH_THE_LEAD
from coprod.promise.pledge import Pledge
from coprod.screening import screen as screening
from coprod.screening.finding import Finding, FindingKind

NEEDS = "A chair by the door. I am not safe at home"
PLACE = {"name": "Zoe Quill", "email": "zoe@example.org", "audience": "young_person", "sharing": "show"}
PLEDGE = {
    "organisation": "Hill School",
    "sector": "education",
    "commitments": "we-ask-first",
    "words": "Pupils plan move-up week",
    "by_when": ["1", "3", "2028"],
    "contact_name": "Ottilie Chalk",
    "contact_email": "ottilie@hill.example",
    "token": "",
}


@pytest.fixture(autouse=True)
def a_screen_that_a_test_can_foresee(app, monkeypatch):
    def screen(text: str, *how) -> list[Finding]:
        at = text.find("not safe")
        return [Finding(FindingKind.CONCERN, at, at + 8, "It says so")] if at >= 0 else []

    monkeypatch.setattr(screening, "screen", screen)


def sign_up(client, **fields) -> None:
    assert client.post("/events/tamworth/sign-up", data=PLACE | fields).location == "/events/tamworth/thanks"


def pledge(client, **fields) -> Pledge:
    sent = client.post("/promise/promise/pledge", data=PLEDGE | fields)
    assert sent.location == "/promise/promise/thanks", sent.text
    return db.session.query(Pledge).one()


def attendees(client) -> str:
    return client.get("/staff/events/tamworth/attendees").text


def concern() -> Concern:
    return db.session.query(Concern).one()


def test_access_needs_that_worry_are_the_leads_alone(client, sign_in):
    a_partnership()
    an_event()
    lead = a_user("safeguarding_lead").email
    sign_up(client, access_needs=NEEDS)
    opened = concern()
    assert (opened.words, opened.prompt, opened.origin, opened.submission_id) == (
        NEEDS,
        "Access needs",
        Origin.SCREENING,
        None,
    )
    thanks = client.get("/events/tamworth/thanks").text
    assert "press the button" in thanks
    sign_in("event_team")
    page = attendees(client)
    assert "I am not safe" not in page and "Zoe Quill" in page and "Nothing said" in page
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{opened.id}").text
    assert "It says so" in page and "Zoe Quill" in page and "Give it back to the team" in page
    assert lead and NEEDS.split(". ")[1] not in str(db.session.query(Record.details).all())


RAMP = "A ramp at the side door"


def as_the_team_sees_it(client, place: SignUp) -> list[str]:
    """Everything about one person that the event team can open or press, without what tells people apart."""
    pages = [client.get(f"/staff/events{rest}").text for rest in ("", "/tamworth/attendees", "/tamworth/door-list")]
    pages += [client.get("/staff/events/tamworth/attendees?show=needs").text, client.get("/staff").text]
    own = f"/staff/events/tamworth/attendees/{place.public_id}"
    answers = [client.post(f"{own}/{verb}") for verb in ("met", "not-met", "escalate")]
    seen = [*pages, *(f"{answer.status_code} {answer.location}" for answer in answers)]
    return [re.sub(r'csrf_token"[^>]*', "", text).replace(str(place.public_id), "their place") for text in seen]


@pytest.mark.parametrize("needs", [NEEDS, "I am not safe", "My uncle hits me. I need a signer"])
@pytest.mark.parametrize("state", list(PlaceState))
def test_a_held_need_looks_to_the_team_like_one_that_was_not_given(client, sign_in, needs, state):
    a_partnership()
    event = an_event()
    place = a_sign_up(event, "Zoe", "")
    place.state = state
    db.session.commit()
    sign_in("event_team")
    not_given = as_the_team_sees_it(client, place)
    found = [Finding(FindingKind.CONCERN, 0, 4, "Now")]
    place.contribution.hold({"Access needs": needs}, {"Access needs": found})
    db.session.commit()
    assert place.said_needs and as_the_team_sees_it(client, place) == not_given


def test_the_lead_is_asked_at_once_what_to_provide_and_that_stands_as_the_need(client, sign_in):
    a_partnership()
    an_event()
    sign_up(client, access_needs=NEEDS)
    here = f"/staff/safeguarding/{concern().id}"
    sign_in("safeguarding_lead")
    page = client.get(here).text
    assert page.index("What must the team provide") < page.index("As it was written")
    empty = client.post(f"{here}/provide", data={"provide": "  "})
    assert empty.status_code == 422 and "Write what the team must provide" in empty.text
    assert client.post(f"{here}/provide", data={"provide": RAMP}).location == f"{here}#provide"
    assert RAMP in client.get(here).text and concern().words == NEEDS and concern().acknowledged_at
    sign_in("event_team")
    page = attendees(client)
    assert RAMP in page and "To sort out" in page and "Step-free" in page and "I am not safe" not in page
    place = db.session.query(SignUp).one()
    own = f"/staff/events/tamworth/attendees/{place.public_id}"
    assert client.post(f"{own}/met").status_code == 303 and "Met" in attendees(client)
    assert place.contribution.private_as_written("Access needs", place.access_needs) == NEEDS


def test_what_was_provided_can_be_changed_escalated_and_given_back(client, sign_in):
    a_partnership()
    an_event()
    sign_up(client, access_needs=NEEDS)
    first = concern().id
    for words in (RAMP, "A signer"):
        sign_in("safeguarding_lead")
        client.post(f"/staff/safeguarding/{first}/provide", data={"provide": words})
        sign_in("event_team")
        assert words in attendees(client)
    place = db.session.query(SignUp).one()
    client.post(f"/staff/events/tamworth/attendees/{place.public_id}/escalate")
    assert "A signer" not in attendees(client) and "Nothing said" in attendees(client)
    assert [each.words for each in db.session.query(Concern).order_by(Concern.id)] == [NEEDS, "A signer"]
    sign_in("safeguarding_lead")
    client.post(f"/staff/safeguarding/{first}/provide", data={"provide": RAMP})
    client.post(f"/staff/safeguarding/{first}/release", data={"outcome": "no_concern"})
    sign_in("event_team")
    assert NEEDS in attendees(client) and RAMP not in attendees(client)
    sign_in("safeguarding_lead")
    late = client.post(f"/staff/safeguarding/{first}/provide", data={"provide": RAMP})
    assert late.status_code == 422 and "Nothing is held here any more" in late.text and RAMP in late.text


def test_only_what_a_team_acts_on_is_asked_for(client, sign_in):
    a_partnership()
    an_event()
    sign_up(client, name="I am not safe")
    sign_in("safeguarding_lead")
    assert "What must the team provide" not in client.get(f"/staff/safeguarding/{concern().id}").text


def test_a_name_that_worries_stands_on_no_list_and_on_no_button(client, sign_in):
    a_partnership()
    an_event()
    sign_up(client, name="I am not safe", access_needs="A ramp")
    sign_in("event_team")
    page = attendees(client)
    assert "I am not safe" not in page and ">No name</strong>" in page and "A ramp" in page
    assert WITH_THE_LEAD not in page


def test_what_was_not_screened_says_so(client, sign_in, monkeypatch):
    a_partnership()
    event = an_event()
    monkeypatch.setattr(screening, "screen", lambda text, *how: 1 / 0)
    sign_up(client, access_needs=NEEDS)
    sign_in("event_team")
    assert "Not screened" in attendees(client) and NEEDS in attendees(client)
    monkeypatch.undo()
    monkeypatch.setattr(screening, "screen", lambda text, *how: [Finding(FindingKind.CONCERN, 0, 1, "Now")])
    place = db.session.query(SignUp).one()
    assert event.private_words(place.contribution_id) == {"Name": "Zoe Quill", "Access needs": NEEDS}
    screened.screen_what_was_not()
    page = attendees(client)
    assert "Not screened" not in page and NEEDS not in page and "Zoe" not in page


def test_given_back_to_the_team(client, sign_in):
    a_partnership()
    an_event()
    sign_up(client, access_needs=NEEDS)
    opened = concern()
    lead = sign_in("safeguarding_lead")
    address = f"/staff/safeguarding/{opened.id}/release"
    assert client.post(address, data={}).status_code == 422
    sent = client.post(address, data={"outcome": "known", "conclusion": "The school helps already"})
    assert sent.location == f"/staff/safeguarding?done={opened.id}"
    after = concern()
    assert [step.what for step in after.steps] == [StepKind.ACKNOWLEDGED, StepKind.RELEASED, StepKind.CLOSED]
    assert contribution_of(after).private_fields == [] and after.closed_by_id == lead.id and after.words == NEEDS
    assert db.session.query(Record).filter_by(action="released", subject=f"concern {opened.id}").count() == 1
    again = client.post(address, data={"outcome": "known", "conclusion": "x"})
    assert again.status_code == 422 and "Nothing is held here any more" in again.text
    sign_in("event_team")
    assert NEEDS in attendees(client)


def test_nobody_takes_it_back_or_escalates_more_while_it_is_given_back(client, sign_in, statements):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("there one writes at a time")
    a_partnership()
    an_event()
    sign_up(client, access_needs=NEEDS)
    sign_in("safeguarding_lead")
    statements.clear()
    client.post(f"/staff/safeguarding/{concern().id}/release", data={"outcome": "no_concern"})
    assert any("FROM contribution" in each and "FOR UPDATE" in each for each in statements)


def test_closed_and_kept_from_the_team_for_good(client, sign_in):
    a_partnership()
    an_event()
    sign_up(client, access_needs=NEEDS)
    sign_in("safeguarding_lead")
    assert client.post(f"/staff/safeguarding/{concern().id}/close", data={"outcome": "no_concern"}).status_code == 303
    sign_in("event_team")
    assert NEEDS not in attendees(client)


def test_a_place_that_was_cancelled_leaves_only_the_sealed_copy(client, sign_in):
    a_partnership()
    an_event()
    sign_up(client, access_needs=NEEDS)
    contribution = contribution_of(concern())
    contribution.withdraw()
    saved(contribution)
    sign_in("safeguarding_lead")
    page = client.get(f"/staff/safeguarding/{concern().id}").text
    assert "A chair by the door" in page and "Zoe Quill" not in page and "Give it back to the team" not in page
    fields = {"outcome": "no_concern"}
    assert client.post(f"/staff/safeguarding/{concern().id}/release", data=fields).status_code == 422


def test_the_event_team_escalates_what_screening_missed(client, sign_in):
    a_partnership()
    place = a_sign_up(an_event(), "Zoe", "A bed for the night before, I have nowhere")
    a_user("safeguarding_lead")
    team = sign_in("event_team")
    assert ">Escalate<" in attendees(client)
    for _ in range(2):
        sent = client.post(f"/staff/events/tamworth/attendees/{place.public_id}/escalate")
        assert sent.location == f"/staff/events/tamworth/attendees#s{place.public_id}"
    assert (concern().opened_by_id, concern().origin, concern().prompt) == (team.id, Origin.STAFF, "Access needs")
    page = attendees(client)
    assert "nowhere" not in page and ">Escalate<" not in page


def test_what_was_not_screened_is_said_beside_what_was_escalated(client, sign_in, monkeypatch):
    a_partnership()
    an_event()
    a_user("safeguarding_lead")
    monkeypatch.setattr(screening, "screen", lambda text, *how: 1 / 0)
    sign_up(client, name="I am not safe", access_needs="A bed, I have nowhere")
    monkeypatch.undo()
    sign_in("event_team")
    place = db.session.query(SignUp).one()
    client.post(f"/staff/events/tamworth/attendees/{place.public_id}/escalate")
    page = attendees(client)
    assert "Nothing said" in page and "Not screened" in page and "I am not safe" in page
    monkeypatch.setattr(screening, "screen", lambda text, *how: [Finding(FindingKind.CONCERN, 0, 1, "Now")])
    screened.screen_what_was_not()
    page = attendees(client)
    assert "Not screened" not in page and "I am not safe" not in page


def test_nobody_else_escalates_from_there(client, sign_in):
    a_partnership()
    place = a_sign_up(an_event(), "Zoe", "A ramp")
    sign_in("analyst")
    assert client.post(f"/staff/events/tamworth/attendees/{place.public_id}/escalate").status_code == 403


@pytest.mark.parametrize(
    ("field", "label"), [("organisation", "Organisation"), ("contact_name", "Contact name")], ids=str
)
def test_a_pledge_with_a_name_that_worries_is_not_on_the_register_until_released(client, sign_in, field, label):
    a_partnership()
    a_promise()
    made = pledge(client, **{field: "I am not safe there"})
    made.confirm()
    moderator = a_user("moderator").id
    if field == "contact_name":  # which never stands beside the words
        made.submission.approve(by=moderator)
    saved(made)
    for page in ("/promise/promise", "/promise/promise/pledges"):
        assert "Pupils plan move-up week" not in client.get(page).text
        assert "not safe" not in client.get(page).text and "0 organisations" in client.get(page).text
    sign_in("engagement_lead")
    page = client.get("/staff/pledges").text
    assert "not safe" not in page and WITH_THE_LEAD in page and "until the lead releases it" in page
    page = client.get(f"/staff/moderation/{made.submission.public_id}").text
    assert "not safe" not in page and (WITH_THE_LEAD in page) is (field == "organisation")
    sign_in("safeguarding_lead")
    assert concern().prompt == label
    client.post(f"/staff/safeguarding/{concern().id}/release", data={"outcome": "no_concern"})
    if field == "organisation":
        assert "not safe" not in client.get("/promise/promise/pledges").text
        made.submission.approve(by=moderator)
        saved(made)
    assert "Pupils plan move-up week" in client.get("/promise/promise/pledges").text
    sign_in("engagement_lead")
    assert "not safe" in client.get("/staff/pledges").text


def test_nobody_approves_a_pledge_whose_name_they_cannot_read(client, sign_in):
    a_partnership()
    a_promise()
    made = pledge(client, organisation="I am not safe there")
    sign_in("moderator")
    assert 'name="ticked"' not in client.get("/staff/moderation").text
    sent = client.post("/staff/moderation/approve-ticked", data={"ticked": f"{made.submission.public_id}.0"})
    assert f"{made.submission.public_id}.with_lead" in sent.location
    fields = {"seen": "0", "what": "name", "note": "Fine"}
    sent = client.post(f"/staff/moderation/{made.submission.public_id}/approve", data=fields)
    assert sent.status_code == 422 and "is with the safeguarding lead. Wait" in sent.text and "Fine" in sent.text
    assert db.session.get_one(Pledge, made.id).submission.status is Status.PENDING


def test_a_pledge_that_was_not_screened_is_still_read_by_people(client, sign_in, monkeypatch):
    a_partnership()
    a_promise()
    monkeypatch.setattr(screening, "screen", lambda text, *how: 1 / 0)
    made = pledge(client)
    made.confirm()
    made.submission.approve(by=a_user("moderator").id)
    saved(made)
    assert db.session.query(Contribution).one().is_unscreened
    assert "Hill School" in client.get("/promise/promise/pledges").text
    sign_in("engagement_lead")
    assert "Not screened" in client.get("/staff/pledges").text
    assert made.promise.private_words(made.contribution_id) == {
        "Organisation": "Hill School",
        "Contact name": "Ottilie Chalk",
    }
