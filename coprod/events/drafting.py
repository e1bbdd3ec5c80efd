"""An event before it is open: as a template describes it, and what its checklist looks at."""

from datetime import timedelta
from typing import Any

from coprod.activities.checks import Check
from coprod.clock_times import uk_moment
from coprod.database import uk_today
from coprod.working_days import working_days_after

COPIED = (
    "venue", "address", "district_slug", "starts_at", "ends_at", "doors_at", "places", "access", "what_happens",
    "for_whom", "cost", "map_url", "getting_there", "online_url",
)  # fmt: skip


def from_template(facts: dict[str, Any]) -> dict[str, Any]:
    """What to make an event of: on a working day so many `days` from now, from `starts` to `ends` by the clock."""
    says = dict(facts)
    day = working_days_after(uk_today() + timedelta(days=says.pop("days") - 1), 1)
    starts_at, ends_at = uk_moment(day, says.pop("starts")), uk_moment(day, says.pop("ends"))
    minutes = int((ends_at - starts_at).total_seconds() // 60)
    return says | {"starts_at": starts_at, "ends_at": ends_at, "minutes": minutes}


def checks(event: Any) -> list[Check]:
    """Where it is, what is there for access, and that it has still to come."""
    return [
        Check("Where it is", "People must find it.", bool(event.venue and event.address), field="address"),
        Check("What there is for access", "Duty A5.", bool(event.access), needed=False, field="access_points"),
        Check("Sign-up closes in time", "Before it starts.", event.closes_at <= event.starts_at, field="closes_on"),
    ]
