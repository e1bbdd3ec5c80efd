"""What came on paper to the demonstration, and who typed it in: one pile for each questionnaire, which is done."""

from collections.abc import Sequence

from sqlalchemy import select

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.database import db
from coprod.participation.contribution import Contribution, Source
from coprod.permissions import Permission
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.paper.pile import Pile, TypedForm

LABEL = "Boxes in libraries"


def type_in(staff: Sequence[User], activities: Sequence[Activity]) -> None:
    """In the caller's transaction, when all who answered on paper are there."""
    typist = next(each for each in reversed(staff) if each.may(Permission.TYPE_IN))
    for questionnaire in activities:
        if not isinstance(questionnaire, Questionnaire) or not questionnaire.can_be_typed:
            continue
        came = select(Contribution).where(
            Contribution.activity_id == questionnaire.id,
            Contribution.source == Source.PAPER,
            Contribution.withdrawn_on.is_(None),
        )
        contributions = db.session.scalars(came.order_by(Contribution.id)).all()
        if not contributions:
            continue
        days = [each.submitted_on for each in contributions]
        pile = Pile(questionnaire.asks, by=typist, label=LABEL, written_on=max(days))
        db.session.add(pile)
        db.session.flush()
        for each in contributions:
            form = TypedForm(pile.id, said=each.public_id, code="", number="", found=False, not_counted={})
            form.contribution_id = each.id
            db.session.add(form)
        pile.done()
