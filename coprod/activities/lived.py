"""What an engagement and an activity share: they are drafted, made ready, opened, closed, answered and put away."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.activities.checks import Check, missing
from coprod.activities.life import NOT_PUBLIC, Archived, Life, NotAllowed, must_lead, must_say_why
from coprod.changes import Change, EditedByStaff
from coprod.database import UTCDateTime, choice, db, now
from coprod.partnership.opening import is_open

# Fields that say where it is in its life. To move these is no edit of what it says.
OF_LIFE = ("life", "opens_at", "opening_at")
# Fields that stand on no page of the public.
FOR_COLLEAGUES = ("opening_at", "two_to_open", "two_people", "two_to_decide", "decide_by")


class Lived(EditedByStaff):
    """Something with a life: `STEPS` says what may become of it, and these are the verbs.

    `life` is how far staff have brought it; `stage` also knows whether it has closed. `opening_at` is when it opens by
    itself, if `opening_by_id` asked for that; until then it is ready. `what_changed` is what came of it, for everyone.
    """

    life: Mapped[Life] = mapped_column(choice(Life, "life"))
    opening_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opening_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    what_changed: Mapped[str]

    FOR_STAFF = frozenset({"life"})

    @property
    def stage(self) -> Life:
        """Where it is in its life at this moment."""
        raise NotImplementedError

    @property
    def two_open(self) -> bool:
        """Whether the last person who edited it may not be the one who opens it."""
        raise NotImplementedError

    def let_one_open(self) -> int | None:
        """Who said that one person is enough to open it, where two were asked for."""
        raise NotImplementedError

    def checks(self) -> list[Check]:
        """Its checklist."""
        raise NotImplementedError

    def must_last_until(self, moment: datetime) -> None:
        """Raise `NotAllowed` when there would be nothing to open any more at that moment."""
        raise NotImplementedError

    def opened(self, *, by: int, seen: int | None = None) -> None:
        """It opens, now that all has been looked at."""
        raise NotImplementedError

    def agreed_together(self) -> Collection[str]:
        """The subjects of the changes that somebody agrees to by opening it."""
        return (self.subject,)

    def change(self, values: dict[str, Any], *, by: int, seen: int | None = None, reason: str = "") -> bool:
        """As for everything that staff edit. What was ready is a draft again when what it says is changed."""
        if self.life is Life.READY and self.differs(values):
            values = values | {"life": Life.DRAFT, "opening_at": None}
        return super().change(values, by=by, seen=seen, reason=reason)

    @property
    def archived(self) -> "Lived | None":
        """What is archived, so that nothing here changes: itself, or what it stands in."""
        return self if self.life is Life.ARCHIVED else None

    def must_not_be_archived(self) -> None:
        """Raise `Archived` when it stays as it is."""
        if self.archived:
            raise Archived(self.archived)

    def must_take(self, values: dict[str, Any]) -> None:
        """What is archived takes no change but the step that brings it back; and it does not open by itself."""
        brings_back = self.archived is self and set(values) == {"life"}
        if not brings_back and values != {"opening_at": None}:
            self.must_not_be_archived()

    def differs(self, values: dict[str, Any]) -> bool:
        """Whether these would change what it says."""
        return any(getattr(self, field) != value for field, value in values.items() if field not in OF_LIFE)

    def is_news(self, values: dict[str, Any]) -> bool:
        """Whether people who read its page would call it a change."""
        return any(getattr(self, field) != value for field, value in values.items() if field not in FOR_COLLEAGUES)

    def make_ready(self, *, by: int, seen: int | None = None) -> None:
        """Its checklist is done: somebody may open it."""
        must_lead(self.stage, Life.READY, "make_ready")
        self.must_be_whole()
        self.change({"life": Life.READY}, by=by, seen=seen)

    def back_to_draft(self, *, by: int, seen: int | None = None) -> None:
        """It needs more work."""
        must_lead(self.stage, Life.DRAFT, "back_to_draft")
        self.change({"life": Life.DRAFT, "opening_at": None}, by=by, seen=seen)

    def open(self, *, by: int, seen: int | None = None) -> None:
        """Everyone can see it, and people can take part, from now on."""
        self.must_open(by=by)
        self.opened(by=by, seen=seen)

    def open_later(self, moment: datetime, *, by: int, seen: int | None = None) -> None:
        """It opens by itself at a moment: then all of it is looked at again."""
        self.must_open(by=by)
        if moment <= now():
            raise NotAllowed("The moment when it opens must be in the future.")
        self.must_last_until(moment)
        self.change({"opening_at": moment}, by=by, seen=seen)
        self.opening_by_id = by

    def do_not_open(self, *, by: int) -> None:
        """It does not open by itself after all: it stays ready."""
        self.change({"opening_at": None}, by=by)

    def answer(self, what_changed: str, *, by: int, seen: int | None = None) -> None:
        """Say what became of what people said."""
        must_lead(self.stage, Life.ANSWERED, "answer")
        if not what_changed:
            raise NotAllowed("Say what changed. If nothing did, say that, and why.")
        self.change({"what_changed": what_changed, "life": Life.ANSWERED}, by=by, seen=seen)

    def archive(self, *, by: int, seen: int | None = None, reason: str) -> None:
        """Put it away: it can still be read, and stands in no list of what goes on."""
        must_lead(self.stage, Life.ARCHIVED, "archive")
        must_say_why(reason, "Your colleagues read it beside the change.")
        self.change({"life": Life.ARCHIVED}, by=by, seen=seen, reason=reason)

    def bring_back(self, *, by: int, seen: int | None = None, reason: str) -> None:
        """Take it out of the archive."""
        must_lead(self.stage, Life.ANSWERED, "bring_back")
        must_say_why(reason, "Your colleagues read it beside the change.")
        self.change({"life": Life.ANSWERED}, by=by, seen=seen, reason=reason)

    def must_be_whole(self) -> None:
        """Raise `NotAllowed` while something on its checklist holds it up."""
        if gaps := missing(self.checks()):
            names = ", ".join(check.name[0].lower() + check.name[1:] for check in gaps)
            raise NotAllowed(f"Not yet. Still missing: {names}.")

    def must_open(self, *, by: int) -> None:
        """Raise `NotAllowed` unless this person may open it at this moment."""
        if not is_open():
            raise NotAllowed("The site is not open to the public yet. An administrator opens it, when set-up is done.")
        must_lead(self.stage, Life.OPEN, "open")
        self.must_be_whole()
        if self.two_open and self.last_editor() == by:
            raise NotAllowed("Two people agree to open it, and you edited it last. Ask a colleague to open it.")
        if not self.two_open and self.let_one_open() == by:
            raise NotAllowed("You said that one person is enough to open it. Ask a colleague to open it.")

    def last_editor(self) -> int | None:
        """Who last changed what it says."""
        edits = select(Change.by_id).where(Change.subject.in_(self.agreed_together()), Change.field.not_in(OF_LIFE))
        return db.session.scalar(edits.order_by(Change.id.desc()).limit(1))

    @property
    def was_public(self) -> bool:
        """Whether staff have opened it: what people may have read."""
        return self.life not in NOT_PUBLIC
