"""The pages of a check-back: for staff who make it, for everyone who reads it, and what both are told in the end."""

import re
from datetime import timedelta

import pytest
import time_machine
from checking_back import a_draft, a_listening, answered, lead, opened, spoke_of

from answering import code_on, send
from builders import a_partnership, a_questionnaire, a_theme, a_user, an_engagement, at_midnight, staff_session
from coprod.audit import Record
from coprod.check_backs.models import CheckBack, Says
from coprod.database import db, now, uk_today
from coprod.participation.contribution import Contribution
from coprod.permissions import Role
from coprod.questionnaires.checking_back.checked import report
from coprod.questionnaires.checking_back.wordings import Words, in_the_round_before
from coprod.results.published import Published
from published import released

NEW = "/staff/check-backs/new?engagement=refresh"
PUBLIC = "/questionnaires/did-we-hear-you-right"
STAFF = "/staff/check-backs/did-we-hear-you-right"


@pytest.fixture
def themes(client):
    a_partnership()
    return a_listening()


def words(page: str) -> str:
    """Of a page, without its marks."""
    return " ".join(re.sub("<[^>]*>", " ", page.partition("<main")[2]).split())


def in_two_days(**more: object) -> dict[str, object]:
    day = uk_today() + timedelta(days=2)
    return {"title": "Right?", "closes_on": [str(day.day), str(day.month), str(day.year)]} | more


# --- staff make it -------------------------------------------------------------------------------------------


def test_staff_choose_and_coprod_writes_it(client, sign_in, themes):
    spoke_of(themes[0], 3)
    earlier = opened(a_draft(themes))
    sign_in("engagement_lead")
    page = client.get(NEW).text
    assert "3 people, 3 texts." in page and page.index("Long waits") < page.index("Being heard")
    ids = {each.key: str(each.id) for each in earlier.challenges}
    chosen = {"themes": [str(themes[0].id)], "earlier": [ids["loud-halls"]]}
    typed = {"typed-title": ["No buses", ""], "typed-meaning": ["None after six.", ""]}
    made = client.post(NEW, data=in_two_days(**chosen, **typed))
    assert made.location == "/staff/check-backs/right?made=1"
    listed = words(client.get(made.location).text)
    for line in (
        "1. Long waits",
        "2. Loud halls, too often.",
        "3. None after six.",
        "3 people in 3 texts, about “Long",
    ):
        assert line in listed
    assert "Checked before, in “Did we hear you right?”." in listed and "Written by the team." in listed
    assert client.get("/questionnaires/right").status_code == 404  # a draft


def test_a_round_of_another_engagement_is_offered_to_whoever_has_a_part_there(client, sign_in, themes):
    other = opened(a_draft(themes, title="The first time"))
    elsewhere = an_engagement("elsewhere", title="Better buses")
    theme = a_theme("No buses", elsewhere)
    new = NEW.replace("refresh", "elsewhere")
    sign_in("engagement_lead")
    page = client.get(new).text
    assert "From an earlier round of “The refresh”" in page and "Its themes stay there." in page
    chosen = {"themes": [str(theme.id)], "earlier": [str(other.challenges[0].id)]}
    assert client.post(new, data=in_two_days(**chosen)).location == "/staff/check-backs/right?made=1"
    made = db.session.query(CheckBack).order_by(CheckBack.id.desc()).first()
    last = made.challenges[-1]
    assert (last.earlier, last.themes) == (other.challenges[0], [])  # who spoke of them spoke elsewhere
    assert "Checked before, in “The first time: The refresh”." in words(client.get("/staff/check-backs/right").text)
    opened(made)
    assert "People checked it before, in “The first time: The refresh”." in words(
        client.get("/questionnaires/right").text
    )
    only_there = a_user(email="one@fernshire.example", roles=[(Role.ENGAGEMENT_LEAD, elsewhere.id)])
    with client.session_transaction() as session:
        session.update(staff_session(only_there))
    assert "earlier round of" not in client.get(new).text
    refused = client.post(new, data=in_two_days(**chosen))
    assert refused.status_code == 422 and "Choose from this list" in refused.text


def test_what_was_answered_elsewhere_is_compared_for_whoever_may_see_it(client, sign_in, themes):
    first = a_checked_round(themes)
    theme = a_theme("No buses", an_engagement("elsewhere", title="Better buses"))
    again = opened(a_draft([theme], *(Says(e.title, earlier=e) for e in first.challenges), title="And now?"))
    answered(again, 60, ["loud-halls", "being-heard"])
    address = f"/staff/results/{again.questionnaire_id}/check-back"
    sign_in("analyst")
    assert "in “Did we hear you right?: The refresh”" in words(client.get(address).text)
    only_there = a_user(email="one@fernshire.example", roles=[(Role.ANALYST, again.questionnaire.engagement_id)])
    with client.session_transaction() as session:
        session.update(staff_session(only_there))
    page = words(client.get(address).text)
    assert "And now?" in page and "Did we hear you right?" not in page


def test_many_rounds_are_looked_up_as_few(client, sign_in, themes, statements):
    sign_in("engagement_lead")
    counts = []
    for number in (1, 6):
        for place in range(number):
            opened(a_draft(themes, title=f"Round {number} {place}"))
        statements.clear()
        assert client.get(NEW).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1], statements


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"themes": ["{0}"]}, "Choose two things at least"),
        ({"themes": ["{0}", "{1}"], "closes_on": ["1", "1", "2020"]}, "The last day must be today or later"),
        ({"themes": ["{0}", "{1}"], "title": ""}, "Enter a title"),
        ({"themes": ["{0}", "9999"]}, "Choose from this list"),
        ({"themes": ["{0}"], "typed-title": "Long waits", "typed-meaning": ""}, "Two of them are called “Long waits”"),
        ({"typed-title": "", "typed-meaning": "No title"}, "row 1: title is missing"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, sign_in, themes, sent, told):
    sign_in("engagement_lead")
    ids = [str(theme.id) for theme in themes]
    data = {name: [each.format(*ids) for each in value] if name == "themes" else value for name, value in sent.items()}
    answer = client.post(NEW, data=in_two_days(**data))
    assert answer.status_code == 422 and told in answer.text
    for each in data.get("themes", []):
        if each in ids:
            assert re.search(rf'value="{each}"[^>]*checked', answer.text)
    assert db.session.query(CheckBack).count() == 0


def test_staff_look_after_the_challenges(client, sign_in, themes):
    made = a_draft(themes)
    sign_in("engagement_lead")

    def edited() -> dict[str, str]:
        db.session.expire_all()
        return {"edited": str(made.questionnaire.edited)}

    assert client.post(f"{STAFF}/move", data=edited() | {"move": "down:long-waits"}).status_code == 303
    assert client.post(f"{STAFF}/rank", data=edited() | {"most": "2"}).status_code == 303
    said = {"title": "Noise", "meaning": "It is too loud.", "themes": [str(themes[2].id)]}
    assert client.post(f"{STAFF}/challenges/loud-halls", data=edited() | said).status_code == 303
    assert client.post(f"{STAFF}/add", data=edited() | {"title": "No buses"}).status_code == 303
    stale = client.post(f"{STAFF}/drop", data={"edited": "1", "challenge": "long-waits"})
    assert stale.status_code == 409 and "Somebody else changed this first" in stale.text
    assert client.post(f"{STAFF}/drop", data=edited() | {"challenge": "long-waits"}).status_code == 303
    db.session.expire_all()
    assert [each["label"] for each in made.written] == ["Being heard", "Noise", "No buses"] and made.most == 2
    wrong = client.post(f"{STAFF}/challenges/loud-halls", data=edited() | {"title": "", "meaning": "Still here"})
    assert wrong.status_code == 422 and "Enter a title" in wrong.text and "Still here" in wrong.text
    assert client.post(f"{STAFF}/drop", data=edited() | {"challenge": "gone"}).status_code == 422
    assert client.get(f"{STAFF}/challenges/gone").status_code == 404
    a_questionnaire("plain", themes[0].engagement)
    assert client.get("/staff/check-backs/plain").status_code == 404  # no check-back


# --- what everyone reads -------------------------------------------------------------------------------------


def test_the_first_page_says_from_how_many_people_each_came(client, themes):
    spoke_of(themes[0], 16)
    spoke_of(themes[1], 9)
    opened(a_draft(themes, Says("No buses")))
    page = words(client.get(PUBLIC).text)
    assert "From about 20 people who told us about “Long waits”." in page
    assert page.count("From fewer than 10 people who told us about") == 2  # nine, and nobody
    assert "Our team wrote this." in page and "16" not in page
    spoke_of(themes[0], 40)
    assert words(client.get(PUBLIC).text) == page


def test_a_receipt_invites_and_the_link_says_nothing(client, themes, statements):
    a_questionnaire("survey", themes[0].engagement)
    send(client)
    code = code_on(client.get("/questionnaires/survey/sent").text)
    client.post("/receipt", data={"code": code})
    statements.clear()
    assert "Did we get it right?" not in client.get("/receipt/what-happened").text
    before = len(statements)
    db.session.query(Contribution).update({"submitted_on": uk_today() - timedelta(days=2)})
    opened(a_draft(themes))
    statements.clear()
    page = client.get("/receipt/what-happened").text
    assert "We wrote down what we heard. Did we get it right?" in page and len(statements) == before
    assert f'href="{PUBLIC}"' in page


# --- what is reported ----------------------------------------------------------------------------------------


def a_checked_round(themes) -> CheckBack:
    """Sixty people checked three challenges; the least heard comes first now."""
    for theme, people in zip(themes, (40, 30, 20), strict=True):
        spoke_of(theme, people)
    made = opened(a_draft(themes))
    answered(made, 40, ["loud-halls", "long-waits"])
    answered(made, 20, ["long-waits", "being-heard"], says="partly", audience="young_person")
    made.questionnaire.closes_at = now()
    db.session.commit()
    at_midnight()
    return made


def test_staff_read_exact_numbers_and_what_moved(client, sign_in, themes):
    made = a_checked_round(themes)
    sign_in("analyst")
    page = words(client.get(f"/staff/results/{made.questionnaire_id}/check-back").text)
    assert "3 challenges, 60 people checked" in page and "Nothing is published yet" in page
    judged = "67% 40 of 60; partly 20, no 0, not sure 0"
    for line in (
        f"Long waits, too often. Long waits. From 40 people in 40 texts {judged} 20 60 Also 1st before",
        f"Loud halls, too often. Loud halls. From 20 people in 20 texts {judged} 40 40 Up from 3rd",
        f"Being heard, too often. Being heard. From 30 people in 30 texts {judged} 0 20 Down from 2nd",
    ):
        assert line in page
    assert "0% of 20 , 1st 100% of 40 , 2nd" in page  # young people, then parents and carers, of the first
    looks = db.session.query(Record).filter_by(action="looked at results of")
    assert looks.count() == 0
    answered(made, 3, ["long-waits"], audience="professional")
    client.get(f"/staff/results/{made.questionnaire_id}/check-back")
    assert looks.count() == 1  # so few that one might know who they are


def test_everyone_reads_it_out_of_a_release_and_not_before(client, themes):
    made = a_checked_round(themes)
    assert client.get(f"{PUBLIC}/results").status_code == 404
    assert "asked if we heard right" not in client.get("/engagements/refresh").text
    released(made.questionnaire)
    page = words(client.get(f"{PUBLIC}/results").text)
    assert "3 challenges, checked" in page and "by how many people had told us about it" in page
    shown = report(made.questionnaire_id, Published.last_of(made.questionnaire_id).as_shown)
    told = [(each.label, each.right, each.first, each.named, each.place, each.moved) for each in shown.challenges]
    assert told == [
        ("Long waits", "67%", "20", "60", 1, "still"),
        ("Loud halls", "67%", "40", "40", 2, "up"),
        ("Being heard", "67%", "fewer than 10", "20", 3, "down"),
    ]
    assert "We wrote down 3 challenges and asked if we heard right. About 60 people told us." in words(
        client.get("/engagements/refresh").text
    )


def test_other_words_stand_beside_those_before(client, sign_in, themes):
    made = a_checked_round(themes)
    made.reword("long-waits", Says("Waiting", "Help is late.", [themes[0]]), by=lead())
    made.questionnaire.publish(by=lead(), reason="People asked us to", counts={made.judged: True, made.ranked: True})
    db.session.commit()
    released(made.questionnaire)
    [each] = report(made.questionnaire_id, Published.last_of(made.questionnaire_id).as_shown).reworded
    assert (each.label, each.then) == ("Waiting", (("Long waits", "Long waits, too often."),)) and each.right == "67%"
    assert "Before Long waits, too often. Long waits Now Help is late. Waiting" in words(
        client.get(f"{PUBLIC}/results").text
    )
    sign_in("analyst")
    page = words(client.get(f"/staff/results/{made.questionnaire_id}/check-back").text)
    assert "Before Long waits, too often. Long waits Now Help is late. Waiting" in page


def test_what_an_earlier_round_said_later_is_no_before(client, themes):
    first = a_checked_round(themes)
    again = opened(a_draft([themes[1]], Says("Long waits", "Still?", earlier=first.challenges[0]), title="And now?"))
    challenge = again.by_key["long-waits"]
    before = Words("Long waits", "Long waits, too often.")
    assert in_the_round_before(challenge) == before
    with time_machine.travel(now() + timedelta(days=2)):
        first.questionnaire.closes_at = now() + timedelta(days=2)
        first.reword("long-waits", Says("Waiting", "Help is late.", [themes[0]]), by=lead())
        first.questionnaire.publish(by=lead(), reason="People asked", counts={first.judged: True, first.ranked: True})
        db.session.commit()
        assert in_the_round_before(challenge) == before
        third = a_draft([themes[1]], Says("Long waits", earlier=first.challenges[0]), title="Once more?")
        assert in_the_round_before(third.by_key["long-waits"]) == Words("Waiting", "Help is late.")


@pytest.mark.parametrize("together", [True, False])
def test_a_release_keeps_its_words_when_a_challenge_is_put_in_other_words_later(client, themes, together):
    made = a_checked_round(themes)
    released(made.questionnaire)
    page = words(client.get(f"{PUBLIC}/results/1").text)
    with time_machine.travel(now() + timedelta(days=1)):
        made.reword("long-waits", Says("Waiting", "Help is late.", [themes[0]]), by=lead())
        made.drop("loud-halls", by=lead())
        counts = dict.fromkeys((made.judged, made.ranked), together)
        made.questionnaire.publish(by=lead(), reason="People asked us to", counts=counts)
        db.session.commit()
        assert words(client.get(f"{PUBLIC}/results/1").text) == page


def test_a_second_round_is_compared_with_the_release_of_the_first(client, themes):
    first = a_checked_round(themes)
    released(first.questionnaire)
    again = opened(a_draft([themes[1]], *(Says(e.title, earlier=e) for e in first.challenges[::2]), title="And now?"))
    answered(again, 60, ["loud-halls", "being-heard"])
    at_midnight()
    released(again.questionnaire)
    found = report(again.questionnaire_id, Published.last_of(again.questionnaire_id).as_shown)
    assert found.before == "in “Did we hear you right?”"
    assert {each.label: (each.place, each.was) for each in found.challenges} == {
        "Loud halls": (1, 2),
        "Being heard": (1, None),  # not asked of the earlier round
        "Long waits": (None, 1),  # so few named it that it has no place
    }


@pytest.mark.parametrize(("people", "has"), [(44, False), (45, True)])
def test_of_too_few_nothing_is_said(client, themes, people, has):
    made = opened(a_draft(themes))
    answered(made, people, ["long-waits"])
    at_midnight()
    released(made.questionnaire)
    assert (report(made.questionnaire_id, Published.last_of(made.questionnaire_id).as_shown) is not None) is has
    assert ("challenges, checked" in client.get(f"{PUBLIC}/results").text) is has


def test_the_hub_says_what_is_out_and_what_is_not(client, sign_in, themes):
    made = a_checked_round(themes)
    sign_in("engagement_lead")
    page = words(client.get("/staff/engagements/refresh").text)
    assert "3 challenges, 60 people checked." in page and "Nothing is published yet" in page
    released(made.questionnaire)
    page = words(client.get("/staff/engagements/refresh").text)
    assert "Everyone can read what about 60 people said" in page


def test_a_look_at_how_few_spoke_is_written_down(client, sign_in, themes):
    spoke_of(themes[0], 3)
    made = opened(a_draft(themes))
    sign_in("analyst")
    page = words(client.get(f"/staff/results/{made.questionnaire_id}/check-back").text)
    assert "From 3 people in 3 texts" in page
    assert db.session.query(Record).filter_by(action="looked at results of").count() == 1


def test_whoever_chooses_sees_how_few_spoke_and_that_is_written_down(client, sign_in, themes):
    made = a_draft(themes)
    lead_here = sign_in("engagement_lead")
    pages = (NEW, STAFF, f"{STAFF}/add", f"{STAFF}/challenges/long-waits")
    looks = db.session.query(Record).filter_by(action="looked at who spoke of")
    for address in pages:
        client.get(address)
    assert looks.count() == 0  # nobody has spoken of any
    spoke_of(themes[0], 3)
    for number, address in enumerate(pages, start=1):
        assert "3 people" in client.get(address).text
        assert looks.count() == number
    assert {each.by_id for each in looks} == {lead_here.id}
    subjects = {made.questionnaire.subject, made.questionnaire.engagement.subject}
    assert {each.subject for each in looks} == subjects and not any(each.details for each in looks)
    assert client.post(f"{STAFF}/add", data={"title": ""}).status_code == 422 and looks.count() == len(pages)
