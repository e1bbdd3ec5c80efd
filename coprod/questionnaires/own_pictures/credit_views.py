"""For everyone: who made what these pages are made of, and under which licences we use it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from coprod.permissions import public
from coprod.questionnaires.blueprint import blueprint
from coprod.questionnaires.own_pictures.picture_sets import sets
from coprod.questionnaires.own_pictures.picture_uses import MOST_CREDITS, credited


@blueprint.get("/credits")
@public
def credits() -> ResponseReturnValue:
    """Drawings, typeface, styles, the sets of pictures that are here, and what questionnaires have of their own."""
    return render_template("questionnaires/credits.html", pictures=credited(), most=MOST_CREDITS, sets=sets().values())
