"""The second coder's pages: asked to read a sample, read it blind, then both look at where they differ."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from coprod import audit
from coprod.accounts.models import User
from coprod.activities import for_staff
from coprod.activities.engagement import Engagement
from coprod.database import db
from coprod.participation.submission import Submission
from coprod.permissions import Permission, requires
from coprod.public_ids import find
from coprod.rendering import plural
from coprod.text import sort_key
from coprod.themes.blueprint import blueprint
from coprod.themes.code_text import WordsMoved
from coprod.themes.models import Ended, Theme
from coprod.themes.second_coder.models import NotAllRead, NothingToRead, NotYours, SampleText, SecondReading
from coprod.themes.second_coder.sample_forms import AskForm, ReadForm

MOVED = "The words are not what they were: somebody decided on them again, or their author changed them. Read on."
GONE = "One of these themes is not used any more. Choose again."


@blueprint.route("/<slug>/second", methods=["GET", "POST"])
@requires(Permission.ADD_THEMES)
def ask_second(slug: str) -> ResponseReturnValue:
    """Ask a colleague to read a sample of what was read."""
    engagement = for_staff.engagement(slug)
    engagement.must_not_be_archived()
    form = AskForm(who_may_read(engagement))
    if form.validate_on_submit():
        person = db.session.get_one(User, form.coder.data)
        try:
            sample = SecondReading.draw(engagement, person, form.size.data or 0, by=current_user.id)
        except NothingToRead:
            form.coder.errors = [f"There is nothing yet that others have read and {person.name} has not"]
        else:
            number = plural(sample.progress[1], "text")
            audit.record("asked for a second reading", f"engagement {engagement.id}", current_user, texts=number)
            db.session.commit()
            flash(f"{person.name} is asked to read {number}, drawn by chance. They find them under Themes.")
            return redirect(url_for(".sign_off", slug=slug), 303)
    page = render_template("themes/ask_second.html", engagement=engagement, form=form)
    return page, 422 if form.errors else 200


@blueprint.get("/<slug>/second/<int:number>")
@requires(Permission.ADD_THEMES)
def read_blind(slug: str, number: int) -> ResponseReturnValue:
    """The next text of a sample, and nothing of what anybody else has said of it."""
    engagement, sample = of(slug, number)
    engagement.must_not_be_archived()
    if sample.compared_on or sample.coder_id != current_user.id:
        return redirect(url_for(".differences", slug=slug, number=number), 303)
    return blind_page(engagement, sample)


@blueprint.post("/<slug>/second/<int:number>")
@requires(Permission.ADD_THEMES)
def save_blind(slug: str, number: int) -> ResponseReturnValue:
    """What the second coder says of it."""
    engagement, sample = of(slug, number)
    engagement.must_not_be_archived()
    form = ReadForm(Theme.in_use(engagement.id))
    text = that_text(form, sample)
    if not form.validate():
        return blind_page(engagement, sample, form, text)
    try:
        sample.read(text.id, form.said(), by=current_user.id, seen=form.moves_seen)
    except (WordsMoved, Ended) as refusal:
        db.session.rollback()
        flash(MOVED if isinstance(refusal, WordsMoved) else GONE)
    except NotYours:
        abort(404)
    db.session.commit()
    return redirect(url_for(".read_blind", slug=slug, number=number), 303)


@blueprint.post("/<slug>/second/<int:number>/compare")
@requires(Permission.ADD_THEMES)
def compare(slug: str, number: int) -> ResponseReturnValue:
    """Put both side by side, once and for all."""
    engagement, sample = of(slug, number)
    engagement.must_not_be_archived()
    try:
        sample.compare()
    except NotAllRead:
        db.session.rollback()
        flash("Not every text of the sample is read yet.")
        return redirect(url_for(".sign_off", slug=slug), 303)
    audit.record("compared two readings", f"engagement {engagement.id}", current_user, sample=sample.id)
    db.session.commit()
    return redirect(url_for(".differences", slug=slug, number=number), 303)


@blueprint.get("/<slug>/second/<int:number>/differences")
@requires(Permission.ADD_THEMES)
def differences(slug: str, number: int) -> ResponseReturnValue:
    """The texts that the two see differently, one beneath the other, to talk about."""
    engagement, sample = of(slug, number)
    return differences_page(engagement, sample)


@blueprint.post("/<slug>/second/<int:number>/settle")
@requires(Permission.ADD_THEMES)
def settle(slug: str, number: int) -> ResponseReturnValue:
    """What both say of a text, now that they have talked."""
    engagement, sample = of(slug, number)
    engagement.must_not_be_archived()
    form = ReadForm(Theme.in_use(engagement.id))
    text = that_text(form, sample)
    if not form.validate():
        return differences_page(engagement, sample, form)
    try:
        sample.settle(text.id, form.said(), by=current_user.id, seen=form.moves_seen)
        db.session.commit()
    except (WordsMoved, Ended) as refusal:
        db.session.rollback()
        flash(MOVED if isinstance(refusal, WordsMoved) else GONE)
    except NotYours:
        abort(404)
    return redirect(url_for(".differences", slug=slug, number=number), 303)


def of(slug: str, number: int) -> tuple[Engagement, SecondReading]:
    """A sample of an engagement that this person may code, or 404."""
    engagement = for_staff.engagement(slug)
    sample = db.session.get(SecondReading, number)
    return (engagement, sample) if sample and sample.engagement_id == engagement.id else abort(404)


def that_text(form: ReadForm, sample: SecondReading) -> Submission:
    """The text of this sample that a form is about, or 404: the page of a form that is refused shows its words."""
    text = find(Submission, form.text.data or "")
    return text if text and db.session.get(SampleText, (sample.id, text.id)) else abort(404)


def who_may_read(engagement: Engagement) -> list[User]:
    """Who may code texts of this engagement, in the order of their names."""
    people = db.session.scalars(select(User).where(User.active).order_by(User.id))
    may = [person for person in people if person.may(Permission.ADD_THEMES, engagement.id)]
    return sorted(may, key=lambda person: sort_key(person.name))


def blind_page(
    engagement: Engagement, sample: SecondReading, form: ReadForm | None = None, text: Submission | None = None
) -> ResponseReturnValue:
    """The text and the themes; once all is read, what comes next."""
    text = text or sample.next_text()
    if form is None:
        said = {"text": text.public_id, "seen": str(text.moves_made)} if text else {}
        form = ReadForm(Theme.in_use(engagement.id), formdata=None, data=said)
    page = render_template("themes/read_blind.html", engagement=engagement, sample=sample, form=form, text=text)
    return page, 422 if form.errors else 200


def differences_page(
    engagement: Engagement, sample: SecondReading, refused: ReadForm | None = None
) -> ResponseReturnValue:
    """What differs, each with a form of its own; the one that was refused as it was ticked."""
    themes, forms = Theme.in_use(engagement.id), {}
    found = sample.differences() if sample.compared_on else []
    for each in found:
        said = {
            "text": each.submission.public_id,
            "seen": str(each.submission.moves_made),
            "themes": [str(id) for id in each.first],
        }
        is_it = refused is not None and refused.text.data == each.submission.public_id
        forms[each.submission.id] = refused if is_it else ReadForm(themes, formdata=None, data=said)
    titles = {
        theme.id: theme.title for theme in db.session.scalars(select(Theme).where(Theme.engagement_id == engagement.id))
    }
    page = render_template(
        "themes/differences.html",
        engagement=engagement,
        sample=sample,
        found=found,
        forms=forms,
        form=refused,
        titles=titles,
    )
    return page, 422 if refused else 200
