"""Who is told of a concern, when, and how little the letters say."""

from datetime import timedelta

import pytest
import time_machine

from builders import a_board, a_concern, a_partnership, a_user, letters_about_concerns, saved
from coprod.concerns.concern import Concern
from coprod.concerns.duty_letter import Duty, DutyLetter, LetterKind
from coprod.concerns.letters import MOST_PRESSING, PAUSE, tell, tell_the_next
from coprod.database import db, now

SECRET = "he hits me when mum is out"


def letters() -> list[str]:
    """To whom, since the last time."""
    found = letters_about_concerns()
    to = [letter.to for letter in found]
    for letter in found:
        assert letter.subject == "A safeguarding concern is waiting for you" and "Concern 1" not in letter.body
        for words in (SECRET, "Make it better", "Young", "young", "What?", "Please look", "screening"):
            assert words not in letter.body + letter.subject, words
        db.session.delete(letter)
    db.session.commit()
    return to


def opened_and_nobody_has_it() -> Concern:
    concern = a_concern(SECRET, a_board("better"), hours=0, audience="young_person")
    told()
    return concern


def told() -> None:
    """What a view does at the end, when a concern was opened."""
    tell()
    db.session.commit()


def test_the_lead_at_once_then_a_deputy_then_everyone_each_once(app):
    people = {role: a_user(role).email for role in ("safeguarding_lead", "safeguarding_deputy", "admin")}
    lead, deputy, admin = people.values()
    with time_machine.travel("2027-03-10 10:00Z", tick=False) as clock:
        a_partnership(acknowledge_minutes=60)
        opened_and_nobody_has_it()
        assert letters() == [lead]
        for at, told in [
            ("10:59", []),
            ("11:00", [deputy]),
            ("11:01", []),
            ("11:59", []),
            ("12:00", [lead, deputy, admin]),
            ("12:01", []),
        ]:
            clock.move_to(f"2027-03-10 {at}Z")
            tell_the_next()
            assert letters() == told, at
    concern = db.session.query(Concern).one()
    assert f"{concern.deputy_told_at:%H:%M} {concern.everyone_told_at:%H:%M}" == "11:00 12:00"


def test_nobody_more_is_told_once_somebody_has_it(app):
    a_user("safeguarding_deputy")
    a_user("safeguarding_lead")
    a_partnership(acknowledge_minutes=60)
    with time_machine.travel("2027-03-10 10:00Z", tick=False) as clock:
        concern = opened_and_nobody_has_it()
        letters()
        concern.acknowledge(by=a_user("safeguarding_lead").id)
        saved(concern)
        clock.move_to("2027-03-10 18:00Z")
        tell_the_next()
        assert letters() == []


def test_several_at_once_are_one_letter(app):
    deputy = a_user("safeguarding_deputy").email
    a_user("safeguarding_lead")
    a_partnership(acknowledge_minutes=60)
    with time_machine.travel("2027-03-10 10:00Z", tick=False) as clock:
        board = a_board()
        for number in range(3):
            a_concern(f"{SECRET} {number}", board, hours=0)
            told()
        letters()
        clock.move_to("2027-03-10 11:30Z")
        tell_the_next()
        assert letters() == [deputy]


def test_without_a_deputy_an_admin_is_told_whom_to_call(app):
    a_user("safeguarding_lead")
    admin = a_user("admin").email
    a_partnership(acknowledge_minutes=60)
    with time_machine.travel("2027-03-10 10:00Z", tick=False) as clock:
        opened_and_nobody_has_it()
        letters()
        clock.move_to("2027-03-10 11:00Z")
        tell_the_next()
        [letter] = letters_about_concerns()
        assert "only they can open the concern" in letter.body and "/staff/safeguarding" not in letter.body
        assert letters() == [admin]


def test_with_nobody_else_the_lead_is_told_again(app):
    lead = a_user("safeguarding_lead").email
    a_partnership(acknowledge_minutes=60)
    with time_machine.travel("2027-03-10 10:00Z", tick=False) as clock:
        opened_and_nobody_has_it()
        assert letters() == [lead]
        clock.move_to("2027-03-10 11:00Z")
        tell_the_next()
        assert letters() == [lead]


def test_when_the_only_lead_has_left_whoever_comes_next_is_told(app):
    a_partnership(acknowledge_minutes=60)
    with time_machine.travel("2027-03-10 10:00Z", tick=False) as clock:
        concern = opened_and_nobody_has_it()
        clock.move_to("2027-03-10 15:00Z")
        tell_the_next()
        assert letters() == [] and db.session.get_one(Concern, concern.id).everyone_told_at is None
        lead = a_user("safeguarding_lead").email
        clock.move_to("2027-03-10 15:01Z")
        for told in ([lead], []):
            tell_the_next()
            assert letters() == told


def test_a_worker_that_was_down_tells_everyone_at_once(app):
    people = [a_user(role).email for role in ("safeguarding_lead", "safeguarding_deputy", "admin")]
    a_partnership(acknowledge_minutes=60)
    with time_machine.travel("2027-03-10 10:00Z", tick=False) as clock:
        opened_and_nobody_has_it()
        letters()
        clock.move_to("2027-03-12 10:00Z")
        tell_the_next()
        assert letters() == people


def test_it_costs_one_question_when_there_is_nothing_to_tell(app, statements):
    a_partnership()
    statements.clear()
    tell_the_next()
    assert len(statements) <= 2


def test_however_many_are_opened_one_letter_waits_and_says_how_many_when_it_leaves(app):
    a_user("safeguarding_lead")
    a_partnership()
    board = a_board()
    for number in range(3):
        concern = a_concern(f"{SECRET} {number}", board, hours=0)
        told()
    [waiting] = db.session.query(DutyLetter)
    assert (waiting.duty, waiting.kind, waiting.more) == (Duty.LEAD, LetterKind.OPENED, 2)
    concern.acknowledge(by=a_user("safeguarding_lead").id)
    db.session.commit()
    [letter] = letters_about_concerns()
    assert letter.body.startswith("2 concerns wait. In each, someone may not be safe.")
    assert "a deputy is told" in letter.body
    told()  # after a letter is gone, what is new needs another
    assert len(letters_about_concerns()) == 1 and db.session.query(DutyLetter).count() == 2
    with time_machine.travel(now() + PAUSE + timedelta(seconds=1), tick=False):
        assert len(letters_about_concerns()) == 2


def test_when_somebody_has_them_all_no_letter_leaves(app):
    a_user("safeguarding_lead")
    a_partnership()
    concern = opened_and_nobody_has_it()
    concern.acknowledge(by=a_user("safeguarding_lead").id)
    db.session.commit()
    assert letters() == [] and db.session.query(DutyLetter).count() == 0
    a_concern("another", hours=0)
    told()
    assert len(letters()) == 1  # at once: nobody was written to just before


def test_a_letter_for_one_concern_reads_well(app):
    a_user("safeguarding_lead")
    a_partnership()
    opened_and_nobody_has_it()
    [letter] = letters_about_concerns()
    assert letter.body == (
        "Someone may not be safe. Open the concern and say that you have it:\n\n"
        f"{app.config['COPROD'].base_url}/staff/safeguarding\n\n"
        "If nobody says so within 60 minutes, a deputy is told.\n\nTestshire SEND Partnership\n"
    )


@pytest.mark.parametrize(("duty", "kind"), MOST_PRESSING)
def test_however_many_come_a_duty_reads_one_letter_at_once_and_one_every_two_minutes(app, duty, kind):
    admin = [a_user(role).email for role in ("safeguarding_lead", "safeguarding_deputy", "admin")][-1]
    a_partnership()
    board, read = a_board(), []
    with time_machine.travel("2027-03-10 10:00Z", tick=False) as clock:
        for _ in range(31):
            a_concern(SECRET, board, hours=0)
            tell(duty, kind)
            db.session.commit()
            read.append([letter.body for letter in letters_about_concerns() if letter.to != admin][-1])
            clock.shift(10)
    assert len(set(read)) == 3 and "Someone may not be safe" in read[0]
    assert [read.index(body) for body in dict.fromkeys(read)] == [0, 12, 24]
    assert "13 concerns wait" in read[12] and "25 concerns wait" in read[24]
