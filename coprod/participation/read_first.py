"""Words with a weaker worry: they wait, unread, until somebody has read all of them, or their time is over.

Then they go to the safeguarding lead by themselves, as those about which screening is certain did at once.
"""

from typing import TYPE_CHECKING, Any

from coprod.concerns import level
from coprod.concerns.concern import Concern, Origin
from coprod.concerns.level import Level, Worry
from coprod.database import now
from coprod.participation.move import MoveRefused, Status
from coprod.screening.finding import WORRIES, Finding, FindingKind


class NotReadFirst(MoveRefused):
    """Somebody would decide about words before they said that they read them all."""

    def __init__(self) -> None:
        super().__init__(
            "Read all of it first. Then say that nobody seems to be at risk, or send it to the safeguarding lead."
        )


class ReadFirst:
    """What a submission does about a worry that screening marks in it."""

    if TYPE_CHECKING:  # of `Submission`
        words: Any
        findings: Any
        status: Any
        moves: Any
        first_approvals: Any
        read_first_until: Any
        escalate: Any

    @property
    def worry(self) -> Worry | None:
        """What screening says of whether somebody may not be safe: how serious it seems, and how sure that is."""
        return Worry.found_in(self.findings)

    def must_be_held(self) -> bool:
        """Whether what screening found keeps the words from the queue.

        A weaker worry does not while people are at work: from now on it waits there to be read first.
        """
        worry = self.worry
        if worry is not None and worry.level is Level.READ_FIRST:
            self.read_first_until = self.read_first_until or level.read_by(now())
            return self.read_first_until is None
        return worry is not None

    def must_be_read_first(self, no_worry: bool) -> bool:
        """Raise `NotReadFirst` while they wait for somebody to say that there is `no_worry`. Gives whether this one
        says so: nobody is down as having said what was not asked."""
        if self.read_first_until is None:
            return False
        if not no_worry:
            raise NotReadFirst
        return True

    def screened(self, findings: list[Finding]) -> Concern | None:
        """What screening marks in words that still wait. Gives the concern that this opens.

        What worried stays a worry, whatever another model makes of it. Once somebody has read all of it, and said that
        there is no worry, or the lead has let it go, only what is certain enough and new raises it again.
        """
        if self.status is not Status.PENDING or not self.words:
            return None
        known, found = self.findings or [], [finding.to_dict() for finding in findings]
        was_read = self.was_called_no_worry or any(move.from_status is Status.ESCALATED for move in self.moves)
        self.findings = found if was_read else _no_less(known, found)
        if was_read and not _is_new(known, found):
            return None
        concern: Concern | None = self.escalate(by=None, origin=Origin.SCREENING) if self.must_be_held() else None
        return concern

    @property
    def was_called_no_worry(self) -> bool:
        """Whether somebody has read these words, as they are now, and said that nobody seems to be at risk."""
        # Whatever nobody of the staff did comes of what screening found, or of new words.
        since = max((number for number, move in enumerate(self.moves, 1) if move.by_id is None), default=0)
        said = [number for number, move in enumerate(self.moves) if move.no_worry]
        said += [first.moves_made for first in self.first_approvals if first.no_worry]
        return any(number >= since for number in said)


def _no_less(known: list[dict[str, Any]], found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was found now; and the worry that was known, where that was the more serious."""
    before, after = Worry.found_in(known), Worry.found_in(found)
    if before is None or (after is not None and (after.level is Level.CONCERN or before.level is after.level)):
        return found
    worries = [each for each in known if FindingKind(each["kind"]) in WORRIES]
    others = [each for each in found if FindingKind(each["kind"]) not in WORRIES]
    return sorted(worries + others, key=lambda each: (each["start"], each["end"], each["kind"]))


def _is_new(known: list[dict[str, Any]], found: list[dict[str, Any]]) -> bool:
    """Whether something certain enough is among what was found, and was not known: how sure it is changes nothing."""
    before = [{**each, "sure": None} for each in known]
    return any({**each, "sure": None} not in before for each in found if each["kind"] == FindingKind.CONCERN)
