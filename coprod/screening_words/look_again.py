"""Another look at what waits to be read, once the words that screening looks for have changed."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from flask import current_app
from sqlalchemy import exists, select

from coprod import audit, jobs
from coprod.concerns.letters import tell
from coprod.database import db
from coprod.intake.timed_screening import forget_own_words, is_worrying, screened
from coprod.participation.submission import Submission
from coprod.reading.claims import Claim
from coprod.screening.finding import Finding
from coprod.transactions import write_transaction

LOOKED_AGAIN, QUEUE = "screened again", "queue"
AT_A_TIME = 200  # submissions in memory


def last_look() -> audit.Record | None:
    """When what waits was last looked at again, and what came of it."""
    looks = select(audit.Record).where(audit.Record.action == LOOKED_AGAIN, audit.Record.subject == QUEUE)
    return db.session.scalar(looks.order_by(audit.Record.id.desc()).limit(1))


@jobs.task
def screen_again(by_id: int) -> None:
    """Look again at everything that waits to be read, with the words as they are now."""
    screen_what_waits(by_id)


def screen_what_waits(by_id: int) -> Counter[str]:
    """Gives back how many were looked at, how many of them changed, were escalated, or were left as they are.

    What somebody has open is left, unless it worries: they have ticked on their page what to hide.
    """
    forget_own_words(current_app)  # this process may not have heard of the latest word
    done: Counter[str] = Counter(looked_at=0, changed=0, escalated=0, left=0)
    last = 0
    while some := _some_that_wait(after=last):
        for id, words, known, is_open in some:
            done["looked_at"] += 1
            [findings] = screened([words])
            if findings is None or (is_open and not is_worrying(findings)):
                done["left"] += 1
            elif [finding.to_dict() for finding in findings] != known:
                done.update(_write_down(id, words, findings))
        last = some[-1].id
    with write_transaction():
        db.session.add(audit.Record(action=LOOKED_AGAIN, subject=QUEUE, by_id=by_id, details=dict(done)))
    return done


def _some_that_wait(after: int) -> Sequence[Any]:
    is_open = exists().where(Claim.contribution_id == Submission.contribution_id, Claim.holds())
    query = select(Submission.id, Submission.words, Submission.findings, is_open)
    rows = db.session.execute(
        query.where(Submission.waiting(), Submission.id > after).order_by(Submission.id).limit(AT_A_TIME)
    ).all()
    db.session.rollback()  # screening takes a while, and nobody should have to wait for it
    return rows


def _write_down(id: int, words: str, findings: list[Finding]) -> Counter[str]:
    """The new findings of one submission, unless it was decided or changed meanwhile."""
    with write_transaction():
        submission = Submission.locked(id)
        if submission is None or submission.words != words:
            return Counter()
        concern = submission.screened(findings)
        if concern is not None:
            tell()
        return Counter(changed=1, escalated=int(concern is not None))
