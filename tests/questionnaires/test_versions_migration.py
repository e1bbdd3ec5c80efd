"""Migration 039: questions that were reworded, and options that were replaced, become versions; ticks become picks."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import JSON, MetaData, text

from coprod import create_app
from coprod.config import Config
from coprod.database import db
from databases import Prepared

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
Rows = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def before(config: Config, at_revision: Callable[[str], Prepared], tmp_path: Path) -> Iterator[Flask]:
    """A database as it was before there were versions."""
    database = at_revision("038").copied(tmp_path, "versions")
    app = create_app(replace(config, database_url=database, instance=tmp_path, keys=""))
    with app.app_context():
        fill()
        yield app
        db.session.remove()
        db.engine.dispose()


def fill(new: Rows | None = None) -> None:
    """A survey whose first question was reworded, and one of whose options was replaced; two people answered."""
    tables = MetaData()
    tables.reflect(db.engine)
    with db.engine.begin() as connection:
        for name, row in new or rows():
            table = tables.tables[name]
            needed = {c.name: empty(c) for c in table.c if not c.nullable and c.name not in row and c.name != "id"}
            connection.execute(table.insert().values({**needed, **row}))


def empty(column: Any) -> Any:
    """Nothing, as a column has it."""
    if isinstance(column.type, JSON):
        return []
    kind = column.type.python_type
    return {datetime: AT, date: AT.date()}.get(kind) or kind()


def rows() -> Rows:
    """One after the other, as they point to one another."""
    asked = {"questionnaire_id": 1, "page": 1, "page_title": "You"}
    return [
        ("engagement", {"id": 1, "slug": "e", "life": "open"}),
        ("activity", {"id": 1, "kind": "questionnaires", "slug": "q", "engagement_id": 1, "minutes": 5, "life": "open",
                      "retention_months": 24, "opens_at": AT, "closes_at": AT.replace(year=2027)}),
        ("questionnaire", {"id": 1, "intro": "Hello"}),
        ("wording", {"id": 1, "activity_id": 1, "part": "where", "text": "Where is it?"}),
        ("wording", {"id": 2, "activity_id": 1, "part": "where", "text": "Where?"}),
        ("wording", {"id": 3, "activity_id": 1, "part": "why", "text": "Why?"}),
        ("wording", {"id": 4, "activity_id": 1, "part": "first", "text": "What first?"}),
        ("wording", {"id": 5, "activity_id": 1, "part": "true", "text": "Is it true?"}),
        ("question", {"id": 1, "slug": "where", "kind": "one_choice", "position": 1, "wording_id": 2, **asked}),
        ("question", {"id": 2, "slug": "why", "kind": "long_text", "position": 2, "wording_id": 3, "max_length": 50,
                      **asked}),
        ("question", {"id": 3, "slug": "first", "kind": "ranking", "position": 3, "wording_id": 4, "choices": 2,
                      **asked, "page": 2, "page_title": "More"}),
        ("question", {"id": 4, "slug": "true", "kind": "agree", "position": 4, "wording_id": 5, **asked, "page": 2}),
        ("question_option", {"id": 1, "question_id": 1, "slug": "hall", "label": "Hall", "position": 1}),
        ("question_option", {"id": 2, "question_id": 1, "slug": "hall-2", "label": "Big hall", "position": 2,
                             "replaces_id": 1}),
        ("question_option", {"id": 3, "question_id": 3, "slug": "a", "label": "A", "position": 1}),
        ("question_option", {"id": 4, "question_id": 3, "slug": "b", "label": "B", "position": 2}),
        ("question_option", {"id": 5, "question_id": 4, "slug": "c", "label": "C", "position": 1}),
        *sent(1, [(1, 1, ["hall"]), (3, 4, ["b", "a"])]),
        *sent(2, [(1, 2, ["hall-2"]), (4, 5, {"c": "partly"})]),
        ("submission", {"id": 1, "contribution_id": 1, "prompt": "Why?", "words": "Cold", "status": "rejected"}),
        ("answer", {"response_id": 1, "question_id": 2, "submission_id": 1, "wording_id": 3}),
    ]  # fmt: skip


def sent(number: int, ticked: list[tuple[int, int, Any]]) -> Rows:
    """What one person sent: question, the wording that they had read, and what they ticked."""
    went = {"activity_id": 1, "audience": "parent_carer", "sharing": "show", "source": "paper"}
    return [
        ("contribution", {"id": number, "public_id": f"{number}" * 13, "submitted_on": AT.date(), **went}),
        ("response", {"id": number, "questionnaire_id": 1, "contribution_id": number}),
        *(
            ("answer", {"response_id": number, "question_id": question, "wording_id": wording, "value": value})
            for question, wording, value in ticked
        ),
    ]


def read(question: str) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(question))]


VERSIONS = """
    SELECT question.key, question_version.number, wording.text, count(option_version.id) FROM question_version
    JOIN question ON question.id = question_id JOIN wording ON wording.id = question_version.wording_id
    LEFT JOIN option_version ON option_version.question_version_id = question_version.id
    GROUP BY question.key, question_version.number, wording.text ORDER BY question.key, question_version.number
"""
PICKED = """
    SELECT question.key, pick.option, detail, pick.number, wording.text, audience, source FROM pick
    JOIN question ON question.id = pick.question_id JOIN question_version ON question_version.id = pick.version_id
    JOIN wording ON wording.id = wording_id ORDER BY response_id, question.key, pick.number
"""
ANSWERS = "SELECT response_id, question_id, CAST(value AS VARCHAR), submission_id, wording_id FROM answer ORDER BY 1, 2"


def test_what_people_answered_stands_under_what_they_had_read(before):
    as_it_was = read(ANSWERS)
    upgrade(revision="039")
    assert read(VERSIONS) == [
        ("first", 1, "What first?", 2),
        ("true", 1, "Is it true?", 1),
        ("where", 1, "Where is it?", 2),
        ("where", 2, "Where?", 2),
        ("where", 3, "Where is it?", 2),
        ("where", 4, "Where?", 1),
        ("why", 1, "Why?", 0),
    ]
    who = ("parent_carer", "paper")
    assert read(PICKED) == [
        ("first", "b", "", 1, "What first?", *who),
        ("first", "a", "", 2, "What first?", *who),
        ("where", "hall", "", None, "Where is it?", *who),
        ("true", "c", "partly", None, "Is it true?", *who),
        ("where", "hall-2", "", None, "Where?", *who),
    ]
    assert read("SELECT response_id, submission_id FROM answer") == [(1, 1)]
    assert read("SELECT number, title FROM questionnaire_page ORDER BY 1") == [(1, "You"), (2, "More")]
    assert len(read("SELECT asks_id FROM questionnaire WHERE asks_id IS NOT NULL AND grace_days = 3")) == 1
    downgrade(revision="038")
    assert read(ANSWERS) == as_it_was


def awkward() -> Rows:
    """A draft that asks nothing; and one whose questions go back to an earlier page, with an option replaced twice."""
    more = {"kind": "questionnaires", "engagement_id": 1, "minutes": 5, "retention_months": 24,
            "closes_at": AT.replace(year=2027)}  # fmt: skip
    asked = {"questionnaire_id": 3, "kind": "several_choices", "page_title": "You"}
    option = {"question_id": 11, "position": 1}
    who = {"activity_id": 3, "audience": "not_said", "sharing": "show", "source": "online"}
    return [
        ("activity", {"id": 2, "slug": "empty", "life": "draft", **more}),
        ("activity", {"id": 3, "slug": "odd", "life": "open", "opens_at": AT, **more}),
        *(("questionnaire", {"id": id}) for id in (2, 3)),
        *(("wording", {"id": 10 + at, "activity_id": 3, "part": part, "text": part}) for at, part in enumerate("abc")),
        *(("question", {"id": 11 + at, "slug": slug, "position": at, "page": page, "wording_id": 10 + at, **asked})
          for at, (slug, page) in enumerate([("a", 1), ("b", 2), ("c", 1)])),
        ("question_option", {"id": 11, "slug": "x", "label": "X", **option}),
        ("question_option", {"id": 12, "slug": "x-2", "label": "Y", "replaces_id": 11, **option}),
        ("question_option", {"id": 13, "slug": "x-3", "label": "Z", "replaces_id": 12, **option}),
        ("contribution", {"id": 11, "public_id": "a" * 13, "submitted_on": AT.date(), **who}),
        ("response", {"id": 11, "questionnaire_id": 3, "contribution_id": 11}),
        ("answer", {"response_id": 11, "question_id": 11, "wording_id": 10, "value": ["x", "x-2"]}),
        ("answer", {"response_id": 11, "question_id": 12, "wording_id": 11, "value": []}),
    ]  # fmt: skip


PAGES = """
    SELECT questionnaire_page.number, question.key FROM placed_question JOIN question ON question.id = question_id
    JOIN questionnaire_page ON questionnaire_page.id = page_id WHERE questionnaire_id = 3 ORDER BY 1, position
"""


def test_what_looks_odd_is_asked_as_it_was(before):
    fill(awkward())
    upgrade(revision="039")
    assert read(PAGES) == [(1, "a"), (2, "b"), (3, "c")]
    offered = "SELECT key FROM option_version JOIN pick ON version_id = question_version_id WHERE response_id = 11"
    assert {row[0] for row in read(offered)} == {"x", "x-2", "x-3"}
    published = "SELECT questionnaire_id FROM questionnaire_version JOIN activity ON activity.id = questionnaire_id"
    assert read(f"{published} WHERE published_at = opens_at ORDER BY 1") == [(1,), (3,)]
    assert read(f"{published} WHERE published_at IS NULL") == [(2,)]
    downgrade(revision="038")
    assert [row[:3] for row in read(ANSWERS) if row[0] == 11] == [(11, 11, '["x", "x-2"]')]
