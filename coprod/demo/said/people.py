"""The made-up people of the demonstration: when they come, where they live, and who may read them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from coprod.activities.activity import Activity
from coprod.activities.audience import Audience
from coprod.activities.wording import Wording
from coprod.database import UK, now
from coprod.demo import content
from coprod.demo.said.lines import Line
from coprod.participation.contribution import Contribution, Sharing, Source

# Lines that are left in the queue came within this time: some have waited longer than was promised.
RECENT = timedelta(days=6)
# How long ago the latest words came in that screening thought worrying.
JUST_NOW = timedelta(minutes=25)
# Of those who come, so many come soon, and so many late.
SOON, LATE = 0.45, 0.75
SHARINGS = {Sharing.SHOW: 80, Sharing.TEAM: 15, Sharing.IDEA: 5}
SOURCES = {Source.ONLINE: 90, Source.PAPER: 6, Source.SPOKEN: 4}


@dataclass(eq=False)
class Voice:
    """One person's one go. `said` are lines with what they answer; `row` makes what the channel keeps besides."""

    activity: Activity
    at: datetime
    audience: Audience
    district: str | None
    sharing: Sharing
    source: Source
    context: dict[str, str]
    said: Sequence[tuple[Wording | str, Line]]
    row: Callable[[Contribution], None]
    takes_back: bool = False

    def contribution(self) -> Contribution:
        """What it becomes when it is sent, before anyone has read it."""
        contribution = Contribution(
            activity=self.activity,
            audience=self.audience,
            district=self.district,
            sharing=self.sharing,
            source=self.source,
            context=self.context,
            submitted_on=self.at.astimezone(UK).date(),
        )
        contribution.received_at = self.at if self.said else None
        return contribution


class Crowd:
    """Everybody. The same seed brings the same people, whatever the day."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        weights = {each["slug"]: each["weight"] for each in content.toml("partnership")["districts"]}
        self.districts = weights | {None: 100 - sum(weights.values())}

    def pick(self, weights: dict[Any, int]) -> Any:
        """One of several, each as often as it weighs."""
        return self.rng.choices([*weights], [*weights.values()])[0]

    def voice(
        self,
        activity: Activity,
        audience: Audience,
        row: partial[None],
        said: Sequence[tuple[Wording | str, Line]] = (),
        **more: Any,
    ) -> Voice:
        """Somebody; `more` is what is known about them already."""
        somebody = {
            "at": self.moment(activity, recent=any(line.is_left for _, line in said)),
            "district": self.pick(self.districts),
            "sharing": self.pick(SHARINGS),
            "source": self.pick(SOURCES),
            "context": {},
        }
        return Voice(activity=activity, audience=audience, row=row, said=said, **(somebody | more))

    def moment(self, activity: Activity, recent: bool = False) -> datetime:
        """Some waking hour while the activity was open, and before now."""
        until = min(now(), activity.closes_at)
        opened = activity.opens_at or until
        since = max(opened, until - RECENT) if recent else opened
        return self.hour(since + timedelta(days=int(self.part(until) * ((until - since).days + 1))), since, until)

    def part(self, until: datetime) -> float:
        """How far into that time: most come soon after it opens, and many just before it closes."""
        way = self.rng.random()
        if way < SOON:
            return self.rng.betavariate(1, 5)
        return self.rng.betavariate(6, 1) if way > LATE and until < now() else self.rng.random()

    def hour(self, day: datetime, since: datetime, until: datetime) -> datetime:
        """Some waking hour of a day, between two moments."""
        at = datetime.combine(day.astimezone(UK), time(self.rng.randint(7, 21), self.rng.randrange(60)), UK)
        return max(since, min(at, until - timedelta(minutes=self.rng.randint(5, 90))))
