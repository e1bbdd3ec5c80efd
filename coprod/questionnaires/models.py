"""Questionnaire: an activity in which people answer questions, page by page."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Self

from sqlalchemy import JSON, CheckConstraint, ForeignKey, delete, func, select, update
from sqlalchemy.orm import Mapped, WriteOnlyMapped, lazyload, mapped_column, relationship, selectinload, validates

from coprod.activities.activity import Activity, Card
from coprod.activities.checks import WRITTEN, Check
from coprod.activities.life import NotAllowed, must_say_why
from coprod.activities.per_kind import ToCome
from coprod.check_backs.models import CheckBack
from coprod.database import db, last_day, now
from coprod.questionnaires.checking_back.checked import Report, report
from coprod.questionnaires.counted.answer_count import CountedUpTo
from coprod.questionnaires.editing.written import Written
from coprod.questionnaires.equality.questions import QUESTIONS
from coprod.questionnaires.facts import facts_of, version_of
from coprod.questionnaires.kinds import PICK_ONE, Given, Kind
from coprod.questionnaires.own_pictures.with_pictures import WithPictures
from coprod.questionnaires.paper.offered import OfferedOnPaper
from coprod.questionnaires.paper.pile import erase_typed
from coprod.questionnaires.question import Question, QuestionVersion
from coprod.questionnaires.releases.counted import tallied
from coprod.questionnaires.releases.declared import declaration_of
from coprod.questionnaires.response import Pick, Response
from coprod.questionnaires.timed import Timed
from coprod.questionnaires.version import Page, Placed, QuestionnaireVersion
from coprod.rendering import plural
from coprod.results.declaration import Declaration, Group
from coprod.results.releasable import Releasable
from coprod.results.release import Release
from coprod.results.tally import Tally


class Questionnaire(Written, WithPictures, OfferedOnPaper, Timed, Releasable, Activity):
    """Questions on pages, in order. See `Activity`.

    `intro` says on the first page what this is about: plain text, with an empty line between paragraphs. `asks` is the
    version that people answer; until it opens for the first time, that one is still being written. `grace_days` is how
    long answers that were begun may be finished after it closed. `took_minutes` is how long it took half of those who
    sent it; empty while they are too few to say. `equality` are the questions about equality that it asks after the
    answers, by their keys: see `equality.questions`. `by_code_only`: nobody can answer without one of the codes, of
    which `codes_made` were made.
    """

    __tablename__ = "questionnaire"
    __table_args__ = (  # type: ignore[assignment]  # a table of its own, with constraints of its own
        CheckConstraint("grace_days BETWEEN 0 AND 14", name="grace_days"),
        CheckConstraint("took_minutes > 0", name="took_minutes"),
        CheckConstraint("codes_made >= 0", name="codes_made"),
        CheckConstraint("paper_days BETWEEN 0 AND 60", name="paper_days"),
    )
    __mapper_args__ = {"polymorphic_identity": "questionnaires"}

    id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    intro: Mapped[str]
    grace_days: Mapped[int]
    took_minutes: Mapped[int | None]
    equality: Mapped[list[str]] = mapped_column(JSON)
    by_code_only: Mapped[bool]
    codes_made: Mapped[int]
    # Empty only while both are being made: a version belongs to its questionnaire, which points to it.
    asks_id: Mapped[int | None] = mapped_column(ForeignKey("questionnaire_version.id"))

    card = Card("questionnaire", "Answer questions", "sets of answers", "questions", "sky")

    asks: Mapped[QuestionnaireVersion] = relationship(post_update=True, foreign_keys=asks_id)
    versions: Mapped[list[QuestionnaireVersion]] = relationship(
        back_populates="questionnaire",
        order_by=QuestionnaireVersion.number,
        cascade="all, delete-orphan",
        foreign_keys=QuestionnaireVersion.questionnaire_id,
    )
    questions: Mapped[list[Question]] = relationship(
        back_populates="questionnaire", order_by=Question.id, cascade="all, delete-orphan"
    )
    counted: Mapped[CountedUpTo] = relationship(cascade="all, delete-orphan")
    responses: WriteOnlyMapped[Response] = relationship(back_populates="questionnaire", passive_deletes=True)

    COPIED = ("intro", "grace_days", "equality", *OfferedOnPaper.ON_PAPER)
    GRACE_DAYS = 3
    counts_without_words = False

    def __init__(self, *, pages: list[dict[str, Any]] | None = None, **said: Any) -> None:
        """`pages` are plain facts: see `facts`."""
        at_first: dict[str, Any] = {"intro": "", "grace_days": self.GRACE_DAYS, "took_minutes": None, "equality": []}
        at_first |= {"by_code_only": False, "codes_made": 0}
        super().__init__(**(at_first | self.NOT_ON_PAPER | said), counted=CountedUpTo())
        first = version_of(pages or [])
        first.published_at = self.opens_at and now()
        self.versions.append(first)
        self.asks = first
        for asked in first.questions:
            asked.question.questionnaire = self
            for wording in (asked.wording, *asked.boxes.values()):
                wording.activity = self

    @validates("equality")
    def _of_ours(self, _: str, keys: list[str]) -> list[str]:
        if strange := set(keys) - QUESTIONS.keys():
            raise ValueError(f"no questions about equality: {', '.join(sorted(strange))}")
        return keys

    @classmethod
    def loaded_for_checks(cls, every: Any) -> list[Any]:
        """How much it asks, without what it asks."""
        placed = selectinload(Page.placed).options(lazyload(Placed.asked), lazyload(Placed.question))
        pages = selectinload(QuestionnaireVersion.pages).options(placed)
        return [selectinload(every.Questionnaire.asks).options(lazyload(QuestionnaireVersion.rules), pages)]

    @classmethod
    def loaded_for_copies(cls, every: Any) -> list[Any]:
        """Its questions, with what they offer, and its own pictures."""
        return [selectinload(every.Questionnaire.asks), selectinload(every.Questionnaire.own_pictures)]

    def own_checks(self) -> list[Check]:
        """Something is asked."""
        asks = sum(len(page.placed) for page in self.asks.pages)
        return [Check("Questions", f"{plural(asks, 'question')} so far.", bool(asks), field=WRITTEN)]

    @classmethod
    def from_template(cls, facts: dict[str, Any], **shared: Any) -> Self:
        """With its pages as plain facts."""
        return cls(**facts, **shared)

    def copied_parts(self) -> dict[str, Any]:
        """The same questions, asked anew, with the same pictures."""
        return {"pages": facts_of(self.asks), "own_pictures": [each.copied() for each in self.own_pictures]}

    def delete_parts(self) -> None:
        """Its versions, its questions with what they offer, its pictures, and that it is a check-back, if it is one."""
        if check_back := CheckBack.of(self.id):
            db.session.delete(check_back)
            db.session.flush()
        db.session.execute(update(Questionnaire).where(Questionnaire.id == self.id).values(asks_id=None))
        db.session.delete(self.counted)
        for each in (*self.versions, *self.own_pictures):
            db.session.delete(each)
        db.session.flush()
        for question in self.questions:
            db.session.delete(question)
        db.session.flush()

    # --- versions ---------------------------------------------------------------------------------------------

    @property
    def draft(self) -> QuestionnaireVersion | None:
        """The version that is being written, if one is."""
        return next((version for version in self.versions if version.is_draft), None)

    def begin_draft(self) -> QuestionnaireVersion:
        """The version that is being written: the same questions in the same places, to begin with."""
        if there := self.draft:
            return there
        new = QuestionnaireVersion(number=self.versions[-1].number + 1)
        self.versions.append(new)
        for page in self.asks.pages:
            copy = Page(new, page.key, page.title)
            for placed in page.placed:
                Placed(copy, placed.asked, placed.minutes)
        new.rules = [rule.copied() for rule in self.asks.rules]
        return new

    def publish(
        self, *, by: int, seen: int | None = None, reason: str = "", counts: Mapping[str, bool] | None = None
    ) -> None:
        """Ask what was written from now on. Raises `NeedsReason` when people have answered and no reason is given.

        `counts` says of questions, by key, whether answers to the new words count together with those to the old.
        """
        draft = self.draft
        if draft is None:
            raise NotAllowed("There is nothing new to publish.")
        self.must_be_right()
        if self.is_answered:
            must_say_why(reason)
        was = self.asks.number
        self.edit_a_part(by=by, seen=seen)
        for asked in draft.questions:
            if counts and asked.key in counts and asked.number > 1:
                asked.counts_with_earlier = counts[asked.key]
        draft.published_at, draft.published_by_id = now(), by
        self.asks = draft
        if draft.number != was:
            self.write_down("version", was, draft.number, by=by, reason=reason)
        if self.was_public:
            self.declare()

    def must_be_whole(self) -> None:
        """Also: every page and question can be reached."""
        super().must_be_whole()
        self.must_be_right()

    def opened(self, *, by: int, seen: int | None = None) -> None:
        """What was written is asked from now on."""
        if draft := self.draft:
            draft.published_at, draft.published_by_id = now(), by
            self.asks = draft
        super().opened(by=by, seen=seen)

    def declares(self) -> Declaration:
        """What is counted of what it asks now."""
        return declaration_of(self.asks, self.audiences)

    def declare(self) -> None:
        """Also who spoke of what it checks back."""
        super().declare()
        if check_back := CheckBack.of(self.id):
            check_back.write_down_who_spoke()

    def tallied(self, declaration: Declaration, until: date | None = None) -> Mapping[Group, Tally]:
        """What every group answered."""
        return tallied(self.id, declaration, until)

    def reported(self, release: Release) -> Report | None:
        """How each challenge was judged, when it is a check-back."""
        return report(self.id, release)

    @property
    def is_answered(self) -> bool:
        """Whether somebody has sent answers, read or not."""
        return bool(db.session.scalar(select(select(Response.id).where(Response.questionnaire_id == self.id).exists())))

    # --- answers ----------------------------------------------------------------------------------------------

    def context(self, answers: Mapping[QuestionVersion, Given]) -> dict[str, str]:
        """What a moderator sees beside somebody's words: what they picked where there was one list to pick from."""
        lists = PICK_ONE | {Kind.SEVERAL_CHOICES}
        picked = {
            q.prompt: ", ".join(q.labels[option] for option in q.labels if option in given.options)
            for q, given in answers.items()
            if q.kind in lists
        }
        return {"Questionnaire": self.title} | picked

    def erase(self, contribution_id: int) -> None:
        """Someone withdrew: what they ticked and ranked is forgotten, and counted no longer."""
        db.session.flush()  # they are counted no more, and their picks say where
        erase_typed(contribution_id)
        theirs = select(Response.id).where(Response.contribution_id == contribution_id).scalar_subquery()
        db.session.execute(delete(Pick).where(Pick.response_id == theirs))

    def receipt_lines(self, contribution_id: int, *, is_withdrawn: bool) -> list[str]:
        """That ticks are counted: nobody reads those, so nothing else on the receipt speaks of them."""
        ticked = db.session.scalar(
            select(func.count(Pick.question_id.distinct()))
            .join(Response)
            .where(Response.contribution_id == contribution_id)
        )
        if not ticked:
            return []
        return [f"You picked answers to {plural(ticked, 'question')}. We count them together with everyone else's."]

    def steps_to_come(self, contribution_id: int) -> list[ToCome]:
        """The day after which ticks are counted, while it is to come."""
        if not self.is_open or not Response.has_picks(contribution_id):
            return []
        return [ToCome("We count what everyone picked", "group", last_day(self.closes_at))]
