"""Suggestions beside texts: when there are any, when they are made anew, and what is left of words that left."""

import json

import pytest
from sqlalchemy import select

from builders import a_user, heard
from coprod import jobs
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.themes.code_text import Said, code_text
from coprod.themes.merge_and_split import merge
from coprod.themes.models import Theme
from coprod.themes.suggesting import learning, relearning
from coprod.themes.suggesting.how_good import HowGood, Judged, Taken, how_good
from coprod.themes.suggesting.models import Suggestion, ThemeModel
from coprod.themes.suggesting.relearning import learn_every_night, newest, suggest_what_is_new
from coprod.themes.suggesting.suggestions import suggestions_for
from sorting import begun, sort


@pytest.fixture
def team(app):
    """56 texts were sorted, and 24 nobody has read."""
    return begun()


def everything_kept() -> str:
    """All that the tables of this package hold, as text."""
    return json.dumps(
        [
            [list(map(str, row)) for row in db.session.execute(select(*model.__table__.c))]
            for model in (ThemeModel, Suggestion)
        ]
    )


def number_of(model: type) -> int:
    db.session.rollback()  # as it is now, whoever wrote it
    return db.session.query(model).count()


def test_nothing_is_suggested_before_the_team_has_sorted_enough(app):
    themes, texts = begun(read_in_each=12)
    suggest_what_is_new()
    assert suggestions_for([each.id for some in texts.values() for each in some]) == {}
    sort(themes, {"Waiting": texts["Waiting"][12:14]})
    suggest_what_is_new()
    assert newest(themes["Waiting"].engagement_id).learned_from == 50
    assert suggestions_for([texts["Waiting"][14].id])


def test_each_text_that_nobody_has_read_gets_them_with_its_own_words(team):
    themes, texts = team
    suggest_what_is_new()
    unread = {each.id: title for title, some in texts.items() for each in some[14:]}
    found = suggestions_for(unread)
    assert found.keys() == unread.keys()
    first = {id: some[0] for id, some in found.items()}
    assert sum(first[id].title == title for id, title in unread.items()) >= 22
    for id, some in found.items():
        words = db.session.get_one(Submission, id).published_words
        assert 1 <= len(some) <= 3 and all(each.words and all(word in words for word in each.words) for each in some)
        assert first[id].theme_id == themes[first[id].title].id
    assert suggestions_for([each.id for some in texts.values() for each in some[:14]]) == {}, "they have been read"


def test_what_was_approved_since_gets_them_without_learning_again(team):
    themes, _ = team
    suggest_what_is_new()
    late = heard("The bus and the taxi never come to our village")
    suggest_what_is_new()
    assert suggestions_for([late.id])[late.id][0].title == "Getting there"
    assert newest(themes["Waiting"].engagement_id).number == 1


def test_it_learns_again_when_enough_was_sorted_since(team):
    themes, texts = team
    engagement = themes["Waiting"].engagement_id
    suggest_what_is_new()
    sort(themes, {title: some[14:16] for title, some in texts.items()})
    suggest_what_is_new()
    assert newest(engagement).number == 1
    sort(themes, {"Letters": texts["Letters"][16:18]})
    suggest_what_is_new()
    assert (newest(engagement).number, newest(engagement).learned_from) == (2, 66)
    assert number_of(ThemeModel) == 1 and suggestions_for([texts["Letters"][16].id]) == {}


def test_no_theme_is_suggested_that_has_ended_and_a_merged_one_is_learned(team):
    themes, texts = team
    suggest_what_is_new()
    by, waiting = a_user("analyst").id, texts["Waiting"][15].id
    both = Theme.make(themes["Waiting"].engagement, "Waits and letters", by=by)
    merge([themes["Waiting"], themes["Letters"]], both, by=by)
    db.session.commit()
    assert not {"Waiting", "Letters"} & {each.title for each in suggestions_for([waiting]).get(waiting, [])}
    suggest_what_is_new()
    assert suggestions_for([waiting])[waiting][0].title == "Waits and letters"


@pytest.mark.parametrize("leave", ["withdrawn", "a concern", "approved anew"])
def test_nothing_stands_at_once_beside_words_that_are_not_heard_as_they_were(team, leave):
    _, texts = team
    suggest_what_is_new()
    words, by = texts["Waiting"][15], a_user("moderator").id
    assert suggestions_for([words.id])
    if leave == "withdrawn":
        words.contribution.withdraw()
    elif leave == "a concern":
        words.escalate(by=by, note="Please look")
    else:
        words.return_to_queue(by=by)
        words.approve(by=by)
    db.session.commit()
    assert suggestions_for([words.id]) == {}
    suggest_what_is_new()
    assert (suggestions_for([words.id]) != {}) == (leave == "approved anew")


def test_after_the_night_nothing_is_left_of_words_that_were_taken_back(team):
    """Three people wrote of a hoist: it is learned. One takes it back, and nobody knows of it any more."""
    themes, _ = team
    said = [heard(f"The hoist at Bramblewick broke, {who}") for who in ("Ottoline", "Ptolemy", "Quillon")]
    sort(themes, {"Waiting": said})
    unread = heard("Who mends the hoist at Bramblewick for Zerelda?")
    suggest_what_is_new()
    kept = everything_kept()
    assert "hoist" in kept and "bramblewick" in kept
    assert not [name for name in ("ottoline", "ptolemy", "quillon", "zerelda", "Zerelda", "mends") if name in kept]
    said[0].contribution.withdraw()
    unread.contribution.withdraw()
    db.session.commit()
    learn_every_night()
    kept = everything_kept()
    assert not [word for word in ("hoist", "bramblewick", "mble") if word in kept]
    assert number_of(ThemeModel) == 1 and newest(themes["Waiting"].engagement_id).number == 2
    assert db.session.query(Suggestion).filter_by(submission_id=unread.id).count() == 0


def test_when_too_little_is_left_nothing_of_it_is_kept(team):
    _, texts = team
    suggest_what_is_new()
    for each in texts["Waiting"][:8]:
        each.contribution.withdraw()
    db.session.commit()
    learn_every_night()
    assert (number_of(ThemeModel), number_of(Suggestion)) == (0, 0)


def test_without_the_library_all_works_and_what_was_learned_goes_at_night(team, monkeypatch):
    themes, texts = team
    suggest_what_is_new()
    monkeypatch.setattr(learning, "is_installed", lambda: False)
    suggest_what_is_new()
    assert suggestions_for([texts["Waiting"][15].id])
    learn_every_night()
    assert (number_of(ThemeModel), number_of(Suggestion)) == (0, 0)
    assert suggestions_for([texts["Waiting"][15].id]) == {}
    assert how_good(themes["Waiting"].engagement) == HowGood(None, Taken())


def test_two_workers_at_once_leave_one_set(team, monkeypatch):
    themes, texts = team
    once = []

    def in_between(model_id, weights, ids):
        if not once:
            once.append(True)
            relearning.learn_anew(themes["Waiting"].engagement_id)
        suggest(model_id, weights, ids)

    suggest = relearning.suggest
    monkeypatch.setattr(relearning, "suggest", in_between)
    suggest_what_is_new()
    db.session.rollback()
    assert newest(themes["Waiting"].engagement_id).number == 2
    assert set(db.session.scalars(select(Suggestion.model_id))) == {newest(themes["Waiting"].engagement_id).id}
    assert suggestions_for([texts["Waiting"][15].id])


def test_many_texts_are_done_in_several_jobs_with_room_between_them(team, app, monkeypatch):
    monkeypatch.setattr(jobs.huey, "app", app)  # another test may have made another since
    themes, texts = team
    monkeypatch.setattr(relearning, "AT_ONCE", 10)
    while jobs.huey.dequeue():
        pass  # what the builders asked for
    suggest_what_is_new()
    rounds = [number_of(Suggestion)]
    while task := jobs.huey.dequeue():
        jobs.huey.execute(task)
        rounds.append(number_of(Suggestion))
    assert len(rounds) == 3 and rounds == sorted(set(rounds))
    assert all(suggestions_for([each.id]) for some in texts.values() for each in some[14:])
    learn_every_night()
    assert number_of(ThemeModel) == 2, "what it suggested before still stands beside some"
    while task := jobs.huey.dequeue():
        jobs.huey.execute(task)
    assert number_of(ThemeModel) == 1 and number_of(Suggestion) == rounds[-1]


def test_they_are_judged_beside_a_second_coder_who_saw_none(team):
    themes, texts = team
    suggest_what_is_new()
    assert how_good(themes["Waiting"].engagement).judged is None
    sort(themes, {title: some[10:16] for title, some in texts.items()}, blind=True)
    learn_every_night()
    judged = how_good(themes["Waiting"].engagement).judged
    assert isinstance(judged, Judged) and (judged.texts, judged.themes) == (24, 24)
    assert 20 <= judged.first_right <= judged.among_three <= 24


def test_what_was_taken(team):
    themes, texts = team
    by, other = a_user("analyst").id, a_user("engagement_lead").id
    waiting, letters = themes["Waiting"].id, themes["Letters"].id
    said = [
        Said(themes={waiting: 1}, offered=3),
        Said(themes={waiting: 1, letters: None}, offered=2),
        Said(themes={letters: 2}, offered=3),
        Said(offered=1, says_nothing=True),
        Said(themes={letters: None}),
    ]
    for words, each in zip(texts["Waiting"][14:], said, strict=False):
        code_text(words.id, each, by=by, seen=words.moves_made)
        code_text(words.id, Said(themes={letters: None}), by=other, seen=words.moves_made, blind=True)
    db.session.commit()
    taken = how_good(themes["Waiting"].engagement).taken
    assert taken == Taken(texts=4, first_taken=2, none_taken=1, another=1)


def test_as_many_statements_for_one_text_as_for_many(team, statements):
    _, texts = team
    suggest_what_is_new()
    ids = [each.id for each in texts["Waiting"][14:]]
    for some in (ids[:1], ids):
        statements.clear()
        suggestions_for(some)
        assert len(statements) == 1
