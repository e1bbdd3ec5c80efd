"""Whatever staff type into a question comes back as it was typed, and breaks no page, no file and no answer."""

import html
from typing import Any

import pytest

from builders import a_partnership, a_questionnaire
from coprod.database import db
from coprod.questionnaires.answering.forms import AnswersForm
from coprod.questionnaires.editing.reading_json import read
from coprod.questionnaires.facts import facts_of, version_of
from coprod.questionnaires.kinds import TEXT, WITH_OPTIONS, Kind
from coprod.questionnaires.models import Questionnaire
from coprod.text import normalise

NAUGHTY = {
    "right to left": "هل تذهب إلى المدرسة؟",
    "both directions": "abc \u202egnihtyna\u202c שלום",
    "zero width": "in\u200bvis\u200cible\u2060 word\ufeff",
    "emoji": "👩🏽‍🦽 🏳️‍🌈 👨‍👩‍👧‍👦 1️⃣",
    "combining": "Z̷̡̢a̵l̶g̸o̵ e\u0301\u0301\u0301",
    "sql": "'); DROP TABLE question; --",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;",
    "attribute": "\" onfocus=\"alert(1)\" autofocus='",
    "format": "%s %(name)s {0} {{ 7 * 7 }} {% raw %} ${x} \\n",
    "path": "../../etc/passwd\\..\\con",
    "spreadsheet": "=HYPERLINK(\"https://x.example\")",
    "numbers": "0x10 1e309 -0 NaN Infinity ٣ ½",
    "words of code": "None null undefined true __proto__ constructor",
    "lines": "one\r\ntwo\x0bthree\u2028four",
    "cjk": "你好，世界。「こんにちは」",
    "math": "𝕳𝖊𝖑𝖑𝖔 ﬁ ＡＢＣ",
    "control": "a\x00b\x07c\x1b[31md",
    "markdown": "**bold** [x](javascript:alert(1)) # h",
}  # fmt: skip
LONG = "Ω" * 300
# What stands on one line, in as few prompts as have room for it: each is asked on a page of its own.
ON_ONE_LINE = [name for name in NAUGHTY if name not in ("lines", "control")]
TOGETHER = [" · ".join(NAUGHTY[name] for name in ON_ONE_LINE[start::3]) for start in range(3)]
PROMPTS = [*TOGETHER, NAUGHTY["lines"], NAUGHTY["control"], LONG]
NEEDS: dict[Kind, dict[str, Any]] = {
    Kind.SHORT_TEXT: {"longest": 100},
    Kind.LONG_TEXT: {"longest": 100},
    Kind.SCALE: {"lowest": 1, "highest": 5},
    Kind.RANKING: {"most": 2},
}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_takes_what_people_type(client, sign_in, kind):
    a_partnership()
    survey = a_questionnaire(opens_at=None, pages=[{"title": "Page", "questions": []}])
    sign_in("engagement_lead")
    for typed in PROMPTS:
        said = {"edited": str(survey.edited), "prompt": typed, "kind": kind, "page": "page"}
        made = client.post("/staff/questionnaires/survey/add-question", data=said | {"answers": f"{typed}\nOther"})
        if kind in WITH_OPTIONS and made.status_code == 422:  # what has line ends in it stays one answer to a line
            assert "answers" in made.text, typed
            continue
        assert made.status_code == 303, typed
        page = client.get(made.location)
        assert page.status_code == 200, typed
        kept = normalise(typed)
        survey = db.session.query(Questionnaire).one()
        assert survey.draft.questions[-1].prompt == kept, typed
        assert kept in html.unescape(page.text), typed
        assert "<script>alert" not in page.text, typed
    survey = db.session.query(Questionnaire).one()
    for address in ("edit", "preview?version=draft", "versions", "library", "publish"):
        assert client.get(f"/staff/questionnaires/survey/{address}").status_code == 200
    out = client.get("/staff/questionnaires/survey/questions.json").text
    for came, went in zip(read(out)[0]["questions"], facts_of(survey.draft)[0]["questions"], strict=True):
        assert came == went


@pytest.mark.parametrize("kind", Kind)
def test_a_naughty_question_can_be_asked(app, kind):
    for typed in NAUGHTY.values():
        facts: dict[str, Any] = {"kind": kind.value, "prompt": normalise(typed), **NEEDS.get(kind, {})}
        if kind in WITH_OPTIONS:
            facts["options"] = [normalise(typed), "Other"]
        version = version_of([{"title": normalise(typed), "questions": [facts]}])
        for answer in ("x" * 5000, "9" * 12):  # too long, and too large: what is said of it names the question
            form = AnswersForm.of(version.questions, {f"answer-{version.questions[0].key}": [answer]})
            form.validate()
            assert form.errors or kind not in (*TEXT, Kind.NUMBER) or (kind in TEXT and answer.isdigit())
        assert facts_of(version_of(facts_of(version))) == facts_of(version)
