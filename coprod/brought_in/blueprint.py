"""The blueprint that the view files of this package share."""

from flask import Blueprint

blueprint = Blueprint("brought_in", __name__, url_prefix="/staff/brought-in")
