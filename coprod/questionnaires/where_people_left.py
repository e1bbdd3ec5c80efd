"""Where people left, and how long those took who did not: counted once a draft and step, with nothing that joins them.

Nobody who answers waits for a counter: each step is a row of `step_taken`, which a job adds to `step_count`.
"""

from collections import Counter
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, choice, db
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.version import QuestionnaireVersion
from coprod.sealing import new_place
from coprod.transactions import write_transaction

# How long it took is kept as the least of these that is not less: fine enough for a page, too coarse for a person.
MINUTES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 45, 60, 90)
# So many have to have sent it before what they took is said of it.
ENOUGH = 20


class What(StrEnum):
    """What somebody came to."""

    BEGAN = "began"
    PAGE = "page"
    ABOUT_YOU = "about_you"
    CHECK = "check"
    SENT = "sent"


class Step(NamedTuple):
    """One step on the way through a questionnaire; `page` is the key of a page of questions."""

    what: str
    page: str = ""


class StepTaken(Base):
    """One draft came one step further, and nobody has counted it yet.

    Its number is random, so that its place among others does not tell which answers came at the same moment.
    """

    __tablename__ = "step_taken"
    __table_args__ = (
        CheckConstraint("(what = 'page') = (page <> '')", name="page"),
        CheckConstraint("(what = 'sent') = (minutes > 0)", name="minutes"),
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id", ondelete="CASCADE"), index=True)
    what: Mapped[What] = mapped_column(choice(What, "what"))
    page: Mapped[str]
    minutes: Mapped[int]

    def __init__(self, version_id: int, step: Step, minutes: int = 0) -> None:
        """`minutes` is how long it took, of what was sent."""
        super().__init__(
            number=new_place(),
            version_id=version_id,
            what=What(step.what),
            page=step.page,
            minutes=next((most for most in MINUTES if minutes <= most), MINUTES[-1]) if minutes else 0,
        )


class StepCount(Base):
    """How many drafts of one version of a questionnaire came to a step; of those sent, how many took so long."""

    __tablename__ = "step_count"
    __table_args__ = (
        CheckConstraint("(what = 'page') = (page <> '')", name="page"),
        CheckConstraint("(what = 'sent') = (minutes > 0)", name="minutes"),
    )

    version_id: Mapped[int] = mapped_column(
        ForeignKey("questionnaire_version.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    what: Mapped[What] = mapped_column(choice(What, "what"), primary_key=True)
    page: Mapped[str] = mapped_column(primary_key=True)
    minutes: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    drafts: Mapped[int]


_KEY = ("version_id", "what", "page", "minutes")


def how_far(questionnaire: Questionnaire) -> dict[int, Counter[Step]]:
    """How many drafts came to each step, by version: counted already, and since."""
    found: dict[int, Counter[Step]] = {}
    for table, number in ((StepCount, func.sum(StepCount.drafts)), (StepTaken, func.count())):
        query = (
            select(table.version_id, table.what, table.page, number)
            .join(QuestionnaireVersion, QuestionnaireVersion.id == table.version_id)
            .where(QuestionnaireVersion.questionnaire_id == questionnaire.id)
            .group_by(table.version_id, table.what, table.page)
        )
        for version, what, page, drafts in db.session.execute(query):
            found.setdefault(version, Counter())[Step(what, page)] += drafts
    return found


def count_steps() -> None:
    """Every hour: the steps that were taken are counted, and what a questionnaire truly takes is said on its page."""
    with write_transaction():
        columns = [getattr(StepTaken, name) for name in _KEY]
        gone = delete(StepTaken).returning(*columns).execution_options(synchronize_session=False)
        counted = Counter(tuple(row) for row in db.session.execute(gone))
        for key, drafts in counted.items():
            db.session.execute(_one_more(dict(zip(_KEY, key, strict=True)) | {"drafts": drafts}))
        sent = {version for version, what, _, _ in counted if what == What.SENT}
        asked = select(QuestionnaireVersion.questionnaire_id).where(QuestionnaireVersion.id.in_(sent)).distinct()
        for questionnaire in db.session.scalars(select(Questionnaire).where(Questionnaire.id.in_(asked))).all():
            questionnaire.took(median_of(questionnaire))


def median_of(questionnaire: Questionnaire) -> int | None:
    """The minutes in which half of those were done who sent it; None while they are too few."""
    query = (
        select(StepCount.minutes, func.sum(StepCount.drafts))
        .join(QuestionnaireVersion, QuestionnaireVersion.id == StepCount.version_id)
        .where(QuestionnaireVersion.questionnaire_id == questionnaire.id, StepCount.what == What.SENT)
        .group_by(StepCount.minutes)
        .order_by(StepCount.minutes)
    )
    took = [int(minutes) for minutes, drafts in db.session.execute(query) for _ in range(int(drafts))]
    return took[(len(took) - 1) // 2] if len(took) >= ENOUGH else None


def _one_more(values: dict[str, Any]) -> Any:
    insert: Any = (postgresql if db.engine.dialect.name == "postgresql" else sqlite).insert
    new = insert(StepCount.__table__).values(values)
    return new.on_conflict_do_update(
        index_elements=[*_KEY], set_={"drafts": StepCount.__table__.c.drafts + new.excluded.drafts}
    )
