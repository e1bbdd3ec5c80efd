"""Before words are sent, their writer is asked once about what says who somebody is; about nothing else, ever."""

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest

from answering import HERE, TOLD, answer, token_on
from asking import (
    DOORS,
    LONG_ANSWER,
    LOUD,
    NOTE,
    PIP,
    PLEDGE,
    again,
    asked,
    opened,
    says,
    seen,
    the_told,
    without_token,
)
from builders import a_partnership, a_questionnaire, some_pages
from coprod.boards.models import Note
from coprod.database import db
from coprod.intake import timed_screening as screened
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.questionnaires.answering.drafts.draft import Draft
from coprod.screening import screen as screening
from coprod.screening.finding import Finding, FindingKind

every_door = pytest.mark.parametrize("door", DOORS.values(), ids=DOORS)


@pytest.fixture(autouse=True)
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`screen(("Pip", PERSON_NAME))` says what is found from here on. Nothing else is."""

    def find(*marks: tuple[str, FindingKind]) -> None:
        monkeypatch.setattr(screening, "screen", says(*marks))

    find(PIP)
    return find


@every_door
def test_asks_once_keeps_nothing_and_then_takes_whatever_comes(client, door):
    fields = opened(client, door) | {door.box: LOUD}
    first = client.post(door.address, data=fields)
    assert first.status_code == 200 and "Is there a name in your words?" in asked(first)
    assert seen(first) == [("Pip Pretend", "a name")]
    assert "<title>Before you send it: " in first.text and "Error" not in first.text
    assert f"{LOUD}</textarea>" in first.text and f'href="#{door.box}"' in first.text
    for kind in (Contribution, Submission, Draft):
        assert db.session.query(kind).count() == 0
    second = client.post(door.address, data=fields | the_told(first) | {door.box: "Pip Pretend again"})
    assert second.status_code == 303, "once was enough, whatever the words are now"


@every_door
def test_words_that_say_nothing_about_anybody_go_straight_through(client, door):
    assert "told" not in client.get(door.address).text
    assert client.post(door.address, data=opened(client, door) | {door.box: "The hall is loud"}).status_code == 303


@every_door
@pytest.mark.parametrize("kind", [FindingKind.CONCERN, FindingKind.ABUSE])
def test_of_words_that_worry_nobody_is_told_anything(client, door, screen, kind):
    """Whoever looks over a child's shoulder sees what they would see after any other words."""
    fields, answers = opened(client, door) | {door.box: "Pip Pretend hurts me"}, []
    for marks in ((), (("hurts", kind),), (PIP,), (PIP, ("hurts", kind), ("Pip Pretend hurts me", kind))):
        screen(*marks)
        answers.append(client.post(door.address, data=fields | again(client, door) | {door.box: fields[door.box]}))
    ordinary, worrying, personal, both = answers
    assert ordinary.status_code == worrying.status_code == 303
    assert (ordinary.location, ordinary.data) == (worrying.location, worrying.data)
    assert asked(personal) and without_token(personal) == without_token(both)


@every_door
def test_screening_that_breaks_stops_nobody(client, door, monkeypatch):
    def breaks(text: str, own: Any = ()) -> list[Finding]:
        raise RuntimeError

    fields = opened(client, door) | {door.box: LOUD}
    monkeypatch.setattr(screening, "screen", breaks)
    assert client.post(door.address, data=fields).status_code == 303


def test_screening_that_is_slow_is_waited_for_once(client, monkeypatch):
    waits = []
    fields = opened(client, NOTE) | {"words": LOUD}
    monkeypatch.setattr(screened, "screened_until", lambda until, texts: waits.extend(texts) or [None for _ in texts])
    assert client.post(NOTE.address, data=fields).status_code == 303
    assert waits == [LOUD]
    assert db.session.query(Submission).one().findings is None


def test_each_time_the_words_are_looked_at_once(client, monkeypatch):
    looked = []
    find = says(PIP)
    monkeypatch.setattr(screening, "screen", lambda text, *how: looked.append(text) or find(text))
    fields = opened(client, NOTE)
    assert client.post(NOTE.address, data=fields | {"words": "More clubs"}).status_code == 303
    assert looked == ["More clubs"]
    fields = again(client, NOTE) | {"words": LOUD}
    client.post(NOTE.address, data=fields | the_told(client.post(NOTE.address, data=fields)))
    assert looked[1:] == [LOUD, LOUD]
    said = db.session.query(Submission).order_by(Submission.id)
    assert [len(submission.findings) for submission in said] == [0, 1]


def test_asking_takes_no_statement_that_a_refused_form_does_not(client, statements):
    fields, counts = opened(client, NOTE), []
    client.post(NOTE.address, data=fields | {"words": LOUD})  # reads the partnership's own words, kept for a minute
    for words in ("", LOUD):
        statements.clear()
        client.post(NOTE.address, data=fields | {"words": words})
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_nothing_of_the_first_try_stands_in_the_log(client, caplog):
    fields = opened(client, NOTE)
    with caplog.at_level(logging.DEBUG):
        assert asked(client.post(NOTE.address, data=fields | {"words": LOUD}))
    assert "Pip" not in caplog.text and "loud" not in caplog.text


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        (FindingKind.PERSON_NAME, "a name"),
        (FindingKind.SCHOOL, "a school"),
        (FindingKind.ADDRESS, "an address"),
        (FindingKind.PHONE, "a phone number"),
        (FindingKind.EMAIL, "an email address"),
        (FindingKind.POSTCODE, "a postcode"),
        (FindingKind.NHS_NUMBER, "an NHS number"),
        (FindingKind.DATE_OF_BIRTH, "a birthday"),
        (FindingKind.HANDLE, "a user name"),
    ],
)
def test_every_kind_has_a_name_that_a_child_knows(client, screen, kind, what):
    screen(("it is <this>", kind))
    page = client.post(NOTE.address, data=opened(client, NOTE) | {"words": "Well, it is <this>"})
    assert seen(page) == [("it is &lt;this&gt;", what)] and f"Is there {what} in your words?" in asked(page)


def test_what_is_in_it_is_named_in_few_words(client, screen):
    names = [f"Pip{letter}" for letter in "abcdef"]
    screen(*((name, FindingKind.PERSON_NAME) for name in names), ("Hill School", FindingKind.SCHOOL))
    fields = opened(client, NOTE)
    two = client.post(NOTE.address, data=fields | {"words": "Pipa and Pipa at Hill School"})
    assert seen(two) == [("Pipa", "a name"), ("Hill School", "a school")]
    assert "Is there a name or a school in your words?" in asked(two)
    many = client.post(NOTE.address, data=fields | {"words": " ".join([*names, "Hill School"])})
    assert len(seen(many)) == 5 and "and 2 more" in asked(many)
    screen(("1 Pip Row ZZ99 3WZ", FindingKind.ADDRESS), ("ZZ99 3WZ", FindingKind.POSTCODE), *[("Pip", PIP[1])])
    inside = client.post(NOTE.address, data=fields | {"words": "1 Pip Row ZZ99 3WZ"})
    assert seen(inside) == [("1 Pip Row ZZ99 3WZ", "an address")]
    screen(("Pip", PIP[1]), ("Hill", FindingKind.SCHOOL), ("@pip", FindingKind.HANDLE))
    assert "something private" in asked(client.post(NOTE.address, data=fields | {"words": "Pip Hill @pip"}))


def test_a_form_that_is_wrong_is_put_right_first_and_asks_then(client):
    fields = opened(client, NOTE) | {"words": LOUD}
    wrong = client.post(NOTE.address, data=fields | {"sharing": ""})
    assert wrong.status_code == 422 and not asked(wrong)
    told = the_told(client.post(NOTE.address, data=fields))
    wrong = client.post(NOTE.address, data=fields | told | {"words": ""})
    assert wrong.status_code == 422 and not asked(wrong) and the_told(wrong) == told


def test_another_note_under_the_same_code_is_asked_about_too(client):
    fields = opened(client, NOTE)
    client.post(NOTE.address, data=fields | {"words": "More clubs"})
    page = client.get(f"{NOTE.address}?same_code=1").text
    token = re.search(r'name="token" type="hidden" value="([^"]+)"', page)[1]
    fields |= {"token": token, "same_code": "yes", "words": LOUD}
    first = client.post(NOTE.address, data=fields)
    assert asked(first) and 'name="same_code" type="hidden" value="yes"' in first.text
    assert client.post(NOTE.address, data=fields | the_told(first)).status_code == 303
    assert len({row.receipt_id for row in db.session.query(Contribution)}) == 1 and db.session.query(Note).count() == 2


def test_a_pledge_may_name_its_organisation_and_schools(client, screen):
    fields = opened(client, PLEDGE)
    screen(PIP, ("Youth Club", FindingKind.PERSON_NAME), ("Hill School", FindingKind.SCHOOL))
    for words in ("Ask Pip Pretend", "The Youth Club and Hill School and Pip Pretend"):
        assert seen(client.post(PLEDGE.address, data=fields | {"words": words})) == [("Pip Pretend", "a name")]
    sent = client.post(PLEDGE.address, data=fields | {"words": "Our Youth Club comes to Hill School"})
    assert sent.status_code == 303
    screen(("Al", FindingKind.PERSON_NAME))
    part = fields | again(client, PLEDGE) | {"words": "Al", "organisation": "The Hall"}
    assert asked(client.post(PLEDGE.address, data=part)), "part of a word is not the organisation's name"


def test_a_pledge_that_is_only_asked_about_counts_as_no_letter(client):
    fields = opened(client, PLEDGE)
    for _ in range(12):
        assert asked(client.post(PLEDGE.address, data=fields | {"words": LOUD}))
    assert client.post(PLEDGE.address, data=fields | {"words": LOUD, "told": "yes"}).status_code == 303


def test_whoever_writes_for_a_service_may_name_it(client):
    fields = opened(client, NOTE) | {"words": LOUD}
    for audience, gentle in (("professional", True), ("organisation", True), ("young_person", False)):
        page = client.post(NOTE.address, data=fields | {"audience": audience})
        assert ("your own service" in asked(page)) is gentle, audience


def test_a_questionnaire_asks_once_on_each_page_and_never_on_the_way_back(client):
    fields = opened(client, LONG_ANSWER) | {"answer-change": LOUD}
    assert client.post(LONG_ANSWER.address, data=fields | {"go": "back"}).location == f"{HERE}/1"
    first = client.post(LONG_ANSWER.address, data=fields)
    assert asked(first) and "Leave it and go on" in first.text
    answer(client, {1: {"answer-place": "hall"}, 2: fields | the_told(first)})
    change = f"{HERE}/2?check=1"
    later = fields | the_told(client.get(change)) | {"answer-word": "Pip Pretend"}
    assert client.post(change, data=later).location == f"{HERE}/check", "they have been asked on this page"
    assert client.post(f"{HERE}/check", data={"token": token_on(client.get(f"{HERE}/check").text)}).status_code == 303


def test_each_page_of_a_questionnaire_asks_for_itself(client):
    a_partnership()
    pages = some_pages()
    pages[2]["questions"].append(pages[1]["questions"].pop(1))
    a_questionnaire(pages=pages)
    first = client.post(f"{HERE}/2", data=TOLD | {"answer-word": "Pip Pretend"})
    assert asked(first)
    assert client.post(f"{HERE}/2", data=TOLD | {"answer-word": "Pip Pretend"} | the_told(first)).status_code == 303
    assert asked(client.post(f"{HERE}/3", data={"answer-change": LOUD} | the_told(client.get(f"{HERE}/3"))))


def test_with_several_boxes_it_leads_to_the_first_with_something_in_it(client):
    words = {"answer-word": "loud", "answer-change": LOUD}
    page = client.post(LONG_ANSWER.address, data=opened(client, LONG_ANSWER) | words)
    assert 'class="govuk-button govuk-button--secondary" href="#answer-change"' in page.text
