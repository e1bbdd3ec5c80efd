"""Whoever sends very much: everything is filed at once, nobody is shut out, and nobody who reads is buried."""

import ast
import re

import pytest
import time_machine

from answering import answer, token_on
from asking import NOTE, PLEDGE, SIGN_UP, again, opened
from builders import a_board, a_partnership, a_questionnaire, a_user, letters_about_concerns
from coprod import rate_limits
from coprod.concerns.concern import Concern
from coprod.config import ROOT
from coprod.database import db, now
from coprod.intake.forms import TO_TYPE_SECONDS
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt

ALIKE = (
    "i want to kill myself",
    "I want to kill myself!!!",
    "  i WANT to  kill\nmyself ",
    "i want to ki\u200bll myself.",
    "i wánt to kill mysèlf",
    "“I want to kill myself”",
)


def sent() -> int:
    db.session.rollback()
    return db.session.query(Contribution).count()


@pytest.mark.parametrize("door", [NOTE, SIGN_UP, PLEDGE, "questionnaire"], ids=["note", "sign-up", "pledge", "answers"])
def test_over_the_limit_a_form_counts_some_seconds_after_it_was_given_out(client, monkeypatch, door):
    monkeypatch.setattr(rate_limits, "POSTING", "1 per 10 minutes")
    with time_machine.travel(now(), tick=False) as clock:
        if door == "questionnaire":
            a_partnership()
            a_questionnaire()
            address, words = "/questionnaires/survey/check", None
            forms = lambda: {"token": token_on(answer(client).text)}  # noqa: E731
        else:
            first, address, words = opened(client, door), door.address, "The hall is “loud” & long"
            forms = lambda: again(client, door) | {door.box: words, "told": "yes"}  # noqa: E731
            client.post(address, data=first | {door.box: words, "told": "yes"})
        if words is None:
            client.post(address, data=forms())
        assert sent() == 1, "under the limit a form counts at once"
        typed = forms()
        early = client.post(address, data=typed)
        assert early.status_code == 429 and "Please send it once more" in early.text and sent() == 1
        if words:
            assert early.text.count("The hall is “loud” &amp; long") == 2, "shown, and in the form to send again"
        fields = dict(re.findall(r'<textarea name="([\w.-]+)"[^>]*>\n(.*?)</textarea>', early.text, re.DOTALL))
        assert set(fields) == set(typed) - {"csrf_token"}
        assert client.post(address, data=typed).status_code == 429 and sent() == 1
        clock.shift(TO_TYPE_SECONDS)
        assert client.post(address, data=typed | {"token": fields["token"]}).status_code == 303
    assert sent() == 2
    assert [each.unusual for each in db.session.query(Contribution).order_by(Contribution.id)] == [False, True]


@pytest.mark.parametrize("token", [None, "", "forged", "forged.by.somebody"])
def test_a_form_without_a_token_of_ours_is_as_young_as_can_be_and_gets_one(client, monkeypatch, token):
    monkeypatch.setattr(rate_limits, "POSTING", "0 per 10 minutes")
    with time_machine.travel(now(), tick=False) as clock:
        fields = opened(client, SIGN_UP) | {"words": "", "token": token or ""}
        if token is None:
            del fields["token"]
        early = client.post(SIGN_UP.address, data=fields)
        assert early.status_code == 429 and sent() == 0
        fields["token"] = re.search(r'<textarea name="token"[^>]*>\n(.*?)</textarea>', early.text)[1]
        clock.shift(TO_TYPE_SECONDS)
        assert client.post(SIGN_UP.address, data=fields).status_code == 303 and sent() == 1


def test_another_network_never_notices(client, monkeypatch):
    monkeypatch.setattr(rate_limits, "POSTING", "1 per 10 minutes")
    first = opened(client, NOTE) | {"words": "more clubs"}
    for fields in (first, again(client, NOTE) | {"words": "more clubs"}):
        client.post(NOTE.address, data=fields)
    neighbour = again(client, NOTE) | {"words": "more clubs"}
    answered = client.post(NOTE.address, data=neighbour, environ_base={"REMOTE_ADDR": "192.0.2.77"})
    assert answered.status_code == 303 and sent() == 2


def test_eighty_notes_in_six_seconds_are_eighty_concerns_one_letter_and_one_line(client, app, sign_in):
    a_partnership()
    a_board()
    lead = a_user("safeguarding_lead").email
    with time_machine.travel(now(), tick=False) as clock:
        forms = [again(client, NOTE) for _ in range(80)]
        clock.shift(60)
        for number, fields in enumerate(forms):
            words = ALIKE[number % len(ALIKE)]
            assert client.post(NOTE.address, data=fields | {"words": words}).status_code == 303
            letters = letters_about_concerns()
            clock.shift(6 / 80)
        assert [letter.to for letter in letters] == [lead] and "Someone may not be safe." in letters[0].body
        clock.shift(120)
        assert [letter.body.split(".")[0] for letter in letters_about_concerns()[1:]] == ["80 concerns wait"]
    assert sent() == 80 == db.session.query(Receipt).count()
    concerns = db.session.query(Concern).all()
    assert len({concern.sealed_words for concern in concerns}) == 80
    assert len({concern.opened_at for concern in concerns}) == 80
    sign_in("safeguarding_lead")
    page = client.get("/staff/safeguarding").text
    assert "80 times the same words" in page and "80 open concerns" in page and page.count("I have these") == 1


def test_every_door_of_the_public_says_when_much_comes_from_one_network():
    judging = {}
    for path in sorted((ROOT / "coprod").rglob("*views.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and "judge(" in (body := ast.unparse(node)):
                judging[f"{path.name} {node.name}"] = "unusual=" in body and "comes_often(" in body
    assert len(judging) >= 4 and all(judging.values()), judging
