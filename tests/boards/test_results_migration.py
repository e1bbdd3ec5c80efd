"""The migration that brought releases of boards: what people have seen declares what is counted, as it would today."""

import importlib.util
import json
from typing import Any

import sqlalchemy as sa

from builders import a_board, a_partnership
from coprod.config import ROOT
from coprod.database import db
from coprod.results.published import Declared


def test_each_board_that_people_have_seen_declares_its_weeks_and_questions(app):
    a_partnership()
    boards = [a_board(), a_board("two", questions=["What helps?", "What hurts?"], audiences=["young_person"])]
    a_board("draft", opens_at=None)
    for each in boards:
        each.declare()
    db.session.commit()
    with db.engine.begin() as connection:
        table = Declared.__table__
        was = declared(connection)
        connection.execute(table.delete())
        the_migration().declare_boards(connection)
        assert declared(connection) == was and len(was) == 2


def declared(connection: sa.Connection) -> dict[int, Any]:
    table = Declared.__table__
    rows = connection.execute(sa.select(table.c.activity_id, table.c.tables))
    return {row.activity_id: json.loads(json.dumps(row.tables)) for row in rows}


def the_migration() -> Any:
    [path] = (ROOT / "migrations" / "versions").glob("*_releases_of_boards.py")
    spec = importlib.util.spec_from_file_location("releases_of_boards", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
