"""How far made-up people came in the demonstration's questionnaires: everyone who sent theirs, and some who did not."""

from collections import Counter
from collections.abc import Sequence
from random import Random

from sqlalchemy import func, select

from coprod.activities.activity import Activity
from coprod.database import db
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.response import Response
from coprod.questionnaires.where_people_left import MINUTES, StepCount, What, median_of

# Of 100 who came to a step, so many go no further: most leave on the first pages, hardly anybody when all is done.
LEAVE = {What.BEGAN: (4, 7), What.PAGE: (2, 6), What.ABOUT_YOU: (1, 2), What.CHECK: (1, 2)}


def leave_some(activities: Sequence[Activity], rng: Random) -> None:
    """Counts for each questionnaire that was answered, from the last step back to the first."""
    for questionnaire in activities:
        if isinstance(questionnaire, Questionnaire):
            of_this = select(func.count()).where(Response.questionnaire_id == questionnaire.id)
            if sent := db.session.scalar(of_this):
                count_back(questionnaire, sent, rng)
                db.session.flush()
                questionnaire.took_minutes = median_of(questionnaire)


def count_back(questionnaire: Questionnaire, sent: int, rng: Random) -> None:
    """A row for each step; those who sent it by how long they needed."""
    about = questionnaire.minutes
    took = Counter(_bucket(max(1, round(rng.gauss(about, about / 3)))) for _ in range(sent))
    for minutes, drafts in took.items():
        _add(questionnaire, What.SENT, drafts, minutes=minutes)
    pages = [(What.PAGE, page.key) for page in questionnaire.asks.pages]
    drafts = sent
    for what, page in [(What.CHECK, ""), (What.ABOUT_YOU, ""), *reversed(pages), (What.BEGAN, "")]:
        drafts += round(drafts * rng.uniform(*LEAVE[what]) / 100)
        _add(questionnaire, what, drafts, page=page)


def _bucket(minutes: int) -> int:
    return next((most for most in MINUTES if minutes <= most), MINUTES[-1])


def _add(questionnaire: Questionnaire, what: What, drafts: int, page: str = "", minutes: int = 0) -> None:
    key = {"version_id": questionnaire.asks.id, "what": what, "page": page, "minutes": minutes}
    db.session.add(StepCount(**key, drafts=drafts))
