"""The challenges of a check-back, while staff write them: in order, each with where it came from."""

from collections.abc import Callable
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod.activities.life import NotAllowed
from coprod.changes import Clash
from coprod.check_backs.models import CheckBack
from coprod.database import db
from coprod.date_fields import refuse
from coprod.forms import EditForm
from coprod.permissions import Permission, requires
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.checking_back.choose_views import themes_of
from coprod.questionnaires.checking_back.forms import ChallengeForm, RankForm
from coprod.questionnaires.checking_back.looks import remember_look
from coprod.questionnaires.editing.desk import to_write
from coprod.questionnaires.editing.desk_views import CLASHED
from coprod.themes import who_spoke

MOVES = {"up": -1, "down": 1}


def to_look_after(slug: str) -> CheckBack:
    """The check-back that somebody wants to change; a questionnaire that is none has no such page."""
    return CheckBack.of(to_write(slug).id) or abort(404)


@blueprint.get("/staff/check-backs/<slug>")
@requires(Permission.EDIT_ACTIVITIES)
def challenges(slug: str) -> ResponseReturnValue:
    """All of them, and what to do next."""
    return challenges_page(to_look_after(slug))


def challenges_page(check_back: CheckBack, problem: str = "", status: int = 200) -> ResponseReturnValue:
    """The list; with a problem, when what was asked could not be done."""
    written = check_back.written
    form = RankForm(len(written), formdata=None, data={"most": check_back.most})
    spoke = check_back.spoke_now()
    page = render_template(
        "questionnaires/check_back/challenges.html",
        check_back=check_back,
        questionnaire=check_back.questionnaire,
        written=written,
        by_key=check_back.by_key,
        spoke=spoke,
        form=form,
        problem=problem,
    )
    remember_look(check_back.questionnaire.subject, spoke.values())
    return page, status


@blueprint.route("/staff/check-backs/<slug>/add", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def add_challenge(slug: str) -> ResponseReturnValue:
    """One more, of themes or written by the team."""
    check_back = to_look_after(slug)
    engagement = check_back.questionnaire.engagement
    shown = {"edited": str(check_back.questionnaire.edited)}
    form = ChallengeForm(themes_of(engagement), who_spoke.of_themes(engagement.id), data=shown)

    def add() -> None:
        check_back.add(form.says(), by=current_user.id, seen=form.seen)

    return challenge_page(check_back, form, add)


@blueprint.route("/staff/check-backs/<slug>/challenges/<challenge>", methods=["GET", "POST"])
@requires(Permission.EDIT_ACTIVITIES)
def edit_challenge(slug: str, challenge: str) -> ResponseReturnValue:
    """What one says. Its themes too, while nobody has read where it came from."""
    check_back = to_look_after(slug)
    says = next((each for each in check_back.written if each["key"] == challenge), None) or abort(404)
    there = check_back.by_key.get(challenge)
    themes = [*there.themes] if there else []
    fixed = themes if there is None or check_back.was_read(challenge) else None
    engagement = check_back.questionnaire.engagement
    shown = {"title": says["label"], "meaning": says["plain"], "edited": str(check_back.questionnaire.edited)}
    shown_themes = {"themes": [str(theme.id) for theme in themes]}
    form = ChallengeForm(themes_of(engagement), who_spoke.of_themes(engagement.id), data=shown | shown_themes)

    def reword() -> None:
        check_back.reword(challenge, form.says(fixed), by=current_user.id, seen=form.seen)

    return challenge_page(check_back, form, reword, key=challenge, fixed=fixed)


def challenge_page(
    check_back: CheckBack, form: ChallengeForm, verb: Callable[[], None], **shown: object
) -> ResponseReturnValue:
    """The form of one challenge."""
    slug = check_back.questionnaire.slug
    if form.validate_on_submit():
        try:
            verb()
            db.session.commit()
            return redirect(url_for(".challenges", slug=slug, saved=1), 303)
        except NotAllowed as refusal:
            db.session.rollback()
            refuse(form.title, str(refusal))
        except Clash:
            db.session.rollback()
            form.edited.data = str(check_back.questionnaire.edited)
            refuse(form.title, "Somebody else changed this check-back first. Save again to put yours over it")
    page = render_template(
        "questionnaires/check_back/challenge.html",
        check_back=check_back,
        questionnaire=check_back.questionnaire,
        form=form,
        **shown,
    )
    if shown.get("fixed") is None:
        remember_look(check_back.questionnaire.subject, form.spoke.values())
    return page, form.status


@blueprint.post("/staff/check-backs/<slug>/move")
@requires(Permission.EDIT_ACTIVITIES)
def move_challenge(slug: str) -> ResponseReturnValue:
    """One place up or down."""
    way, _, key = request.form.get("move", "").partition(":")

    def step(check_back: CheckBack, seen: int) -> None:
        check_back.move(key, MOVES.get(way, 0), by=current_user.id, seen=seen)

    return press(slug, step, moved=f"{way}:{key}")


@blueprint.post("/staff/check-backs/<slug>/drop")
@requires(Permission.EDIT_ACTIVITIES)
def drop_challenge(slug: str) -> ResponseReturnValue:
    """Ask about it no more."""
    key = request.form.get("challenge", "")
    return press(slug, lambda check_back, seen: check_back.drop(key, by=current_user.id, seen=seen), dropped=1)


@blueprint.post("/staff/check-backs/<slug>/rank")
@requires(Permission.EDIT_ACTIVITIES)
def rank_challenges(slug: str) -> ResponseReturnValue:
    """How many of them people put in order."""

    def rank(check_back: CheckBack, seen: int) -> None:
        form = RankForm(len(check_back.written))
        if not form.validate():
            raise NotAllowed("Choose from the list how many people put in order.")
        check_back.rank(form.most.data, by=current_user.id, seen=seen)

    return press(slug, rank, saved=1)


def press(slug: str, verb: Callable[[CheckBack, int], None], **said: Any) -> ResponseReturnValue:
    """What every button of the list does: one verb, and back to the list."""
    check_back = to_look_after(slug)
    try:
        verb(check_back, EditForm().seen)
    except (NotAllowed, Clash) as refusal:
        db.session.rollback()
        clashed = isinstance(refusal, Clash)
        return challenges_page(to_look_after(slug), CLASHED if clashed else str(refusal), 409 if clashed else 422)
    db.session.commit()
    return redirect(url_for(".challenges", slug=slug, **said), 303)
