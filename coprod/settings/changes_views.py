"""Everything that was changed in the settings, with a way back."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from coprod.permissions import Permission, requires
from coprod.settings.blueprint import blueprint
from coprod.settings.history import A_PAGE, lines
from coprod.settings.sections import SECTIONS
from coprod.text import row_number


@blueprint.get("/changes")
@requires(Permission.MANAGE_SETTINGS)
def changes() -> ResponseReturnValue:
    """Who changed what, and when. `of` is one page of settings; what is none of them is all."""
    asked = request.args.get("of", "")
    section = next((each for each in SECTIONS if each.page == asked), None)
    found = lines(section, request.args.get("before", type=row_number))
    return render_template(
        "settings/changes.html",
        lines=found[:A_PAGE],
        has_more=len(found) > A_PAGE,
        sections=SECTIONS,
        of=section,
    )
