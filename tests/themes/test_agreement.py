"""How far two coders agree."""

import pytest

from coprod.themes.second_coder.agreement import Agreement


@pytest.mark.parametrize(
    ("cells", "kappa"),
    [
        ((20, 5, 10, 15), 0.40),  # a textbook's example
        ((1, 1, 1, 37), 0.4737),  # they agree on 95 of 100 texts, and that is worth little: nearly all have no theme
        ((25, 0, 0, 25), 1.0),
        ((0, 25, 25, 0), -1.0),
    ],
)
def test_kappa_is_cohens(cells, kappa):
    assert Agreement(*cells).kappa == pytest.approx(kappa, abs=0.001)


def test_chance_cannot_be_told_where_all_is_the_same():
    assert Agreement(50, 0, 0, 0).kappa is None and Agreement().kappa is None
    assert Agreement(60, 0, 0, 0).figure == "agreed on 60 of 60"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ((1, 1, 1, 37), "agreed on 38 of 40"),
        ((5, 0, 0, 44), "agreed on 49 of 49"),
        ((5, 0, 0, 45), "1.00"),
        ((4, 0, 3, 50), "agreed on 54 of 57"),
        ((38, 5, 4, 73), "0.84"),
    ],
)
def test_it_stands_as_a_number_only_where_there_is_enough(cells, words):
    assert Agreement(*cells).figure == words


def test_samples_are_counted_together():
    assert Agreement(1, 2, 3, 4) + Agreement(1, 1, 1, 1) == Agreement(2, 3, 4, 5)
