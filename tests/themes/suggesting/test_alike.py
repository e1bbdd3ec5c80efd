"""Texts that say nearly the same, and texts that look alike: all of them are still there, and each voice is counted."""

import pytest

from builders import a_board, a_user, heard
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.themes.suggesting import learning
from coprod.themes.suggesting.alike import Alike, alike, compare_every_night, compare_what_is_new
from coprod.themes.suggesting.models import Likeness
from coprod.themes.suggesting.side_by_side import NEARLY_ALL, Text, compare
from sorting import TEXTS

LETTER = "Please keep the short breaks at Mill House open, because they are the only rest that many families ever have"


def found(*words: str):
    return compare([Text(at, at, each) for at, each in enumerate(words)])


def test_the_same_words_are_the_same_however_they_are_typed():
    assert found(LETTER, "Another thing", LETTER.upper() + "!!", LETTER.replace(",", "")).same_as == {0: 0, 2: 0, 3: 0}


def test_a_sentence_more_is_nearly_the_same_and_another_letter_is_not():
    more = f"{LETTER}. Thanks, all of us."
    assert found(LETTER, more, "Please keep the library open").same_as == {0: 0, 1: 0}
    assert 0.5 < NEARLY_ALL < 1


def test_nothing_and_nothing_that_tells_are_not_the_same():
    assert found("!!", "??", "it is", "they are") == ({}, {})
    assert compare([]) == ({}, {})


def test_thousand_times_the_same_letter_costs_no_thousand_comparisons():
    words = [f"{LETTER} {at}" for at in range(1000)]
    assert set(found(*words).same_as.values()) == {0}


def test_texts_look_alike_by_words_that_three_people_have_and_most_have_not():
    near = found(*(words for _, words in TEXTS)).near
    taxi = next(at for at, (_, words) in enumerate(TEXTS) if words.startswith("The taxi"))
    assert near[taxi] and {TEXTS[at][0] for at in near[taxi]} == {"Getting there"}
    assert all(len(some) <= 5 and at not in some for at, some in near.items())
    quixley = found("Ask Quixley about lions", "Quixley again, said tigers", "Nothing of the kind").near
    assert quixley == {}, "what two people wrote may be a name"


@pytest.fixture
def campaign(app) -> list[Submission]:
    """The same letter from two people, of whom one sent it twice; and twenty other texts."""
    board = a_board()
    texts = [heard(words, board) for words in (LETTER, f"{LETTER}!", *(words for _, words in TEXTS[::4]))]
    by = a_user("moderator").id
    with db.session.no_autoflush:
        again = Submission(contribution=texts[1].contribution, prompt="And?", words=LETTER.lower(), findings=[])
        db.session.add(again)
        again.approve(by=by)
    db.session.commit()
    return [texts[0], texts[1], again, *texts[2:]]


def test_each_voice_is_counted_and_none_is_put_away(campaign):
    one, two, again, *others = campaign
    compare_every_night()
    same = [one.id, two.id, again.id]
    assert {id: alike(id)[:2] for id in same} == dict.fromkeys(same, (sorted(same), 2))
    assert alike(others[0].id).same == [] and alike(others[0].id).people == 0
    assert db.session.query(Submission).filter(Submission.heard()).count() == len(campaign)


def test_what_is_not_heard_any_more_is_like_nothing_at_once_and_compared_no_more_after_the_night(campaign):
    one, two, again, *_ = campaign
    compare_every_night()
    one.contribution.withdraw()
    db.session.commit()
    assert alike(one.id) == Alike([], 0, [])
    assert alike(two.id)[:2] == (sorted([two.id, again.id]), 1)
    compare_every_night()
    assert db.session.get(Likeness, one.id) is None
    assert alike(two.id)[:2] == (sorted([two.id, again.id]), 1)


def test_near_ones_are_offered_while_they_are_heard(campaign):
    first, *others = [
        heard(words)
        for words in (
            "A lift would help",
            "When is the lift mended?",
            "Our lift squeaks",
            "Kind staff hold the lift door",
        )
    ]
    compare_every_night()
    assert set(alike(first.id).near) == {each.id for each in others}
    others[1].contribution.withdraw()
    db.session.commit()
    assert set(alike(first.id).near) == {others[0].id, others[2].id}


def test_in_the_day_all_are_compared_again_when_many_are_new(campaign):
    compare_what_is_new()
    assert db.session.query(Likeness).count() == len(campaign) > 20
    heard(LETTER)
    compare_what_is_new()
    assert db.session.query(Likeness).count() == len(campaign)


def test_without_the_library_nothing_is_compared(campaign, monkeypatch):
    monkeypatch.setattr(learning, "is_installed", lambda: False)
    compare_what_is_new()
    compare_every_night()
    assert alike(campaign[0].id) == Alike([], 0, [])
