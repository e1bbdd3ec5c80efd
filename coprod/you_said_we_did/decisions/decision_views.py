"""Staff decide on a theme, or agree to what a colleague proposed."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from coprod import audit
from coprod.accounts.models import User
from coprod.activities import for_staff
from coprod.activities.audience import Audience
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.permissions import Permission, requires
from coprod.text import row_number, sort_key
from coprod.themes import who_spoke
from coprod.themes.models import Ended, Theme
from coprod.themes.signing_off.models import SignOff
from coprod.you_said_we_did.blueprint import blueprint
from coprod.you_said_we_did.decisions.decision_forms import DecideForm
from coprod.you_said_we_did.decisions.models import (
    Decision,
    NotSignedOff,
    NotYours,
    Overtaken,
    TooEarly,
    is_early,
    takes_two,
)
from coprod.you_said_we_did.decisions.standing import Stands, current
from coprod.you_said_we_did.not_now.models import decide_with_look, replaces_not_now

OVERTAKEN = "A colleague has decided since you opened this page. Nothing of yours is saved. Look at theirs first."
UNSIGNED = "The themes are not signed off. What you decide might be about another theme tomorrow."
GONE = "That theme is not used any more: it was merged into another, or put away."


@blueprint.route("/staff/decisions/<slug>/<theme>", methods=["GET", "POST"])
@requires(Permission.DECIDE)
def decide(slug: str, theme: str) -> ResponseReturnValue:
    """Decide on one theme, for everyone or, with `for` in the address, for one audience."""
    engagement = for_staff.engagement(slug)
    engagement.must_not_be_archived()
    about, audience = that_theme(engagement, theme), for_whom()
    if request.method != "POST":
        return decide_page(about, audience, form_for(about, audience, blank=True))
    form = form_for(about, audience)
    if not form.validate():
        return decide_page(about, audience, form)
    try:
        seen = number_sent("seen")
        decided = decide_with_look(
            about, form.decided(), audience, happened=form.happened.data or "", by=current_user.id, seen=seen
        )
    except (Overtaken, NotSignedOff, TooEarly, Ended) as refusal:
        db.session.rollback()
        return refused(refusal, engagement, theme, audience)
    db.session.flush()
    audit.record(
        "decided on a theme" if decided.counts else "proposed a decision on a theme",
        f"theme {about.id}",
        current_user,
        verdict=decided.verdict.value,
        decision=decided.id,
        early=bool(decided.early_why),
    )
    flash(f"“{about.title}” is decided." if decided.counts else "Your proposal waits for a colleague to agree.")
    db.session.commit()
    return redirect(url_for(".decisions_of", slug=slug), 303)


@blueprint.post("/staff/decisions/<slug>/<theme>/agree")
@requires(Permission.DECIDE)
def agree(slug: str, theme: str) -> ResponseReturnValue:
    """A second person agrees to a proposal: it counts from now on."""
    engagement = for_staff.engagement(slug)
    engagement.must_not_be_archived()
    about = that_theme(engagement, theme)
    proposed = db.session.get(Decision, number_sent("decision"))
    if proposed is None or proposed.theme_id != about.id:
        abort(404)
    try:
        proposed.agree(by=current_user.id)
    except (Overtaken, NotYours, Ended) as refusal:
        db.session.rollback()
        flash(
            "Whoever proposed it does not agree to it. Ask a colleague." if isinstance(refusal, NotYours) else OVERTAKEN
        )
        return redirect(url_for(".decisions_of", slug=slug), 303)
    audit.record("agreed to a decision", f"theme {about.id}", current_user, decision=proposed.id)
    db.session.commit()
    flash(f"“{about.title}” is decided.")
    return redirect(url_for(".decisions_of", slug=slug), 303)


def for_whom() -> Audience | None:
    """The audience in the address, or none for everyone; 404 when there is no such audience."""
    whom = request.args.get("for", "")
    if whom and whom not in set(Audience):
        abort(404)
    return Audience(whom) if whom else None


def number_sent(name: str) -> int:
    """A row's number that a form holds; 0 for none, and for what no database could have given."""
    return request.form.get(name, 0, type=row_number)


def that_theme(engagement: Engagement, slug: str) -> Theme:
    """A theme of this engagement, or 404."""
    of_it = select(Theme).where(Theme.engagement_id == engagement.id, Theme.slug == slug)
    return db.session.scalar(of_it) or abort(404)


def form_for(theme: Theme, audience: Audience | None, *, blank: bool = False) -> DecideForm:
    """The form: as it was sent, or empty with the last decision that its reader has seen."""
    newest = Decision.newest(theme.id, audience)
    seen = {"seen": str(newest.id if newest else 0)}
    return DecideForm(
        who_may_keep(theme.engagement),
        asks_why_early=is_early(theme.engagement),
        asks_what_happened=replaces_not_now(theme.id, audience) is not None,
        **({"formdata": None, "data": seen} if blank else {}),
    )


def who_may_keep(engagement: Engagement) -> list[User]:
    """Who may write down what happened at a look, in the order of their names."""
    people = db.session.scalars(select(User).where(User.active).order_by(User.id))
    may = [person for person in people if person.may(Permission.DECIDE, engagement.id)]
    return sorted(may, key=lambda person: sort_key(person.name))


def refused(refusal: Exception, engagement: Engagement, slug: str, audience: Audience | None) -> ResponseReturnValue:
    """The page again, with what was typed, and why it was refused."""
    if isinstance(refusal, Ended):
        flash(GONE)
        return redirect(url_for(".decisions_of", slug=engagement.slug), 303)
    theme = that_theme(engagement, slug)
    form = form_for(theme, audience)
    form.validate()
    if isinstance(refusal, TooEarly):
        return decide_page(theme, audience, form)
    newest = Decision.newest(theme.id, audience)
    form.seen.data = str(newest.id if newest else 0)
    return decide_page(theme, audience, form, UNSIGNED if isinstance(refusal, NotSignedOff) else OVERTAKEN)


def decide_page(theme: Theme, audience: Audience | None, form: DecideForm, problem: str = "") -> ResponseReturnValue:
    """The theme, who spoke of it, what was decided before, and the form."""
    if not theme.is_open:
        flash(GONE)
        return redirect(url_for(".decisions_of", slug=theme.engagement.slug), 303)
    standing = next(each for each in current(theme.engagement_id) if each.theme is theme)
    page = render_template(
        "you_said_we_did/decide.html",
        engagement=theme.engagement,
        theme=theme,
        audience=audience,
        audiences=[each for each in Audience if each in standing.audiences | set(standing.own)],
        stands=standing.for_all if audience is None else standing.own.get(audience, Stands(audience, None)),
        spoke=who_spoke.by_audience(theme.engagement_id).get(theme.id, {}),
        history=Decision.history(theme.id, audience),
        signed=SignOff.last_of(theme.engagement_id),
        takes_two=takes_two(theme.engagement, current_user.id),
        form=form,
        problem=problem,
    )
    return page, 409 if problem else 422 if form.errors else 200
