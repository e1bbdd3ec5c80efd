"""In any sequence of what people do: nothing unapproved is shown, nothing is lost, no receipt tells of a concern.

A second, much simpler account of the rules (`Known`) is kept beside the real one; they must agree after every step.
"""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import time_machine
from conftest import empty_database
from hypothesis import HealthCheck, Phase, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select, update

from builders import a_board, a_partnership, a_user, open_now, receive
from coprod.boards.models import Board, Note
from coprod.boards.notes_to_read import shown_notes
from coprod.concerns.concern import Concern, Outcome
from coprod.concerns.step import ConcernStep, NeverDeleted, StepKind
from coprod.database import db, now
from coprod.intake.door import Said
from coprod.participation import receipt
from coprod.participation.contribution import Contribution, Sharing
from coprod.participation.move import UNDO, Hide, Move, MoveRefused
from coprod.participation.submission import Submission
from coprod.participation.unread import escalate_what_nobody_read
from coprod.receipts.what_happened import Happened, gone
from coprod.screening import screen as screening
from coprod.screening.finding import Finding, FindingKind
from coprod.sealing import ring
from coprod.working_days import working_days_after

SAID = {"": "More clubs, number {}", "weak": "He seems sad, number {}", "certain": "He hits me, number {}"}
AS_SERIOUS = [*SAID]
worrying = st.sampled_from(AS_SERIOUS)
TOLD = {Sharing.SHOW: Happened.SHOWN, Sharing.TEAM: Happened.FOR_THE_TEAM, Sharing.IDEA: Happened.IDEA_USED}

anything = st.integers(0, 2)
verbs = st.sampled_from(["reject", "escalate", "return_to_queue", "undo"])
staff = st.sampled_from(["moderator", "engagement_lead", "safeguarding_lead"])


def worried(text: str, *how) -> list[Finding]:
    kinds = {"He hits": FindingKind.CONCERN, "He seems": FindingKind.READ_FIRST}
    return [Finding(kind, 0, 2, "Said so") for begins, kind in kinds.items() if text.startswith(begins)]


@dataclass
class Known:
    """What has happened to one note, as simply as it can be said."""

    id: int
    token: str
    words: str
    sharing: Sharing
    two_people: bool
    stands: str = "waits"  # or "approved", "rejected", "escalated"
    published: str = ""
    said_yes: str = ""  # who approved it first, where two must
    moves: list[tuple] = field(default_factory=list)
    withdrawn: bool = False
    worries: str = ""  # the worst that screening found, and nobody has made less of
    unread: bool = False  # whether it waits to be read first
    read: bool = False  # whether somebody has said of it that there is no worry, or the lead has let it go


class Sequence(RuleBasedStateMachine):
    """A board where one person decides, one where two do, and everything that may be done to what is written there."""

    @initialize()
    def begin(self) -> None:
        empty_database()
        a_partnership()
        self.clock = time_machine.travel(now(), tick=False)
        self.traveller = self.clock.start()
        self.boards = {two: a_board(f"two-{two}", two_people=two, **open_now()).id for two in (True, False)}
        self.people = {role: a_user(role).id for role in ("moderator", "engagement_lead", "safeguarding_lead")}
        self.notes: list[Known] = []
        self.sealed: dict[int, str] = {}

    def teardown(self) -> None:
        if hasattr(self, "clock"):
            self.clock.stop()
        db.session.rollback()

    # What people do ----------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.notes) < 3)  # few, so that much happens to each
    @rule(worrying=worrying, two=st.booleans(), sharing=st.sampled_from(Sharing))
    def send(self, worrying: str, two: bool, sharing: Sharing) -> None:
        board = db.session.get_one(Board, self.boards[two])
        token = f"token {len(self.notes)}"
        words = SAID[worrying].format(len(self.notes))
        contribution = receive(board, token=token, said=[Said("What?", words)], sharing=sharing).contribution
        board.notes.add(Note(contribution=contribution, question=board.asked[0], colour=1))
        db.session.commit()
        known = Known(contribution.submissions[0].id, token, words, sharing, two)
        known.stands, known.worries = "escalated" if worrying == "certain" else "waits", worrying
        known.unread = worrying == "weak"
        self.notes.append(known)

    @precondition(lambda self: self.notes)
    @rule(which=anything)
    def withdraw(self, which: int) -> None:
        known = self.known(which)
        db.session.get_one(Submission, known.id).contribution.withdraw()
        db.session.commit()
        known.withdrawn = True
        if known.unread:
            known.stands, known.unread = "escalated", False

    # What staff do -----------------------------------------------------------------------------------------------

    @precondition(lambda self: self.notes)
    @rule(which=anything, who=staff, hide=st.booleans(), no_worry=st.booleans())
    def approve(self, which: int, who: str, hide: bool, no_worry: bool) -> None:
        known = self.known(which)
        hides = [Hide(0, 2, "name")] if hide else []
        if not self.tried(
            known, lambda submission: submission.approve(by=self.people[who], hide=hides, no_worry=no_worry)
        ):
            return
        self.was_read(known, no_worry)
        assert known.said_yes != who or not known.two_people, "one person is not two"
        if known.two_people and not known.said_yes:
            known.said_yes = who
        else:
            known.stands, known.said_yes = "approved", ""
            known.published = "[name removed]" + known.words[2:] if hide else known.words

    @precondition(lambda self: self.notes)
    @rule(which=anything, who=staff)
    def approve_twice(self, which: int, who: str) -> None:
        self.approve(which, who, False, True)
        self.approve(which, who, False, True)

    @precondition(lambda self: self.notes)
    @rule(
        which=anything,
        who=staff,
        verb=st.sampled_from(["reject", "escalate", "return_to_queue", "undo"]),
        sure=st.booleans(),
    )
    def decide(self, which: int, who: str, verb: str, sure: bool) -> None:
        known = self.known(which)
        how = {"reason": "names", "no_worry": sure} if verb == "reject" else {}
        moved = known.moves and known.moves[-1][2] == self.people[who] and now() - known.moves[-1][1] <= UNDO
        may_undo = moved or known.said_yes == who
        if self.tried(known, lambda submission: getattr(submission, verb)(by=self.people[who], **how)):
            assert may_undo or verb != "undo", "one's own decision, for five minutes"
            self.was_read(known, sure or verb != "reject")
            known.stands = {"reject": "rejected", "escalate": "escalated"}.get(verb, "waits")
            known.said_yes = ""

    @precondition(lambda self: self.notes)
    @rule(which=anything, worrying=worrying)
    def screen_again(self, which: int, worrying: str) -> None:
        known = self.known(which)
        found = worried(SAID[worrying])
        self.tried(known, lambda submission: submission.screened(found))
        if known.stands != "waits" or known.withdrawn:
            return
        known.read |= any(from_status == "escalated" for _, _, _, from_status, *_ in known.moves)
        before, known.worries = known.worries, worrying
        if known.read:
            raises = worrying == "certain" != before
        else:
            known.worries = max(before, worrying, key=AS_SERIOUS.index)
            raises = bool(known.worries)
        if raises and known.worries == "certain":
            known.stands, known.said_yes, known.unread = "escalated", "", False
        elif raises:
            known.unread = True

    @rule()
    def nobody_reads(self) -> None:
        self.traveller.shift(timedelta(hours=5))
        db.session.commit()
        escalate_what_nobody_read()
        for known in self.notes:
            if known.unread:
                known.stands, known.said_yes, known.unread = "escalated", "", False

    def was_read(self, known: Known, no_worry: bool) -> None:
        """A decision went through."""
        assert no_worry or not known.unread, "nothing is decided unread"
        known.read |= known.unread
        known.unread = False

    @rule(minutes=st.sampled_from([1, 4, 7]))
    def wait(self, minutes: int) -> None:
        self.traveller.shift(timedelta(minutes=minutes))

    @rule(two=st.booleans())
    def edit_the_board(self, two: bool) -> None:
        board = db.session.get_one(Board, self.boards[two])
        board.edit({"title": f"Edited {now():%H:%M}"}, by=self.people["engagement_lead"])
        db.session.commit()

    @precondition(lambda self: self.sealed)
    @rule(which=anything, what=st.sampled_from(["acknowledge", "close", "note"]))
    def work_on_a_concern(self, which: int, what: str) -> None:
        concern = db.session.get_one(Concern, list(self.sealed)[which % len(self.sealed)])
        lead = self.people["safeguarding_lead"]
        if what == "note":
            concern.add(StepKind.NOTE, by=lead, words="Rang the school")
        elif what == "close":
            concern.close(by=lead, outcome=Outcome.SUPPORTED)
        else:
            concern.acknowledge(by=lead)
        db.session.commit()

    # What nobody may do ------------------------------------------------------------------------------------------

    @rule(model=st.sampled_from([Move, Concern, ConcernStep]), bulk=st.booleans())
    def destroy(self, model: type, bulk: bool) -> None:
        row = db.session.scalars(select(model)).first()
        if row is None:
            return
        with pytest.raises((NeverDeleted, MoveRefused)):
            if bulk:
                db.session.execute(delete(model))
            else:
                db.session.delete(row)
                db.session.flush()
        db.session.rollback()

    @rule(bulk=st.booleans())
    def rewrite_history(self, bulk: bool) -> None:
        move = db.session.scalars(select(Move)).first()
        if move is None:
            return
        with pytest.raises(MoveRefused):
            if bulk:
                db.session.execute(update(Move).values(sealed_note=b"Not me"))
            else:
                move.sealed_note = b"not me"
                db.session.flush()
        db.session.rollback()

    # What must hold after every step -----------------------------------------------------------------------------

    @invariant()
    def only_approved_words_are_shown(self) -> None:
        may_be_read = {
            known.published
            for known in getattr(self, "notes", ())
            if known.stands == "approved" and known.sharing is Sharing.SHOW and not known.withdrawn
        }
        query = select(Submission.published_words).join(Contribution).where(Submission.shown())
        assert set(db.session.scalars(query)) == may_be_read
        boards = [db.session.get_one(Board, id) for id in getattr(self, "boards", {}).values()]
        assert {note.published_words for board in boards for note in shown_notes(board)} == may_be_read
        for known in getattr(self, "notes", ()):
            published = db.session.get_one(Submission, known.id).published_words
            assert published == (known.published if known.stands == "approved" and not known.withdrawn else None)

    @invariant()
    def no_move_is_lost_or_changed(self) -> None:
        for known in getattr(self, "notes", ()):
            rows = db.session.execute(
                select(
                    Move.id, Move.at, Move.by_id, Move.from_status, Move.to_status, Move.reason_slug, Move.sealed_note
                )
                .where(Move.submission_id == known.id)
                .order_by(Move.id)
            ).all()
            assert [tuple(row) for row in rows[: len(known.moves)]] == known.moves
            known.moves = [tuple(row) for row in rows]
            assert db.session.get_one(Submission, known.id).moves_made == len(rows)

    @invariant()
    def every_sealed_copy_stays(self) -> None:
        concerns = {concern.id: concern.words for concern in db.session.scalars(select(Concern))}
        assert {id: concerns.get(id) for id in getattr(self, "sealed", {})} == getattr(self, "sealed", {})
        self.sealed = concerns
        escalated = {known.id for known in getattr(self, "notes", ()) if known.stands == "escalated"}
        about = {concern.submission_id: concern.words for concern in db.session.scalars(select(Concern))}
        assert escalated <= set(about)
        assert all(about.get(known.id, known.words) == known.words for known in getattr(self, "notes", ()))

    @invariant()
    def held_words_are_nowhere_in_clear(self) -> None:
        held = [known for known in getattr(self, "notes", ()) if known.stands == "escalated"]
        for known in held:
            submission = db.session.get_one(Submission, known.id)
            assert (submission.words, submission.findings) == ("" if known.withdrawn else None, [])
        if held:
            rows = [repr(db.session.execute(table.select()).all()) for table in db.metadata.sorted_tables]
            assert not [known.words for known in held if known.words in "".join(rows)]

    @invariant()
    def a_receipt_tells_nothing_of_a_concern(self) -> None:
        for known in getattr(self, "notes", ()):
            [digest] = receipt.codes(ring(), known.token)
            [go] = gone(digest)
            [told] = go.told
            assert go.contribution.lead_message is None
            if known.stands in ("waits", "escalated"):
                words = "" if known.withdrawn else known.words
                assert told[:7] == ("What?", words, Happened.WAITING, None, None, "", [])
                assert told.read_by == working_days_after(go.contribution.submitted_on, 3)
                assert told.can_change is not known.withdrawn
            else:
                assert told.outcome is (TOLD[known.sharing] if known.stands == "approved" else Happened.NOT_SHOWN)

    def known(self, which: int) -> Known:
        return self.notes[which % len(self.notes)]

    def tried(self, known: Known, verb) -> bool:
        """Do it to the real thing; whether the rules let it through."""
        try:
            verb(db.session.get_one(Submission, known.id))
        except MoveRefused:
            db.session.rollback()
            return False
        db.session.commit()
        return True


@pytest.mark.long
def test_any_sequence(app, monkeypatch):
    monkeypatch.setattr(screening, "screen", worried)
    quick = settings(
        max_examples=20,
        phases=[Phase.generate],
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    run_state_machine_as_test(Sequence, settings=quick)
