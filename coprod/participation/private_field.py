"""PrivateField: what is to be known of something private that a person typed, and that is no submission."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, exists, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.concerns import level
from coprod.concerns.concern import Concern, Origin
from coprod.concerns.level import Level, Worry
from coprod.database import Base, choice, db, now
from coprod.participation.move import CannotBeOpened
from coprod.screening.finding import Finding
from coprod.sealing import Broken

# What those who moderate, and so may know of a concern, read in place of a private field that is held.
WITH_THE_LEAD = "With the safeguarding lead"


class FieldState(StrEnum):
    """Why a private field is not like any other."""

    UNSCREENED = "unscreened"
    HELD = "held"


class PrivateField(Base):
    """A private field of a contribution (access needs, a name), while there is something about it to know.

    It is unscreened: screening has still to look at it. Or it is held: only the safeguarding lead may read it, and its
    text stands in the concern alone; in its place the team may have what the lead says that they must provide.
    Otherwise there is no row.
    """

    __tablename__ = "private_field"
    __table_args__ = (
        CheckConstraint("(state = 'held') = (concern_id IS NOT NULL)", name="held_by_a_concern"),
        Index(
            "ix_private_field_unscreened",
            "contribution_id",
            sqlite_where=text("state = 'unscreened'"),
            postgresql_where=text("state = 'unscreened'"),
        ),
    )

    contribution_id: Mapped[int] = mapped_column(ForeignKey("contribution.id"), primary_key=True)
    label: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[FieldState] = mapped_column(choice(FieldState, "state"))
    concern_id: Mapped[int | None] = mapped_column(ForeignKey("concern.id"), unique=True)

    concern: Mapped[Concern | None] = relationship(lazy="joined")

    def __init__(self, *, label: str, concern: Concern | None = None, contribution_id: int | None = None) -> None:
        """Held by this concern; without one, unscreened."""
        state = FieldState.HELD if concern else FieldState.UNSCREENED
        super().__init__(contribution_id=contribution_id, label=label, state=state, concern=concern)

    def hold(self, concern: Concern) -> None:
        """From now on only the safeguarding lead may read it, in this concern."""
        self.state, self.concern = FieldState.HELD, concern

    @property
    def is_held(self) -> bool:
        """Whether only the safeguarding lead may read it."""
        return self.state is FieldState.HELD


class HasPrivateFields:
    """What a contribution does about its private fields: holds them, gives them back, says who may read them."""

    if TYPE_CHECKING:  # of `Contribution`
        id: Any
        activity: Any
        context: Any
        room: Any
        is_withdrawn: Any
        private_fields: Any

    @classmethod
    def has_field(cls, state: FieldState, label: str | None = None) -> ColumnElement[bool]:
        """The condition under which one of its private fields, or the one of this label, is held, or is unscreened."""
        theirs = [PrivateField.contribution_id == cls.id, PrivateField.state == state]
        return exists().where(*theirs, *([PrivateField.label == label] if label else []))

    def hold(self, texts: Mapping[str, str], found: Mapping[str, list[Finding] | None]) -> list[Concern]:
        """What screening found in private fields. What worries is now the lead's alone; gives the concerns it opens.

        A weaker worry takes nothing from those who work with it: the lead has a sealed copy, and is told in time.
        """
        opened = []
        for label, words in texts.items():
            field, findings = self.private_field(label), found[label]
            if field and field.is_held:
                continue
            worry = Worry.of(findings)
            if worry and worry.level is Level.CONCERN:
                opened.append(self._hold(label, words, Origin.SCREENING, worry=worry))
                continue
            if worry:
                opened.append(self._copy(label, words, worry))
            if findings is None and words and not field:
                self.private_fields.append(PrivateField(label=label))
            elif findings is not None and field:
                self.private_fields.remove(field)
        return opened

    def escalate(self, label: str, words: str, *, by: int) -> Concern:
        """Staff think that a private field says that someone is not safe: it is the lead's alone from now on."""
        return self._hold(label, words, Origin.STAFF, by=by)

    def escalate_what_was_provided(self, label: str, words: str, *, by: int) -> None:
        """The same of what the lead had them provide in place of a held field: it is gone, and a concern of its own."""
        db.session.add(self._concern(label, words, Origin.STAFF, by=by))
        self.activity.put_private(self.id, label, "")

    def provide(self, concern: Concern, *, by: int, words: str) -> None:
        """The safeguarding lead says what a team must provide: it stands there as if the person had written it.

        What they did write stays the lead's alone.
        """
        self.activity.put_private(self.id, concern.prompt, words)
        concern.note(by=by, words=f"Told the team what to provide: {words}")

    def release(self, concern: Concern, *, by: int) -> None:
        """The safeguarding lead gives a private field back to those who work with it."""
        label = concern.prompt
        try:
            words = concern.words
        except Broken as error:
            raise CannotBeOpened from error
        self.private_fields = [field for field in self.private_fields if field.label != label]
        if label in self.context:
            self.context = self.context | {label: words}
        self.activity.put_private(self.id, label, words)
        self.activity.touch()
        concern.release(by=by)

    def may_hold(self, concern: Concern) -> bool:
        """Whether those who work with a private field read there what this concern has a copy of."""
        if concern.submission_id is not None or self.is_withdrawn or self.is_held(concern.prompt):
            return False
        try:
            return bool(concern.words) and self.activity.private_words(self.id).get(concern.prompt) == concern.words
        except Broken:
            return False

    def hold_back(self, concern: Concern, *, by: int) -> None:
        """The safeguarding lead takes a private field from those who work with it: it is in the concern alone."""
        self._keep(concern)
        concern.hold(by=by)

    def private_field(self, label: str) -> PrivateField | None:
        """What is to be known of one private field, if anything is."""
        return next((field for field in self.private_fields if field.label == label), None)

    def is_held(self, label: str) -> bool:
        """Whether only the safeguarding lead may read this private field."""
        return any(field.label == label and field.is_held for field in self.private_fields)

    def is_held_by(self, concern: Concern) -> bool:
        """Whether this concern keeps a private field from those who work with it, until it is released."""
        return any(field.concern_id == concern.id for field in self.private_fields)

    def unless_held(self, label: str, text: str) -> str:
        """What the channel's own row may keep of a private field: nothing while the safeguarding lead holds it."""
        return "" if self.is_held(label) else text

    def private_as_written(self, label: str, text: str) -> str:
        """A private field as whoever wrote it reads it: that it is held changes nothing for them."""
        field = self.private_field(label)
        try:
            return field.concern.words if field and field.concern else text
        except Broken:
            return ""

    def _copy(self, label: str, words: str, worry: Worry) -> Concern:
        concern = self._concern(label, words, Origin.SCREENING, worry=worry, quiet_until=level.read_by(now()))
        if self.id is not None:  # it is stored already; else it is filed with it
            db.session.add(concern)
        return concern

    def _concern(self, label: str, words: str, origin: Origin, **more: Any) -> Concern:
        return Concern(contribution=self, prompt=label, words=words, origin=origin, room=self.room, **more)

    def _hold(self, label: str, words: str, origin: Origin, **more: Any) -> Concern:
        concern = self._concern(label, words, origin, **more)
        self._keep(concern)
        return concern

    def _keep(self, concern: Concern) -> None:
        label = concern.prompt
        field = self.private_field(label)
        if field is None:
            self.private_fields.append(PrivateField(label=label, concern=concern))
        else:
            field.hold(concern)
        if label in self.context:
            self.context = self.context | {label: None}
        if self.id is not None:  # it is stored already, and the channel's own row with it
            self.activity.put_private(self.id, label, "")

    @property
    def is_unscreened(self) -> bool:
        """Whether screening has still to look at a private field."""
        return any(not field.is_held for field in self.private_fields)

    @property
    def is_partly_held(self) -> bool:
        """Whether something that stands beside the words is the safeguarding lead's alone: nobody has read it all."""
        return None in self.context.values()
