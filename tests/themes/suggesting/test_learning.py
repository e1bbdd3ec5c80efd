"""What is learned from sorted texts: whose words it holds, what it suggests, and which words it says made it so."""

import pytest

from coprod.themes.suggesting import learning
from coprod.themes.suggesting.features import all_of, told_words
from coprod.themes.suggesting.learning import Learned, SortedText, is_installed
from coprod.themes.suggesting.quality import Judged, judge
from coprod.themes.suggesting.weights import is_piece
from coprod.themes.suggesting.written_by import FEWEST_PEOPLE, written_by_enough
from sorting import SAID, TEXTS

NUMBER = {title: number for number, title in enumerate(SAID, start=1)}
READ = [SortedText(at, at, words, frozenset([NUMBER[title]])) for at, (title, words) in enumerate(TEXTS)]


def usable(texts: list[SortedText]) -> set[str]:
    return written_by_enough((each.words for each in texts), ((each.person, each.words) for each in texts))


def learn(texts: list[SortedText]) -> Learned | None:
    """Where everything that was said has been sorted."""
    return learning.learn(texts, usable(texts))


def with_words(words: str, *people: int, theme: int = 1) -> list[SortedText]:
    return [*READ, *(SortedText(1000 + at, who, words, frozenset([theme])) for at, who in enumerate(people))]


def test_it_is_installed_where_tests_run():
    assert is_installed()


def test_nothing_is_learned_from_too_little():
    assert learn(READ[:49]) is None
    assert learn([each._replace(themes=frozenset()) for each in READ]) is None
    fewest = [each if each.id < 4 else each._replace(themes=frozenset()) for each in READ]
    assert learn(fewest) is None
    everywhere = [each._replace(themes=frozenset([1])) for each in READ]
    assert learn(everywhere) is None, "what all have tells nothing"


def test_a_theme_is_learned_once_five_people_spoke_of_it():
    theme = frozenset([9])
    by_four = [each._replace(themes=theme, person=each.id % 4) if each.id < 20 else each for each in READ]
    assert learn(by_four).themes == [2, 3, 4]
    by_five = [each._replace(themes=theme, person=each.id % 5) if each.id < 20 else each for each in READ]
    assert learn(by_five).themes == [2, 3, 4, 9]


@pytest.mark.parametrize("people", [[2000], [2000] * 9, [2000, 2001, 2000]])
def test_a_name_that_one_or_two_people_wrote_is_in_no_feature(people):
    learned = learn(with_words("Ask Zbigniewa Quixley about it", *people))
    assert not [each for each in learned.features if "zb" in each or "quix" in each or "igniew" in each]


def test_what_three_people_wrote_is_one():
    learned = learn(with_words("The hoist is broken", 2000, 2001, 2002))
    assert {"hoist", "hoist broken", "~hois"} <= set(learned.features)


def test_what_one_wrote_in_a_sorted_text_and_two_in_others_is_one_and_what_only_others_wrote_is_none():
    sorted_one = with_words("The hoist at Quixley broke", 2000)
    everybody = [
        (2000, "The hoist at Quixley broke"),
        (2001, "no hoist, no lift"),
        (2002, "hoisted"),
        (2003, "a hoist"),
    ]
    features = learning.learn(sorted_one, written_by_enough((each.words for each in sorted_one), everybody)).features
    assert {"hoist", "~hoist"} <= set(features) and "~oiste" not in features and "lift" not in features
    assert not [each for each in features if "quix" in each]


def test_everything_that_is_learned_is_in_words_of_three_people():
    wrote = {}
    for each in READ:
        for feature in all_of(each.words):
            wrote.setdefault(feature, set()).add(each.person)
    features = learn(READ).features
    assert len(features) > 100 and any(map(is_piece, features))
    assert all(len(wrote[feature]) >= FEWEST_PEOPLE for feature in features)


def test_the_best_comes_first_with_the_words_that_made_it():
    text = "Nobody told us WAITING would cost her a year of school."
    best = learn(READ).to_use.suggest(text)
    assert len(best) <= 3 and best[0].theme_id == NUMBER["Waiting"] and 0 < best[0].score <= 1
    assert [text[start:end] for start, end in best[0].places][0] == "WAITING"
    assert [each.score for each in best] == sorted((each.score for each in best), reverse=True)


def test_a_word_that_is_written_wrongly_counts_by_its_pieces():
    text = "wating lists"
    best = learn(READ).to_use.suggest(text)[0]
    assert best.theme_id == NUMBER["Waiting"] and [0, 6] in best.places


def test_what_says_nothing_that_was_learned_gets_no_suggestion():
    weights = learn(READ).to_use
    for text in ("", "Xyz.", "!!", "it is what it is", "[name removed]"):
        assert weights.suggest(text) == []


def test_what_was_put_in_the_place_of_a_name_is_no_word():
    assert [each.word for each in told_words("Thank [name removed] for [2 names removed] help")] == ["thank", "help"]


def test_the_sum_word_by_word_is_the_sum_of_what_was_learned():
    learned = learn(READ)
    weights = learned.to_use
    for text in ("The taxi was late, so late, and the letter too", "Quiet. Quiet! A quiet room, quiet lights"):
        vector = weights.vector(text)
        for each in weights.suggest(text):
            theme = learned.themes.index(each.theme_id)
            whole = learned.bias[theme] + sum(value * learned.weights[at][theme] for at, value in vector.items())
            assert each.score == pytest.approx(1 / (1 + 2.718281828459045**-whole), abs=0.001)


def test_two_rounds_learn_the_same():
    assert learn(READ) == learn(READ)


def test_it_is_judged_by_what_was_learned_from_others():
    """Somebody's only text about lions: it cannot be known from the others, whatever stands in it."""
    odd = [SortedText(500 + at, 500, f"lions roar {at}", frozenset([9])) for at in range(5)]
    assert judge([*READ, *odd], odd, usable([*READ, *odd])) == Judged(texts=5, first_right=0, themes=5, among_three=0)
    assert judge(READ, [each._replace(themes=frozenset()) for each in READ], usable(READ)) is None


def test_it_is_good_at_what_is_easy():
    """Made-up lines from few parts: real ones are harder (benchmarks.suggesting says how hard)."""
    judged = judge(READ, READ, usable(READ))
    assert judged.texts == judged.themes == len(READ)
    assert judged.first_right / judged.texts > 0.9 and judged.among_three / judged.themes > 0.95
