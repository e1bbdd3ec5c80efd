"""One release after another: what moves, what stays, what staff see before, and what is refused."""

import json
from datetime import timedelta

import pytest

from coprod.results.declaration import NOT_SAID, By, Counts, Declaration, Kind
from coprod.results.disclosure import HIDDEN
from coprod.results.kept import Kept, as_text, from_text
from coprod.results.release import release, what_will_happen
from coprod.results.tally import Response
from populating import FIRST_DAY, SECOND_DAY, asked, named
from releasing import CHOICE, DECLARED, RANKED, SEVERAL, figures, made, of_ashmere, some, two_releases, who_pick


def test_with_nineteen_new_no_byte_of_a_groups_rows_changes():
    last, now = two_releases(19)
    assert of_ashmere(now) == of_ashmere(last)
    assert {row.on for table in now.tables for row in table.rows if row.group == "everyone"} == {SECOND_DAY}
    assert now.counted["district:ashmere"] == last.counted["district:ashmere"]


def test_with_twenty_new_all_its_tables_move():
    _, now = two_releases(20)
    assert {row.on for row in of_ashmere(now)} == {SECOND_DAY}
    assert figures(now, "district:ashmere") == (60, 40, 20)


def test_with_twenty_new_and_twenty_gone_it_moves():
    assert figures(two_releases(20, 20)[1], "district:ashmere") == (40, 40, 20)


def test_taking_something_back_moves_nothing():
    last, now = two_releases(0, 30)
    assert of_ashmere(now) == of_ashmere(last)


def test_new_people_add_up_over_releases_that_did_not_move():
    last, now = two_releases(10)
    before = [*who_pick(60, 40), *some(20, start=500, where=["nowhere"])]
    assert figures(made(before, now, SECOND_DAY + timedelta(1)), "district:ashmere") == (60, 40, 20)


def test_a_group_that_was_not_seen_yet_does_not_move_for_that():
    """Fewer than fifty took part, so no district was shown; its figures wait for twenty new people all the same."""
    last = made(who_pick(30))
    now = made([*who_pick(30), *some(10, start=100), *some(30, district="birchall", start=200)], last, SECOND_DAY)
    assert (last.has_tables, now.has_tables) == (False, True)
    assert figures(now, "district:ashmere", "", Counts.PEOPLE) == (30,)
    assert figures(now, "district:birchall", "", Counts.PEOPLE) == (30,)


def test_a_release_is_kept_as_text_and_read_back_the_same():
    _, now = two_releases(19)
    kept = as_text(now)
    assert from_text(kept) == now
    assert as_text(from_text(kept)) == kept


def test_whom_a_release_counted_is_kept_apart_from_its_figures():
    people = some(60, start=987_654, where=["home"])
    assert "98765" not in as_text(made(people)).figures
    assert "98765" in as_text(made(people)).counted


def test_a_release_follows_one_that_counts_the_same_things():
    last = made(who_pick(60))
    other = Declaration.declare([CHOICE], DECLARED.audiences, DECLARED.districts)
    with pytest.raises(ValueError, match="something else was declared"):
        release(other, who_pick(60), last=last, on=SECOND_DAY)
    with pytest.raises(ValueError, match="a later day"):
        made(who_pick(60), last, FIRST_DAY - timedelta(1))


def test_other_words_for_the_same_question_stand_in_the_next_release():
    last = made(who_pick(60))
    reworded = DECLARED._replace(questions=(CHOICE._replace(label="Where did you go?"), SEVERAL, RANKED))
    now = release(reworded, who_pick(60), last=last, on=SECOND_DAY)
    assert now.table("where", Counts.ANSWERS, By.DISTRICT).title == "Where did you go?"
    assert of_ashmere(now) == of_ashmere(last)


# --- more is asked ---------------------------------------------------------------------------------------


NEW = asked("new", Kind.ONE_CHOICE, "yes", "no")
GROWN = DECLARED.grown(Declaration.declare([NEW, asked("where", Kind.ONE_CHOICE, "school", "park")], (), ()))


def test_a_declaration_only_grows():
    assert [question.key for question in GROWN.questions] == ["where", "who", "first", "new"]
    assert [option.key for option in GROWN.questions[0].options] == ["school", "home", "nowhere", "park"]
    assert GROWN.groups == DECLARED.groups and GROWN.grown(DECLARED) == GROWN


def test_what_is_asked_anew_shows_nothing_of_a_group_that_stays():
    """It is as if it had been asked from the beginning, and nobody had answered."""
    last = made(who_pick(60, 40))
    more = [*who_pick(60, 40), *some(19, start=500, new=["yes"], where=["park"]), *some(60, "x", "y", 900, new=["yes"])]
    now = release(GROWN, more, last=last, on=SECOND_DAY)
    assert figures(now, "district:ashmere", "new") == ()
    assert figures(now, "district:ashmere") == (60, 40, HIDDEN, HIDDEN)
    assert figures(now, question="new") == (80, HIDDEN)
    assert figures(now) == (60, 40, HIDDEN, 20)


def test_who_is_from_elsewhere_is_counted_with_everyone_alone():
    now = made([*who_pick(60), *some(30, "teacher", "elsewhere", 500, where=["home"])])
    assert figures(now) == (60, 30, HIDDEN)
    assert figures(now, "district:ashmere") == (60, HIDDEN, HIDDEN)
    assert now.people == 90


# --- what staff see before they make one -----------------------------------------------------------------


def test_staff_see_what_will_move_what_stays_and_what_is_too_small():
    last, _ = two_releases(0)
    now = [*who_pick(60, 40), *some(25, start=300, district="birchall"), *some(19, start=900)]
    outlook = {
        each.group.name: (each.people, each.new, each.stays_as_on, each.too_small)
        for each in what_will_happen(DECLARED, now, last=last)
    }
    assert outlook["everyone"] == (160, 19, FIRST_DAY, False)
    assert outlook["district:birchall"] == (60, 0, FIRST_DAY, False)
    assert outlook["audience:young_person"] == (HIDDEN, 0, FIRST_DAY, True)
    first = {each.group.name: each[1:] for each in what_will_happen(DECLARED, who_pick(60))}
    assert first["everyone"] == (60, 60, None)


@pytest.mark.parametrize("new", [0, 19, 20, 45])
def test_what_was_foretold_happens(new):
    before = who_pick(60, 40)
    after = [*before, *some(new, start=500, district="birchall")]
    last = made(before)
    outlook = what_will_happen(DECLARED, after, last=last)
    now = made(after, last, SECOND_DAY)
    for each in outlook:
        assert now.counted[each.group.name].on == (each.stays_as_on or SECOND_DAY)
        assert figures(now, each.group.name, "", Counts.PEOPLE) == (each.people,)


# --- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "somebody",
    [
        Response(1, "parent_carer", "ashmere", {"when": ["now"]}),
        Response(1, "parent_carer", "ashmere", {"where": ["moon"]}),
        Response(1, "parent_carer", "ashmere", {"where": ["school", "home"]}),
        Response(1, "parent_carer", "ashmere", {"first": ["trips", "trips"]}),
    ],
)
def test_what_was_not_declared_is_not_counted_as_something_else(somebody):
    with pytest.raises(ValueError, match=r"not declared|no answer"):
        made([somebody])


def test_nobody_is_counted_twice():
    with pytest.raises(ValueError, match="twice"):
        made([*some(1), *some(1, district="birchall")])


def test_keys_are_declared_once():
    for questions, districts in (([CHOICE, CHOICE], ()), ([CHOICE], named("a", "a")), ([CHOICE], named(NOT_SAID))):
        with pytest.raises(ValueError, match=r"one key|did not say"):
            Declaration.declare(questions, (), districts)
    with pytest.raises(ValueError, match="without options"):
        Declaration.declare([asked("empty", Kind.ONE_CHOICE)], (), ())


def test_a_declaration_is_kept_as_json():
    assert Declaration.from_plain(json.loads(json.dumps(DECLARED.as_plain()))) == DECLARED


def test_an_empty_activity_has_a_release_too():
    assert (made([]).people, from_text(Kept(*as_text(made([]))))) == (HIDDEN, made([]))
