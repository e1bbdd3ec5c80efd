"""The numbers of rows as bits: what goes in comes out, smallest first, however high they begin."""

import pytest

from coprod.results.numbers import Numbers


@pytest.mark.parametrize("some", [[], [0], [7, 8, 9], [10, 80, 81], range(256), [1_070_001, 1_070_082, 1_080_003]])
def test_they_come_out_as_they_went_in(some):
    assert [*Numbers(reversed(some))] == [*some] and len(Numbers(some)) == len(some)
