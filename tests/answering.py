"""How a test answers the questionnaire that `builders.a_questionnaire` makes, and what it finds afterwards."""

import re

from flask.testing import FlaskClient

from coprod.database import db
from coprod.questionnaires.response import Answer, Pick

HERE = "/questionnaires/survey"
# What a later page carries that was opened before anything was answered: it has said that the first is not here.
TOLD = {"draft": "after "}
ABOUT = {"audience": "young_person", "district": "north", "sharing": "team"}
EVERYTHING = {
    1: {"answer-place": "hall", "answer-who": ["field", "gate"]},
    2: {"answer-word": "loud", "answer-change": "The bells"},
    "2/2": {"answer-true-hall": "yes"},
    "2/4": {"answer-true-gate": "not_sure"},
    3: {"answer-first-1": "gate", "answer-first-2": "hall"},
}


def answer(client: FlaskClient, pages: dict[int | str, dict] | None = None, about: dict | None = None):
    """Fill in the pages up to the last check."""
    for number, fields in (pages or EVERYTHING).items():
        assert client.post(f"{HERE}/{number}", data=fields).status_code == 303
    assert client.post(f"{HERE}/about-you", data=about or ABOUT).location == f"{HERE}/check"
    return client.get(f"{HERE}/check")


def proof(client: FlaskClient, address: str) -> dict[str, str]:
    """The one-use token of a form that has just been opened: with it, what is sent is filed."""
    return {"token": token_on(client.get(address).text)}


def token_on(page: str) -> str:
    return re.search(r'name="token" type="hidden" value="([^"]+)"', page)[1]


def send(client: FlaskClient, **kwargs):
    return client.post(f"{HERE}/check", data={"token": token_on(answer(client, **kwargs).text)})


def code_on(page: str) -> str:
    return "-".join(re.findall(r"<span>(\w+)</span>", re.search(r'slip__code">(.*?)</p>', page)[1]))


def values() -> dict[str, object]:
    """What was answered, by the key of the question: words, or what was picked."""
    found: dict[str, object] = {row.question.key: row.submission.words for row in db.session.query(Answer)}
    for row in db.session.query(Pick).order_by(Pick.number, Pick.option):
        if row.detail:
            found.setdefault(row.question.key, {})[row.option] = row.detail
        else:
            found.setdefault(row.question.key, []).append(row.option)
    return found
