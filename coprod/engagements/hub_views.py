"""For staff: one engagement, or one activity, with all there is to know about it in one place."""

from typing import Any, NamedTuple

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.accounts.who_changed import who_changed
from coprod.activities import for_staff
from coprod.activities.activity import Activity
from coprod.activities.checks import missing
from coprod.activities.engagement import Engagement
from coprod.activities.forms import AUDIENCES
from coprod.activities.life import Archived
from coprod.activities.per_kind import Overdue
from coprod.check_backs.models import CheckBack
from coprod.counting.counting import WHAT_IS_SENT, WHO_COUNTS, people_by_engagement, so_far_by_activity
from coprod.database import db
from coprod.engagements.blueprint import blueprint
from coprod.engagements.history import lines
from coprod.engagements.weeks import weeks_of
from coprod.engagements.what_next import address_of_check, edit_address, offers, strip, which, writing_address
from coprod.permissions import Permission, requires
from coprod.results.disclosure import people
from coprod.results.published import Published

SHORT = 6


@blueprint.get("/staff/engagements/<slug>")
@requires(Permission.EDIT_ACTIVITIES)
def hub(slug: str) -> ResponseReturnValue:
    """Its activities, people, numbers, changes and checklist."""
    return shown(slug=slug)


@blueprint.get("/staff/activities/<int:id>")
@requires(Permission.EDIT_ACTIVITIES)
def activity(id: int) -> ResponseReturnValue:
    """Where one activity is in its life, what it still needs, and what was changed."""
    return shown(id=id)


def shown(slug: str = "", id: int = 0, problem: str = "") -> str:
    """The page of an engagement or of an activity as HTML; with a problem, when what was asked could not be done."""
    thing = for_staff.whole_engagement(slug) if slug else for_staff.activity(id)
    parts = thing.activities if isinstance(thing, Engagement) else [thing]
    checks = thing.checks()
    so_far = so_far_by_activity()
    overdue = what_is_overdue(parts)
    more: dict[str, Any] = {"audiences": AUDIENCES, "so_far": so_far[id], "overdue": overdue.get(id)}
    if isinstance(thing, Activity):
        more |= {"results": where_it_is_released(thing), "is_check_back": CheckBack.of(thing.id) is not None}
    if isinstance(thing, Engagement):
        more = {
            "so_far": so_far,
            "people": people_by_engagement().get(thing.id, 0),
            "overdue": overdue,
            "weeks": weeks_of({each.kind: each.card.things for each in parts}, Activity.engagement_id == thing.id),
            "adds": adds(),
            "check_backs": check_backs_of(thing),
            "gaps": {each.id: len(missing(each.checks())) for each in parts},
        }
    return render_template(
        "engagements/hub.html" if isinstance(thing, Engagement) else "engagements/activity.html",
        thing=thing,
        which=which(thing),
        stages=strip(thing),
        offers=offers(thing),
        checks=sorted(checks, key=lambda check: (check.done, not check.needed)),
        done=sum(check.done for check in checks),
        address_of_check=address_of_check,
        edit_address=edit_address,
        writing_address=writing_address(thing),
        changes=history(thing, most=SHORT + 1),
        short=SHORT,
        problem=problem,
        who_counts=WHO_COUNTS,
        what_is_sent=WHAT_IS_SENT,
        **more,
    )


@blueprint.app_errorhandler(Archived)
def archived(refusal: Archived) -> ResponseReturnValue:
    """Somebody wants to change what stays as it is: why it does, and what they typed."""
    back = home(**which(refusal.thing))
    db.session.rollback()
    typed = [text for _, text in request.form.items(multi=True) if len(text) > 20 and " " in text]
    return render_template("engagements/archived.html", refusal=refusal, back=back, typed=typed), 409


class ForHub(NamedTuple):
    """A check-back as the hub tells of it: what everyone may know of it, if anything is out."""

    activity: Activity
    challenges: int
    released: Published | None

    @property
    def people(self) -> str:
        """How many checked it, as everyone may know."""
        return people(self.released.shown_people) if self.released else ""


def check_backs_of(engagement: Engagement) -> list[ForHub]:
    """Every check-back of an engagement, in the order in which they close."""
    found = CheckBack.in_engagement(engagement.id)
    out = Published.latest([each.questionnaire_id for each in found])
    return [ForHub(each.questionnaire, len(each.written), out.get(each.questionnaire_id)) for each in found]


def what_is_overdue(activities: list[Activity]) -> dict[int, Overdue]:
    """What others owe us of these activities: each kind is asked once."""
    found: dict[int, Overdue] = {}
    for kind in {type(each) for each in activities}:
        found |= kind.overdue([each.id for each in activities if type(each) is kind])
    return found


def where_it_is_released(activity: Activity) -> str:
    """The address where what people answered is published, for a kind that has one and whoever may do that."""
    endpoint = f"{activity.kind}.one_release"  # what it is for everyone: such a kind has releases
    may = activity.was_public and current_user.may(Permission.RELEASE)
    return url_for("staff_results.release", id=activity.id) if may and endpoint in current_app.view_functions else ""


def adds() -> list[tuple[str, str]]:
    """(endpoint, words) of each kind of activity that staff can make."""
    kinds = [mapper.class_ for _, mapper in sorted(Activity.__mapper__.polymorphic_map.items())]
    named = [(f"{kind.__mapper__.polymorphic_identity}.create", f"New {kind.card.name}") for kind in kinds]
    return [(endpoint, words) for endpoint, words in named if endpoint in current_app.view_functions]


def history(thing: Any, most: int) -> list[Any]:
    """What was changed in it, the latest first."""
    parts = thing.activities if isinstance(thing, Engagement) else []
    things = {each.subject: each for each in (thing, *parts)}
    return lines(who_changed(*things, most=most), things)


def home(slug: str = "", id: int = 0) -> str:
    """The address of the page of an engagement or of an activity, for whoever may open it."""
    if not current_user.may(Permission.EDIT_ACTIVITIES):
        return url_for("staff_home.show")
    return url_for("engagements.hub", slug=slug) if slug else url_for("engagements.activity", id=id)


@blueprint.get("/staff/engagements/<slug>/changes")
@requires(Permission.EDIT_ACTIVITIES)
def changes(slug: str) -> ResponseReturnValue:
    """All that staff have changed in an engagement and in its activities."""
    engagement = for_staff.engagement(slug)
    return render_template("engagements/changes.html", engagement=engagement, lines=history(engagement, most=200))
