"""A check-back: what it asks, where each challenge came from, what staff may change, and whom it invites."""

from datetime import timedelta

import pytest
from checking_back import a_draft, a_listening, answered, lead, opened, spoke_of
from sqlalchemy.exc import IntegrityError

from builders import a_board, a_partnership, a_submission, an_engagement, heard
from coprod.activities.life import NotAllowed
from coprod.changes import Change, Clash
from coprod.check_backs.challenge import Challenge
from coprod.check_backs.invitations import invitations
from coprod.check_backs.models import CheckBack, Says
from coprod.database import db, now
from coprod.participation.contribution import Contribution
from coprod.questionnaires.facts import facts_of
from coprod.results.disclosure import HIDDEN
from coprod.themes import who_spoke
from coprod.themes.who_spoke import Spoke


@pytest.fixture
def themes(app):
    a_partnership()
    return a_listening()


def titles(check_back: CheckBack) -> list[str]:
    return [each["label"] for each in check_back.written]


# --- what it asks --------------------------------------------------------------------------------------------


def test_it_asks_three_things_of_what_was_chosen(themes):
    made = a_draft(themes, Says("No buses", "There is no bus after six."))
    [heard_page, missing, first] = facts_of(made.questionnaire.asks)
    [judged], [missed], [order] = (page["questions"] for page in (heard_page, missing, first))
    assert (judged["kind"], judged["says_more"], judged["asks_more"]) == ("agree", True, "What have we missed?")
    assert [each["key"] for each in judged["options"]] == ["long-waits", "being-heard", "loud-halls", "no-buses"]
    assert judged["options"][3] == {"key": "no-buses", "label": "No buses", "plain": "There is no bus after six."}
    assert (missed["kind"], missed["prompt"]) == ("long_text", "What have we missed?")
    assert (order["kind"], order["most"], order["shuffled"]) == ("ranking", 3, True)
    assert [each["key"] for each in order["options"]] == [each["key"] for each in judged["options"]]
    boxes = {option.wording.text for option in made.questionnaire.asks.questions[0].options}
    assert "What have we missed? Long waits" in boxes  # a moderator sees what it is about
    assert not made.questionnaire.was_public and [each.title for each in made.challenges] == titles(made)


def test_staff_add_reword_move_drop_and_say_how_many_are_ranked(themes):
    made = a_draft(themes)
    made.add(Says("No buses", themes=[themes[0]]), by=lead())
    made.reword("loud-halls", Says("Noise", "It is too loud.", [themes[2], themes[1]]), by=lead())
    made.move("no-buses", -1, by=lead())
    made.rank(4, by=lead())
    made.drop("being-heard", by=lead())
    db.session.commit()
    assert titles(made) == ["Long waits", "No buses", "Noise"] and made.most == 3  # no more than there are
    assert made.by_key["loud-halls"].of_themes == {themes[1].id, themes[2].id}
    assert "being-heard" not in made.by_key  # nobody has read it
    ranking = facts_of(made.questionnaire.asks)[2]["questions"][0]
    assert [each["label"] for each in ranking["options"]] == titles(made)
    fields = {change.field for change in db.session.query(Change).filter_by(subject=made.questionnaire.subject)}
    assert "themes" in fields and len(fields) > 2


def test_what_cannot_be_done_is_refused_and_changes_nothing(themes):
    made = a_draft(themes[:2])
    for verb in (
        lambda: made.drop("long-waits", by=lead()),
        lambda: made.move("long-waits", -1, by=lead()),
        lambda: made.reword("gone", Says("Gone"), by=lead()),
        lambda: made.add(Says("Long waits"), by=lead()),  # two answers are the same
    ):
        with pytest.raises(NotAllowed):
            verb()
        db.session.rollback()
    with pytest.raises(Clash):
        made.move("long-waits", 1, by=lead(), seen=made.questionnaire.edited - 1)
    db.session.rollback()
    assert titles(made) == ["Long waits", "Being heard"] and len(made.challenges) == 2


def test_what_people_read_stays_until_the_new_words_are_published(themes):
    made = opened(a_draft(themes))
    made.reword("long-waits", Says("Waiting", "Help is late.", [themes[0]]), by=lead())
    made.drop("loud-halls", by=lead())
    db.session.commit()
    assert [each["label"] for each in made.read] == ["Long waits", "Being heard", "Loud halls"]
    made.questionnaire.publish(by=lead())
    db.session.commit()
    assert [each["label"] for each in made.read] == titles(made) == ["Waiting", "Being heard"]
    assert made.by_key["loud-halls"].counted_on  # on record: people were asked about it
    with pytest.raises(NotAllowed, match="People have read where this came from"):
        made.reword("being-heard", Says("Being heard", themes=[themes[2]]), by=lead())


# --- where it came from --------------------------------------------------------------------------------------


def test_people_are_counted_once_and_only_by_what_was_approved_here(themes):
    waits, voices, _ = themes
    [one, *_] = spoke_of(waits, 3, texts=2)
    voices.add([one.submissions[0].id])  # the same text is in two themes
    elsewhere = a_board("elsewhere", an_engagement("other"))
    waits.add([heard("Elsewhere", elsewhere).id])
    [gone, *_] = spoke_of(waits, 1)
    gone.withdraw()
    heard("In no theme", one.activity)
    db.session.commit()
    assert who_spoke.of_themes(waits.engagement_id) == {waits.id: Spoke(3, 6), voices.id: Spoke(1, 1)}
    made = a_draft(themes, Says("Both", themes=[waits, voices]))
    assert made.spoke_now()[made.by_key["both"].id] == Spoke(3, 6)


def test_it_is_counted_when_it_opens_and_never_moves_again(themes):
    spoke_of(themes[0], 12)
    made = a_draft(themes, Says("By hand"))
    waits = made.by_key["long-waits"]
    assert waits.people is None and made.spoke_now()[waits.id] == Spoke(12, 12)
    opened(made)
    spoke_of(themes[0], 30)
    made.add(Says("Also waits", themes=[themes[0]]), by=lead())
    made.questionnaire.publish(by=lead())
    db.session.commit()
    assert (waits.people, waits.texts, waits.shown_people) == (12, 12, 10)
    assert (made.by_key["being-heard"].people, made.by_key["being-heard"].shown_people) == (0, HIDDEN)
    assert made.by_key["by-hand"].people is None
    assert made.by_key["also-waits"].people == 42  # counted when it could be read


@pytest.mark.parametrize(("new", "people"), [(19, 12), (20, 32)])
def test_the_same_themes_move_only_with_twenty_new_people(themes, new, people):
    spoke_of(themes[0], 12)
    first = opened(a_draft(themes))
    spoke_of(themes[0], new)
    again = opened(a_draft(themes, title="And now?"))
    assert again.by_key["long-waits"].people == people
    assert (again.by_key["long-waits"].counted_on == first.by_key["long-waits"].counted_on) is True


def test_a_challenge_of_an_earlier_round_brings_its_themes(themes):
    first = opened(a_draft(themes))
    says = Says("Long waits", earlier=first.by_key["long-waits"])
    again = a_draft(themes[1:], says, title="And now?")
    challenge = again.by_key["long-waits"]
    assert challenge.earlier is first.by_key["long-waits"] and challenge.themes == [themes[0]]
    again.questionnaire.delete_parts()
    assert db.session.query(CheckBack).count() == 1 and db.session.query(Challenge).count() == 3


@pytest.mark.parametrize(
    "row",
    [
        {"key": "long-waits"},
        {"key": "x", "people": 3},
        {"key": "x", "people": 3, "texts": 2, "counted_on": "today"},
        {"key": "x", "people": -1, "texts": 2, "counted_on": "today"},
    ],
    ids=["twice", "half counted", "fewer texts than people", "less than nobody"],
)
def test_the_database_refuses_what_makes_no_sense(themes, row):
    made = a_draft(themes)
    more = {name: now().date() if value == "today" else value for name, value in row.items()}
    challenge = Challenge(more.pop("key"))
    for name, value in more.items():
        setattr(challenge, name, value)
    made.challenges.append(challenge)
    with pytest.raises(IntegrityError):
        db.session.flush()


# --- whom it invites -----------------------------------------------------------------------------------------


def invited(*theirs: Contribution) -> list[str]:
    return [each.slug for each in invitations(theirs)]


def test_who_spoke_before_it_is_invited_while_it_is_open(themes):
    [sent] = spoke_of(themes[0], 1)
    made = a_draft(themes)
    assert invited(sent) == []  # a draft is nowhere public
    opened(made)
    assert invited(sent) == ["did-we-hear-you-right"]
    made.questionnaire.closes_at = now()
    db.session.commit()
    assert invited(sent) == []


def test_nobody_else_is(themes):
    made = opened(a_draft(themes))
    made.questionnaire.opens_at = now() - timedelta(days=3)
    [sent] = spoke_of(themes[0], 1)
    later = heard("Later", sent.activity).contribution
    elsewhere = heard("Elsewhere", a_board("elsewhere", an_engagement("other"))).contribution
    answered(made, 1, ["long-waits"])
    [theirs] = db.session.query(Contribution).filter_by(activity_id=made.questionnaire_id)
    assert invited(later) == invited(elsewhere) == invited(theirs) == invited(sent, theirs) == invited() == []
    assert invited(sent, later) == ["did-we-hear-you-right"]
    sent.withdraw()
    db.session.commit()
    assert invited(sent) == []


def test_words_that_wait_are_invited_all_the_same(themes):
    day = now().date() - timedelta(days=5)
    waits = a_submission("Not read yet", a_board("b2", themes[0].engagement), submitted_on=day).contribution
    opened(a_draft(themes))
    assert invited(waits) == ["did-we-hear-you-right"]
