"""One check page that is sent several times in the same moment is one contribution, and shows one receipt."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from flask.testing import FlaskClient

from answering import HERE, answer, code_on, token_on
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.questionnaires.answering.drafts.draft import Draft
from coprod.questionnaires.response import Response

SENDS = 6


def test_several_sends_of_one_check_page_in_the_same_moment_are_one(app: Flask, client: FlaskClient, survey):
    token = token_on(answer(client).text)
    cookies = {name: client.get_cookie(name).value for name in ("coprod", "coprod_own")}
    db.session.remove()
    together = Barrier(SENDS)

    def press(_: int) -> tuple[str, str]:
        browser = app.test_client()
        for name, value in cookies.items():
            browser.set_cookie(name, value)
        together.wait(10)
        with app.app_context():
            sent = browser.post(f"{HERE}/check", data={"token": token})
            return sent.location, code_on(browser.get(f"{HERE}/sent").text)

    with ThreadPoolExecutor(SENDS) as windows:
        answers = set(windows.map(press, range(SENDS)))
    assert len(answers) == 1 and answers.pop()[0] == f"{HERE}/sent"
    for what in (Contribution, Response, Receipt):
        assert db.session.query(what).count() == 1, what
    assert not db.session.query(Draft).count()
