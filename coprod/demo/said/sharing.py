"""A class of the demonstration that answered on one tablet, some days ago."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from coprod.accounts.models import User
from coprod.database import db
from coprod.permissions import Role
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.shared_device.shared_session import SharedSession

SLUG, LABEL, PEOPLE, SENT = "young-peoples-survey", "Class 4, morning", 24, 23
BEFORE, LASTED = timedelta(days=6), timedelta(hours=1, minutes=40)


def share(staff: Sequence[User]) -> None:
    """In the caller's transaction."""
    [lead, *_] = [person for person in staff if Role.ENGAGEMENT_LEAD in person.roles]
    survey = db.session.scalars(select(Questionnaire).where(Questionnaire.slug == SLUG)).one()
    shared = SharedSession.begin(survey, label=LABEL, head_count=PEOPLE, hours=2, by=lead.id)
    shared.began_at -= BEFORE
    shared.sent = SENT
    shared.end(by=lead.id)
    shared.start_code, shared.ended_at = None, shared.began_at + LASTED
