"""The checklist before something is ready, and again before it opens: what is there, what is missing, and why."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from coprod.activities import documents
from coprod.database import UK, last_day, now, uk_today
from coprod.partnership.models import Partnership
from coprod.rendering import plural

# No law sets it; four weeks is what people who take part expect (Gunning 3: enough time).
ENOUGH_DAYS = 28
# The `field` of what is mended where an activity is written, and not where it is described.
WRITTEN = "written"


class Check(NamedTuple):
    """One thing to look at. What is `needed` and not `done` holds it up, all else only warns.

    `part` of the edit pages and the `field` in it are where it is mended; `words` say how it stands, and the duty.
    """

    name: str
    words: str
    done: bool
    needed: bool = True
    part: str = ""
    field: str = ""


def missing(checks: Iterable[Check]) -> list[Check]:
    """Those that hold it up."""
    return [check for check in checks if check.needed and not check.done]


def of_activity(activity: Any) -> list[Check]:
    """What every activity needs, whatever its kind; a kind adds its own in `own_checks`."""
    basis = activity.engagement.lawful_basis
    return [
        _filled("Title and summary", activity.title and activity.summary, "For the card.", "summary"),
        *activity.own_checks(),
        *([] if activity.was_public else [_still_to_come(activity)]),
        *([open_long_enough([activity])] if activity.needs_weeks else []),
        _filled("How we make it safe", activity.made_safe, "Lundy: space.", "made_safe"),
        _filled("Ways to say it", activity.ways_to_say, "Lundy: voice.", "ways_to_say"),
        _filled("Who reads it", activity.readers, "Lundy: audience.", "readers"),
        _filled("What can change because of it", activity.can_change, "Lundy: influence.", "can_change"),
        _filled("Who it is for", bool(activity.audiences), "Lundy: voice.", "audiences"),
        _filled(
            "Purpose, and how long we keep it", activity.purpose and activity.retention_months, "Duties D2, D4.",
            "purpose",
        ),
        Check("Lawful basis", "Of the whole engagement. Duty D2.", bool(basis), part="duties", field="lawful_basis"),
    ]  # fmt: skip


def of_engagement(engagement: Any) -> list[Check]:
    """What an engagement needs; its activities have checklists of their own."""
    every = [each for each in engagement.activities if each.life not in ("answered", "archived")]
    whole = [each for each in every if not missing(each.checks())]
    some = f"{len(whole)} of {len(every)} are complete." if every else "There is none yet."
    can_change = engagement.can_change
    easy = engagement.easy_read
    return [
        _filled("Title and summary", engagement.title and engagement.summary, "For the card.", "summary", "words"),
        Check("Something to take part in", f"{some} What is not complete stays a draft.", bool(whole), field="add"),
        _filled("What can still change", can_change, "Gunning 1: nothing is settled yet.", "can_change", "decisions"),
        _filled("What is already decided", engagement.decided, "Nothing? Say that. Gunning 1.", "decided", "decisions"),
        _filled("Background", engagement.background, "Gunning 2: enough to answer.", "background", "words"),
        Check(
            "Easy Read of the background",
            f"{plural(len(easy), 'sentence')} with a picture. Gunning 2, duty A7.",
            bool(easy), needed=False, part="easy-read",
        ),
        *(_formats(place, document) for place, document in enumerate(engagement.documents)),
        *([open_long_enough([each for each in every if each.needs_weeks])] if every else []),
        Check(
            "What happens next",
            "Gunning 4: how you will weigh what people say.",
            bool(engagement.next_steps), part="decisions", field="next_steps",
        ),
        _filled("Purpose", engagement.purpose, "Duty D2.", "purpose", "duties"),
        _filled("Lawful basis", engagement.lawful_basis, "Duty D2.", "lawful_basis", "duties"),
        Check("Who stands behind it", "Sponsors, by role.", bool(engagement.sponsors), False, "people", "sponsors"),
        Check(
            "A sign language video, and sound",
            "BSL and audio. Duty A8.",
            bool(engagement.bsl_url and engagement.audio_url), False, "people", "bsl_url",
        ),
    ]  # fmt: skip


def open_long_enough(activities: list[Any]) -> Check:
    """Whether people have time to answer, and not only while schools are shut. It warns."""
    openings = [each.opens_at for each in activities if each.opens_at]
    first = min(map(_uk_day, openings)) if openings else uk_today()
    last = max((last_day(each.closes_at) for each in activities), default=first)
    days = max(0, (last - first).days)
    away = Partnership.current().days_in_holidays(first, last)
    if not activities:
        return Check("Open long enough", "Gunning 3 asks for 28 days of what people answer.", True, needed=False)
    in_holidays = f", {away} in school holidays" if away else ""
    enough = days >= ENOUGH_DAYS and away * 2 <= days
    return Check(
        "Open long enough", f"{plural(days, 'day')}{in_holidays}. Gunning 3 asks for {ENOUGH_DAYS}.",
        enough, needed=False, field="closes_on",
    )  # fmt: skip


def _formats(place: int, document: dict[str, Any]) -> Check:
    gaps = documents.missing(document)
    words = " ".join(f"{gap[0].upper()}{gap[1:]} is missing." for gap in gaps)
    name, as_it_is = f"Formats of “{document['title']}”", "An Easy Read, a Word version, and sound."
    return Check(name, words or as_it_is, not gaps, False, "documents", f"title-{place}")


def _still_to_come(activity: Any) -> Check:
    to_come = activity.closes_at > now()
    return Check("A closing time to come", "Gunning 3: time to answer.", to_come, field="closes_on")


def _filled(name: str, value: Any, duty: str, field: str, part: str = "") -> Check:
    return Check(name, duty, bool(value), part=part, field=field)


def _uk_day(moment: datetime) -> Any:
    return moment.astimezone(UK).date()
