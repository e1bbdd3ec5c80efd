"""The blueprint that the view files of this package share."""

from flask import Blueprint

blueprint = Blueprint("boards", __name__)
