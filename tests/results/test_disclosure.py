"""The rule for one count, and what is made of shown figures: shares, places, words."""

import pytest
from hypothesis import given, strategies as st

from coprod.results.disclosure import (
    FEWEST,
    HIDDEN,
    STEP,
    in_words,
    is_enough,
    order,
    people,
    quoted_as,
    share,
    shown,
    took_part,
    you_and,
)

counts = st.integers(0, 1_000_000)


@pytest.mark.parametrize(("count", "figure"), [(10, 10), (14, 10), (15, 20), (24, 20), (44, 40), (45, 50), (668, 670)])
def test_a_count_is_shown_to_the_nearest_ten(count, figure):
    assert shown(count) == figure


def test_zero_to_nine_are_all_hidden():
    assert {shown(count) for count in range(10)} == {HIDDEN}


def test_nobody_can_count_fewer_than_none():
    with pytest.raises(ValueError, match="fewer than none"):
        shown(-1)


@given(counts)
def test_a_shown_figure_is_near_and_stands_for_five_numbers_or_more(count):
    figure = shown(count)
    if count < FEWEST:
        assert figure is HIDDEN
    else:
        assert figure % STEP == 0 and abs(figure - count) <= STEP / 2
        assert sum(shown(other) == figure for other in range(max(0, count - STEP), count + STEP)) >= 5


def test_a_row_stands_from_a_base_of_forty_five():
    assert not is_enough(shown(44)) and is_enough(shown(45)) and not is_enough(HIDDEN)


def test_shares_are_made_of_the_shown_figures():
    assert share(shown(17), shown(45)) == 40
    assert share(shown(45), shown(45)) == 100
    assert share(HIDDEN, 50) is HIDDEN and share(50, HIDDEN) is HIDDEN


@given(counts, counts)
def test_no_share_is_above_a_hundred(one, other):
    part, whole = sorted((one, other))
    of_all = share(shown(part), shown(whole))
    assert of_all is HIDDEN or 0 < of_all <= 100 or part * 200 < whole


def test_the_largest_stand_first_and_the_hidden_last_and_equals_share_a_place():
    assert order([20, HIDDEN, 50, 20, HIDDEN]) == [(2, 1), (0, 2), (3, 2), (1, 4), (4, 4)]


@given(st.lists(counts, max_size=12))
def test_two_sets_of_counts_that_are_shown_alike_stand_in_one_order(some):
    others = [count if shown(count) is HIDDEN else shown(count) for count in some]
    assert order(list(map(shown, some))) == order(list(map(shown, others)))


def test_in_words():
    assert (in_words(shown(1236)), in_words(shown(0)), in_words(shown(9))) == (
        "1,240",
        "fewer than 10",
        "fewer than 10",
    )
    assert people(shown(668)) == "about 670 people"
    assert took_part(shown(31)) == "about 30 people took part"
    assert took_part(shown(3)) == "fewer than 10 people took part"


def test_how_many_others_is_a_figure_too():
    assert you_and(shown(412)) == "you and about 410 others"
    assert {you_and(shown(people)) for people in range(10)} == {"you"}  # perhaps there is nobody else
    assert {you_and(shown(people)) for people in range(10, 15)} == {"you, and others too"}
    assert you_and(shown(15)) == "you and about 20 others"


def test_a_quote_loses_its_district_before_its_audience():
    assert quoted_as(20, 90) == (True, True)
    assert quoted_as(19, 90) == (True, False)
    assert quoted_as(19, 19) == (False, False)
