"""Staff write a questionnaire: each verb changes the draft and leaves a change; what people read stays as it was."""

import pytest
from sqlalchemy import select

from answering import send
from builders import a_partnership, a_questionnaire, a_user, an_engagement
from coprod.activities.life import NeedsReason, NotAllowed
from coprod.changes import Change, Clash
from coprod.database import db
from coprod.questionnaires.editing.put import is_read
from coprod.questionnaires.facts import facts_of
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import Question, QuestionVersion
from coprod.questionnaires.version import Placed

COLOURS = {"kind": "one_choice", "prompt": "Which colour?", "options": ["Red", "Blue", "Green"]}
WORDS = {"kind": "long_text", "prompt": "Why?", "longest": 500}


def by() -> int:
    return a_user("engagement_lead").id


@pytest.fixture
def fresh(client) -> Questionnaire:
    """One that nobody can see yet, with nothing in it."""
    a_partnership()
    return a_questionnaire(opens_at=None, pages=[])


@pytest.fixture
def survey(client) -> Questionnaire:
    """One that is open."""
    a_partnership()
    return a_questionnaire()


def outline(questionnaire: Questionnaire) -> dict[str, list[str]]:
    """The keys of pages and questions, as the database has them."""
    db.session.commit()
    db.session.expire_all()
    return {page.key: [each.key for each in page.questions] for page in questionnaire.being_written.pages}


def two_pages(fresh: Questionnaire) -> None:
    fresh.add_question("", COLOURS, by=by())
    fresh.add_page("Then", by=by())
    fresh.add_question("then", WORDS, by=by())
    db.session.commit()


def only_red() -> dict:
    return {"all_of": [{"question": "which-colour", "test": "is", "options": ["red"]}]}


def test_it_is_written_from_nothing(fresh):
    two_pages(fresh)
    assert outline(fresh) == {"page-1": ["which-colour"], "then": ["why"]}
    assert fresh.asks is fresh.draft and fresh.draft.number == 1


def test_each_verb_leaves_a_change_in_words(fresh):
    two_pages(fresh)
    fresh.edit_question("why", {"hint": "One line"}, by=by())
    fresh.move_to_page("why", "page-1", by=by())
    fresh.take_out_question("why", by=by())
    db.session.commit()
    told = [(each.field, each.was, each.became) for each in db.session.query(Change).order_by(Change.id)]
    assert told == [
        ("page", "", "Page 1"),
        ("question", "", "Which colour?"),
        ("page", "", "Then"),
        ("question", "", "Why?"),
        ("question", "Why? Hint: none", "Why? Hint: One line"),
        ("place", "Why? On page Then", "Why? On page Page 1"),
        ("question", "Why?", ""),
    ]


def test_questions_move_up_and_down_from_page_to_page(fresh):
    two_pages(fresh)
    fresh.copy_question("why", by=by())
    assert outline(fresh) == {"page-1": ["which-colour"], "then": ["why", "why-2"]}
    fresh.move_question("why-2", -1, by=by())
    assert outline(fresh) == {"page-1": ["which-colour"], "then": ["why-2", "why"]}
    fresh.move_question("why-2", -1, by=by())
    assert outline(fresh) == {"page-1": ["which-colour", "why-2"], "then": ["why"]}
    fresh.move_question("why-2", 1, by=by())
    assert outline(fresh) == {"page-1": ["which-colour"], "then": ["why-2", "why"]}
    fresh.move_page("then", -1, by=by())
    assert list(outline(fresh)) == ["then", "page-1"]
    with pytest.raises(NotAllowed):
        fresh.move_page("then", -1, by=by())


def test_a_moved_question_stands_on_its_new_page_and_nowhere_else(fresh):
    two_pages(fresh)
    fresh.move_to_page("which-colour", "then", by=by())
    fresh.take_out_page("page-1", by=by())
    assert outline(fresh) == {"then": ["why", "which-colour"]}
    assert len(db.session.scalars(select(Placed)).all()) == 2


def test_what_nobody_has_read_is_changed_in_place_and_forgotten_when_it_goes(fresh):
    two_pages(fresh)
    fresh.edit_question("why", {"prompt": "Why so?"}, by=by())
    fresh.edit_question("which-colour", {"options": ["Blue", {"key": "red", "label": "Crimson"}]}, by=by())
    db.session.commit()
    [why] = db.session.scalars(select(QuestionVersion).join(Question).where(Question.key == "why"))
    assert (why.number, why.prompt) == (1, "Why so?")
    [colours] = db.session.scalars(select(QuestionVersion).join(Question).where(Question.key == "which-colour"))
    assert colours.labels == {"blue": "Blue", "red": "Crimson"}
    fresh.take_out_question("why", by=by())
    db.session.commit()
    assert [each.key for each in db.session.scalars(select(Question))] == ["which-colour"]


def test_what_people_read_stays_and_another_version_follows(survey):
    was = facts_of(survey.asks)
    read = next(each for each in survey.asks.questions if each.key == "change")
    survey.edit_question("change", {"prompt": "What would help?"}, by=by())
    survey.edit_question("change", {"prompt": "What would help you?"}, by=by())
    db.session.commit()
    assert survey.draft.number == 2 and facts_of(survey.asks) == was and is_read(read)
    [new] = [each for each in survey.draft.questions if each.key == "change"]
    assert (new.number, new.prompt, read.prompt) == (2, "What would help you?", "What would you change?")


def test_a_question_that_people_read_comes_back_as_the_same(survey):
    taken_out = next(each for each in survey.asks.questions if each.key == "change")
    survey.take_out_question("change", by=by())
    survey.publish(by=by())
    db.session.commit()
    pages = facts_of(survey.asks)
    pages[0]["questions"].append({"key": "change", "kind": "short_text", "longest": 50, "prompt": "And now?"})
    survey.write_anew(pages, by=by())
    db.session.commit()
    [back] = [each for each in survey.draft.questions if each.key == "change"]
    assert back.question is taken_out.question and back.number == 2


def test_a_rule_is_kept_changed_and_cleared(fresh):
    two_pages(fresh)
    fresh.edit_page("then", {"who_sees": only_red()}, by=by())
    db.session.commit()
    assert [rule.page_key for rule in fresh.draft.rules] == ["then"]
    kept = fresh.draft.rules[0].id
    blue = {"any_of": [{"question": "which-colour", "test": "any_of", "options": ["blue", "green"]}]}
    fresh.edit_page("then", {"who_sees": blue}, by=by())
    db.session.commit()
    assert fresh.draft.rules[0].id == kept and facts_of(fresh.draft)[1]["who_sees"] == blue
    fresh.edit_page("then", {"who_sees": {}}, by=by())
    db.session.commit()
    assert fresh.draft.rules == []
    assert db.session.query(Change).filter_by(field="who_sees").count() == 3


BREAKS = {
    "Change that rule first": lambda s: s.take_out_question("which-colour", by=by()),
    "page “Then” depends on page": lambda s: s.take_out_page("page-1", by=by()),
    "does not stand on an earlier page": lambda s: s.move_page("then", -1, by=by()),
    "has no such answer": lambda s: s.edit_question("which-colour", {"options": ["Blue", "Green"]}, by=by()),
    "does not fit": lambda s: s.edit_question(
        "which-colour", {"kind": "long_text", "longest": 50, "options": []}, by=by()
    ),
    "can never be reached": lambda s: s.edit_question(
        "why", {"who_sees": {"all_of": [{"question": "which-colour", "test": "is", "options": ["blue"]}]}}, by=by()
    ),
    "Two answers are the same": lambda s: s.edit_question("which-colour", {"options": ["Blue", "Blue"]}, by=by()),
}


@pytest.mark.parametrize("says", BREAKS)
def test_what_would_break_a_way_is_refused_and_nothing_is_changed(fresh, says):
    two_pages(fresh)
    fresh.edit_page("then", {"who_sees": only_red()}, by=by())
    db.session.commit()
    was, changes = facts_of(fresh.draft), db.session.query(Change).count()
    with pytest.raises(NotAllowed, match=says):
        BREAKS[says](fresh)
    db.session.commit()
    assert facts_of(fresh.draft) == was and db.session.query(Change).count() == changes


def test_two_who_change_it_at_once(fresh):
    two_pages(fresh)
    seen = fresh.edited
    fresh.edit_question("why", {"hint": "Mine"}, by=by(), seen=seen)
    db.session.commit()
    with pytest.raises(Clash):
        fresh.edit_question("why", {"hint": "Yours"}, by=by(), seen=seen)


def test_an_empty_page_is_saved_and_not_published(survey):
    survey.add_page("Empty", by=by())
    db.session.commit()
    with pytest.raises(NotAllowed, match="is empty"):
        survey.publish(by=by())


def test_it_is_not_made_ready_while_a_page_is_empty(fresh):
    two_pages(fresh)
    fresh.take_out_question("why", by=by())
    with pytest.raises(NotAllowed):
        fresh.make_ready(by=by())


def test_staff_say_whether_answers_to_other_words_count_together(client, survey):
    send(client)
    survey.edit_question("change", {"prompt": "What would help?"}, by=by())
    survey.edit_question("place", {"hint": "Near you"}, by=by())
    db.session.commit()
    assert [each.became.key for each in survey.reworded()] == ["place", "change"]
    with pytest.raises(NeedsReason):
        survey.publish(by=by(), counts={"change": False})
    db.session.rollback()
    survey.publish(by=by(), reason="Plainer", counts={"change": False, "place": True})
    db.session.commit()
    counts = {each.key: each.counts_with_earlier for each in survey.asks.questions if each.number > 1}
    assert counts == {"change": False, "place": True} and survey.draft is None


def test_writing_in_a_ready_one_makes_it_a_draft_again(app):
    a_partnership()
    engagement = an_engagement()
    ready = a_questionnaire(opens_at=None, engagement=engagement)
    ready.life = "ready"
    db.session.commit()
    ready.edit_question("change", {"hint": "Short"}, by=by())
    db.session.commit()
    assert ready.life == "draft"
