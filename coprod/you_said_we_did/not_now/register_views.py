"""The not-now register, for everyone."""

from datetime import date

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from coprod import kept_pages
from coprod.activities.engagement import Engagement
from coprod.counting import what_pages_show
from coprod.database import uk_today
from coprod.permissions import public
from coprod.text import day
from coprod.you_said_we_did.blueprint import blueprint
from coprod.you_said_we_did.not_now.register import engagements_on_it, page_of_it


@blueprint.get("/not-now")
@public
def not_now() -> ResponseReturnValue:
    """All of it, or with `engagement` in the address that of one: what is due first stands first."""
    slug, after = request.args.get("engagement", ""), request.args.get("after", type=day)
    of_one = None
    if slug:
        of_one = Engagement.find_public(slug) or abort(404)
    shows = (*what_pages_show.on_site(), slug)
    return kept_pages.answer(
        ("not now", slug, after), shows, lambda: register_page(of_one, after), keep=lambda: after is None
    )


def register_page(of_one: Engagement | None, after: date | None) -> str:
    """As HTML."""
    listed, later = page_of_it(of_one.id if of_one else None, after)
    return render_template(
        "you_said_we_did/not_now.html",
        listed=listed,
        later=later,
        of_one=of_one,
        engagements=engagements_on_it(),
        today=uk_today(),
    )
