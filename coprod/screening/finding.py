"""What screening hands back, and what staff may add to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class FindingKind(StrEnum):
    """What may be the matter with some words."""

    CONCERN = "concern"
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


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of text worth a second look: `start` and `end` in characters, and why, in plain words."""

    kind: FindingKind
    start: int
    end: int
    why: str

    def to_dict(self) -> dict[str, Any]:
        """As it is stored."""
        return {"kind": self.kind.value, "start": self.start, "end": self.end, "why": self.why}

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> "Finding":
        """As it was stored."""
        return cls(FindingKind(stored["kind"]), stored["start"], stored["end"], stored["why"])


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
