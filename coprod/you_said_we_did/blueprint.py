"""The blueprint that the rooms of this package share."""

from flask import Blueprint

blueprint = Blueprint("you_said_we_did", __name__)
