"""What can be done next with an engagement or an activity, and why not; and the strip that shows where it is."""

from typing import Any, NamedTuple

from flask import current_app, url_for
from flask_login import current_user
from sqlalchemy import select

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.checks import WRITTEN, Check, missing
from coprod.activities.engagement import Engagement
from coprod.activities.life import STEPS, Archived, Life, NotAllowed, Step
from coprod.changes import Change
from coprod.database import db, uk_today
from coprod.permissions import Permission
from coprod.rendering import closing_day, days_left, full_address, plural, uk_date, uk_date_time

Thing = Engagement | Activity

# The button or link of each step, and what it does.
WORDS = {
    "make_ready": ("It is ready", "Its checklist is done. Then it can be opened."),
    "back_to_draft": ("Back to draft", ""),
    "open": ("Open it", ""),
    "close": ("Close it now", ""),
    "extend": ("Give people more time", ""),
    "answer": ("Say what changed", "Then it is answered, and everyone can read it."),
    "archive": ("Put it in the archive", ""),
    "bring_back": ("Bring it back", ""),
}
ACT_AT_ONCE = ("make_ready", "back_to_draft")
ONWARDS = ("make_ready", "open", "answer")


class Offer(NamedTuple):
    """One step as it stands on the page: a button, a link, or the sentence that says what is missing, with its link."""

    verb: str
    words: str
    says: str
    problem: str = ""
    link: str = ""
    link_words: str = ""

    @property
    def is_button(self) -> bool:
        """Whether it is done at once; else a page asks something first."""
        return self.verb in ACT_AT_ONCE

    @property
    def is_main(self) -> bool:
        """Whether it leads on."""
        return self.verb in ONWARDS


class Stage(NamedTuple):
    """One stage on the strip: `where` is done, now or next."""

    name: str
    words: str
    where: str
    picture: str


def which(thing: Thing) -> dict[str, Any]:
    """What stands in the addresses of its pages."""
    return {"slug": thing.slug} if isinstance(thing, Engagement) else {"id": thing.id}


def offers(thing: Thing) -> list[Offer]:
    """Every step that leads on from here, or back."""
    if isinstance(thing, Activity) and thing.engagement.archived:
        its_page = url_for("engagements.hub", slug=thing.engagement.slug)
        says = str(Archived(thing.engagement))
        return [Offer("", "", "", problem=says, link=its_page, link_words="Go to its engagement")]
    found = [_offer(thing, step) for step in STEPS if step.start is thing.stage]
    return sorted(found, key=lambda offer: not offer.is_main)


def _offer(thing: Thing, step: Step) -> Offer:
    words, says = WORDS[step.verb]
    plain = Offer(step.verb, words, says)
    if step.by is Permission.BRING_BACK and not current_user.may(step.by):
        where = full_address("engagements.bring_back", **which(thing))
        return plain._replace(problem=f"An administrator can bring it back. Send them this address: {where}")
    if not current_user.may(step.by):
        return plain._replace(problem=f"A colleague who leads engagements can do that: {words.lower()}.")
    if step.verb == "make_ready" and (gaps := missing(thing.checks())):
        names = ", ".join(gap.name[0].lower() + gap.name[1:] for gap in gaps[:3])
        more = f" and {plural(len(gaps) - 3, 'more thing')}" if len(gaps) > 3 else ""
        first = address_of_check(thing, gaps[0])
        return plain._replace(
            problem=f"It is not ready yet. Still missing: {names}{more}.", link=first, link_words="Fill in the first"
        )
    if step.verb == "make_ready" and isinstance(thing, Activity) and thing.engagement.life is Life.READY:
        return plain._replace(says="Its engagement is a draft again then: look at the two together.")
    if step.verb == "extend" and isinstance(thing, Activity):
        return _extend(thing, plain)
    if step.verb == "extend":
        return plain._replace(
            problem="To open it again, give people more time in one of its activities.",
            link="#activities", link_words="Choose which",
        )  # fmt: skip
    if step.verb == "open":
        return _open(thing, plain)
    return plain


def _extend(activity: Activity, plain: Offer) -> Offer:
    try:
        activity.must_reopen()
        activity.engagement.must_take_activities()
    except NotAllowed as refusal:
        return plain._replace(problem=f"Nobody gets more time in it. {refusal}")
    return plain


def _open(thing: Thing, plain: Offer) -> Offer:
    try:
        thing.must_open(by=current_user.id)
    except NotAllowed as refusal:
        plain = plain._replace(problem=f"It cannot be opened yet. {refusal}")
        if isinstance(thing, Activity) and not thing.engagement.is_public:
            return plain._replace(
                problem="It opens with its engagement, or after it.",
                link=url_for("engagements.hub", slug=thing.engagement.slug), link_words="Go to its engagement",
            )  # fmt: skip
        if isinstance(thing, Activity) and thing.engagement.stage is Life.CLOSED:
            others = url_for("engagements.hub", slug=thing.engagement.slug, _anchor="activities")
            return plain._replace(link=others, link_words="Choose which")
        if gaps := missing(thing.checks()):
            return plain._replace(link=address_of_check(thing, gaps[0]), link_words="Fill in the first")
        return plain
    with_it = len(thing.ready_ones) if isinstance(thing, Engagement) else 0
    return plain._replace(says=f"{plural(with_it, 'activity', 'activities')} in it will open too." if with_it else "")


def address_of_check(thing: Thing, check: Check) -> str:
    """Where somebody can put a thing on the checklist right."""
    if isinstance(thing, Activity):
        if check.part:
            return url_for("engagements.edit", slug=thing.engagement.slug, part=check.part, _anchor=check.field)
        if check.field == WRITTEN:
            return writing_address(thing)
        return edit_address(thing, _anchor=check.field)
    if not check.part:
        return f"#{'add' if check.field == 'add' else 'activities'}"
    return url_for("engagements.edit", slug=thing.slug, part=check.part, _anchor=check.field or None)


def edit_address(activity: Activity, **more: Any) -> str:
    """Where what is said about an activity is changed."""
    apart = f"{activity.kind}.details"  # from the page on which what it asks is written
    own = apart if apart in current_app.view_functions else f"{activity.kind}.edit"
    return url_for(own, slug=activity.slug, **more)


def writing_address(thing: Thing) -> str:
    """Where what an activity asks is written, for a kind that keeps that apart from what is said about it."""
    if not isinstance(thing, Activity) or f"{thing.kind}.details" not in current_app.view_functions:
        return ""
    return url_for(f"{thing.kind}.edit", slug=thing.slug)


def strip(thing: Thing) -> list[Stage]:
    """All six stages, with when it came to each and by whom."""
    came = _came_to(thing)
    stages = list(Life)
    here = stages.index(thing.stage)
    ahead = {
        Life.READY: "when its checklist is done",
        Life.CLOSED: f"after {_day(closing_day(thing.closes_at))}" if thing.closes_at else "",
        Life.ANSWERED: "when it says what changed",
        Life.ARCHIVED: "only when answered",
    }
    found = []
    for place, stage in enumerate(stages):
        where = "done" if place < here else "now" if place == here else "next"
        words = ahead.get(stage, "") if where == "next" else came.get(stage, "")
        if where == "now":
            words = _now(thing) or words
        picture = {"done": "tick", "now": "half"}.get(where, "lock" if stage is Life.ARCHIVED else "circle")
        found.append(Stage(stage.capitalize() + (" now" if where == "now" else ""), words, where, picture))
    return found


def _now(thing: Thing) -> str:
    if thing.opening_at and thing.stage is Life.READY:
        return f"opens {uk_date_time(thing.opening_at)}"
    if thing.stage is Life.OPEN and thing.closes_at:
        return days_left(thing.closes_at)
    if thing.stage is Life.CLOSED and thing.closes_at:
        return f"on {_day(closing_day(thing.closes_at))}"
    return ""


def _came_to(thing: Thing) -> dict[str, str]:
    """When it last came to each stage, and who brought it there."""
    of_life = select(Change.field, Change.became, Change.at, User.name).join(User, User.id == Change.by_id)
    query = of_life.where(Change.subject == thing.subject, Change.field.in_(("life", Change.MADE)))
    came = {}
    for field, became, at, name in db.session.execute(query.order_by(Change.id)):
        came[became if field == "life" else Life.DRAFT] = f"{_day(uk_date(at))}, {name.split()[0]}"
    if Life.OPEN not in came and thing.opens_at and thing.opens_at.date() <= uk_today():
        came[Life.OPEN] = _day(uk_date(thing.opens_at))
    return came


def _day(words: str) -> str:
    """A day without its weekday: there is little room."""
    return words.split("\u00a0", 1)[1]
