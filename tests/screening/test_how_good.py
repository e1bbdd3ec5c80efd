"""What we publish of how good screening is."""

from coprod.screening.how_good import OfAHundred, how_good


def test_what_was_measured_is_there_by_level_length_and_voice() -> None:
    figures = how_good()
    every = [figures.worrying, figures.ordinary, *figures.by_length, *figures.by_voice]
    assert all(0 <= row.at_once <= row.either <= 100 and row.texts > 0 for row in every)
    assert figures.worrying.either > figures.ordinary.either
    assert len(figures.by_length) == 4
    voices = {row.sort for row in figures.by_voice}
    assert {"about something happy", "about routine medicine", "about family life"} <= voices
    assert figures.by_voice == sorted(figures.by_voice, key=lambda row: row.either)


def test_both_levels_together_are_what_is_marked_at_all() -> None:
    assert OfAHundred("ordinary", 300, at_once=5, read_first=10).either == 15
