"""What staff of the demonstration have published: one release of a questionnaire, half-way, by two of them."""

from collections.abc import Sequence

from sqlalchemy import select

from coprod import audit, jobs
from coprod.accounts.models import User
from coprod.database import db
from coprod.permissions import Role
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.releases.gate import gate
from coprod.results.pictures import draw_soon
from coprod.results.published import ReleaseRequest, looks

RELEASED = "check-back"


def release(staff: Sequence[User]) -> None:
    """In the caller's transaction, when all that was said has been read and counted."""
    [first, second, *_] = [person for person in staff if Role.ENGAGEMENT_LEAD in person.roles]
    db.session.flush()
    questionnaire = db.session.scalars(select(Questionnaire).where(Questionnaire.slug == RELEASED)).one()
    waits = gate(questionnaire)
    ReleaseRequest.ask(questionnaire, waits.release, by=first.id)
    audit.record("asked for a release", questionnaire.subject, by=first, number=waits.number)
    db.session.flush()
    request = db.session.get_one(ReleaseRequest, questionnaire.id)
    made = request.agree(waits.release, by=second.id, seen=looks(waits.release))
    audit.record("released results", questionnaire.subject, by=second, number=made.number)
    jobs.run_afterwards(draw_soon)
