"""Sentences about a release: made of what is published, so that what is hidden changes no word."""

import pytest

from coprod.results.declaration import By
from coprod.results.meanings import Meaningless, meanings
from coprod.results.numbers import Numbers
from coprod.results.release_pages.findings import finding
from coprod.results.release_pages.release_page import sections
from releasing import made, some, who_pick


def said(release) -> list[str]:
    return [sentence for section in sections(release) for sentence in section.findings]


def test_it_says_in_tenths_what_most_said_and_who_says_something_else():
    everyone = [
        *who_pick(45, 15, audience="young_person"),
        *some(60, start=200, audience="parent_carer", where=["home"]),
        *some(60, start=300, audience="parent_carer", where=["school"]),
        *some(60, start=400, audience="parent_carer", where=["school"]),
    ]
    assert said(made(everyone))[0] == "About 7 in 10 said “School”."
    apart = [*who_pick(20, 40, audience="young_person"), *some(100, start=200, where=["school"])]
    assert said(made(apart))[0] == "About 8 in 10 said “School”; about 3 in 10 young person; nearly all parent carer."


@pytest.mark.parametrize(("these", "those"), [((60, 9, 0), (60, 0, 9)), ((61, 18, 22), (61, 22, 18))])
def test_what_is_shown_alike_is_said_alike(these, those):
    assert said(made(who_pick(*these))) == said(made(who_pick(*those))) != []


def test_of_what_is_hidden_or_even_nothing_is_said():
    assert said(made(who_pick(9, 9, 9))) == []  # too few for a row
    assert said(made(who_pick(30, 30))) == []  # neither is first
    release = made(who_pick(60, 20))
    others = [table for table in release.tables if table.by is not By.EVERYONE or not table.question]
    assert others and not any(finding(release, table) for table in others)


def test_what_staff_say_has_no_numbers_and_is_one_sentence():
    assert meanings({"a": "  Waiting is\nwhat wears families out.  ", "b": " "}) == {
        "a": "Waiting is what wears families out."
    }
    for words in ("All 9 of them said so.", "One. Two.", "x" * 201):
        with pytest.raises(Meaningless) as refusal:
            meanings({"a": words})
        assert set(refusal.value.problems) == {"a"}


def test_numbers_are_a_set():
    some_numbers, others = Numbers([9, 3, 500, 3]), Numbers([3, 8])
    assert (list(some_numbers), len(some_numbers)) == ([3, 9, 500], 3)
    assert (some_numbers.without(others), others.without(some_numbers)) == (2, 1)
    others |= some_numbers
    assert others == Numbers([3, 8, 9, 500]) != some_numbers
