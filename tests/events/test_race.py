"""Many people sign up in the same second: never more of them than places. Thirteen raced for seven."""

import threading
from concurrent.futures import ThreadPoolExecutor

from flask.testing import FlaskClient

from builders import a_partnership, an_event
from coprod.database import db
from coprod.events.models import SignUp
from coprod.intake.forms import new_token
from coprod.mail import Message
from coprod.participation.contribution import Contribution

PLACES, PEOPLE = 7, 13


def test_thirteen_people_and_seven_places(client, app):
    a_partnership()
    an_event(places=PLACES)
    tokens = [new_token() for _ in range(PEOPLE)]
    db.session.remove()
    ready = threading.Barrier(PEOPLE)

    def come(number: int) -> int:
        browser = FlaskClient(app, app.response_class)
        ready.wait()
        form = {"token": tokens[number], "name": f"P{number}", "email": f"p{number}@example.org"}
        return browser.post(
            "/events/tamworth/sign-up", data=form | {"audience": "not_said", "sharing": "show", "words": "Hello"}
        ).status_code

    with ThreadPoolExecutor(PEOPLE) as pool:
        answers = list(pool.map(come, range(PEOPLE)))
    assert sorted(answers) == [303] * PLACES + [409] * (PEOPLE - PLACES)
    for kept in (SignUp, Message, Contribution):
        assert db.session.query(kept).count() == PLACES
