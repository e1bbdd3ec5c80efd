"""Staff publish what people spoke of: a second person looks at what everyone will read, and presses the button."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from coprod import audit
from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.permissions import Permission, requires
from coprod.themes.coding import Tone
from coprod.themes.models import Theme
from coprod.you_said_we_did.blueprint import blueprint
from coprod.you_said_we_did.heard.models import Heard, NotYet, with_meanings
from coprod.you_said_we_did.heard.tones import HEADINGS, usual_tones


@blueprint.get("/staff/themes/<slug>/publish")
@requires(Permission.DECIDE)
def heard(slug: str) -> ResponseReturnValue:
    """What would be published now, under which heading each theme stands, and what is out already."""
    return heard_page(for_staff.engagement(slug))


@blueprint.post("/staff/themes/<slug>/publish")
@requires(Permission.DECIDE)
def publish_heard(slug: str) -> ResponseReturnValue:
    """It is out, and stays as it is."""
    engagement = for_staff.engagement(slug, to_change=True)
    themes = with_meanings(engagement.id)
    try:
        made = Heard.publish(engagement, typed(themes), by=current_user.id)
    except NotYet as refusal:
        db.session.rollback()
        return heard_page(for_staff.engagement(slug), str(refusal)), 409
    audit.record("published what people spoke of", f"engagement {engagement.id}", current_user, number=made.number)
    db.session.commit()
    flash("It is out. Everyone can read it on the page of the engagement.")
    return redirect(url_for(".heard", slug=slug), 303)


def typed(themes: list[Theme]) -> dict[int, Tone]:
    """Under which heading each theme stands; one that was not said, or is none, as most of its texts were coded."""
    usual = usual_tones(themes[0].engagement_id) if themes else {}
    said = {theme.id: request.form.get(f"tone-{theme.id}", "") for theme in themes}
    return usual | {id: Tone(tone) for id, tone in said.items() if tone in set(Tone)}


def heard_page(engagement: Engagement, problem: str = "") -> str:
    """The page, with what would be published as people will read it."""
    usual = usual_tones(engagement.id)
    would, why_not = None, ""
    try:
        would = Heard.as_it_would_be(engagement, usual, by=current_user.id)
    except NotYet as refusal:
        why_not = str(refusal)
    last = Heard.last_of(engagement.id)
    return render_template(
        "you_said_we_did/publish_heard.html",
        engagement=engagement,
        themes=with_meanings(engagement.id),
        usual=usual,
        headings=HEADINGS,
        would=would,
        why_not=why_not,
        last=last,
        problem=problem,
    )
