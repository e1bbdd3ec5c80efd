"""The pages of settings: each shows what is typed beside what people will see, and saves it."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import inspect
from werkzeug.datastructures import MultiDict

from coprod import transactions
from coprod.accounts.who_changed import show_clash
from coprod.changes import Change, Clash
from coprod.database import db, uk_today
from coprod.date_fields import refuse
from coprod.partnership.colours import COLOURS, LABELS, as_variables, is_colour
from coprod.partnership.district import District
from coprod.partnership.in_use import InUse, used
from coprod.partnership.models import Partnership
from coprod.partnership.reason import Reason
from coprod.partnership.sectors import Sector
from coprod.permissions import Permission, requires
from coprod.settings.blueprint import blueprint
from coprod.settings.help_forms import HelpForm
from coprod.settings.list_forms import DistrictsForm, ReasonsForm, SectorsForm
from coprod.settings.names_forms import NamesForm
from coprod.settings.other_forms import EventsForm, HolidaysForm, LinksForm, ModerationForm, RetentionForm
from coprod.settings.section_forms import SettingsForm
from coprod.settings.sections import (
    ACCESSIBILITY,
    DISTRICTS,
    EVENTS,
    HELP,
    HOLIDAYS,
    LINKS,
    MODERATION,
    NAMES,
    PRIVACY,
    REASONS,
    RETENTION,
    SECTIONS,
    SECTORS,
    WORDS,
    Section,
)
from coprod.settings.statement_forms import AccessibilityForm, PrivacyForm
from coprod.settings.words_forms import WordsForm
from coprod.text import row_number

SAVED = "Saved. It is seen at once on every page."


@blueprint.get("")
@requires(Permission.MANAGE_SETTINGS)
def show() -> ResponseReturnValue:
    """All pages of settings. Where there is room, the first of them stands beside the list."""
    form = NamesForm(NAMES.kept(Partnership.current()))
    return page(NAMES, form, is_list=True, labels=LABELS)


@blueprint.route("/names", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def names() -> ResponseReturnValue:
    """Names, owners and colours."""
    return edit(NAMES, NamesForm, labels=LABELS)


@blueprint.get("/preview.css")
@requires(Permission.MANAGE_SETTINGS)
def preview_colours() -> Response:
    """Each of the six that the address names, for what is inside `.demo` and nothing else."""
    chosen = {name: f"#{value}" for name in COLOURS if is_colour(f"#{(value := request.args.get(name, ''))}")}
    return Response(as_variables(chosen, of=".staff .demo"), mimetype="text/css")


@blueprint.route("/help", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def help() -> ResponseReturnValue:
    """Help numbers, the ways to reach a person, and how soon what people send is read."""
    return edit(HELP, HelpForm)


@blueprint.route("/privacy", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def privacy() -> ResponseReturnValue:
    """What only the partnership can say in the privacy notice."""
    return edit(PRIVACY, PrivacyForm)


@blueprint.route("/accessibility", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def accessibility() -> ResponseReturnValue:
    """What only the partnership can say in the accessibility statement."""
    return edit(ACCESSIBILITY, AccessibilityForm)


@blueprint.route("/reasons", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def reasons() -> ResponseReturnValue:
    """Why words may be turned down."""
    return edit(REASONS, ReasonsForm, in_use=used(Reason.slug))


@blueprint.route("/districts", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def districts() -> ResponseReturnValue:
    """Where people can say that they live."""
    return edit(DISTRICTS, DistrictsForm, in_use=used(District.slug), today=uk_today().isoformat())


@blueprint.route("/sectors", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def sectors() -> ResponseReturnValue:
    """What kinds of organisations there are."""
    return edit(SECTORS, SectorsForm, in_use=used(Sector.slug))


@blueprint.route("/moderation", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def moderation() -> ResponseReturnValue:
    """What moderators go by, and how soon a deputy is told of a concern."""
    return edit(MODERATION, ModerationForm)


@blueprint.route("/retention", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def retention() -> ResponseReturnValue:
    """How long a new activity keeps who said what."""
    return edit(RETENTION, RetentionForm, saved="Saved. New activities begin with it.")


@blueprint.route("/events", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def events() -> ResponseReturnValue:
    """How long a place at an event is held for whoever has not confirmed it."""
    return edit(EVENTS, EventsForm, saved="Saved. It holds for letters that leave from now on.")


@blueprint.route("/holidays", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def holidays() -> ResponseReturnValue:
    """When schools are shut."""
    return edit(HOLIDAYS, HolidaysForm, saved="Saved.")


@blueprint.route("/links", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def links() -> ResponseReturnValue:
    """Where people find what is not here."""
    return edit(LINKS, LinksForm)


@blueprint.route("/words", methods=["GET", "POST"])
@requires(Permission.MANAGE_SETTINGS)
def words() -> ResponseReturnValue:
    """How those who take part are called."""
    return edit(WORDS, WordsForm)


def edit(
    section: Section,
    make: Callable[..., SettingsForm],
    saved: str = SAVED,
    sent: MultiDict[str, str] | None = None,
    **shown: Any,
) -> ResponseReturnValue:
    """Show a page of settings, do what one of its buttons says, or save it; `sent`, where it is more than was typed."""
    if request.method != "POST":
        kept = section.kept(Partnership.current())
        put_back = change_to_put_back(section)
        was = {put_back.field: put_back.was} if put_back else {}
        return page(section, make(kept | was), put_back=put_back, **shown)
    typed = request.form if sent is None else sent
    if button := typed.get("do", ""):
        only_read()
        return page(section, make(section.kept(Partnership.current()), typed, button), **shown)
    partnership = Partnership.to_edit()
    form = make(section.kept(partnership), typed)
    if not form.validate():
        db.session.rollback()
        return page(section, form, **shown)
    try:
        section.save(partnership, form.values(), by=current_user.id, seen=form.seen)
        db.session.commit()
    except InUse as error:
        db.session.rollback()
        refuse(form[section.fields[0]], str(error))
        return page(section, form, **shown)
    except Clash:
        db.session.rollback()
        partnership = Partnership.to_edit()
        show_clash(form, make(section.kept(partnership)), partnership)
        return page(section, form, **shown)
    flash(saved)
    return redirect(url_for(section.endpoint), 303)


def page(section: Section, form: SettingsForm, **shown: Any) -> ResponseReturnValue:
    """The page as HTML: the list, the form, and what people will see. `seen` is what would be kept now."""
    html = render_template(
        section.template,
        form=form,
        section=section,
        sections=SECTIONS,
        seen=all_of(Partnership.current()) | form.kept | form.values(),
        **({"is_list": False, "put_back": None} | shown),
    )
    return html, form.status


def all_of(partnership: Partnership) -> dict[str, Any]:
    """Everything a partnership sets, for previews: they are drawn from what is typed on one page, and the rest."""
    return {column.key: getattr(partnership, column.key) for column in inspect(Partnership).column_attrs}


def change_to_put_back(section: Section) -> Change | None:
    """What this page is to be filled with instead of what stands there, when that was asked for."""
    if "put_back" not in request.args:
        return None
    number = request.args.get("put_back", type=row_number) or abort(404)
    return section.change_with(number) or abort(404)


def only_read() -> None:
    """Nothing is written by looking: what other people send need not wait for it."""
    db.session.rollback()
    transactions.end_writing()
