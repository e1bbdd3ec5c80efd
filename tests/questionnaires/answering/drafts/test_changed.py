"""The questions were changed while somebody answered: what fits stays, and what does not is shown to them."""

import re

import pytest

from answering import EVERYTHING, HERE, TOLD, answer, token_on, values
from builders import a_user, saved
from coprod.questionnaires.facts import question_version
from coprod.questionnaires.rules import Condition, Rule


def change(survey, **facts):
    """Ask these questions in another way from now on, by their keys; None takes one out."""
    draft = survey.begin_draft()
    for page in draft.pages:
        for placed in [*page.placed]:
            if placed.question.key not in facts:
                continue
            new = facts[placed.question.key]
            if new is None:
                page.placed.remove(placed)
            else:
                placed.asked = question_version(placed.question, new)
    survey.publish(by=a_user("engagement_lead").id, reason="Better questions")
    saved(survey)


def answer_as_read(client, pages=None):
    """As a browser does it: with the hidden fields that say which version of each question was read."""
    answer(client, {number: read_on(client, number) | fields for number, fields in (pages or EVERYTHING).items()})


def read_on(client, number):
    return dict(re.findall(r'name="(read-[\w-]+)" value="(\d+)"', client.get(f"{HERE}/{number}").text))


def words_before(page: str) -> str:
    found = re.search(r"This is what you said before.*?</div>", page, re.DOTALL)
    return found[0] if found else ""


def test_other_words_for_the_same_answers_keep_them(client, survey):
    answer_as_read(client)
    change(survey, place={"kind": "dropdown", "prompt": "Where then?", "options": places(survey)})
    page = client.get(f"{HERE}/1").text
    assert re.search(r'value="hall" selected', page) and not words_before(page)


def places(survey, without=()):
    asked = next(question for question in survey.asks.questions if question.key == "place")
    return [{"key": key, "label": label} for key, label in asked.labels.items() if key not in without]


@pytest.mark.parametrize("go", ["back", "keep", "typed", None])
def test_an_answer_of_another_kind_is_shown_above_the_question_and_stays_there(client, survey, go):
    answer_as_read(client)
    change(survey, change={"kind": "number", "prompt": "How many bells?"})
    page = client.get(f"{HERE}/2").text
    assert "The bells" in words_before(page) and "How many bells?" in page
    client.post(f"{HERE}/2", data=read_on(client, 2) | {"answer-word": "loud"} | ({"go": go} if go else {}))
    assert "The bells" in words_before(client.get(f"{HERE}/2").text)
    client.post(f"{HERE}/2", data=read_on(client, 2) | {"answer-change": "3"})
    check = client.get(f"{HERE}/check").text
    assert "We changed some questions" in check and "The bells" in check
    client.post(f"{HERE}/check", data={"token": token_on(check)})
    assert "change" in values() and "The bells" not in str(values())


def test_only_what_cannot_be_picked_any_more_is_taken_out(client, survey):
    answer_as_read(client)
    who = next(question for question in survey.asks.questions if question.key == "who")
    left = [{"key": key, "label": label} for key, label in who.labels.items() if key != "gate"]
    change(survey, who={"kind": "several_choices", "prompt": "With whom?", "options": left})
    page = client.get(f"{HERE}/1").text
    assert re.search(r'value="field" checked', page) and "By the gate" in words_before(page)
    assert "The field" not in words_before(page)


def test_an_item_taken_out_leaves_the_judgements_of_the_others(client, survey):
    answer_as_read(client)
    true = next(question for question in survey.asks.questions if question.key == "true")
    left = [{"key": key, "label": label} for key, label in true.labels.items() if key != "gate"]
    change(survey, true={"kind": "agree", "prompt": "Is it true?", "options": left})
    page = client.get(f"{HERE}/2/2").text
    assert re.search(r'name="answer-true-hall" value="yes"[^>]* aria-describedby="mine"', page)
    assert "By the gate: Not sure" in words_before(page) and "The hall" not in words_before(page)
    assert not words_before(client.get(f"{HERE}/2/3").text), "it stands above the first item only"


def test_a_date_is_not_taken_for_a_number(client, survey):
    change(survey, word={"kind": "date", "prompt": "Since when?"})
    client.post(f"{HERE}/2", data=TOLD | read_on(client, 2) | {"answer-word": ["1", "3", "2026"]})
    change(survey, word={"kind": "number", "prompt": "How long?"})
    page = client.get(f"{HERE}/2").text
    assert (
        "1\xa0March\xa02026" in words_before(page) and 'value="1"' not in page.split("How long?")[1].split("</div>")[0]
    )


def test_a_question_that_is_gone_is_on_the_last_page(client, survey):
    answer_as_read(client)
    change(survey, change=None)
    check = client.get(f"{HERE}/check").text
    assert "We changed some questions" in check and "The bells" in check.split("We changed some questions")[1]


def test_what_nobody_answered_is_not_spoken_of(client, survey):
    answer_as_read(client, {1: {"answer-place": "hall"}, 2: {}, 3: {"answer-first-1": ""}})
    change(survey, change={"kind": "number", "prompt": "How many bells?"}, word=None)
    assert not words_before(client.get(f"{HERE}/2").text)
    assert "We changed some questions" not in client.get(f"{HERE}/check").text


def test_going_on_after_a_change_leads_as_far_as_they_came(client, survey):
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    change(survey, word=None)
    assert f'href="{HERE}/2"' in client.get(HERE).text


def ask_page_two_only_in_the_hall(survey):
    draft = survey.begin_draft()
    only = Condition("is", question="place", options=["hall"])
    draft.rules.append(Rule(page_key=draft.pages[1].key, conditions=[only]))
    survey.publish(by=a_user("engagement_lead").id)
    saved(survey)


def test_answers_on_a_way_not_taken_are_not_sent_and_that_is_said(client, survey):
    ask_page_two_only_in_the_hall(survey)
    answer_as_read(client)
    client.post(f"{HERE}/1?check=1", data={"answer-place": "gate"})
    check = client.get(f"{HERE}/check").text
    dropped = check.split("We do not send these")[1].split("Before you send")[0]
    assert "The bells" in dropped and "loud" in dropped and "What would you change?" in dropped
    client.post(f"{HERE}/check", data={"token": token_on(check)})
    assert values().keys() == {"place", "first"}


def test_who_changes_their_mind_again_finds_it_there(client, survey):
    ask_page_two_only_in_the_hall(survey)
    answer_as_read(client)
    client.post(f"{HERE}/1?check=1", data={"answer-place": "gate"})
    client.post(f"{HERE}/1?check=1", data={"answer-place": "hall"})
    assert "The bells" in client.get(f"{HERE}/check").text.split("Before you send")[0].split("We do not send")[0]


def test_a_page_opened_before_a_change_and_saved_after_it_loses_nothing(client, survey):
    before = read_on(client, 2)
    change(survey, change={"kind": "one_choice", "prompt": "More bells?", "options": ["Yes", "No"]})
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    client.post(f"{HERE}/2", data=before | {"answer-change": "The bells", "go": "typed"})
    assert "The bells" in words_before(client.get(f"{HERE}/2").text)
