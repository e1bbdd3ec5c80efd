"""What a new engagement can begin with: activities in sensible words, for staff to change. Nothing is public."""

from datetime import datetime, time, timedelta
from typing import Any, NamedTuple

from coprod.activities.activity import Activity
from coprod.activities.engagement import RESERVED_SLUGS, Engagement
from coprod.activities.forms import free_slug
from coprod.check_backs.asked import JUDGED, RANKED
from coprod.check_backs.drafting import of_written
from coprod.database import db, uk_today
from coprod.date_fields import end_of
from coprod.engagements import demonstration

WEEK = 7


class StartingPoint(NamedTuple):
    """One thing to begin with. `activities` are (kind, days until it closes, what it says)."""

    key: str
    name: str
    says: str
    engagement: dict[str, Any]
    activities: tuple[tuple[str, int, dict[str, Any]], ...]


SAFE = "No account and no name. A person reads every word before anyone else can see it."
WAYS = "Write, speak to us on the phone, send a letter, or ask somebody to write it down for you."
FAMILIES = ["young_person", "parent_carer", "professional"]
LUNDY = {"made_safe": SAFE, "ways_to_say": WAYS, "audiences": FAMILIES}
HEARD = LUNDY | {"can_change": "What the plan puts first, and how you hear what became of what you said."}
NEXT = [
    {"when": "While it is open", "words": "A person reads everything. We sort it into themes."},
    {"when": "In the month after", "words": "The people who decide go through each theme: now, not now, or not ours."},
    {"when": "Then", "words": "We say here what changed, and what did not, and why."},
]
SAID = {
    "summary": "Say in one or two sentences what you ask people about.",
    "purpose": "To find out what to change",
    "lawful_basis": "public_task",
    "next_steps": NEXT,
}


def conversation(place: int, days: int) -> tuple[str, int, dict[str, Any]]:
    """A community conversation on a weekday evening; where it is, staff say."""
    says = {
        "title": f"Community conversation {place}",
        "summary": "Come and talk with us. There is something to eat and drink.",
        "venue": "To be chosen",
        "days": days,
        "starts": time(17, 30),
        "ends": time(19),
        "places": 40,
        "can_change": "What we put first, and how it will work near you.",
        **LUNDY,
    }
    return ("events", days - 2, says)


BOARD = {
    "title": "What would make it better?",
    "questions": ["What would make it better?"],
    "summary": "Write a note. One idea is enough.",
    "minutes": 2,
    "can_change": "What we look at first.",
    **LUNDY,
}
SURVEY = {
    "title": "Tell us more",
    "summary": "A few questions about what works and what does not.",
    "intro": "There are no right or wrong answers. Say it in your own way.",
    "minutes": 8,
    "can_change": "What we put first, and why.",
    "pages": [
        {"title": "How it is now", "questions": [
            {"kind": "one_choice", "prompt": "How is it for you now?",
             "options": ["It works well", "It is mixed", "It does not work", "I am not sure"]},
        ]},
        {"title": "In your own words", "questions": [
            {"kind": "long_text", "prompt": "What works well?", "longest": 1000},
            {"kind": "long_text", "prompt": "What should change?", "longest": 1000},
        ]},
    ],
    **LUNDY,
}  # fmt: skip
CHECK_BACK = {
    "title": "Did we hear you right?",
    "summary": "We say what we think you told us. You say if that is right.",
    "intro": "This is what we think people told us. Tell us if we heard you right.",
    "minutes": 4,
    "can_change": "How we put what you said, before anybody decides.",
    **LUNDY,
}
# Of a questionnaire that checks back: the keys of what is judged, and of what is ranked.
CHECKS_BACK = "checks_back"

STARTING_POINTS = (
    StartingPoint(
        "listen",
        "Listen, check back, decide",
        "A board, a survey, a questionnaire that checks back, and four conversations. About three months.",
        SAID,
        (
            ("boards", 8 * WEEK, BOARD),
            ("questionnaires", 9 * WEEK, SURVEY),
            ("questionnaires", 13 * WEEK, CHECK_BACK | {CHECKS_BACK: (JUDGED, RANKED)}),
            *(conversation(place, (2 + place) * WEEK) for place in (1, 2, 3, 4)),
        ),
    ),
    StartingPoint(
        "quick", "One question, quickly", "A board that is open for three weeks.", SAID, (("boards", 3 * WEEK, BOARD),)
    ),
    StartingPoint(
        "demonstration",
        "The demonstration",
        "A whole one, to look around in and to change: boards, questionnaires and conversations. Nobody’s answers.",
        {},
        (),
    ),
    StartingPoint("nothing", "Nothing", "An empty draft. You add what people can take part in.", {}, ()),
)


def start(key: str, title: str, *, by: int) -> Engagement:
    """A draft with what this starting point puts into it, in the caller's transaction."""
    [point] = [point for point in STARTING_POINTS if point.key == key]
    if key == "demonstration":  # read when somebody wants it
        point = point._replace(engagement=demonstration.engagement(), activities=demonstration.activities(HEARD))
    engagement = Engagement(
        slug=free_slug(Engagement, title, taken_too=RESERVED_SLUGS), title=title, **point.engagement
    )
    db.session.add(engagement)
    engagement.made(by=by)
    kinds = {kind: mapper.class_ for kind, mapper in Activity.__mapper__.polymorphic_map.items()}
    for kind, days, says in point.activities:
        add(engagement, kinds[kind], end_of(uk_today() + timedelta(days=days)), says, by=by)
    return engagement


def add(engagement: Engagement, kind: Any, closes_at: datetime, says: dict[str, Any], *, by: int) -> None:
    """One activity as a draft."""
    shared = {"engagement": engagement, "slug": free_slug(kind, says["title"]), "closes_at": closes_at}
    said = {**says}
    keys = said.pop(CHECKS_BACK, None)
    activity = kind.from_template(said, **shared)
    db.session.add(activity)
    if keys:
        db.session.add(of_written(activity, *keys))
    activity.made(by=by)
