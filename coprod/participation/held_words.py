"""Words while the safeguarding lead holds them: sealed in a concern, and in clear nowhere else."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from coprod.concerns.concern import Concern, Origin
from coprod.concerns.level import Worry, worst
from coprod.database import db, now
from coprod.participation.move import CannotBeOpened, Move, Status
from coprod.screening.finding import Finding
from coprod.sealing import Broken
from coprod.text import normalise

_concern = Concern.__table__.c
_other = Concern.__table__.alias().c
# Of several concerns about the same words, the number of the newest: that one has them.
NEWEST = select(func.max(_other.id)).where(_other.submission_id == _concern.submission_id).scalar_subquery()


class Escalated(NamedTuple):
    """The rows that an escalation adds."""

    move: Move
    concern: Concern


class HeldWords:
    """What a submission does when its words go into a seal, and when they come out of it."""

    if TYPE_CHECKING:  # of `Submission`
        id: Any
        contribution: Any
        prompt: Any
        words: Any
        findings: Any
        status: Any
        published_words: Any
        moves_made: Any
        newest_concern: Any
        is_approved: Any
        worry: Any
        read_first_until: Any
        must_be_held: Any
        must_allow: Any
        has_moved: Any

    def escalate(
        self, *, by: int | None, origin: Origin = Origin.STAFF, note: str = "", seen: int | None = None
    ) -> Concern:
        """Someone may not be safe: from now on only the safeguarding lead sees the words."""
        self.must_allow(Status.ESCALATED, seen)
        was_approved = self.is_approved
        rows = self.escalated_rows(by=by, origin=origin, note=note)
        db.session.add_all(rows)
        self.has_moved(was_approved)
        return rows.concern

    def rewrite(self, words: str, findings: list[Finding] | None) -> Concern | None:
        """Whoever wrote it says it in other words: those are read anew, and until then nothing of it is shown.

        Worrying ones go to the safeguarding lead. While the lead holds the words, the new ones are sealed beside the
        old, in a concern of their own. A worry that nobody has read yet is with the lead first, with the words as they
        were. Gives back the concern that this opened.
        """
        self.must_allow(Status.PENDING, None, again=True)
        if self.read_first_until:
            self.escalate(by=None, origin=Origin.SCREENING)
        was_approved, held = self.is_approved, self.held_in()
        # Nothing may be stored before it is decided: in clear, worrying words are never.
        with db.session.no_autoflush:
            self.words = normalise(words)
            self.findings = None if findings is None else [finding.to_dict() for finding in findings]
            if held is None and not self.must_be_held():
                self.contribution.received_at = self.contribution.received_at or now()
                move = Move(self, Status.PENDING, by=None)
                self.status, self.published_words = Status.PENDING, None
                self.moves_made += 1
                db.session.add(move)
                self.has_moved(was_approved)
                return None
            origin, before = (held.origin, [held.worry]) if held else (Origin.SCREENING, [])
            rows = self.escalated_rows(by=None, origin=origin, before=before)
            db.session.add_all(rows)
        self.has_moved(was_approved)
        return rows.concern

    def erase(self) -> Concern | None:
        """Their author took them back: forget what was written, unopened. A concern keeps its own sealed copy.

        Where nobody has read a worry yet, it becomes a concern first, which is given back.
        """
        concern = self.escalate(by=None, origin=Origin.SCREENING) if self.read_first_until else None
        self.words, self.published_words, self.findings = "", None, []
        return concern

    def escalated_rows(
        self, *, by: int | None, origin: Origin, note: str = "", before: Sequence[Worry] = ()
    ) -> Escalated:
        """What an escalation adds, in no session; words and findings stand nowhere but in its seal from now on.

        Of what screening found, and what was known `before`, it is as serious as the worst.
        """
        found = [worry for worry in (self.worry, *before) if worry]
        move = Move(self, Status.ESCALATED, by=by, note=note)
        concern = Concern(
            contribution=self.contribution,
            submission=self,
            move=move,
            prompt=self.prompt,
            words=self.words or "",
            findings=self.findings,
            origin=origin,
            at=move.at,
            by=by,
            room=self.contribution.room,
            worry=worst(found) if by is None else None,
        )
        self.status, self.words, self.findings, self.published_words = Status.ESCALATED, None, [], None
        self.read_first_until = None
        self.moves_made += 1
        return Escalated(move, concern)

    def held_in(self) -> Concern | None:
        """The concern that has the words, while the safeguarding lead holds them."""
        return Concern.newest_about(self.id) if self.words is None else None

    def words_as_held(self) -> str:
        """The words, out of the concern that has them; raises `CannotBeOpened`."""
        concern = self.held_in()
        return (opened(concern)[0] if concern else self.words) or ""

    @property
    def as_written(self) -> str:
        """The words, for whoever wrote them: that the safeguarding lead holds them changes nothing for them."""
        concern = self.newest_concern  # asked for whatever the status: it takes the same statements
        try:
            return (concern.words if concern else "") if self.words is None else self.words
        except Broken:
            return ""


def opened(concern: Concern) -> tuple[str | None, list[dict[str, Any]] | None]:
    """Words and findings out of a seal; raises `CannotBeOpened`."""
    try:
        return concern.words, concern.findings
    except Broken as error:
        raise CannotBeOpened from error
