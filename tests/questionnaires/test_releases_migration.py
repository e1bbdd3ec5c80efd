"""The migration that brought releases: what was open already declared what it asked, as it would today."""

import importlib.util
import json
from typing import Any

import sqlalchemy as sa

from builders import SPOTS, a_partnership, a_questionnaire, a_user, one_page, saved, some_pages
from coprod.config import ROOT
from coprod.database import db
from coprod.questionnaires.facts import rewrite
from coprod.questionnaires.models import Questionnaire
from coprod.results.published import Declared


def the_migration() -> Any:
    [path] = (ROOT / "migrations" / "versions").glob("*_releases.py")
    spec = importlib.util.spec_from_file_location("releases", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def declared_by_the_migration() -> dict[int, Any]:
    db.session.commit()
    with db.engine.begin() as connection:
        table = Declared.__table__
        was = connection.execute(sa.select(table.c.activity_id, table.c.tables).order_by(table.c.number)).all()
        connection.execute(table.delete())
        the_migration().declare_what_is_open(connection)
        now = connection.execute(sa.select(table.c.activity_id, table.c.tables)).all()
    return {"was": {id: as_kept(tables) for id, tables in was}, "now": {id: as_kept(tables) for id, tables in now}}


def as_kept(tables: Any) -> Any:
    return json.loads(tables) if isinstance(tables, str) else json.loads(json.dumps(tables))


def test_all_that_is_asked_and_who_can_say_what(app):
    a_partnership()
    scale = {"key": "scale", "kind": "scale", "prompt": "How?", "lowest": 1, "highest": 5, "low_words": "Bad"}
    number = {"key": "number", "kind": "number", "prompt": "How many?"}
    every: list[Questionnaire] = [
        a_questionnaire("several", pages=[*some_pages(), *one_page(scale, number)]),
        a_questionnaire("for-one", audiences=["young_person"]),
    ]
    a_questionnaire("draft", opens_at=None)
    for each in every:
        each.declare()
    found = declared_by_the_migration()
    assert found["now"] == found["was"] and len(found["now"]) == 2


def test_what_was_asked_in_another_way_is_counted_apart(app):
    a_partnership()
    where = {"key": "where", "kind": "one_choice", "prompt": "Where?", "options": SPOTS}
    questionnaire = a_questionnaire(pages=one_page(where))
    questionnaire.declare()
    [placed] = questionnaire.begin_draft().pages[0].placed
    rewrite(placed, {"prompt": "Where now?", "counts_with_earlier": False})
    questionnaire.publish(by=a_user("engagement_lead").id)
    saved(questionnaire)
    found = declared_by_the_migration()
    assert [each["key"] for each in next(iter(found["now"].values()))["questions"]] == ["where", "where~2"]
    assert found["now"] == found["was"]
