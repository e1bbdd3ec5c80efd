"""Releases: what is published of whom, and that nothing else can be seen."""

import json

import pytest
from hypothesis import assume, given, settings, strategies as st

from coprod.results.declaration import NOT_SAID, By, Counts, Declaration, Kind
from coprod.results.disclosure import HIDDEN, shown
from coprod.results.kept import as_text
from coprod.results.release import release
from coprod.results.release_pages.figures_file import as_json, rows
from populating import FIRST_DAY, a_population, asked, named
from releasing import CHOICE, figures, made, seen, some, who_pick


def test_each_question_is_published_by_everyone_audience_and_district_in_the_order_declared():
    names = [table.name for table in made(who_pick(30, 30)).tables]
    kinds = ["everyone", "audience", "district"]
    counts = ["people", "where:answers", "who:answers", "first:first", "first:named"]
    assert names == [f"{each}:{kind}" for each in counts for kind in kinds]


def test_who_did_not_say_is_a_group_like_others():
    table = made(who_pick(60, audience=NOT_SAID)).table("where", Counts.ANSWERS, By.AUDIENCE)
    assert [row.group for row in table.rows] == [
        f"audience:{key}" for key in ("young_person", "parent_carer", NOT_SAID)
    ]
    assert table.rows[2].figures == (60, HIDDEN, HIDDEN)


def test_an_activity_for_one_audience_has_no_table_by_audience():
    declared = Declaration.declare([CHOICE], named("young_person"), named("ashmere"))
    tables = release(declared, who_pick(60, audience="anybody"), on=FIRST_DAY).tables
    assert [table.by for table in tables] == [By.EVERYONE, By.DISTRICT] * 2


def test_nothing_is_left_out_for_being_empty():
    everything = made(who_pick(60)).table("who", Counts.ANSWERS, By.DISTRICT)
    assert [row.too_small for row in everything.rows] == [True, True, True]
    assert len({len(list(rows(made(people)))) for people in (who_pick(60), who_pick(20, 20, 20))}) == 1


def test_a_base_of_44_hides_the_row_and_45_shows_it():
    assert figures(made([*who_pick(44), *some(10, start=100)])) == ()
    assert figures(made([*who_pick(45), *some(10, start=100)])) == (50, HIDDEN, HIDDEN)


def test_who_did_not_answer_is_in_no_base():
    table = made([*who_pick(17, 28), *some(30, start=100)]).table("where", Counts.ANSWERS, By.EVERYONE)
    assert (table.rows[0].base, table.rows[0].figures, table.rows[0].shares) == (50, (20, 30, HIDDEN), (40, 60, HIDDEN))


def test_people_who_took_part_have_no_lowest_base():
    assert figures(
        made([*who_pick(50), *some(12, district="birchall", start=100)]), "district:birchall", "", Counts.PEOPLE
    ) == (10,)


def test_several_choices_count_each_and_a_ranking_first_and_named():
    people = [
        *some(30, who=["teacher", "nurse"], first=["waiting", "trips"]),
        *some(30, start=50, who=["nurse"], first=["trips"]),
    ]
    assert figures(made(people), question="who") == (30, 60)
    assert figures(made(people), question="first", counts=Counts.FIRST) == (30, HIDDEN, 30)
    assert figures(made(people), question="first", counts=Counts.NAMED) == (30, HIDDEN, 60)


def test_options_stand_by_everyones_figures_in_all_tables():
    made_of = made([*who_pick(20, 60, district="ashmere"), *some(50, start=100, district="birchall", where=["school"])])
    for by in By:
        places = made_of.places(made_of.table("where", Counts.ANSWERS, by))
        assert [place.option for place in places] == [0, 1, 2]  # 70 for the first, 60 for the second


def test_points_of_a_scale_and_opinions_keep_their_order():
    scale = asked("scale", Kind.ONE_CHOICE, "1", "2", "3")._replace(in_order=True)
    declared = Declaration.declare([scale], (), ())
    made_of = release(declared, some(60, scale=["3"]), on=FIRST_DAY)
    assert [place.option for place in made_of.places(made_of.table("scale", Counts.ANSWERS, By.EVERYONE))] == [0, 1, 2]


def test_under_fifty_people_only_how_many_they_are_is_said():
    small = made(who_pick(14, 20))
    assert (small.people, small.has_tables, [table.name for table in small.tables]) == (30, False, ["people:everyone"])
    assert "birchall" not in json.dumps(as_json(small))


# --- nobody can tell -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("these", "those"),
    [
        ((60, 0, 9), (60, 9, 0)),  # two hidden counts change places
        ((56, 0, 0), (55, 9, 0)),  # nobody, or nine
        ((61, 22, 18), (61, 18, 22)),  # shown alike, they stand in the same order
    ],
)
def test_what_is_shown_alike_is_alike_in_every_byte(these, those):
    assert seen(made(who_pick(*these))) == seen(made(who_pick(*those)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=3, max_size=3), st.data())
def test_every_byte_is_made_of_shown_figures(these, data):
    """Any two sets of counts that are shown alike are published alike."""
    alike = [data.draw(st.sampled_from([n for n in range(50) if shown(n) == shown(count)])) for count in these]
    assume(shown(sum(these)) == shown(sum(alike)))
    assert seen(made(who_pick(*these))) == seen(made(who_pick(*alike)))


def test_asking_twice_gives_the_same_bytes_whatever_the_order_of_responses():
    people = a_population(150, 1)
    once = release(people.declaration, people.first, on=FIRST_DAY)
    again = release(people.declaration, reversed(people.first), on=FIRST_DAY)
    assert as_text(once) == as_text(again)
