"""The blueprint of the question beneath a reply. It is a kind of activity, so it has a name of its own."""

from flask import Blueprint

blueprint = Blueprint("got_it_right", __name__)
