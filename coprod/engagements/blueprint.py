"""The blueprint that the view files of this package share."""

from flask import Blueprint

from coprod.activities.documents import formats
from coprod.plain_words import read_closely

blueprint = Blueprint("engagements", __name__)
blueprint.add_app_template_filter(read_closely)
blueprint.add_app_template_filter(formats)
