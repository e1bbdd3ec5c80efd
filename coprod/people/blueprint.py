"""The blueprint that the view files of this package share."""

from flask import Blueprint

blueprint = Blueprint("people", __name__, url_prefix="/staff/people")
