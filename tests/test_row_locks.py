"""Where two may reach for the same row, the second waits before it looks. Each place that locks is tried here."""

import ast
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from stage import Scene, Stage

from builders import a_partnership, a_submission, a_user, saved
from coprod import mail
from coprod.accounts.models import User
from coprod.activities.engagement import Engagement
from coprod.activities.life import Life
from coprod.concerns.concern import Concern
from coprod.config import ROOT
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.people.looking_after import LastOne
from coprod.permissions import Role
from coprod.promise.organisation import Organisation
from coprod.questionnaires.answering.drafts.draft import OpenDraft
from coprod.questionnaires.answering.drafts.draft_key import DraftKey
from coprod.questionnaires.models import Questionnaire
from coprod.reading.claims import Claim
from meeting import Met, meet, writing
from scenes import (
    SCENES,
    STEPS_OVER,
    end_each_other,
    end_the_last_two,
    forget_a_receipt,
    forgets,
    keep_a_page,
    merge_with_each_other,
    open_a_concern,
    open_in_what_is_closed,
    send_a_draft,
    sign_in_with_a_code,
    the_last_place,
)


@pytest.fixture
def stage(client: FlaskClient, app: Flask) -> Stage:
    a_partnership()
    return Stage(app)


@pytest.mark.parametrize("place", SCENES, ids=".".join)
def test_the_second_waits_before_it_looks(stage: Stage, place: tuple[str, str]):
    at, first, second = SCENES[place](stage)
    met = meet(stage.app, first, second, at=at)
    assert met.second_waited, met
    assert not isinstance(met.first, Exception), met


def test_every_place_that_locks_is_tried():
    found = set()
    for path in sorted((ROOT / "coprod").rglob("*.py")):
        file = ast.parse(path.read_text())
        functions = [(each.name, each) for each in ast.walk(file) if isinstance(each, ast.FunctionDef)]
        statements = [(ast.unparse(each.targets[0]), each) for each in file.body if isinstance(each, ast.Assign)]
        for name, node in functions + statements:
            if any(map(asks_for_a_lock, ast.walk(node))):
                found.add((path.relative_to(ROOT / "coprod").as_posix(), name))
    assert found == set(SCENES) | STEPS_OVER


def asks_for_a_lock(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "with_for_update"
    handed_on = isinstance(node, ast.keyword) and isinstance(node.value, ast.Name)
    return isinstance(node, ast.keyword) and node.arg in ("lock", "with_for_update") and not handed_on


def test_two_workers_share_the_letters_to_delete(stage: Stage):
    letter = mail.send("a@example.org", "Hello", "Hello")
    letter.sent_on, letter.next_try_at = uk_today() - timedelta(days=99), None
    db.session.commit()
    steps_over(meet(stage.app, mail.purge, mail.purge, at="message"), 1, 0)


def test_two_workers_share_what_to_forget(stage: Stage):
    forget = forgets("one", saved(Receipt("digest")))
    steps_over(meet(stage.app, forget, forget, at="contribution"), (1, 1), (0, 0))


def steps_over(met: Met, *answers: Any) -> None:
    """On PostgreSQL nobody waits; on SQLite one writes at a time."""
    assert (met.first, met.second) == answers
    assert bool(met.waited_in) == (db.engine.dialect.name == "sqlite")


def test_the_last_place_is_given_once(stage: Stage):
    met = meeting_of(the_last_place, stage)
    assert (met.first, met.second) == (303, 409)


def test_a_code_lets_one_in(stage: Stage):
    met = meeting_of(sign_in_with_a_code, stage)
    assert (met.first, met.second) == (303, 422)


def test_what_is_sent_twice_at_once_is_one_contribution(stage: Stage):
    met = meeting_of(send_a_draft, stage)
    assert (met.first, met.second) == (303, 303)
    assert db.session.query(Contribution).count() == 1


def test_two_windows_keep_what_was_typed_in_both(stage: Stage):
    meeting_of(keep_a_page, stage)
    with stage.browsers[0].session_transaction() as begun:
        key = DraftKey.read(begun["drafts"]["survey"])
    typed = OpenDraft.find(db.session.query(Questionnaire).one(), key).typed
    assert typed["answer-word"] == ["loud"] and typed["answer-first-1"] == ["gate"]


def test_the_receipt_that_two_forget_is_gone(stage: Stage):
    at, first, second = forget_a_receipt(stage)
    met = meet(stage.app, first, second, at=at)
    # On PostgreSQL the second leaves to the next night what somebody holds; on SQLite it comes after the first.
    assert met.first == (1, 0) and sorted([met.second, second()]) == [(0, 0), (1, 1)]
    assert db.session.query(Receipt).count() == 0


def test_who_opens_a_concern_first_has_it(stage: Stage):
    meeting_of(open_a_concern, stage)
    concern = db.session.query(Concern).one()
    assert concern.acknowledged_by_id == a_user("safeguarding_lead").id


@pytest.mark.parametrize(("scene", "refused"), [(end_each_other, 403), (end_the_last_two, LastOne)])
def test_of_two_administrators_who_end_each_other_one_stays(stage: Stage, scene: Scene, refused: Any):
    met = meeting_of(scene, stage)
    assert met.second == refused if isinstance(refused, int) else isinstance(met.second, refused)
    assert db.session.query(User).filter(User.active, User.holds(Role.ADMIN)).count() == 1


def test_two_organisations_are_not_each_the_other(stage: Stage):
    met = meeting_of(merge_with_each_other, stage)
    assert (met.first, met.second) == (303, 422)
    assert db.session.query(Organisation).filter(Organisation.merged_into_id.is_not(None)).count() == 1


def test_what_somebody_closes_is_not_opened_again_by_whoever_opens_something_in_it(stage: Stage):
    met = meeting_of(open_in_what_is_closed, stage)
    assert (met.first, met.second) == (303, 422)
    assert db.session.query(Engagement).one().stage is Life.CLOSED


def test_a_claim_is_taken_by_one(stage: Stage):
    number, (ann, bo) = a_submission().contribution_id, (a_user().id, a_user("engagement_lead").id)
    take = Claim.take
    met = meet(stage.app, writing(lambda: take(number, by=ann)), writing(lambda: take(number, by=bo)), at="claim")
    assert met.waited_in and (met.first, met.second) == (True, False)


def meeting_of(scene: Scene, stage: Stage) -> Met:
    at, first, second = scene(stage)
    met = meet(stage.app, first, second, at=at)
    db.session.rollback()
    return met
