"""The record of who did what: added, never edited."""

import pytest
from sqlalchemy import delete, select, update

from builders import a_user
from coprod import audit
from coprod.audit import NeverEdited, Record
from coprod.database import db


@pytest.fixture
def row(app):
    row = audit.record("approved", "submission 12", by=a_user("moderator"), reason="on topic")
    db.session.commit()
    return row


def test_a_record_says_who_did_what_to_what(row):
    assert (row.action, row.subject, row.details) == ("approved", "submission 12", {"reason": "on topic"})
    assert row.by_id is not None
    assert row.at.tzinfo is not None


def test_the_caller_decides_whether_it_is_kept(app):
    audit.record("approved", "submission 12")
    db.session.rollback()
    assert db.session.scalars(select(Record)).all() == []


def test_a_record_cannot_be_edited(row):
    row.action = "rejected"
    with pytest.raises(NeverEdited):
        db.session.commit()
    db.session.rollback()


def test_a_record_cannot_be_deleted(row):
    db.session.delete(row)
    with pytest.raises(NeverEdited):
        db.session.commit()
    db.session.rollback()


@pytest.mark.parametrize("change", [update(Record).values(action="rejected"), delete(Record)])
def test_records_cannot_be_changed_in_bulk(row, change):
    with pytest.raises(NeverEdited):
        db.session.execute(change)
