"""Kept: what is sealed in a draft."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from coprod.database import now
from coprod.questionnaires.where_people_left import Step

# What was typed, as browsers send it: a field's name, and everything that was filled in under it.
Typed = Mapping[str, list[str]]
# A longer time without a save is a pause: it does not count as answering.
PAUSE = timedelta(minutes=20)


@dataclass(frozen=True)
class Kept:
    """What somebody has typed so far, and how they came there. Nobody but them can read any of it.

    `version` is the questionnaire as they last saw it. `at` is the address where they go on, `reached` every step they
    came to, each once. `seconds` is how long they took, without pauses, until `saved`. `left` has what they answered
    and what no longer fits, by the key of its question: first the question as they had read it, then their answer.
    `code` is their come-back code, once they asked for one; `entry_code` the one from a slip or letter, where one is
    needed: nothing outside of here joins it to these answers.
    """

    version: int
    began: str
    saved: str
    seconds: int = 0
    typed: Typed = field(default_factory=dict)
    at: str = ""
    reached: tuple[Step, ...] = ()
    left: Mapping[str, list[str]] = field(default_factory=dict)
    code: str = ""
    entry_code: str = ""

    @classmethod
    def nothing(cls, version: int) -> "Kept":
        """Begun now."""
        return cls(version, now().isoformat(), now().isoformat())

    @classmethod
    def read(cls, text: str) -> "Kept":
        """What `written` wrote."""
        said: dict[str, Any] = json.loads(text)
        said["reached"] = tuple(Step(*each) for each in said["reached"])
        return cls(**said)

    @property
    def written(self) -> str:
        """All of it as text."""
        return json.dumps(asdict(self), ensure_ascii=False)  # a letter is a letter, in whichever script

    @property
    def began_at(self) -> datetime:
        """When they began."""
        return datetime.fromisoformat(self.began)

    @property
    def minutes(self) -> int:
        """How long it took until now, in minutes begun."""
        return -(-self._seconds_until_now // 60) or 1

    def later(self, typed: Typed, steps: Sequence[Step], at: str) -> "Kept":
        """The same after one more save: with this typed, having come to these steps, going on at this address."""
        reached = tuple(dict.fromkeys((*self.reached, *steps)))
        clock: dict[str, Any] = {"seconds": self._seconds_until_now, "saved": now().isoformat()}
        return replace(self, typed=typed, at=at or self.at, reached=reached, **clock)

    @property
    def _seconds_until_now(self) -> int:
        since = now() - datetime.fromisoformat(self.saved)
        return self.seconds + (int(since.total_seconds()) if timedelta() < since < PAUSE else 0)
