"""The partnership's own colours, as a style sheet."""

from flask import Blueprint, Response

from coprod.files import uses
from coprod.partnership import logos
from coprod.partnership.colours import as_variables
from coprod.partnership.models import Partnership
from coprod.permissions import public

blueprint = Blueprint("partnership", __name__)
uses.register(logos.USE)


@blueprint.get("/colours-<int:version>.css")
@public
def colours(version: int) -> Response:
    """Six variables. The address moves with the partnership's version, so browsers may keep it."""
    response = Response(as_variables(Partnership.current().colours), mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response
