"""Rankings as staff see them: points by Borda's count, and how sure the order is."""

import random
import statistics
from collections import Counter

import pytest

from coprod.results.ranking import borda, drawn_points, draws, patterns, ranked

OPTIONS = ("a", "b", "c", "d")


def test_points_of_a_full_ranking():
    """A first place of four is worth four: what most have first is not what has the most points."""
    counted = {("a", "b", "c", "d"): 42, ("b", "c", "d", "a"): 26, ("c", "d", "b", "a"): 15, ("d", "c", "b", "a"): 17}
    # Worked by hand: 42*4+58; 42*3+26*4+32*2; 42*2+26*3+15*4+17*3; 42+26*2+15*3+17*4
    assert borda(counted, OPTIONS, 4) == {"a": 226, "b": 294, "c": 273, "d": 207}
    assert [each.key for each in ranked(counted, OPTIONS, 4)] == ["b", "c", "a", "d"]


def test_who_picks_up_to_three_gives_three_two_and_one_and_nothing_to_the_rest():
    assert borda({("a",): 1, ("b", "a"): 1, ("c", "b", "a"): 1}, OPTIONS, 3) == {"a": 6, "b": 5, "c": 3, "d": 0}
    with pytest.raises(ValueError, match="more than 2"):
        borda({("c", "b", "a"): 1}, OPTIONS, 2)


def test_first_places_and_named_at_all_are_counted_and_equals_share_a_place():
    found = ranked(patterns([["a", "b"], ["b", "a"], ["c"], []]), OPTIONS, 2)
    assert [(each.key, each.place, each.points, each.first, each.named) for each in found] == [
        ("a", 1, 3, 1, 2), ("b", 1, 3, 1, 2), ("c", 3, 2, 1, 1), ("d", 4, 0, 0, 0)
    ]  # fmt: skip


def test_who_rank_alike_are_one_pattern():
    assert patterns([["a", "b"], ("a", "b"), ["b"], []]) == {("a", "b"): 2, ("b",): 1}


def test_what_is_far_ahead_is_sure_and_what_is_close_is_not():
    found = {each.key: each for each in ranked({("a",): 200, ("b", "c"): 51, ("c", "b"): 49, ("d",): 40}, OPTIONS, 2)}
    assert (found["a"].place, found["a"].is_sure) == (1, True)
    assert found["b"].place == 2 and not found["b"].is_sure
    assert found["b"].highest <= 2 <= found["b"].lowest


def test_the_order_is_as_sure_for_the_same_people_each_time():
    counted = patterns([["a", "b"], ["b", "c"], ["c"], ["d", "a"]] * 20)
    assert ranked(counted, OPTIONS, 2) == ranked(Counter(dict(reversed(counted.items()))), OPTIONS, 2)


@pytest.mark.parametrize("people", [668, 500_000])
def test_as_many_are_drawn_as_answered_and_each_pattern_as_often_as_chance_will_have_it(people):
    """By the mean and the spread that a draw by person would have."""
    counted = {("a",): people * 7 // 10, ("b",): people // 100, ("c",): people - people * 7 // 10 - people // 100}
    drawn = list(draws(counted))
    assert {sum(each.values()) for each in drawn} == {people}
    for pattern, count in counted.items():
        of_all = count / people
        spread = (people * of_all * (1 - of_all)) ** 0.5
        assert statistics.mean(each[pattern] for each in drawn) == pytest.approx(count, abs=spread / 5)
        assert statistics.stdev(each[pattern] for each in drawn) == pytest.approx(spread, rel=0.15)


def test_drawn_by_pattern_or_by_person_the_places_are_the_same():
    chance = random.Random(3)
    people = [tuple(chance.sample(OPTIONS, 3)) for _ in range(60)]
    by_person: dict[str, list[int]] = {key: [] for key in OPTIONS}
    for _ in range(1000):
        points = borda(patterns(chance.choices(people, k=60)), OPTIONS, 3)
        for key in OPTIONS:
            by_person[key].append(1 + sum(other > points[key] for other in points.values()))
    for each in ranked(patterns(people), OPTIONS, 3):
        places = sorted(by_person[each.key])
        assert abs(places[25] - each.highest) <= 1 and abs(places[-26] - each.lowest) <= 1


@pytest.mark.parametrize("ranks", [3, 4])
def test_many_people_s_points_spread_as_they_would_when_drawn_one_by_one(ranks):
    """Whoever ranks all of four gives ten points whatever comes: the spread then has one direction less."""
    chance = random.Random(5)
    counted = patterns(chance.sample(OPTIONS, ranks) if chance.random() < 0.6 else OPTIONS[:ranks] for _ in range(400))
    by_pattern = [borda(each, OPTIONS, ranks) for each in draws(counted)]
    by_curve = list(drawn_points(counted, OPTIONS, ranks))
    for one, other in (("a", "b"), ("b", "c"), ("c", "d"), ("d", "a")):
        apart = [[points[one] - points[other] for points in drawn] for drawn in (by_pattern, by_curve)]
        spread = statistics.stdev(apart[0])
        assert statistics.mean(apart[1]) == pytest.approx(statistics.mean(apart[0]), abs=spread / 5)
        assert statistics.stdev(apart[1]) == pytest.approx(spread, rel=0.15)


def test_nobody_ranked_anything():
    assert [(each.points, each.place) for each in ranked({}, OPTIONS, 3)] == [(0, 1)] * 4
