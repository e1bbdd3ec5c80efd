"""Every page there is, by its address, filled in from what the database holds."""

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
from coprod.brought_in.batch import Batch
from coprod.check_backs.models import CheckBack
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.engagements.editing.forms import PARTS
from coprod.participation.submission import Submission
from coprod.permissions import PUBLIC, access_of
from coprod.promise.pledge import Pledge
from coprod.public_ids import new_public_id
from coprod.questionnaires.paper.pile import Pile
from coprod.questionnaires.version import Page, Placed
from coprod.themes.models import Theme
from coprod.themes.second_coder.models import SecondReading
from coprod.you_said_we_did.replies.models import Reply, ReplyVersion

NO_SUCH = new_public_id()  # the same whenever it is asked for
CHECK_BACKS = {
    "staff_results.check_back",
    *(f"questionnaires.{verb}_challenge" for verb in ("add", "edit", "move", "drop")),
    *(f"questionnaires.{verb}_challenges" for verb in ("choose", "rank")),
    "questionnaires.challenges",
}


def every_address(app: Flask, method: str = "GET") -> list[tuple[str, str]]:
    """(endpoint, address) for each route that answers `method`; those with arguments once for each thing there is."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in (rule.methods or ()) and rule.endpoint != "static":
                found += [(rule.endpoint, app.url_for(rule.endpoint, **values)) for values in _values(rule)]
    return sorted(set(found))


def public_addresses(app: Flask) -> list[str]:
    """The pages that anyone may open."""
    with app.app_context():
        return [address for endpoint, address in every_address(app) if access_of(endpoint) == PUBLIC]


def _values(rule: Rule) -> list[dict[str, object]]:
    return _arguments(rule) if rule.arguments != {"reply"} else _of_replies()


def _of_replies() -> list[dict[str, object]]:
    """One that everyone can read."""
    standing = select(Reply.public_id).join(Reply.versions).where(ReplyVersion.published_on.is_not(None))
    return [{"reply": id} for id in db.session.scalars(standing.limit(1))] or [{"reply": NO_SUCH}]


def _arguments(rule: Rule) -> list[dict[str, object]]:
    if not rule.arguments:
        return [{}]
    blueprint = rule.endpoint.split(".")[0]
    if blueprint == "themes":
        return _of_themes(rule)
    if rule.arguments == {"slug"}:
        return [{"slug": slug} for slug in _slugs(blueprint)]
    if rule.arguments == {"slug", "part"}:
        return [{"slug": slug, "part": part} for slug in _slugs(blueprint)[:1] for part in PARTS]
    if rule.endpoint in CHECK_BACKS:
        return _of_check_backs(rule)
    if rule.arguments in ({"slug", "question"}, {"slug", "page"}):
        return _of_questionnaires(rule)
    if "slug" in rule.arguments:
        slug = next(iter(_slugs(blueprint)), "none")
        number = new_public_id() if "<public_id:" in str(rule) else 1
        return [{name: slug if name == "slug" else number for name in rule.arguments}]
    if rule.arguments in ({"id"}, {"activity_id"}):
        return _of_rows(rule, blueprint)
    return [{name: 1 if "int" in str(rule) else "none" for name in rule.arguments}]


def _of_rows(rule: Rule, blueprint: str) -> list[dict[str, object]]:
    """The first rows of the kind that the address names by a number."""
    models = {
        "moderation": Submission,
        "safeguarding": Concern,
        "engagements": Activity,
        "people": User,
        "promise": Pledge,
        "staff_results": Activity,
        "questionnaires": Pile,
        "brought_in": Batch,
    }
    model = models.get(blueprint, Submission)
    id = model.public_id if "<public_id:" in str(rule) else model.id
    some = select(id).order_by(model.id).limit(3)
    if blueprint == "staff_results":
        some = some.where(Activity.kind.in_(("boards", "questionnaires"))).limit(9)
    if rule.endpoint.endswith(("responses", "download")):
        some = some.where(Activity.kind == "questionnaires")
    ids = db.session.scalars(some).all() or [1]
    return [dict.fromkeys(rule.arguments, id) for id in ids]


def _of_themes(rule: Rule) -> list[dict[str, object]]:
    """Every engagement; some texts and themes; a second reading."""
    if rule.arguments == {"slug"}:
        return [{"slug": slug} for slug in db.session.scalars(select(Engagement.slug))] or [{"slug": "none"}]
    if "theme" in rule.arguments:
        themes = db.session.scalars(select(Theme).order_by(Theme.id).limit(3)).all()
        return [{"slug": each.engagement.slug, "theme": each.slug} for each in themes] or [
            {"slug": "none", "theme": "none"}
        ]
    if "number" in rule.arguments:
        samples = db.session.scalars(select(SecondReading).order_by(SecondReading.id).limit(1)).all()
        return [{"slug": each.engagement.slug, "number": each.id} for each in samples] or [
            {"slug": "none", "number": 1}
        ]
    heard = select(Submission).where(Submission.heard()).order_by(Submission.id).limit(3)
    found = [(each.contribution.activity.engagement.slug, each.public_id) for each in db.session.scalars(heard)]
    return [{"slug": slug, "id": id} for slug, id in found] or [{"slug": "none", "id": new_public_id()}]


def _of_questionnaires(rule: Rule) -> list[dict[str, object]]:
    """One question of each kind there is; the first page of the first questionnaire."""
    if "page" in rule.arguments:
        first = db.session.scalars(select(Page).order_by(Page.id).limit(1)).all()
        return [{"slug": page.version.questionnaire.slug, "page": page.key} for page in first] or [
            {"slug": "none", "page": "none"}
        ]
    placed = db.session.scalars(select(Placed).order_by(Placed.id)).all()
    of_kind = {each.asked.kind: each for each in placed if each.version is each.version.questionnaire.being_written}
    return [{"slug": each.version.questionnaire.slug, "question": each.asked.key} for each in of_kind.values()] or [
        {"slug": "none", "question": "none"}
    ]


def _of_check_backs(rule: Rule) -> list[dict[str, object]]:
    """Every check-back, and its first challenge."""
    found = db.session.scalars(select(CheckBack)).all()
    if "id" in rule.arguments:
        return [{"id": each.questionnaire_id} for each in found] or [{"id": 1}]
    keys = {each.questionnaire.slug: each.challenges[0].key for each in found} or {"none": "none"}
    named = [{"slug": slug, "challenge": key} for slug, key in keys.items()]
    return [{name: each[name] for name in rule.arguments} for each in named]


def _slugs(blueprint: str) -> list[str]:
    if blueprint in ("brought_in", "engagements", "you_said_we_did"):
        return list(db.session.scalars(select(Engagement.slug)))
    return list(db.session.scalars(select(Activity.slug).where(Activity.kind == blueprint)))
