"""Did we get this right? One answer of one person, counted once; the words are read first; nothing small is shown."""

import re

import pytest

from answering_replies import answered, answers_of, sent
from builders import a_user, people_by_activity, staff_session
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution, Sharing
from coprod.participation.counted import Ticks
from coprod.participation.submission import Submission
from coprod.themes.workbench.counts import progress_of_engagements
from coprod.you_said_we_did.got_it_right.counting import by_month
from coprod.you_said_we_did.got_it_right.models import GotItRight, RightAnswer
from coprod.you_said_we_did.heard.counting import counted, declares
from coprod.you_said_we_did.replies.says import Says
from replying import EASY, a_decided_theme, a_published_reply, a_reply, colleague, decided, lead


@pytest.fixture
def reply(client):
    return a_published_reply(a_decided_theme())


def the_answers():
    return [(each.answer.value, each.replaced) for each in answers_of()]


def people_in(reply):
    """How many are counted beneath it."""
    return sum(month.people for month in by_month(GotItRight.of(reply.id).id, [], uk_today()))


def test_it_opens_with_the_reply_and_is_in_no_list(client):
    waiting = a_reply(a_decided_theme())
    assert GotItRight.of(waiting.id) is None
    waiting.publish(by=colleague(), seen=2)
    db.session.commit()
    asked = GotItRight.of(waiting.id)
    assert asked.is_open and asked.title == "Our reply: Two new teams"
    assert asked not in waiting.engagement.activities
    assert waiting.engagement.is_over  # what was asked has closed: the question does not open it again


def test_each_answer_is_a_link_beneath_the_reply_and_a_look_writes_nothing(client, reply):
    page = client.get(f"/you-said-we-did/{reply.public_id}").text
    for answer in RightAnswer:
        address = f"/you-said-we-did/{reply.public_id}/right?answer={answer}"
        assert address in page
        form = client.get(address).text
        assert re.search(rf'value="{answer}"[^>]*\schecked', form)
        assert form.count(" checked") == 1
    assert form.count(" selected") <= 1 and the_answers() == []
    assert not re.search(r'name="answer"[^>]* checked', client.get(f"/you-said-we-did/{reply.public_id}/right").text)


def test_an_answer_has_a_receipt_and_its_words_wait_for_a_person(client, reply):
    code = sent(client, reply, answer="not_yet", words="The quiet room is still closed on Fridays", sharing="show")
    assert code
    [answer] = answers_of()
    assert answer.answer is RightAnswer.NOT_YET
    assert answer.contribution.context == {"Did we get this right?": "Not yet"}
    assert answer.contribution.activity.title == "Our reply: Two new teams"
    [said] = answer.contribution.submissions
    assert "We said: “Two new teams”." in said.prompt
    assert "closed on Fridays" not in client.get(f"/you-said-we-did/{reply.public_id}").text
    said.approve(by=a_user("moderator").id)
    db.session.commit()
    assert "closed on Fridays" in client.get(f"/you-said-we-did/{reply.public_id}").text


def test_who_does_not_say_who_may_read_it_writes_for_the_team(client, reply):
    sent(client, reply, answer="partly", words="Only half of us have a room")
    [said] = db.session.query(Submission).join(Contribution).filter(Contribution.sharing == Sharing.TEAM).all()
    said.approve(by=a_user("moderator").id)
    db.session.commit()
    assert "Only half of us" not in client.get(f"/you-said-we-did/{reply.public_id}").text


def test_without_an_answer_nothing_is_lost(client, reply):
    page = answered(client, reply, words="You forgot the boys")
    assert (
        page.status_code == 422 and "Choose yes, partly or not yet" in page.text and "You forgot the boys" in page.text
    )
    assert the_answers() == []


def test_the_same_form_counts_once(client, reply):
    form = client.get(f"/you-said-we-did/{reply.public_id}/right").text
    for _ in range(2):
        assert answered(client, reply, form=form, answer="yes").status_code == 303
    assert the_answers() == [("yes", False)]


def test_who_changes_an_answer_is_asked_and_counts_once_and_somebody_else_counts_too(client, reply):
    code = sent(client, reply, answer="yes")
    again = answered(client, reply, answer="not_yet")
    assert again.status_code == 422 and "Is this another person?" in again.text
    assert sent(client, reply, answer="not_yet", again="mine") == code
    assert the_answers() == [("yes", True), ("not_yet", False)] and people_in(reply) == 1
    assert sent(client, reply, answer="yes", again="another") != code
    assert people_in(reply) == 2
    assert the_answers() == [("yes", True), ("not_yet", False), ("yes", False)]


def test_whoever_answers_has_not_taken_part_in_the_engagement(client, reply):
    before = people_by_activity()
    sent(client, reply, answer="yes", words="Thank you for the teams", sharing="show")
    said = db.session.query(Submission).filter(Submission.prompt.contains("Did we get")).one()
    said.approve(by=a_user("moderator").id)
    db.session.commit()
    asked = GotItRight.of(reply.id)
    after = people_by_activity()
    assert {id: number for id, number in after.items() if number} == {id: n for id, n in before.items() if n}
    assert after.get(asked.id, 0) == 0
    assert not said.contribution.counts and not said.contribution.first_on_site


def test_what_is_said_of_a_reply_is_no_text_to_sort_and_nobody_who_told_us(client, reply):
    before = (progress_of_engagements(), heard_of(reply))
    sent(client, reply, answer="not_yet", words="The quiet room is still closed on Fridays", sharing="show")
    [answer] = answers_of()
    answer.contribution.submissions[0].approve(by=a_user("moderator").id)
    db.session.commit()
    assert (progress_of_engagements(), heard_of(reply)) == before
    with client.session_transaction() as session:
        session.update(staff_session(a_user("analyst")))
    assert "closed on Fridays" in client.get("/staff/feedback-log").text
    assert "closed on Fridays" not in client.get(f"/staff/themes/{reply.engagement.slug}").text


def heard_of(reply):
    """How many people are counted in what we heard."""
    declared = declares(reply.engagement_id)
    return {group.name: len(tally.ids) for group, tally in counted(reply.engagement_id, declared).items()}


def test_what_was_taken_back_counts_no_more(client, reply):
    sent(client, reply, answer="yes", words="Thank you")
    [answer] = answers_of()
    answer.contribution.withdraw()
    db.session.commit()
    assert answers_of() == []


def test_the_receipt_says_what_they_answered_and_that_we_wrote_it_again(client, reply):
    sent(client, reply, answer="not_yet")
    [answer] = answers_of()
    asked = db.session.get(GotItRight, answer.got_it_right_id)
    assert asked.receipt_lines(answer.contribution_id, is_withdrawn=False) == [
        "We asked: did we get this right? You said: not yet."
    ]
    newer(reply)
    assert "We wrote our reply again after that" in asked.receipt_lines(answer.contribution_id, is_withdrawn=False)[1]
    assert asked.title == "Our reply: Three new teams"


def test_an_answer_stands_at_the_version_that_was_read(client, reply):
    form = client.get(f"/you-said-we-did/{reply.public_id}/right").text
    newer(reply)
    answered(client, reply, form=form, answer="not_yet")
    assert [each.version.number for each in answers_of()] == [2]


def test_once_it_is_taken_down_nobody_is_asked_and_words_come_back(client, reply):
    form = client.get(f"/you-said-we-did/{reply.public_id}/right").text
    reply.take_down(by=lead())
    db.session.commit()
    page = answered(client, reply, form=form, answer="not_yet", words="You forgot the boys")
    assert page.status_code == 409 and "not here any more" in page.text and "You forgot the boys" in page.text
    assert client.get(f"/you-said-we-did/{reply.public_id}/right").status_code == 200
    assert the_answers() == []


def test_words_that_worry_go_to_the_lead(client, reply):
    sent(client, reply, answer="not_yet", words="my dad hits me every night and i want to die")
    [answer] = answers_of()
    assert answer.contribution.submissions[0].status == "escalated"


def newer(reply):
    """Another version, published."""
    about = decided(*[each.theme for each in reply.newest.about])
    reply.write(Says("Three new teams", "Better.", EASY), about, by=lead(), seen=2)
    db.session.flush()
    reply.make_ready(by=lead(), seen=3)
    reply.publish(by=colleague(), seen=3)
    db.session.commit()


def test_many_at_once_wait_for_staff_and_count_once_they_say_so(client, reply):
    for _ in range(11):
        with client.session_transaction() as session:
            session.clear()  # as from other phones behind one connection
        sent(client, reply, answer="yes")
    asked = GotItRight.of(reply.id)

    assert {each.contribution.ticks for each in answers_of()} == {Ticks.WAIT} and people_in(reply) == 0
    with client.session_transaction() as session:
        session.update(staff_session(a_user("engagement_lead")))
    assert "11 answers wait" in client.get(f"/staff/replies/{reply.public_id}/right").text
    assert asked.title in client.get("/staff/results/unusual").text
    day = {"day": uk_today().isoformat()}
    assert client.post(f"/staff/results/{asked.id}/unusual/count", data=day).status_code == 303
    assert people_in(reply) == 11 and people_by_activity().get(asked.id, 0) == 0
