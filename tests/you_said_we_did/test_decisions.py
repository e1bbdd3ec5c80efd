"""A theme is decided: what each way needs, who agrees, what takes its place, what becomes of it in a merge."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy.exc import IntegrityError

from builders import a_board, a_partnership, a_theme, a_user, closed, heard, saved
from coprod.activities.audience import Audience
from coprod.activities.life import Archived, Life
from coprod.database import db, uk_today
from coprod.permissions import Role
from coprod.themes.merge_and_split import merge, merge_into, split
from coprod.themes.models import Ended, Theme
from coprod.themes.signing_off.models import SignOff
from coprod.you_said_we_did.decisions.models import (
    Decided,
    Decision,
    NeverEdited,
    NotSignedOff,
    NotYours,
    Overtaken,
    TooEarly,
    Verdict,
)
from coprod.you_said_we_did.decisions.standing import WhyNot, current, undecided
from deciding_on import NOT_OURS, NOW, decide, not_now, signed_off


@pytest.fixture
def lead(app) -> int:
    a_partnership()
    a_board(**closed())
    return a_user(Role.ENGAGEMENT_LEAD).id


@pytest.fixture
def waits(lead) -> Theme:
    theme = a_theme("Waits")
    signed_off(theme.engagement, by=lead)
    return theme


def colleague() -> int:
    return a_user(Role.ENGAGEMENT_LEAD, "second@example.org").id


def stands(theme: Theme):
    db.session.flush()
    return next(each for each in current(theme.engagement_id) if each.theme is theme)


# --- the three ways --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("says", [NOW, NOT_OURS, not_now], ids=["now", "not ours", "not now"])
def test_three_ways(waits, lead, says):
    decided = decide(waits, says if isinstance(says, Decided) else says(lead), by=lead)
    assert decided.counts and decided.decided_on == uk_today() and decided.by_id == lead
    assert stands(waits).for_all.decision is decided and stands(waits).is_decided


@pytest.mark.parametrize(
    "without",
    [
        {"reason": ""},
        {"meeting": ""},
        {"priority": ""},
        {"first_step": "", "step_by": date(2030, 1, 1)},
        {"keeper": "Head of service"},
        {"whose": "The bus firms"},
        {"way_phone": "01632 960000"},
        {"met_on": date(2099, 1, 1)},
    ],
)
def test_the_database_refuses_half_a_now(waits, lead, without):
    with pytest.raises(IntegrityError):
        decide(waits, replace(NOW, **without), by=lead)


@pytest.mark.parametrize(
    "without", [{"keeper": ""}, {"keeper_id": None}, {"look_again_on": None}, {"priority": "Speech"}, {"way": "Ask"}]
)
def test_the_database_refuses_half_a_not_now(waits, lead, without):
    with pytest.raises(IntegrityError):
        decide(waits, replace(not_now(lead), **without), by=lead)


def test_the_next_look_is_to_come(waits, lead):
    with pytest.raises(IntegrityError):
        decide(waits, replace(not_now(lead), look_again_on=uk_today()), by=lead)


@pytest.mark.parametrize("without", [{"whose": ""}, {"way": ""}, {"way_url": "http://bus.example"}, {"keeper": "Us"}])
def test_the_database_refuses_half_a_not_ours(waits, lead, without):
    with pytest.raises(IntegrityError):
        decide(waits, replace(NOT_OURS, **without), by=lead)


# --- when it may be decided ------------------------------------------------------------------------------------------


def test_themes_are_signed_off_first(lead):
    with pytest.raises(NotSignedOff):
        decide(a_theme("Waits"), NOW, by=lead)


def test_what_is_archived_or_has_ended_is_not_decided(waits, lead):
    waits.engagement.life = Life.ARCHIVED
    with pytest.raises(Archived):
        decide(waits, NOW, by=lead)
    waits.engagement.life = Life.OPEN
    waits.end(by=lead)
    db.session.flush()
    with pytest.raises(Ended):
        decide(waits, NOW, by=lead)


def test_while_people_answer_it_needs_a_reason_and_that_is_on_record(waits, lead):
    a_board("open", waits.engagement)
    db.session.expire_all()
    with pytest.raises(TooEarly):
        decide(waits, NOW, by=lead)
    assert decide(waits, replace(NOW, early_why="The grant ends."), by=lead).early_why == "The grant ends."


def test_what_has_closed_is_not_decided_early(waits, lead):
    assert decide(waits, replace(NOW, early_why="The grant ends."), by=lead).early_why == ""


# --- history ---------------------------------------------------------------------------------------------------------


def test_another_decision_replaces_it_and_neither_is_edited(waits, lead):
    first = decide(waits, NOW, by=lead, seen=0)
    second = decide(waits, NOT_OURS, by=lead, seen=first.id)
    assert second.replaces is first and stands(waits).for_all.decision is second
    assert list(Decision.history(waits.id, None)) == [second, first]
    with pytest.raises(Overtaken):
        decide(waits, NOW, by=lead, seen=first.id)
    db.session.commit()
    second.reason = "Another"
    with pytest.raises(NeverEdited):
        db.session.flush()
    db.session.rollback()
    db.session.delete(second)
    with pytest.raises(NeverEdited):
        db.session.flush()


def test_an_audience_has_its_own_and_else_what_is_for_all(waits, lead):
    heard("mine", audience="young_person")
    for_all = decide(waits, NOW, by=lead)
    own = decide(waits, NOT_OURS, Audience.YOUNG_PERSON, by=lead)
    there = stands(waits)
    assert there.of(Audience.YOUNG_PERSON).decision is own and there.of(Audience.PARENT_CARER).decision is for_all
    assert own.replaces is None


def test_decided_when_each_audience_that_spoke_is(waits, lead):
    said = [heard("mine", audience="young_person"), heard("ours", audience="parent_carer")]
    waits.add([each.id for each in said], by=lead)
    decide(waits, NOW, Audience.YOUNG_PERSON, by=lead)
    assert not stands(waits).is_decided
    decide(waits, NOW, Audience.PARENT_CARER, by=lead)
    assert stands(waits).is_decided and stands(waits).for_all.why is WhyNot.NOT_YET


# --- two people ------------------------------------------------------------------------------------------------------


def test_where_two_are_set_it_counts_once_another_agrees(waits, lead):
    waits.engagement.change({"two_to_decide": True}, by=lead)
    proposed = decide(waits, NOW, by=lead)
    there = stands(waits).for_all
    assert (there.decision, there.proposed) == (None, proposed)
    with pytest.raises(NotYours):
        proposed.agree(by=lead)
    proposed.agree(by=colleague())
    there = stands(waits).for_all
    assert (there.decision, there.proposed) == (proposed, None) and proposed.agreed_on == uk_today()
    with pytest.raises(Overtaken):
        proposed.agree(by=colleague())


def test_until_then_what_stood_still_stands_and_nobody_agrees_to_what_was_replaced(waits, lead):
    first = decide(waits, NOW, by=lead)
    waits.engagement.change({"two_to_decide": True}, by=lead)
    second = decide(waits, NOT_OURS, by=lead)
    third = decide(waits, not_now(lead), by=colleague())
    assert stands(waits).for_all.decision is first and stands(waits).for_all.proposed is third
    with pytest.raises(Overtaken):
        second.agree(by=colleague())


def test_whoever_takes_the_second_away_does_not_decide_alone(waits, lead):
    waits.engagement.change({"two_to_decide": True}, by=lead)
    waits.engagement.change({"two_to_decide": False}, by=lead)
    assert not decide(waits, NOW, by=lead).counts
    assert decide(waits, NOW, by=colleague()).counts


def test_the_database_knows_two_people(waits, lead):
    waits.engagement.change({"two_to_decide": True}, by=lead)
    proposed = decide(waits, NOW, by=lead)
    proposed.agreed_by_id, proposed.agreed_on = lead, uk_today()
    with pytest.raises(IntegrityError):
        db.session.flush()


# --- themes that become one, or several ------------------------------------------------------------------------------


def merged(*themes: Theme, by: int) -> Theme:
    made = Theme.make(themes[0].engagement, "Both", by=by)
    merge(themes, made, by=by)
    db.session.flush()
    return made


def test_merged_with_the_same_decision_it_stands(waits, lead):
    other = a_theme("Lists")
    decide(waits, NOW, by=lead)
    second = decide(other, replace(NOW, reason="It is the same."), by=lead)
    both = merged(waits, other, by=lead)
    assert stands(both).for_all.decision is second and stands(both).is_decided


def test_merged_with_different_decisions_it_is_decided_again(waits, lead):
    other = a_theme("Lists")
    were = [decide(waits, NOW, by=lead), decide(other, NOT_OURS, by=lead)]
    both = merged(waits, other, by=lead)
    there = stands(both).for_all
    assert (there.decision, there.why, list(there.were)) == (None, WhyNot.DIFFERENT, were)
    again = decide(both, NOT_OURS, by=lead)
    assert stands(both).for_all.decision is again
    # What was settled stays so, when it is merged once more.
    third = a_theme("Queues")
    decide(third, NOT_OURS, by=lead)
    assert stands(merged(both, third, by=lead)).is_decided


def test_merged_with_what_was_not_decided_it_is_decided_again(waits, lead):
    decide(waits, NOW, by=lead)
    both = merged(waits, a_theme("Lists"), by=lead)
    assert stands(both).for_all.why is WhyNot.PARTLY


def test_put_into_a_theme_that_was_decided_otherwise(waits, lead):
    lone = a_theme("Teeth")
    decide(lone, NOT_OURS, by=lead)
    decide(waits, NOW, by=lead)
    merge_into(lone, waits, by=lead)
    assert stands(waits).for_all.why is WhyNot.DIFFERENT
    decide(waits, NOW, by=lead)
    assert stands(waits).is_decided


def test_parts_of_a_theme_are_not_decided(waits, lead):
    decide(waits, NOW, by=lead)
    part = Theme.make(waits.engagement, "Waits for speech", by=lead)
    split(waits, [part], by=lead)
    assert stands(part).for_all.why is WhyNot.TAKEN_OUT and stands(waits).is_decided


# --- by a day --------------------------------------------------------------------------------------------------------


def test_what_is_not_decided_by_the_day_is_late_the_day_after(waits, lead):
    other = a_theme("Lists")
    decide(waits, NOW, by=lead)
    assert undecided(waits.engagement) is None
    waits.engagement.change({"decide_by": uk_today()}, by=lead)
    db.session.commit()
    assert undecided(waits.engagement) is None
    with time_machine.travel(uk_today() + timedelta(days=2)):
        late = undecided(waits.engagement)
        assert late and late.themes == [other] and late.by == waits.engagement.decide_by
    decide(other, NOW, by=lead)
    with time_machine.travel(uk_today() + timedelta(days=2)):
        assert undecided(waits.engagement) is None


def test_themes_that_nobody_signed_off_are_not_named(lead):
    theme = a_theme("Waits")
    theme.engagement.decide_by = uk_today() - timedelta(days=1)
    late = undecided(saved(theme).engagement)
    assert late and late.themes == [] and not db.session.query(SignOff).count()


def test_how_all_stand_costs_the_same_for_more(waits, lead, statements):
    counts = []
    for number in (2, 12):
        for each in range(number):
            decide(a_theme(f"Theme {number} {each}"), NOW if each % 2 else not_now(lead), by=lead)
        db.session.commit()
        statements.clear()
        assert all(each.is_decided or each.theme is waits for each in current(waits.engagement_id))
        counts.append(len(statements))
    assert counts[0] == counts[1] and Verdict.NOW.label == "Now"
