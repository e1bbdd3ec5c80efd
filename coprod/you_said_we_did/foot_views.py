"""At the foot of every public page: the ways to what came of what people said, once there is something to read."""

from functools import cache
from typing import Any

from sqlalchemy import Dialect, Select, literal_column, select

from coprod.database import db
from coprod.one_question import first_row
from coprod.partnership.on_every_page import known_on_every_page
from coprod.you_said_we_did.blueprint import blueprint
from coprod.you_said_we_did.decisions.models import Decision
from coprod.you_said_we_did.not_now.register import in_public
from coprod.you_said_we_did.replies.models import ReplyVersion
from coprod.you_said_we_did.replies.published_replies import standing

Ways = list[tuple[str, str]]


@blueprint.app_template_global()
def ways_to_what_came_of_it() -> Ways:
    """Addresses and words."""
    return known_on_every_page("ways to what came of it", _asked, unknown=[])


@cache
def _are_there(dialect: Dialect) -> Select[Any]:
    conditions = standing(ReplyVersion.id).exists(), in_public().with_only_columns(Decision.id).exists()
    with_values = (each.compile(dialect=dialect, compile_kwargs={"literal_binds": True}) for each in conditions)
    there: Any = [literal_column(str(each)) for each in with_values]
    return select(*there)


def _asked() -> Ways:
    there = first_row(_are_there(db.engine.dialect))
    ways = [("you_said_we_did.show", "You said, we did"), ("you_said_we_did.not_now", "Not now")]
    return [way for way, is_there in zip(ways, there, strict=True) if is_there]
