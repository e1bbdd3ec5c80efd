"""Whoever skipped every question has answered nothing: nothing is sent, and they are counted nowhere."""

import importlib.util
from typing import Any

from answering import ABOUT, HERE, token_on
from builders import a_partnership, a_questionnaire, an_event, one_page, saved
from coprod.config import ROOT
from coprod.counting.counting_check import what_is_wrong
from coprod.database import db
from coprod.intake.door import file, judge
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.questionnaires.answering.drafts.draft import Draft

SKIPPABLE = one_page(
    {"key": "change", "kind": "long_text", "prompt": "What would you change?", "longest": 500},
    {"key": "word", "kind": "short_text", "prompt": "One word?", "longest": 50},
)


def the_migration() -> Any:
    [path] = (ROOT / "migrations" / "versions").glob("*_nothing_answered.py")
    spec = importlib.util.spec_from_file_location("nothing_answered", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nothing_is_sent_and_a_page_says_so(client):
    a_partnership()
    a_questionnaire(pages=SKIPPABLE)
    client.post(f"{HERE}/1", data={})
    client.post(f"{HERE}/about-you", data=ABOUT)
    token = token_on(client.get(f"{HERE}/check").text)
    page = client.post(f"{HERE}/check", data={"token": token})
    assert page.status_code == 422 and "we have sent nothing, and you are not counted" in page.text
    assert f'href="{HERE}/1"' in page.text and f'action="{HERE}/delete"' in page.text
    assert not db.session.query(Contribution).count() and db.session.query(Draft).count() == 1
    db.session.rollback()
    client.post(f"{HERE}/1", data={"answer-word": "loud"})
    assert client.post(f"{HERE}/check", data={"token": token}).location == f"{HERE}/sent"
    assert db.session.query(Contribution).count() == 1


def test_however_it_came_in_it_counts_nobody(app):
    survey = a_questionnaire(pages=SKIPPABLE)
    empty, booked = saved(Contribution(activity=survey)), saved(Contribution(activity=an_event()))
    assert not empty.counts and not empty.first_in_activity and not empty.first_on_site
    assert booked.counts, "who comes has said nothing, and takes part"
    assert what_is_wrong() == []
    empty.was_ticked()
    assert saved(empty).counts and what_is_wrong() == []


def test_the_migration_counts_those_again_who_sent_an_empty_sheet(app):
    survey, other = a_questionnaire(pages=SKIPPABLE), a_questionnaire("other", pages=SKIPPABLE)
    codes = [Receipt("one"), Receipt("two")]
    empty = [saved(Contribution(activity=survey, receipt=code)) for code in codes]
    ticked = saved(Contribution(activity=other, receipt=codes[0], ticked=True))
    as_it_was = dict.fromkeys(("counts", "first_in_activity", "first_in_engagement", "first_on_site"), True)
    for each in empty:
        for name, value in as_it_was.items():
            setattr(each, name, value)
    ticked.first_on_site = False
    saved(*empty, ticked)
    assert "against the rule" in what_is_wrong()[0]
    db.session.rollback()
    with db.engine.begin() as connection:
        the_migration().count_no_empty_sheets(connection)
    assert what_is_wrong() == [] and [each.counts for each in empty] == [False, False]
    assert ticked.first_on_site and ticked.first_in_activity


def test_what_is_filed_without_an_answer_counts_nobody(app):
    survey = a_questionnaire(pages=SKIPPABLE)
    file(judge(survey.id, token="empty", came=False))
    assert not db.session.query(Contribution).one().counts and what_is_wrong() == []
