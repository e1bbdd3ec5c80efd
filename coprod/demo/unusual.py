"""Ticks that came in unusual numbers: those of one day wait for staff, and those of another were left out."""

from collections.abc import Sequence

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.counting.unusual_ticks import TickDecision, Verdict
from coprod.database import db
from coprod.demo import content
from coprod.participation import receipt
from coprod.participation.contribution import Contribution
from coprod.participation.counted import Ticks
from coprod.participation.receipt import Receipt
from coprod.permissions import Role
from coprod.questionnaires.kinds import Kind, chose
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.response import Response
from coprod.sealing import ring

# How many days ago, how many came, and whether somebody has decided.
DAYS = ((4, 66, True), (1, 14, False))


def come(staff: Sequence[User], activities: Sequence[Activity]) -> None:
    """In the caller's transaction, before anything is counted: all the same answers, each under a code of its own."""
    lead = next(person for person in staff if Role.ENGAGEMENT_LEAD in person.roles)
    survey = next(each for each in activities if isinstance(each, Questionnaire) and each.is_open)
    asked = next(each for each in survey.asks.questions if each.kind is Kind.ONE_CHOICE)
    for ago, number, was_decided in DAYS:
        day = content.day(-ago)
        for place in range(number):
            token = f"{survey.slug} unusual {ago} {place}"
            sent = Contribution(
                activity=survey,
                receipt=Receipt(next(iter(receipt.codes(ring(), token)))),
                token_digest=receipt.digests(ring(), token)[0],
                audience=Audience.YOUNG_PERSON,
                ticks=Ticks.WAIT,
                came=False,
                submitted_on=day,
            )
            sent.settle()
            survey.responses.add(Response.of(sent, {asked: chose(asked.options[0].key)}))
        db.session.flush()
        if was_decided:
            TickDecision.decide(survey, day, Verdict.LEAVE_OUT, by=lead.id)
