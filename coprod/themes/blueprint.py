"""The pages where staff read what was said, and sort it into themes."""

from flask import Blueprint

blueprint = Blueprint("themes", __name__, url_prefix="/staff/themes")
