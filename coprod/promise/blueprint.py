"""The blueprint that the view files of this package share."""

from flask import Blueprint

blueprint = Blueprint("promise", __name__)
