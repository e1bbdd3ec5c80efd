"""People who say whether a reply is right, for tests."""

import re
from datetime import date
from typing import Any

from answering import code_on
from coprod.database import db, uk_today
from coprod.participation.contribution import Contribution
from coprod.you_said_we_did.got_it_right.models import GotItRight, GotItRightAnswer, RightAnswer
from coprod.you_said_we_did.replies.models import Reply


def answers_of() -> list[GotItRightAnswer]:
    """Every answer there is, in the order in which they came."""
    db.session.expire_all()
    return db.session.query(GotItRightAnswer).order_by(GotItRightAnswer.id).all()


def answered(client: Any, reply: Reply, *, form: str = "", **said: str) -> Any:
    """The form is opened, filled in and sent."""
    address = f"/you-said-we-did/{reply.public_id}/right"
    form = form or client.get(address).text
    carried = {name: re.search(rf'name="{name}" type="hidden" value="([^"]*)"', form)[1] for name in ("token", "read")}
    return client.post(address, data={"audience": "not_said"} | carried | said)


def sent(client: Any, reply: Reply, **said: str) -> str:
    """The same, and it is taken: gives the code of the receipt."""
    page = answered(client, reply, **said)
    assert page.status_code == 303, page.text
    return code_on(client.get(page.location).text)


def some_answers(reply: Reply, on: date | None = None, **numbers: int) -> list[Contribution]:
    """So many of each answer, sent on a day: ticks alone."""
    asked = GotItRight.of(reply.id)
    found = []
    for answer, number in numbers.items():
        for _ in range(number):
            theirs = Contribution(activity=asked, submitted_on=on or uk_today(), came=False)
            db.session.add(theirs)
            ids = {"got_it_right_id": asked.id, "version_id": reply.published.id}
            db.session.add(GotItRightAnswer(contribution=theirs, answer=RightAnswer(answer), **ids))
            found.append(theirs)
    db.session.commit()
    return found
