"""Whoever skipped every question has answered nothing: nothing is sent, and they are counted nowhere."""

from answering import ABOUT, HERE, token_on
from builders import a_partnership, a_questionnaire, an_event, one_page, saved
from coprod.counting.counting_check import what_is_wrong
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.questionnaires.answering.drafts.draft import Draft

SKIPPABLE = one_page(
    {"key": "change", "kind": "long_text", "prompt": "What would you change?", "longest": 500},
    {"key": "word", "kind": "short_text", "prompt": "One word?", "longest": 50},
)


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


def test_however_it_came_in_it_counts_nobody():
    survey = a_questionnaire(pages=SKIPPABLE)
    empty, booked = saved(Contribution(activity=survey)), saved(Contribution(activity=an_event()))
    assert not empty.counts and not empty.first_in_activity and not empty.first_on_site
    assert booked.counts, "who comes has said nothing, and takes part"
    assert what_is_wrong() == []
    empty.was_ticked()
    assert saved(empty).counts and what_is_wrong() == []
