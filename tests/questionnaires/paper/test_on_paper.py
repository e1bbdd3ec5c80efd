"""The form that is printed from the same definition: every kind, who goes on where, and who may print it."""

import re
from datetime import timedelta

import pytest
from every_kind import every_kind

from builders import a_partnership, a_questionnaire, one_page, saved
from coprod.database import now
from coprod.questionnaires.paper.as_typed import Mistyped, Why, as_typed, numbers_in, read_day
from coprod.questionnaires.paper.on_paper import OnPaper

HERE = "/questionnaires/survey/paper"


@pytest.fixture
def survey(app):
    a_partnership(help_numbers=[{"who": "Children", "words": "can ring", "number": "0800 000"}])
    return a_questionnaire(pages=every_kind(), offers_paper=True, paper_return="Any school office")


def test_everyone_prints_it_while_it_is_offered_and_open(client, survey):
    page = client.get(HERE)
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page.text))
    assert page.status_code == 200 and "Set-Cookie" not in page.headers
    for said in (
        "If you ticked “Yes” at 1, go on to 2. Otherwise go to 5.",
        "If you ticked “Yes” at 1, go on to 5. Otherwise go to 6.",
        "Tick 2 at most.",
        "Write a whole number from 0 to 25.",
        "Write numbers in the boxes: 1 for your first choice, 2 for your second choice.",
        "Any school office",
        "0800 000",
        "we have to tell a safe adult",
        f"Form {survey.asks.id}-1",
    ):
        assert said in text, said
    assert f'"{survey.asks.id}-2' in client.get(f"/page-codes/{survey.asks.id}.css").text
    assert HERE in client.get("/questionnaires/survey").text
    easy = client.get(f"{HERE}?print=easy").text
    assert ">Home<" in easy and "The whole question" in easy and "#hands" in easy


def test_nobody_prints_what_is_not_offered_or_not_open(client, sign_in, survey):
    survey.closes_at = now() - timedelta(minutes=1)
    survey.opens_at = now() - timedelta(days=1)
    survey.shown += 1
    saved(survey)
    assert client.get(HERE).status_code == 404
    survey.closes_at, survey.offers_paper = now() + timedelta(days=1), False
    survey.shown += 1
    saved(survey)
    assert client.get(HERE).status_code == 404 and HERE not in client.get("/questionnaires/survey").text
    sign_in("engagement_lead")
    assert "Draft. Do not hand it out" not in client.get("/staff/questionnaires/survey/paper").text
    survey.begin_draft()
    saved(survey)
    assert "Draft. Do not hand it out" in client.get("/staff/questionnaires/survey/paper?version=draft").text


def test_staff_say_where_it_is_handed_in_before_it_is_offered(client, sign_in, survey):
    sign_in("engagement_lead")
    page = client.get("/staff/questionnaires/survey/details").text
    fields = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*type="[^"]+"[^>]*value="([^"]*)"', page))
    fields |= {"title": "T", "summary": "S", "edited": str(survey.edited), "offers_paper": "y", "paper_days": "61"}
    fields["paper_return"] = ""
    answer = client.post("/staff/questionnaires/survey/details", data=fields)
    assert answer.status_code == 422
    assert "Write where people can hand the paper form in" in answer.text
    assert "Enter a number of days from 0 to 60" in answer.text


def test_whom_a_rule_is_for_is_said_to_them(app):
    a_partnership()
    conditions = [
        {"question": "rank", "test": "any_of", "options": ["a", "b"]},
        {"question": "many", "test": "at_least", "number": 2},
        {"question": "many", "test": "none_of", "options": ["a"]},
        {"question": "age", "test": "more", "number": 11},
        {"question": "day", "test": "before", "number": 739132},
        {"test": "is", "options": ["young_person"]},
    ]
    two = [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}]
    first = one_page(
        {"key": "rank", "kind": "ranking", "prompt": "R?", "options": two, "most": 2},
        {"key": "many", "kind": "several_choices", "prompt": "M?", "options": two},
        {"key": "age", "kind": "number", "prompt": "N?"},
        {"key": "day", "kind": "date", "prompt": "D?"},
    )
    last = one_page({"key": "end", "kind": "short_text", "prompt": "E?", "longest": 9})
    last[0] |= {"key": "last", "who_sees": {"any_of": conditions}}
    version = a_questionnaire(pages=first + last).asks
    [_, page] = OnPaper(version).pages
    assert page.go_to.replace("\N{NO-BREAK SPACE}", " ") == (
        "If you gave a number to “A” or “B” at 1, or you chose at least 2 answers at 2, or you did not tick “A” at 2, "
        "or the number at 3 is more than 11, or the day you wrote at 4 is before Tuesday 3 September 2024, or you "
        "ticked “A young person (up to 25)” at “Who are you?”, go on to 5. Otherwise go to the end."
    )


def test_numbers_and_days_as_they_are_typed():
    assert numbers_in("13", 3) == numbers_in("1, 3", 3) == numbers_in("3 1 3", 3)[::-1] == [1, 3]
    assert numbers_in("13", 13) == [13] and numbers_in("1 3", 13) == [1, 3] and numbers_in("", 3) == []
    assert read_day("3/9/24") == read_day("3 9 2024") == read_day("03.09.2024")
    for read in (lambda: numbers_in("٣", 3), lambda: numbers_in("--", 3), lambda: read_day("3 9")):
        with pytest.raises(Mistyped):
            read()


def test_what_is_written_beside_an_answer_ticks_it(survey):
    where = next(each for each in survey.asks.questions if each.key == "where")
    assert as_typed(where, {"w-where-other": "my nans"}).given.options == ["other"]
    too_many = as_typed(where, {"a-where": "123", "w-where-other": "my nans"})
    assert (too_many.given.options, dict(too_many.given.words)) == ([], {"other": "my nans"})
    assert too_many.not_counted == {"": Why.TOO_MANY}
