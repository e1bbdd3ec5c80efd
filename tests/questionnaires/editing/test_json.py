"""A questionnaire as JSON: out and in it is the same; what would change is said first, and which line is wrong."""

import io
import json
import re

import pytest

from builders import a_partnership, a_questionnaire
from coprod.config import ROOT
from coprod.database import db
from coprod.questionnaires.editing.reading_json import Refused, read, written
from coprod.questionnaires.facts import facts_of
from coprod.questionnaires.models import Questionnaire

TAKE_IN = "/staff/questionnaires/survey/take-in"


@pytest.fixture
def survey(client, sign_in) -> Questionnaire:
    a_partnership()
    found = a_questionnaire()
    sign_in("engagement_lead")
    return found


def sent(client, text: str, **more: str):
    edited = str(db.session.query(Questionnaire).one().edited)
    return client.post(TAKE_IN, data={"text": text, "edited": edited, **more})


def test_out_and_in_again_it_is_the_same(client, survey):
    out = client.get("/staff/questionnaires/survey/questions.json")
    assert out.mimetype == "application/json" and "survey.json" in out.headers["Content-Disposition"]
    assert read(out.text) == facts_of(survey.asks)
    assert "It is all as it is now" in sent(client, out.text).text


def test_what_would_change_is_said_before_it_does(client, survey):
    text = client.get("/staff/questionnaires/survey/questions.json").text.replace("What would you change?", "What now?")
    looked = sent(client, text)
    assert looked.status_code == 200 and "What now?" in looked.text and "Do it" in looked.text
    assert db.session.query(Questionnaire).one().draft is None
    assert sent(client, text, sure="y").status_code == 303
    survey = db.session.query(Questionnaire).one()
    assert "What now?" in [each.prompt for each in survey.draft.questions]
    assert "What now?" not in [each.prompt for each in survey.asks.questions]


def test_a_file_does_as_well(client, survey):
    text = client.get("/staff/questionnaires/survey/questions.json").text.replace("What would you change?", "What now?")
    file = (io.BytesIO(text.encode()), "survey.json")
    looked = client.post(TAKE_IN, data={"edited": "1", "text": "", "file": file})
    assert looked.status_code == 200 and "This would change" in looked.text


def a_text(*questions: dict, **page: object) -> str:
    return written("Test", [{"title": "Page", "questions": list(questions), **page}])


YES_NO = {"key": "a", "kind": "one_choice", "prompt": "A?", "options": ["Yes", "No"]}
IF_YES = {"all_of": [{"question": "a", "test": "is", "options": ["yes"]}]}
WRONG = {
    "line 1: this is not JSON": "{",
    "line 3: this is not JSON": '{\n"format": "x",\n"version" 1}',
    "begins with “format”": "[]",
    "must be 1: we know no other": '{"format": "coprod questionnaire", "version": 7}',
    "“pages” is missing": '{"format": "coprod questionnaire", "version": 1}',
    "each of “pages” is an object": '{"format": "coprod questionnaire", "version": 1, "pages": [7]}',
    "there is no kind “guess”": a_text({"kind": "guess", "prompt": "A?"}),
    "“pormpt” is not known here": a_text({**YES_NO, "pormpt": "A?"}),
    "“prompt” is missing": a_text({"kind": "date", "prompt": " "}),
    "“required” must be true or false": a_text({**YES_NO, "required": 1}),
    "“most” must be a number": a_text({**YES_NO, "most": "two"}),
    "“most” is too large": a_text({**YES_NO, "most": 10**12}),
    "two answers at least": a_text({"kind": "one_choice", "prompt": "A?"}),
    "“minutes” is 2 or 10": a_text({**YES_NO, "minutes": 7}),
    "“read_on” must be a day": a_text({**YES_NO, "read_on": "soon"}),
    "two questions with the key “a”": a_text(YES_NO, YES_NO),
    "either “all_of” or “any_of”": a_text(YES_NO, who_sees={"some_of": []}),
    "A rule needs one condition": a_text(YES_NO, who_sees={"all_of": []}),
    "there is no such “test”": a_text(YES_NO, who_sees={"all_of": [{"question": "a", "test": "likes", "number": 1}]}),
    "are keys, each in quotes": a_text(YES_NO, who_sees={"all_of": [{"test": "is", "options": [{}]}]}),
    "not stand on an earlier page": a_text(YES_NO, who_sees=IF_YES),
    "Nothing is asked yet": '{"format": "coprod questionnaire", "version": 1, "pages": []}',
    "too many for anybody": a_text(*({**YES_NO, "key": f"a{n}"} for n in range(201))),
    "we can read": "[" * 100_000,
    "is no number": '{"format": "coprod questionnaire", "version": NaN}',
}  # fmt: skip
WRONG["we can read (NaN)"] = WRONG.pop("is no number")


@pytest.mark.parametrize("says", WRONG)
def test_what_is_wrong_is_said_with_its_line(app, says):
    with pytest.raises(Refused, match=re.escape(says.removesuffix(" (NaN)"))):
        read(WRONG[says])


def test_the_line_is_the_one_in_which_the_thing_begins(app):
    text = a_text(YES_NO, {**YES_NO, "key": "b", "kind": "guess"})
    with pytest.raises(Refused) as refused:
        read(text)
    [wrong] = refused.value.wrong
    lines = text.splitlines()
    assert lines[wrong.line - 1].strip() == "{" and '"key": "b"' in lines[wrong.line]


def test_nothing_is_taken_in_while_a_line_is_wrong(client, survey):
    refused = sent(client, a_text({"kind": "guess", "prompt": "A?"}), sure="y")
    assert refused.status_code == 422 and "Line 9:" in refused.text and "Nothing is changed" in refused.text
    assert db.session.query(Questionnaire).one().draft is None


def test_the_example_in_the_documentation_is_read():
    text = (ROOT / "docs" / "questionnaire-format.md").read_text("utf-8")
    [example] = re.findall(r"```json\n(.*?)```", text, re.S)
    assert json.loads(example) and len(read(example)) == 2
