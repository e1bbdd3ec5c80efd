"""Another look at what waits to be read, once our words have changed, or what screening is shipped with.

Nothing moves down: what was a worry stays one until somebody has read it.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import CheckConstraint, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod import audit, jobs
from coprod.concerns.letters import tell
from coprod.concerns.level import Worry
from coprod.database import Base, db
from coprod.intake.timed_screening import forget_own_words, screened
from coprod.participation.submission import Submission
from coprod.reading.claims import Claim
from coprod.screening import data_files
from coprod.screening.finding import Finding
from coprod.transactions import write_transaction

LOOKED_AGAIN, QUEUE = "screened again", "queue"
AT_A_TIME = 200  # submissions in memory


class ScreenedWith(Base):
    """What everything that waits was last screened with: the one row there is."""

    __tablename__ = "screened_with"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str]


@cache
def shipped() -> str:
    """A digest of the rules, the lists and the models that screening is shipped with."""
    files = sorted(path for path in data_files.FOLDER.iterdir() if path.is_file())
    return hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()


def look_again_when_screening_changed() -> None:
    """Every few minutes: once after each update that brought other rules or a model that was trained anew."""
    if db.session.scalar(select(ScreenedWith.digest)) == shipped():
        return
    screen_what_waits(None)
    with write_transaction():
        db.session.merge(ScreenedWith(id=1, digest=shipped()))


def last_look() -> audit.Record | None:
    """When what waits was last looked at again, and what came of it."""
    looks = select(audit.Record).where(audit.Record.action == LOOKED_AGAIN, audit.Record.subject == QUEUE)
    return db.session.scalar(looks.order_by(audit.Record.id.desc()).limit(1))


@jobs.task
def screen_again(by_id: int) -> None:
    """Look again at everything that waits to be read, with the words as they are now."""
    screen_what_waits(by_id)


def screen_what_waits(by_id: int | None) -> Counter[str]:
    """Gives back how many were looked at, and what came of it: changed, to be read first, escalated, or left as it is.

    What somebody has open is left, unless it worries: they have ticked on their page what to hide.
    """
    forget_own_words(current_app)  # this process may not have heard of the latest word
    done: Counter[str] = Counter(looked_at=0, changed=0, read_first=0, escalated=0, left=0)
    last = 0
    while some := _some_that_wait(after=last):
        for id, words, known, is_open in some:
            done["looked_at"] += 1
            [findings] = screened([words])
            if findings is None or (is_open and not Worry.of(findings)):
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
        waited = submission.read_first_until is not None
        concern = submission.screened(findings)
        if concern is not None:
            tell()
        read_first = submission.read_first_until is not None and not waited
        return Counter(changed=1, read_first=int(read_first), escalated=int(concern is not None))
