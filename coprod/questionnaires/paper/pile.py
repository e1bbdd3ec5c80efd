"""Pile: forms that came on paper and are typed in together by one person. TypedForm: one of them."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, delete, func, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship, selectinload

from coprod import audit
from coprod.activities.activity import Activity
from coprod.activities.life import NotAllowed
from coprod.concerns.concern import Concern
from coprod.database import Base, db, uk_today
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.receipt import Receipt
from coprod.permissions import Permission, within
from coprod.questionnaires.version import QuestionnaireVersion
from coprod.sealing import KEYED, SealedOrEmpty, a_place, never_empty, new_place, ring
from coprod.transactions import write_transaction


class Pile(Base):
    """Forms that came on paper, which one member of staff types in.

    `label` says where they came from: a place or a group, never a person. `written_on` is the day on most of them; each
    form may say its own. While it is not done, the codes of those who asked for one can be printed as slips; after
    `DAYS` it is done by itself.
    """

    __tablename__ = "paper_pile"

    DAYS = 7

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("questionnaire_version.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    label: Mapped[str]
    written_on: Mapped[date]
    begun_on: Mapped[date]
    done_on: Mapped[date | None]

    questionnaire: Mapped[Any] = relationship("Questionnaire")  # by name: it stands above
    version: Mapped[QuestionnaireVersion] = relationship()
    forms: Mapped[list["TypedForm"]] = relationship(
        back_populates="pile", order_by="TypedForm.id", cascade="all, delete-orphan"
    )

    def __init__(self, version: QuestionnaireVersion, *, by: Any, label: str, written_on: date) -> None:
        """Raises `NotAllowed` when forms of this version are not typed in."""
        questionnaire = version.questionnaire
        questionnaire.must_not_be_archived()
        questionnaire.must_be_typed()
        questionnaire.must_be_written_on(written_on)
        if version.is_draft:
            raise NotAllowed("This form was printed from a draft, which nobody was asked to answer.")
        super().__init__(
            questionnaire=questionnaire,
            version=version,
            by_id=by.id,
            label=label,
            written_on=written_on,
            begun_on=uk_today(),
            done_on=None,
        )

    @classmethod
    def begin(cls, version: QuestionnaireVersion, *, by: Any, label: str, written_on: date) -> "Pile":
        """A new one; or one just like it that they began today and have not done: the button was pressed twice.

        Whoever calls holds the questionnaire, so that both presses cannot look at the same moment.
        """
        same = (cls.version_id == version.id, cls.label == label, cls.written_on == written_on)
        theirs = (cls.by_id == by.id, cls.begun_on == uk_today(), cls.done_on.is_(None))
        if there := db.session.scalar(select(cls).where(*same, *theirs).order_by(cls.id.desc()).limit(1)):
            there.questionnaire.must_not_be_archived()
            return there
        made = cls(version, by=by, label=label, written_on=written_on)
        db.session.add(made)
        return made

    @classmethod
    def of(cls, by: Any, id: int) -> "Pile | None":
        """One that somebody types in, or has done, with its forms. Nobody else sees it: there are codes in it."""
        query = select(cls).where(cls.id == id, cls.by_id == by.id)
        return db.session.scalar(query.options(selectinload(cls.forms)))

    @classmethod
    def begun_by(cls, by: Any) -> Sequence["Pile"]:
        """Those that somebody types in here and has not done yet, the newest first."""
        query = select(cls).join(Activity, Activity.id == cls.questionnaire_id)
        query = query.where(cls.by_id == by.id, cls.done_on.is_(None)).order_by(cls.id.desc())
        query = query.where(within(Permission.TYPE_IN, Activity.engagement_id))
        return db.session.scalars(query.options(selectinload(cls.forms), joinedload(cls.questionnaire))).all()

    def change(self, *, label: str, written_on: date) -> None:
        """From where, and of which day, the next forms are."""
        self.questionnaire.must_be_written_on(written_on)
        self.label, self.written_on = label, written_on

    def done(self) -> None:
        """Every form of it is typed in, and the slips are handed on: nobody sees the codes again."""
        self.done_on = uk_today()
        for form in self.forms:
            form.sealed_code = None

    def take_back(self, form: "TypedForm", *, by: Any) -> list[Concern]:
        """It was typed wrongly: as if it had never been typed. Raises `NotAllowed` once somebody has read it.

        Gives back the concerns that this opens: of worries that nobody has read.
        """
        self.questionnaire.must_not_be_archived()
        Receipt.lock(Receipt.id == form.contribution.receipt_id)
        contribution = db.session.get_one(Contribution, form.contribution_id, with_for_update=True)
        words = contribution.submissions
        if any(each.status is not Status.PENDING or each.first_approvals for each in words):
            raise NotAllowed("Somebody has read this form, or looks at it now. It stays as it is.")
        opened = contribution.withdraw()
        audit.record("took back a typed form", f"paper pile {self.id}", by)
        return opened


class TypedForm(Base):
    """One form that came on paper and was typed in.

    `number` is what stands on the sheet, if anything: then nobody types it twice. `digest` is a keyed hash of all it
    says, by which a second one just like it is noticed. `found` says that screening marked something. `not_counted`
    says of questions, by key, why what was ticked there counts for nothing. The code is there until the pile is done.
    """

    __tablename__ = "typed_form"
    __table_args__ = (never_empty("sealed_code"), CheckConstraint("length(number) <= 12", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[int] = a_place()
    pile_id: Mapped[int] = mapped_column(ForeignKey("paper_pile.id"), index=True)
    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), unique=True)
    typed_on: Mapped[date]
    number: Mapped[str]
    digest: Mapped[str | None] = mapped_column(index=True, info=KEYED)
    sealed_code: Mapped[bytes | None]
    found: Mapped[bool]
    not_counted: Mapped[dict[str, str]] = mapped_column(JSON)

    code = SealedOrEmpty("sealed_code")

    pile: Mapped[Pile] = relationship(back_populates="forms")
    contribution: Mapped[Contribution] = relationship(lazy="joined", innerjoin=True)

    def __init__(
        self, pile_id: int, *, said: str, code: str, number: str, found: bool, not_counted: dict[str, str]
    ) -> None:
        """`said` is all that stands on it, in one text. It is only filed, and never in a session."""
        super().__init__(
            place=new_place(),
            pile_id=pile_id,
            typed_on=uk_today(),
            number=number,
            digest=_digests(said)[0],
            found=found,
            not_counted=not_counted,
        )
        self.code = code

    @classmethod
    def like(cls, questionnaire_id: int, said: str, number: str) -> "TypedForm | None":
        """One that says exactly the same, or has the same number on it, of the same questionnaire."""
        says_the_same = cls.digest.in_(_digests(said))
        same = says_the_same | (cls.number == number) if number else says_the_same
        query = select(cls).join(Pile).where(Pile.questionnaire_id == questionnaire_id, same)
        return db.session.scalar(query.order_by(cls.id.desc()).limit(1))


def _digests(said: str) -> list[str]:
    return ring().digests("paper form", said)


def forget_typed(contribution_ids: Collection[int]) -> None:
    """Retention: that somebody typed it in stays, and what did not count; nothing else does."""
    nothing: dict[str, Any] = {"number": "", "digest": None, "sealed_code": None}
    these = update(TypedForm).where(TypedForm.contribution_id.in_(contribution_ids))
    db.session.execute(these.values(nothing), execution_options={"synchronize_session": False})


def erase_typed(contribution_id: int) -> None:
    """It was taken back: that it was typed in is forgotten too."""
    db.session.execute(delete(TypedForm).where(TypedForm.contribution_id == contribution_id))


def typed_today(by: Any) -> int:
    """How many forms somebody has typed in today."""
    query = select(func.count()).select_from(TypedForm).join(Pile)
    return db.session.scalar(query.where(Pile.by_id == by.id, TypedForm.typed_on == uk_today())) or 0


def finish_old_piles() -> None:
    """Every night: what was begun a week ago is done, whoever forgot to say so. No code stays.

    Not that of a form either which was being saved at the moment when its pile was done.
    """
    with write_transaction():
        old = select(Pile).where(Pile.done_on.is_(None), Pile.begun_on <= uk_today() - timedelta(days=Pile.DAYS))
        for pile in db.session.scalars(old.with_for_update()):
            pile.done()
        db.session.flush()
        in_done = select(Pile.id).where(Pile.done_on.is_not(None))
        these = update(TypedForm).where(TypedForm.pile_id.in_(in_done), TypedForm.sealed_code.is_not(None))
        db.session.execute(these.values(sealed_code=None), execution_options={"synchronize_session": False})
