"""Releases: what is published of whom, what moves and what stays, and that nothing else can be seen."""

import json
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import assume, given, settings, strategies as st

from coprod.results.declaration import NOT_SAID, By, Counts, Declaration, Kind
from coprod.results.disclosure import HIDDEN, shown
from coprod.results.figures_file import as_json, rows
from coprod.results.kept import Kept, as_text, from_text
from coprod.results.release import Release, release, what_will_happen
from coprod.results.tally import Response
from populating import FIRST_DAY, SECOND_DAY, a_population, asked, named

CHOICE = asked("where", Kind.ONE_CHOICE, "school", "home", "nowhere")
SEVERAL = asked("who", Kind.SEVERAL_CHOICES, "teacher", "nurse")
RANKED = asked("first", Kind.RANKING, "waiting", "training", "trips")
DECLARED = Declaration.declare(
    [CHOICE, SEVERAL, RANKED], named("young_person", "parent_carer"), named("ashmere", "birchall")
)


def some(
    count: int, audience: str = "parent_carer", district: str = "ashmere", start: int = 1, **picks: Sequence[str]
) -> list[Response]:
    """So many people who say the same."""
    return [Response(start + number, audience, district, picks) for number in range(count)]


def who_pick(*counts: int, **where: str) -> list[Response]:
    """So many who pick the first option, the second, and so on."""
    picked = [option.key for option, count in zip(CHOICE.options, counts, strict=False) for _ in range(count)]
    return [somebody for at, pick in enumerate(picked) for somebody in some(1, start=at + 1, where=[pick], **where)]


def made(responses: list[Response], last: Release | None = None, on: date = FIRST_DAY) -> Release:
    """A release of them."""
    return release(DECLARED, responses, last=last, on=on)


def figures(made: Release, group: str = "everyone", question: str = "where", counts: Counts = Counts.ANSWERS) -> tuple:
    """Those of one row."""
    by = By(group.partition(":")[0])
    [row] = [row for row in made.table(question, counts, by).rows if row.group == group]
    return row.figures


def seen(made: Release) -> list[str]:
    """Every form in which the public see it."""
    return [repr(made.tables), repr(list(rows(made))), json.dumps(as_json(made)), as_text(made).figures]


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


# --- over time -------------------------------------------------------------------------------------------


def two_releases(new: int, withdrawn: int = 0) -> tuple[Release, Release]:
    """A hundred in one district, and a release; then so many new there, so many gone, and a hundred elsewhere."""
    before = [*who_pick(60, 40), *some(60, district="birchall", start=300, where=["home"])]
    last = made(before)
    after = [*before[withdrawn:], *some(new, start=500, where=["nowhere"]), *some(100, district="birchall", start=700)]
    return last, made(after, last, SECOND_DAY)


def of_ashmere(made: Release) -> list[object]:
    return [row for table in made.tables for row in table.rows if row.group == "district:ashmere"]


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
        Response(1, "teacher", "ashmere", {}),
        Response(1, "parent_carer", "elsewhere", {}),
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
