"""Staff see what there is to read: every engagement, the texts of one, and one text with its themes."""

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from coprod import transactions
from coprod.activities import for_staff
from coprod.activities.activity import Activity
from coprod.database import db, uk_today
from coprod.participation.contribution import Sharing, Source
from coprod.permissions import Permission, requires, within as within_reach
from coprod.public_ids import public_id
from coprod.reading.address_filters import NotAFilter
from coprod.text import sort_key
from coprod.themes.blueprint import blueprint
from coprod.themes.code_text import said_of
from coprod.themes.coding import Tone
from coprod.themes.models import Theme
from coprod.themes.suggesting.alike import alike
from coprod.themes.suggesting.learning import is_installed
from coprod.themes.suggesting.suggestions import suggestions_for
from coprod.themes.workbench import counts, texts
from coprod.themes.workbench.coding_forms import CodingForm
from coprod.themes.workbench.counts import Progress, counts_of
from coprod.themes.workbench.filters import TextFilters, Which
from coprod.themes.workbench.health import MOST, hints, new_ones
from coprod.themes.workbench.in_use import themes_of
from coprod.themes.workbench.last_coded import LastCoded
from coprod.themes.workbench.texts import OneText, Within


@blueprint.get("")
@requires(Permission.ADD_THEMES)
def every() -> str:
    """The engagements whose texts one may code, with how far each is."""
    found = sorted(db.session.scalars(for_staff.engagements()), key=lambda each: sort_key(each.title))
    reached = within_reach(Permission.ADD_THEMES, Activity.engagement_id)
    open_ones = select(Theme.engagement_id, func.count()).where(Theme.ended_on.is_(None)).group_by(Theme.engagement_id)
    rows = db.session.execute(open_ones)
    return render_template(
        "themes/engagements.html",
        engagements=found,
        progress=counts.progress_of_engagements(reached),
        nothing=Progress(),
        themes={row[0]: row[1] for row in rows},
    )


@blueprint.get("/<slug>")
@requires(Permission.ADD_THEMES)
def engagement(slug: str) -> ResponseReturnValue:
    """The texts of one engagement, in random order, with its themes."""
    return list_page(Within.of(for_staff.engagement(slug)))


@blueprint.get("/<slug>/next")
@requires(Permission.ADD_THEMES)
def next_text(slug: str) -> ResponseReturnValue:
    """To the next text that nobody has read, or the next of those that were asked for. Nothing is written down."""
    within = Within.of(for_staff.engagement(slug))
    return go_on(within, chosen()[0], request.args.get("after", type=public_id))


@blueprint.get("/<slug>/<public_id:id>")
@requires(Permission.ADD_THEMES)
def text(slug: str, id: str) -> ResponseReturnValue:
    """One text, beside the list and the themes."""
    within = Within.of(for_staff.engagement(slug))
    return text_page(within, texts.one(within, id) or abort(404))


def go_on(within: Within, filters: TextFilters, after: str | None) -> ResponseReturnValue:
    """To what is read next; to the list when all is read."""
    found, slug = texts.next_to_read(within, filters, after), within.engagement.slug
    if found is None:
        return redirect(url_for(".engagement", slug=slug, all_read=1, **filters.address()), 303)
    return redirect(url_for(".text", slug=slug, id=found, **filters.address()), 303)


def chosen() -> tuple[TextFilters, NotAFilter | None]:
    """Which texts the address asks for; all of them, and why, when it asks for what cannot be."""
    try:
        return TextFilters.from_address(request.args), None
    except NotAFilter as refused:
        return TextFilters(), refused


def list_page(within: Within) -> ResponseReturnValue:
    """The list, with nothing open beside it."""
    filters, refused = chosen()
    after = request.args.get("after", type=public_id)
    html = render_template(
        "themes/texts.html",
        **around(within, filters, themes_of(within.engagement)),
        listed=texts.page(within, filters, after),
        refused=refused,
        all_read="all_read" in request.args,
    )
    return html, 422 if refused else 200


def text_page(
    within: Within, one: OneText, form: CodingForm | None = None, *, moved: bool = False, status: int = 0
) -> ResponseReturnValue:
    """One text. `form` is what was ticked, when that was not saved; `moved` says that the words are others now."""
    if form is not None:
        db.session.rollback()
        transactions.end_writing()
    filters, refused = chosen()
    themes = themes_of(within.engagement)
    offered = suggestions_for([one.said.id]).get(one.said.id, [])
    said, like = said_of(one.said.id), alike(one.said.id)
    stands = CodingForm.of(said, one.said.moves_made, offered, themes, one.may_be_quoted)
    if form is not None and moved:  # the next press is about the words that the page shows now
        form.seen.data = stands.seen.data
    html = render_template(
        "themes/text.html",
        **around(within, filters, themes),
        listed=texts.beside(within, filters, one.said.public_id),
        one=one,
        form=form or stands,
        was_read=said is not None,
        offered=offered,
        is_installed=is_installed(),
        alike=texts.these(like.same, besides=one.said.id),
        like=like,
        near=texts.these(like.near, besides=one.said.id),
        moved=moved,
        last=LastCoded(session).last(within.engagement.id),
    )
    return html, status or (422 if form and form.errors else 409 if moved else 422 if refused else 200)


def around(within: Within, filters: TextFilters, themes: Sequence[Theme]) -> dict[str, Any]:
    """What stands around the list and the text: what there is to filter by, how far it is, and the themes."""
    counted = counts_of(within)
    by_texts = sorted(themes, key=lambda theme: -counted.behind(theme.id).texts)
    return {
        "engagement": within.engagement,
        "activities": within.activities,
        "filters": filters,
        "questions": texts.questions(within, filters.activity),
        "counts": counted,
        "themes": by_texts,
        "hints": hints(by_texts, counted),
        "new_ones": new_ones(by_texts, uk_today()),
        "most": MOST,
        "whiches": list(Which),
        "tones": list(Tone),
        "sharings": Sharing,
        "sources": Source,
    }
