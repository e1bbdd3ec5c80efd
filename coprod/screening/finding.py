"""What screening hands back, and what staff may add to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any


class FindingKind(StrEnum):
    """What may be the matter with some words.

    There are two levels of worry: `CONCERN` is certain enough to go to the safeguarding lead at once; `READ_FIRST`
    is weaker, and a person reads it before anything else is done with it.
    """

    CONCERN = "concern"
    READ_FIRST = "read_first"
    ABUSE = "abuse"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    NHS_NUMBER = "nhs_number"
    DATE_OF_BIRTH = "date_of_birth"
    PERSON_NAME = "person_name"
    SCHOOL = "school"
    ADDRESS = "address"
    HANDLE = "handle"


# Both levels of worry.
WORRIES = frozenset({FindingKind.CONCERN, FindingKind.READ_FIRST})
CERTAIN = 100  # percent


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of text worth a second look: `start` and `end` in characters, and why, in plain words.

    `sure` is how likely it is, in percent, that somebody may not be safe: of every worry, and of nothing else. The
    model reckons it; what a rule or the partnership's own list says is certain.
    """

    kind: FindingKind
    start: int
    end: int
    why: str
    sure: int = CERTAIN

    def moved(self, places: Callable[[int, int], tuple[int, int]]) -> "Finding":
        """The same, where it stands in the text that this one was made from."""
        start, end = places(self.start, self.end)
        return replace(self, start=start, end=end)

    def to_dict(self) -> dict[str, Any]:
        """As it is stored."""
        sure = {"sure": self.sure} if self.kind in WORRIES else {}
        return {"kind": self.kind.value, "start": self.start, "end": self.end, "why": self.why, **sure}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Finding":
        """As it was stored."""
        sure = stored.get("sure", CERTAIN)  # what was stored before there were levels says nothing of it
        return cls(FindingKind(stored["kind"]), stored["start"], stored["end"], stored["why"], sure)


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word or phrase that the partnership's own staff want marked, and as what."""

    kind: FindingKind
    words: str


def apart(findings: Sequence[Finding]) -> list[Finding]:
    """Without those that overlap an earlier one: put the surest first. In the order of the text."""
    taken = bytearray(max((finding.end for finding in findings), default=0))
    kept: list[Finding] = []
    for finding in findings:
        if taken.find(1, finding.start, finding.end) < 0:
            taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
            kept.append(finding)
    return sorted(kept, key=lambda finding: finding.start)
