"""The blueprint that the view files of this package share."""

from flask import Blueprint

blueprint = Blueprint("staff_results", __name__, url_prefix="/staff/results")
