"""A pledge is changed through a link by letter: who is sent one, what it changes, and what is read anew."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from builders import a_partnership, a_pledge, a_promise, a_shown_pledge, a_user, saved
from coprod.concerns.concern import Concern
from coprod.database import db, now, uk_today
from coprod.mail import Message
from coprod.participation.history import history_of
from coprod.participation.move import Status
from coprod.promise.pledge import CHANGE_HOURS, Pledge
from coprod.promise.pledge_letters import LinkRequest, send_links, tell_who_stands_on_the_register

WORRYING = "My uncle hits me and I want to die"


def letters() -> list[Message]:
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def link_in(letter: Message) -> str:
    return re.search(r"/promise/change/[\w-]+", letter.body)[0]


def a_link(pledge: Pledge) -> str:
    secret = pledge.new_change_link()
    saved(pledge)
    return f"/promise/change/{secret}"


def form(pledge: Pledge, **more: object) -> dict[str, object]:
    """The form as its page shows it, but for what is typed otherwise; it was asked before sending."""
    day = more.pop("day", pledge.by_when)
    kept = {"words": pledge.submission.as_written, "commitments": [each.slug for each in pledge.commitments]}
    return kept | {"told": "yes", "by_when": f"{day.day} {day.month} {day.year}"} | more


def on_the_list(client) -> str:
    return client.get("/promise/promise/pledges").text


# The letters ----------------------------------------------------------------------------------------------


def test_the_contact_is_told_once_that_the_pledge_stands(client):
    a_partnership()
    pledge = a_shown_pledge()
    tell_who_stands_on_the_register()
    assert letters() == []  # whoever approved it can still undo that
    with time_machine.travel(now() + timedelta(minutes=6)):
        tell_who_stands_on_the_register()
        tell_who_stands_on_the_register()
        [letter] = letters()
        assert letter.to == "ottilie@hill.example" and "/promise/promise/pledges" in letter.body
        assert "Hill School" not in letter.body + letter.subject and pledge.submission.words not in letter.body
        assert "Change your pledge" in client.get(link_in(letter)).text


def test_nobody_is_told_of_what_does_not_stand(app):
    a_partnership()
    promise = a_promise()
    a_pledge("waiting", promise, email_confirmed_at=now())
    unconfirmed = a_pledge("unconfirmed", promise)
    unconfirmed.submission.approve(by=a_user("moderator").id)
    withdrawn = a_shown_pledge("withdrawn", promise)
    withdrawn.contribution.withdraw()
    saved(withdrawn)
    with time_machine.travel(now() + timedelta(minutes=6)):
        tell_who_stands_on_the_register()
    assert letters() == []


def test_a_new_link_is_asked_for_with_the_address(client):
    a_partnership()
    a_shown_pledge()
    answers = []
    for address in ("Ottilie@hill.example", "nobody@hill.example"):
        answer = client.post("/promise/promise/link", data={"email": address})
        answers.append((answer.status_code, answer.location, client.get(answer.location).text))
    assert answers[0] == answers[1] and letters() == [] and db.session.query(LinkRequest).count() == 2
    send_links()
    [letter] = letters()
    assert letter.to == "ottilie@hill.example" and client.get(link_in(letter)).status_code == 200
    assert db.session.query(LinkRequest).count() == 0


def test_no_link_goes_to_an_address_that_was_never_confirmed(client):
    a_partnership()
    a_pledge()
    client.post("/promise/promise/link", data={"email": "ottilie@hill.example"})
    send_links()
    assert letters() == []


def test_one_address_is_sent_few_letters_and_nobody_is_told(client):
    a_partnership()
    a_shown_pledge()
    answers = [client.post("/promise/promise/link", data={"email": "ottilie@hill.example"}) for _ in range(5)]
    assert {answer.location for answer in answers} == {"/promise/promise/link-sent"}
    assert db.session.query(LinkRequest).count() == 3


def test_whoever_asks_too_often_is_told_to_wait(client):
    a_partnership()
    a_promise()
    sent = [client.post("/promise/promise/link", data={"email": f"a{i}@hill.example"}) for i in range(11)]
    assert [answer.status_code for answer in sent][-2:] == [303, 429]


@pytest.mark.parametrize("typed", ["", "ottilie", "a@b@c.example", "x" * 300 + "@hill.example"])
def test_what_is_no_address_is_said(client, typed):
    a_partnership()
    a_promise()
    answer = client.post("/promise/promise/link", data={"email": typed})
    assert answer.status_code == 422 and "nter" in answer.text and db.session.query(LinkRequest).count() == 0


# The link -------------------------------------------------------------------------------------------------


def test_opening_the_link_changes_nothing_and_it_works_once(client):
    a_partnership()
    pledge = a_shown_pledge()
    link, before = a_link(pledge), on_the_list(client)
    page = client.get(link)
    assert "Pupils plan move-up week" in page.text and "Hill School" in page.text
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert client.get(f"{link}/withdraw").status_code == 200 and on_the_list(client) == before
    assert client.post(link, data=form(pledge)).status_code == 303
    for again in (client.get(link), client.post(link, data=form(pledge)), client.post(f"{link}/withdraw")):
        assert again.status_code == 410 and "Send me a new link" in again.text


def test_a_link_ends_after_some_days_and_a_newer_one_ends_it(client):
    a_partnership()
    pledge = a_shown_pledge()
    earlier, link = a_link(pledge), a_link(pledge)
    assert client.get(earlier).status_code == 410 and client.get(link).status_code == 200
    assert client.get("/promise/change/made-up").status_code == 410
    with time_machine.travel(now() + timedelta(hours=CHANGE_HOURS, minutes=1)):
        assert client.get(link).status_code == 410 and client.post(link, data=form(pledge)).status_code == 410


def test_a_date_and_commitments_stand_at_once(client):
    a_partnership()
    pledge = a_shown_pledge()
    day = uk_today() + timedelta(days=90)
    chosen = ["we-speak-plainly", "we-come-back"]
    answer = client.post(a_link(pledge), data=form(pledge, day=day, commitments=chosen))
    assert answer.location == "/promise/promise/changed"
    assert "A new date" in client.get(answer.location).text
    listed = on_the_list(client)
    assert "We come back" in listed and "We ask first" not in listed and str(day.year) in listed
    assert pledge.by_when == day and pledge.submission.status is Status.APPROVED


def test_new_words_are_hidden_until_somebody_has_read_them(client):
    a_partnership()
    pledge = a_shown_pledge()
    tell_again = time_machine.travel(now() + timedelta(minutes=6))
    pledge.told()
    client.post(a_link(pledge), data=form(pledge, words="Pupils choose the lunches"))
    listed = on_the_list(client)
    assert "lunches" not in listed and "move-up" not in listed
    assert (pledge.submission.status, pledge.submission.words) == (Status.PENDING, "Pupils choose the lunches")
    assert pledge.contribution.received_at is not None  # so that it has its turn in the queue
    last = history_of(pledge.contribution_id)[pledge.submission_id][-1]
    assert (last.by, last.verb) == ("Whoever wrote it", "changed the words")
    pledge.submission.approve(by=a_user("moderator").id)
    saved(pledge)
    assert "lunches" in on_the_list(client)
    with tell_again, time_machine.travel(now() + timedelta(minutes=12)):
        tell_who_stands_on_the_register()
    assert len(letters()) == 1


def test_words_that_worry_are_with_the_lead_and_the_page_is_the_same(client):
    a_partnership()
    promise = a_promise()
    pages = []
    for number, words in enumerate(("Pupils choose the lunches", WORRYING)):
        pledge = a_shown_pledge(f"Before {number}", promise)
        answer = client.post(a_link(pledge), data=form(pledge, words=words))
        pages.append((answer.status_code, client.get(answer.location).text))
    assert pages[0] == pages[1]
    assert (pledge.submission.status, pledge.submission.words) == (Status.ESCALATED, None)
    [concern] = db.session.scalars(select(Concern))
    assert concern.words == WORRYING


def test_new_words_for_what_the_lead_holds_are_sealed_beside_the_old(client):
    a_partnership()
    pledge = a_pledge(email_confirmed_at=now())
    pledge.submission.escalate(by=a_user("moderator").id)
    saved(pledge)
    link = a_link(pledge)
    assert "Pupils plan move-up week" in client.get(link).text
    assert client.post(link, data=form(pledge, words="Quite other words")).status_code == 303
    assert (pledge.submission.status, pledge.submission.words) == (Status.ESCALATED, None)
    sealed = [concern.words for concern in db.session.scalars(select(Concern).order_by(Concern.id))]
    assert sealed == ["Pupils plan move-up week", "Quite other words"]
    pledge.submission.approve(by=a_user("safeguarding_lead").id)
    saved(pledge)
    assert pledge.submission.published_words == "Quite other words"


def test_words_that_seem_to_name_somebody_are_asked_about_first(client):
    a_partnership()
    pledge = a_shown_pledge()
    typed = form(pledge, words="Ring Mr Smith on 07700 900123", told="")
    page = client.post(a_link(pledge), data=typed)
    assert "Before you send it" in page.text and pledge.submission.status is Status.APPROVED


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"words": ""}, "Enter what your organisation will do"),
        ({"words": "x" * 1001}, "1,000 characters or fewer"),
        ({"commitments": []}, "Choose one commitment or more"),
        ({"commitments": ["other"]}, "not a valid choice"),
        ({"by_when": "soon"}, "date"),
        ({"by_when": "1 1 2001"}, "in the future"),
    ],
)
def test_what_cannot_be_saved_is_said_and_the_link_goes_on_working(client, typed, words):
    a_partnership()
    pledge = a_shown_pledge()
    link, before = a_link(pledge), on_the_list(client)
    answer = client.post(link, data=form(pledge) | typed)
    assert answer.status_code == 422 and words in answer.text and "There is a problem" in answer.text
    assert client.get(link).status_code == 200 and on_the_list(client) == before


def test_a_commitment_in_other_words_stays_to_choose_for_those_who_chose_it(client):
    a_partnership()
    pledge = a_shown_pledge()
    lead = a_user("engagement_lead").id
    pledge.promise.reword(pledge.commitments[0], title="We ask", meaning="Before.", by=lead, reason="Plainer")
    saved(pledge.promise)
    link = a_link(pledge)
    page = client.get(link).text
    assert "We ask first" in page and ">We ask<" in re.sub(r"\s*\n\s*", "", page)
    assert client.post(link, data=form(pledge)).status_code == 303
    assert [each.title for each in pledge.commitments] == ["We ask first"]


def test_a_pledge_is_withdrawn_with_all_that_was_typed(client):
    a_partnership()
    pledge = a_shown_pledge()
    link = a_link(pledge)
    answer = client.post(f"{link}/withdraw")
    assert answer.location == "/promise/promise/withdrawn" and "deleted" in client.get(answer.location).text
    assert "Hill School" not in on_the_list(client)
    assert (pledge.submission.words, pledge.contact_email, pledge.change_digest) == ("", "", None)
    assert client.get(link).status_code == 410
