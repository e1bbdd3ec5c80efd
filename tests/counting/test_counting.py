"""Who took part: one person once, by the first of theirs that counts; the public as of midnight, staff at once."""

from datetime import timedelta

import pytest
import time_machine
from conftest import empty_database
from hypothesis import HealthCheck, given, settings, strategies as st
from test_commands import run

from builders import (
    a_board,
    a_note,
    a_partnership,
    a_sign_up,
    a_user,
    an_approved_note,
    an_engagement,
    an_event,
    at_midnight,
    open_now,
    people_by_activity,
    receive,
    saved,
)
from coprod.activities.activity import Activity
from coprod.counting import counting
from coprod.counting.counting_check import what_is_wrong
from coprod.database import db, now, uk_today
from coprod.intake.door import Said
from coprod.participation import retention
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status


@pytest.fixture
def by(moderator) -> int:
    return moderator.id


@pytest.fixture
def boards(app) -> list[Activity]:
    """Two of one engagement, and one of another. They stay open for long."""
    engagement, times = an_engagement(), open_now() | {"closes_at": now() + timedelta(days=1000)}
    return [a_board("one", engagement, **times), a_board("two", engagement, **times), a_board("else", **times)]


def sent(activity: Activity, form: str, words: str = "", code: str | None = "first") -> Contribution:
    """What somebody sent with this form; all under one code, unless told."""
    said = [Said("What?", words)] if words else []
    return saved(receive(activity, token=form, said=said, same_code_as=None if form == code else code).contribution)


def firsts(*contributions: Contribution) -> list[str]:
    """Of each, where it is the first: "aes" of the activity, the engagement and the site."""
    places = {"a": "first_in_activity", "e": "first_in_engagement", "s": "first_on_site"}.items()
    return ["".join(letter for letter, name in places if getattr(each, name)) for each in contributions]


def test_one_person_counts_once_in_each_place(boards, by):
    one, two, elsewhere = boards
    contributions = [sent(one, "first"), sent(one, "second"), sent(two, "third"), sent(elsewhere, "fourth")]
    assert firsts(*contributions) == ["aes", "", "a", "ae"]
    assert people_by_activity() == {one.id: 1, two.id: 1, elsewhere.id: 1}
    assert what_is_wrong() == []


def test_whoever_takes_the_first_back_is_counted_by_the_next(boards, by):
    one, two, _ = boards
    contributions = [sent(one, "first"), sent(one, "second"), sent(two, "third")]
    contributions[0].withdraw()
    db.session.commit()
    assert firsts(*contributions) == ["", "aes", "a"]
    contributions[1].withdraw()
    db.session.commit()
    assert firsts(*contributions) == ["", "", "aes"] and what_is_wrong() == []


def test_words_count_when_they_are_read(boards, by):
    one, two, _ = boards
    contributions = [sent(one, "first", "Clubs"), sent(two, "second")]
    assert firsts(*contributions) == ["", "aes"]
    contributions[0].submissions[0].approve(by=by)
    db.session.commit()
    assert firsts(*contributions) == ["aes", "a"]
    contributions[0].submissions[0].reject(by=by, reason="names")
    db.session.commit()
    assert firsts(*contributions) == ["", "aes"] and what_is_wrong() == []


def test_ticks_count_though_the_words_beside_them_wait(boards):
    contribution = receive(boards[0], token="t", said=[Said("What?", "Clubs")], ticked=True).contribution
    assert contribution.counts and firsts(saved(contribution)) == ["aes"]


def test_staff_see_it_at_once_and_the_public_at_midnight(boards, by):
    one = boards[0]
    with time_machine.travel("2027-06-10 22:59Z"):  # a minute before midnight in Britain
        sent(one, "first")
        counting.count_midnight()
        assert counting.on_site() == (0, uk_today()) and people_by_activity()[one.id] == 1
    with time_machine.travel("2027-06-10 23:02Z"):
        sent(one, "other", code=None)
        counting.count_midnight()
        counting.count_midnight()
        assert counting.on_site() == (1, uk_today()) and f"{uk_today()}" == "2027-06-11"
        assert people_by_activity()[one.id] == 2 and what_is_wrong() == []


def test_before_the_first_midnight_there_are_no_figures(boards):
    assert counting.on_site() == (0, None)
    counting.count_midnight()
    assert counting.of_engagement(boards[0].engagement_id) == (0, uk_today())


def test_things_sent_are_counted_by_kind(app, by):
    engagement = an_engagement()
    an_approved_note("words", a_board("better", engagement))
    a_note("waiting", a_board("other", engagement))
    a_sign_up(an_event("tamworth", engagement))
    counting.count_what_was_there_before()
    figures = counting.of_engagement(engagement.id)
    assert figures.people == 2


def test_what_is_forgotten_counts_as_it_did(boards, by):
    """The board's time is over; the same code still opens what was sent elsewhere."""
    one, two, _ = boards
    two.retention_months, one.retention_months = 240, 12
    first, second = sent(one, "first", "Clubs"), sent(two, "second")
    first.submissions[0].approve(by=by)
    one.closes_at = now() + timedelta(seconds=1)
    db.session.commit()
    with time_machine.travel(now() + timedelta(days=500)):
        assert retention.purge().contributions == 1
        assert firsts(first, second) == ["aes", "a"] and first.receipt is None
        second.withdraw()
        db.session.commit()
        first.submissions[0].reject(by=by, reason="names")
        third = saved(receive(two, token="third", same_code_as="first").contribution)
        assert firsts(first, second, third) == ["aes", "", "a"]
        assert what_is_wrong() == []


# What happens, to which person or contribution, and where.
happenings = st.lists(
    st.tuples(
        st.sampled_from(["send ticks", "send words", "approve", "reject", "withdraw", "midnight"]),
        st.integers(0, 2),
        st.integers(0, 2),
    ),
    max_size=14,
)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(happenings=happenings)
def test_whatever_happens_the_counters_say_what_the_rows_say(app, happenings):
    db.session.rollback()
    empty_database()
    a_partnership()
    by, engagement = a_user("moderator").id, an_engagement()
    places = [a_board("one", engagement), a_board("two", engagement), a_board("else")]
    there: list[Contribution] = []
    for number, (what, which, where) in enumerate(happenings):
        one = there[which % len(there)] if there else None
        if what.startswith("send"):
            codes = {f"person {which}" for each in there if each.context == {"who": str(which)}}
            said = [Said("What?", "Clubs")] if what == "send words" else []
            form = f"form {number}" if codes else f"person {which}"
            about = {"context": {"who": str(which)}, "same_code_as": codes.pop() if codes else None}
            there.append(receive(places[where], token=form, said=said, **about).contribution)
        elif what == "midnight":
            at_midnight()
        elif one and what == "withdraw":
            one.withdraw()
        elif one and one.submissions and not one.is_withdrawn and one.submissions[0].status is Status.PENDING:
            [submission] = one.submissions
            submission.approve(by=by) if what == "approve" else submission.reject(by=by, reason="names")
        elif one and one.submissions and not one.is_withdrawn:
            one.submissions[0].return_to_queue(by=by)
        db.session.commit()
        assert what_is_wrong() == []
        people = {
            place.id: {each.receipt_id for each in there if each.counts and each.activity is place} for place in places
        }
        assert people_by_activity() == {id: len(receipts) for id, receipts in people.items()}
    at_midnight()
    assert counting.on_site()[0] == len({each.receipt_id for each in there if each.counts})


def test_the_command_says_what_is_wrong(app, boards, by):
    sent(boards[0], "first")
    assert run(app, "check-counters").output == "Every counter says what the rows say.\n"
    db.session.execute(db.text("UPDATE took_part_change SET people = 2"))
    db.session.execute(db.text("UPDATE contribution SET first_on_site = false"))
    db.session.commit()
    result = run(app, "check-counters")
    assert result.exit_code == 1
    assert "people is 2, and the rows say 1." in result.output and "not counted exactly once" in result.output
