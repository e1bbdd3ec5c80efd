"""What people wrote beneath a reply: for everyone, what may be shown; for staff, all that was approved."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from coprod.activities.audience import Audience
from coprod.database import db
from coprod.participation.contribution import Contribution
from coprod.participation.submission import Submission
from coprod.you_said_we_did.got_it_right.models import GotItRight, GotItRightAnswer, RightAnswer
from coprod.you_said_we_did.replies.quotes import Quote, who_may_stand_beside

MOST = 20


def words_beneath(reply_id: int) -> list[Quote]:
    """The newest that everyone may read. Who wrote them stands there as beside a quote: only where many could have.

    What each answered does not: that somebody did is a number, and small ones are not shown.
    """
    query = (
        select(Submission, GotItRight.engagement_id)
        .join(Submission.contribution)
        .join(GotItRight, GotItRight.id == Contribution.activity_id)
        .where(GotItRight.reply_id == reply_id, Submission.shown())
        .options(contains_eager(Submission.contribution))
        .order_by(Submission.submitted_on.desc(), Submission.public_id.desc())
        .limit(MOST)
    )
    found = [(said.published_words or "", _group(said, engagement)) for said, engagement in db.session.execute(query)]
    beside = who_may_stand_beside({group for _, group in found})
    return [Quote(words, *beside[group]) for words, group in found]


def words_for_staff(got_it_right_id: int) -> Sequence[tuple[Submission, RightAnswer]]:
    """The newest that was approved, with what each answered."""
    query = (
        select(Submission, GotItRightAnswer.answer)
        .join(Submission.contribution)
        .join(GotItRightAnswer, GotItRightAnswer.contribution_id == Submission.contribution_id)
        .where(GotItRightAnswer.got_it_right_id == got_it_right_id, Submission.heard())
        .options(contains_eager(Submission.contribution))
        .order_by(Submission.submitted_on.desc(), Submission.public_id.desc())
        .limit(2 * MOST)
    )
    return [(row[0], RightAnswer(row[1])) for row in db.session.execute(query)]


def _group(said: Submission, engagement_id: int) -> tuple[int, Audience, str | None]:
    return engagement_id, Audience(said.contribution.audience), said.contribution.district_slug
