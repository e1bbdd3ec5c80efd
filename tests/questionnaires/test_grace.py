"""What was begun before the close can be finished within the grace, and nothing else."""

from contextvars import Context
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import update

from answering import EVERYTHING, HERE, answer, code_on, token_on
from builders import a_partnership, a_questionnaire
from coprod.activities.activity import Activity
from coprod.activities.life import Life
from coprod.database import db, now
from coprod.participation.contribution import Contribution
from coprod.questionnaires.answering import sending_views


@pytest.fixture
def survey(client):
    """It closes tomorrow, and the grace is three days."""
    a_partnership()
    return a_questionnaire(closes_at=now() + timedelta(days=1))


def after_the_close(survey, **later):
    return time_machine.travel(survey.closes_at + timedelta(**later))


def test_begun_before_the_close_it_is_finished_after_it(client, survey):
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    with after_the_close(survey, days=2):
        start = client.get(HERE).text
        assert "It closed at" in start and "Go on where you were" in start and ">Start<" not in start
        page = client.get(f"{HERE}/2")
        assert page.status_code == 200 and "You can finish what you began until" in page.text
        token = token_on(answer(client).text)
        assert client.post(f"{HERE}/check", data={"token": token}).location == f"{HERE}/sent"
    assert db.session.query(Contribution).count() == 1


def test_none_is_begun_after_the_close(client, survey, app):
    client.post(f"{HERE}/1", data=EVERYTHING[1])
    with after_the_close(survey, minutes=1):
        other = app.test_client()
        for page in (other.get(f"{HERE}/1"), other.post(f"{HERE}/1", data=EVERYTHING[1])):
            assert page.status_code == 409 and "This has closed" in page.text and f"{HERE}/come-back" in page.text
        start = other.get(HERE).text
        assert "Did you begin before it closed?" in start and ">Start<" not in start
        assert other.get(f"{HERE}/come-back").status_code == 200


def test_after_the_grace_nothing_is_taken_and_nothing_is_lost(client, survey, app):
    token = token_on(answer(client).text)
    client.post(f"{HERE}/1", data=EVERYTHING[1] | {"go": "keep"})
    code = code_on(client.get(f"{HERE}/saved").text)
    with after_the_close(survey, days=3, minutes=1):
        page = client.post(f"{HERE}/check", data={"token": token})
        assert page.status_code == 409 and "The bells" in page.text and "come-back" not in page.text
        assert app.test_client().post(f"{HERE}/come-back", data={"code": code}).status_code == 409
        assert "Go on where you were" not in client.get(HERE).text
    assert not db.session.query(Contribution).count()


def test_nothing_comes_into_an_archive(client, survey):
    token = token_on(answer(client).text)
    survey.engagement.life = Life.ARCHIVED
    survey.engagement.shown += 1
    db.session.commit()
    with after_the_close(survey, days=2):
        page = client.post(f"{HERE}/check", data={"token": token})
        assert page.status_code == 409 and "The bells" in page.text
    assert not db.session.query(Contribution).count()


def test_the_filing_asks_again_until_when(client, survey, monkeypatch):
    """It closes for good between reading the draft and filing it."""
    token = token_on(answer(client).text)
    judge = sending_views.judge

    def slowly(*args, **more):
        judged = judge(*args, **more)
        Context().run(close, db.engine)  # this request only reads
        return judged

    def close(engine):
        with engine.begin() as connection:
            connection.execute(update(Activity).values(opens_at=now() - timedelta(9), closes_at=now() - timedelta(4)))

    monkeypatch.setattr(sending_views, "judge", slowly)
    page = client.post(f"{HERE}/check", data={"token": token})
    assert page.status_code == 409 and not db.session.query(Contribution).count()
