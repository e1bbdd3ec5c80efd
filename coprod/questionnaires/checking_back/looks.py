"""A look at how few people spoke of something is written down, as every look at small numbers."""

from collections.abc import Iterable

from flask import request
from flask_login import current_user

from coprod import audit
from coprod.results.disclosure import FEWEST
from coprod.themes.who_spoke import Spoke


def remember_look(subject: str, spoke: Iterable[Spoke]) -> None:
    """Write down who saw numbers so small that one might know who they are. A page that comes back is no new look."""
    if request.method == "POST" or not any(0 < number < FEWEST for each in spoke for number in each):
        return
    audit.look("looked at who spoke of", subject, current_user)
