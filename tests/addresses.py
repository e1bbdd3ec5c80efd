"""Every page there is, by its address, filled in from what the database holds."""

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from coprod.accounts.models import User
from coprod.activities.activity import Activity
from coprod.activities.engagement import Engagement
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

CHECK_BACKS = {
    "staff_results.check_back",
    *(f"questionnaires.{verb}_challenge" for verb in ("add", "edit", "move", "drop")),
    *("questionnaires.challenges", "questionnaires.rank_challenges"),
}


def every_address(app: Flask, method: str = "GET") -> list[tuple[str, str]]:
    """(endpoint, address) for each route that answers `method`; those with arguments once for each thing there is."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if method in (rule.methods or ()) and rule.endpoint != "static":
                found += [(rule.endpoint, app.url_for(rule.endpoint, **values)) for values in _arguments(rule)]
    return sorted(set(found))


def public_addresses(app: Flask) -> list[str]:
    """The pages that anyone may open."""
    with app.app_context():
        return [address for endpoint, address in every_address(app) if access_of(endpoint) == PUBLIC]


def _arguments(rule: Rule) -> list[dict[str, object]]:
    if not rule.arguments:
        return [{}]
    blueprint = rule.endpoint.split(".")[0]
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
    if rule.arguments == {"id"} or rule.arguments == {"activity_id"}:
        models = {
            "moderation": Submission,
            "safeguarding": Concern,
            "engagements": Activity,
            "people": User,
            "promise": Pledge,
            "staff_results": Activity,
            "questionnaires": Pile,
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
    return [{name: 1 if "int" in str(rule) else "none" for name in rule.arguments}]


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
    if blueprint == "engagements":
        return list(db.session.scalars(select(Engagement.slug)))
    return list(db.session.scalars(select(Activity.slug).where(Activity.kind == blueprint)))
