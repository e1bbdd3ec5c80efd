"""Concerns about the same words stand in one line and are decided together; each stays what it is."""

import re

import pytest

from builders import a_board, a_concern, a_partnership, a_sign_up, a_user, an_event, saved, submission_of
from coprod.audit import Record
from coprod.concerns.concern import Concern, Outcome
from coprod.concerns.step import StepKind
from coprod.database import db
from coprod.participation.move import Status

WORDS = "i want to kill myself"
LIST = "/staff/safeguarding"


def alike(times: int = 3) -> list[int]:
    """So many concerns, by people who wrote the same in their own way."""
    a_partnership()
    board = a_board()
    return [a_concern(WORDS.title() if number % 2 else f"{WORDS}...", board, hours=9 - number).id
            for number in range(times)]  # fmt: skip


def lines(page: str) -> list[tuple[int, int]]:
    """The lines of open concerns: the concern that each leads to, and how many it stands for."""
    rows = re.findall(r"<tr.*?</tr>", page.partition("Closed</caption>")[0], re.DOTALL)[1:]
    times = [re.search(r"(\d+) times the same words", row) for row in rows]
    return [(int(re.search(r">Concern (\d+)<", row)[1]), int(many[1]) if many else 1)
            for row, many in zip(rows, times, strict=True)]  # fmt: skip


def fields_of(page: str, verb: str) -> tuple[str, dict[str, str]]:
    """The address that a button of the page sends to, and what its form hides."""
    form = next(each for each in re.findall(r"<form.*?</form>", page, re.DOTALL) if f"/{verb}" in each)
    address = re.search(rf'(?:form)?action="([^"]*/{verb}[^"]*)"', form)[1]
    return address, dict(re.findall(r'type="hidden" name="(seen|together)" value="(\d+)"', form))


def press(client, id: int, verb: str, alone: bool = False, **typed):
    page = client.get(f"{LIST}/{id}" + ("?alone=1" if alone else "")).text
    address, hidden = fields_of(page, verb)
    return client.post(address, data=hidden | typed)


def read_again(ids: list[int]) -> list[Concern]:
    db.session.expire_all()
    return [db.session.get_one(Concern, id) for id in ids]


ENDS = {
    "close": ({"outcome": "known", "conclusion": "With Ann"}, Status.ESCALATED),
    "return-to-queue": ({"outcome": "no_concern"}, Status.PENDING),
    "approve": ({"outcome": "no_concern", "is_safe": "yes"}, Status.APPROVED),
    "reject": ({"outcome": "no_concern", "reason": "off-topic"}, Status.REJECTED),
}


@pytest.mark.parametrize("verb", ENDS)
def test_one_decision_ends_all_and_each_keeps_what_is_its_own(client, sign_in, verb):
    ids, other = alike(), a_concern("he hits me").id
    before = [(each.opened_at, each.sealed_words, each.contribution_id) for each in read_again(ids)]
    lead = sign_in("safeguarding_lead")
    assert lines(client.get(LIST).text) == [(ids[0], 3), (other, 1)]
    typed, status = ENDS[verb]
    answered = press(client, ids[1], verb, **typed)
    assert answered.status_code == 303, answered.text
    assert f"Concern {ids[1]} is closed, and 2 more with the same words." in client.get(answered.location).text
    after = read_again(ids)
    assert [(each.opened_at, each.sealed_words, each.contribution_id) for each in after] == before
    assert {(each.outcome, each.closed_by_id, submission_of(each).status) for each in after} == {
        (Outcome(typed["outcome"]), lead.id, status)
    }
    assert all([step.what for step in each.steps].count(StepKind.CLOSED) == 1 for each in after)
    closed = {row.subject for row in db.session.query(Record).filter_by(action="closed")}
    assert closed == {f"concern {id}" for id in ids}
    assert db.session.get_one(Concern, other).is_open and lines(client.get(LIST).text) == [(other, 1)]


@pytest.mark.parametrize(("verb", "typed", "what"), [
    ("acknowledge", {}, StepKind.ACKNOWLEDGED),
    ("note", {"words": "Rang them"}, StepKind.NOTE),
    ("refer", {"to": "The desk", "on": ["9", "3", "2026"]}, StepKind.REFERRAL),
])  # fmt: skip
def test_what_is_done_on_the_way_is_done_for_all_and_they_stay_together(client, sign_in, verb, typed, what):
    ids = alike()
    sign_in("safeguarding_lead")
    assert press(client, ids[0], verb, **typed).status_code == 303
    assert all(what in [step.what for step in each.steps] and each.acknowledged_at for each in read_again(ids))
    assert lines(client.get(LIST).text) == [(ids[0], 3)]


def test_one_is_decided_alone_and_the_others_wait(client, sign_in):
    ids = alike()
    sign_in("safeguarding_lead")
    assert press(client, ids[1], "close", alone=True, outcome="no_concern").status_code == 303
    assert [each.is_open for each in read_again(ids)] == [True, False, True]
    assert lines(client.get(LIST).text) == [(ids[0], 2)]


def test_from_the_list_all_are_taken(client, sign_in):
    ids = alike()
    sign_in("safeguarding_lead")
    address, hidden = fields_of(client.get(LIST).text, "acknowledge")
    assert client.post(address, data=hidden).status_code == 303
    assert all(each.acknowledged_at for each in read_again(ids))


def test_what_came_after_the_page_was_opened_is_nobodys_yet(client, sign_in):
    ids = alike()
    sign_in("safeguarding_lead")
    address, hidden = fields_of(client.get(f"{LIST}/{ids[0]}").text, "close")
    late = a_concern(WORDS, submission_of(read_again(ids)[0]).contribution.activity, hours=0).id
    client.post(address, data=hidden | {"outcome": "no_concern"})
    assert lines(client.get(LIST).text) == [(late, 1)]


def test_whoever_asked_for_a_safe_adult_stands_alone(client, sign_in):
    ids = alike()
    [concern] = read_again(ids[1:2])
    concern.ask("Text me")
    saved(concern)
    sign_in("safeguarding_lead")
    assert sorted(lines(client.get(LIST).text)) == [(ids[0], 2), (ids[1], 1)]
    press(client, ids[0], "close", outcome="no_concern")
    assert [each.is_open for each in read_again(ids)] == [False, True, False]


@pytest.mark.parametrize("words", ["i want to kill him", "want to kill myself", "i want to kill myself too", "!!!"])
def test_other_words_are_another_line(client, sign_in, words):
    ids = alike(2)
    other = a_concern(words, hours=0).id
    sign_in("safeguarding_lead")
    assert sorted(lines(client.get(LIST).text)) == [(ids[0], 2), (other, 1)]


def test_what_somebody_took_back_keeps_nobody_else_here(client, sign_in):
    ids = alike()
    [concern] = read_again(ids[:1])
    submission_of(concern).contribution.withdraw()
    db.session.commit()
    sign_in("safeguarding_lead")
    assert sorted(lines(client.get(LIST).text)) == [(ids[0], 1), (ids[1], 2)]
    assert press(client, ids[1], "return-to-queue", outcome="no_concern").status_code == 303
    assert [each.is_open for each in read_again(ids)] == [True, False, False]


def test_private_fields_go_back_together(client, sign_in):
    a_partnership()
    event, by = an_event(), a_user("event_team").id
    places = [a_sign_up(event, f"Zoe {number}", WORDS) for number in range(2)]
    ids = [saved(each.contribution.escalate("Access needs", each.access_needs, by=by)).id for each in places]
    sign_in("safeguarding_lead")
    assert press(client, ids[0], "release", outcome="no_concern").status_code == 303
    assert not any(each.is_open for each in read_again(ids))
    assert [place.access_needs for place in places] == [WORDS] * 2


def test_of_very_many_the_oldest_are_decided_first_and_the_page_says_so(client, sign_in, monkeypatch):
    for module in ("coprod.safeguarding.same_words", "coprod.safeguarding.queue", "coprod.safeguarding.queue_views"):
        monkeypatch.setattr(f"{module}.MOST", 2)
    ids = alike(5)
    sign_in("safeguarding_lead")
    assert "These are the oldest of them" in client.get(f"{LIST}/{ids[0]}").text
    for left in ([(ids[2], 3)], [(ids[4], 1)], []):
        first = lines(client.get(LIST).text)[0][0]
        press(client, first, "close", outcome="no_concern")
        assert lines(client.get(LIST).text) == left


def test_the_list_costs_the_same_for_one_line_and_for_many(client, sign_in, statements):
    a_partnership()
    board, counts = a_board(), []
    for more in (1, 20):
        for _ in range(more):
            a_concern(WORDS, board, hours=0)
        sign_in("safeguarding_lead")
        client.get(LIST)
        statements.clear()
        client.get(LIST)
        counts.append(len(statements))
    assert counts[0] == counts[1]
