"""Which words enough people wrote to be learned: a word that fewer wrote may be somebody's name."""

from collections.abc import Collection, Iterable

from coprod.themes.suggesting.features import all_of, pairs, pieces, told_words

FEWEST_PEOPLE = 3


def written_by_enough(texts: Iterable[str], everybody: Iterable[tuple[int, str]]) -> set[str]:
    """The features of these texts that enough of everybody wrote, who are told as a number for each and their words.

    Everybody is whoever wrote anything that staff work with, sorted or not: what one sorted text holds may stand in
    ten others.
    """
    wanted = set().union(*map(all_of, texts))
    words: dict[str, set[int]] = {}
    who: dict[str, set[int]] = {}
    for person, text in everybody:
        told = told_words(text)
        _wrote(words, (found.word for found in told), {person})
        _wrote(who, wanted.intersection(pairs(told)), {person})
    for word, people in words.items():
        _wrote(who, wanted.intersection((word, *pieces(word))), people)
    return {feature for feature, people in who.items() if len(people) >= FEWEST_PEOPLE}


def _wrote(who: dict[str, set[int]], features: Iterable[str], people: Collection[int]) -> None:
    """More than enough need not be remembered."""
    for feature in features:
        there = who.setdefault(feature, set())
        if len(there) < FEWEST_PEOPLE:
            there.update(people)
