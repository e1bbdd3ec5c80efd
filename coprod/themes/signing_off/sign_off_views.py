"""Before the themes are signed off: what is read, how far two people agree, the lone voices, and what is missing."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from coprod import audit
from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.permissions import Permission, requires
from coprod.public_ids import find
from coprod.text import row_number
from coprod.themes.blueprint import blueprint
from coprod.themes.code_text import WordsMoved
from coprod.themes.merge_and_split import NotTheSame
from coprod.themes.models import Ended, Theme
from coprod.themes.second_coder.models import agreed_on, progress_of
from coprod.themes.signing_off import lone_voices
from coprod.themes.signing_off.lone_forms import PutForm
from coprod.themes.signing_off.models import NotReady, SignOff, standing
from coprod.themes.signing_off.read_so_far import names_of

GONE = "That theme is not used any more. Choose another."
REFUSED = {
    Ended: GONE,
    NotTheSame: GONE,
    WordsMoved: "These words changed since you opened this page. Read them again, then decide.",
    lone_voices.NotToDecide: "That is not to decide here: nobody has read it yet, others said it too, or a colleague "
    "was faster.",
}


@blueprint.get("/<slug>/sign-off")
@requires(Permission.ADD_THEMES)
def sign_off(slug: str) -> ResponseReturnValue:
    """How far it is, and what is to do."""
    return sign_off_page(for_staff.engagement(slug))


@blueprint.post("/<slug>/sign-off")
@requires(Permission.DECIDE)
def sign(slug: str) -> ResponseReturnValue:
    """A person stands for it: all is read, each lone voice decided, each theme explained."""
    engagement = for_staff.engagement(slug)
    engagement.must_not_be_archived()
    try:
        signed = SignOff.sign(engagement, by=current_user.id)
    except NotReady:
        db.session.rollback()
        return sign_off_page(engagement, "Something is still to read, to decide or to say. It stands below."), 409
    audit.record("signed off themes", f"engagement {engagement.id}", current_user, number=signed.number)
    db.session.commit()
    flash("The themes are signed off.")
    return redirect(url_for(".sign_off", slug=slug), 303)


@blueprint.post("/<slug>/lone-voices")
@requires(Permission.ADD_THEMES)
def decide_lone_voice(slug: str) -> ResponseReturnValue:
    """Keep one as its own, or put it in a theme."""
    engagement = for_staff.engagement(slug, to_change=True)
    engagement.must_not_be_archived()
    themes = Theme.in_use(engagement.id)
    theme, text = that_theme(engagement), that_text(engagement)
    form = PutForm([each for each in themes if each is not theme])
    keeps = request.form.get("go") == "keep"
    if not keeps and not form.validate():
        return sign_off_page(engagement, "Choose the theme that it goes into."), 422
    into = None if keeps else db.session.get_one(Theme, form.into.data)
    try:
        decide(theme, text, into)
    except (Ended, NotTheSame, WordsMoved, lone_voices.NotToDecide) as refusal:
        db.session.rollback()
        return sign_off_page(for_staff.engagement(slug), REFUSED[type(refusal)]), 409
    what = f"theme {theme.id}" if theme else f"submission {text.id if text else ''}"
    audit.record("kept a lone voice" if keeps else "put a lone voice in a theme", what, current_user)
    db.session.commit()
    return redirect(url_for(".sign_off", slug=slug, _anchor="lone"), 303)


def decide(theme: Theme | None, text: Submission | None, into: Theme | None) -> None:
    """One of the four."""
    by = current_user.id
    if theme and into:
        lone_voices.put_theme_in(theme, into, by=by)
    elif theme:
        lone_voices.keep_theme(theme, by=by)
    elif text and into:
        lone_voices.put_text_in(text, into, by=by, seen=moves_seen())
    elif text:
        lone_voices.keep_text(text, by=by, seen=moves_seen())


def moves_seen() -> int:
    """How often the words had been decided on when the page was made; what cannot be read is older than any."""
    sent = request.form.get("seen", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else -1


def that_theme(engagement: Engagement) -> Theme | None:
    """The theme that a form is about; None when it is about a text."""
    if "theme" not in request.form:
        return None
    theme = db.session.get(Theme, request.form.get("theme", type=row_number) or 0)
    return theme if theme and theme.engagement_id == engagement.id else abort(404)


def that_text(engagement: Engagement) -> Submission | None:
    """The text that a form is about; None when it is about a theme."""
    if "theme" in request.form:
        return None
    text = find(Submission, request.form.get("text", ""))
    is_here = text and text.is_heard and text.contribution.activity.engagement_id == engagement.id
    return text if is_here else abort(404)


def sign_off_page(engagement: Engagement, problem: str = "") -> str:
    """Four panels."""
    stands = standing(engagement.id)
    agreed = agreed_on(engagement.id)
    titles = {
        theme.id: theme.title for theme in db.session.scalars(select(Theme).where(Theme.engagement_id == engagement.id))
    }
    return render_template(
        "themes/sign_off.html",
        engagement=engagement,
        stands=stands,
        progress=progress_of([each.id for each in stands.second]),
        agreed=sorted(agreed.items(), key=lambda each: (-each[1].both, titles[each[0]])),
        titles=titles,
        lone=lone_voices.lone_voices(engagement.id),
        themes=Theme.in_use(engagement.id),
        names=names_of({id for each in stands.read for id in each.by}),
        last=SignOff.last_of(engagement.id),
        problem=problem,
    )
