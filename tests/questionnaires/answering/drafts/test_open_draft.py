"""A draft: sealed with a key that only its browser has, saved page by page, gone in time."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from werkzeug.exceptions import RequestEntityTooLarge

from answering import EVERYTHING, HERE, code_on
from builders import a_questionnaire, saved
from coprod.database import db, now, uk_today
from coprod.intake.filing import SentBefore
from coprod.key_ring import Key, KeyRing
from coprod.questionnaires.answering.drafts.come_back_code import draw, halves_of
from coprod.questionnaires.answering.drafts.draft import Draft, DraftChanged, OpenDraft, purge_drafts
from coprod.questionnaires.answering.drafts.draft_key import DraftKey
from coprod.sealing import ring


def kept(questionnaire, key, names, typed):
    (OpenDraft.find(questionnaire, key) or OpenDraft.begun(questionnaire, key)).with_typed(names, typed).file()
    db.session.rollback()


def test_a_draft_is_sealed_and_opened_only_by_its_key(app):
    questionnaire, key = a_questionnaire(), DraftKey.new()
    kept(questionnaire, key, ["a", "b"], {"a": ["my very own words"], "b": ["x"], "c": ["not on the page"]})
    row = db.session.execute(Draft.__table__.select()).one()
    assert b"very own" not in row.sealed and key.secret.hex() not in str(row)
    assert OpenDraft.find(questionnaire, key).typed == {"a": ["my very own words"], "b": ["x"]}
    assert OpenDraft.find(questionnaire, DraftKey.new()) is None
    assert OpenDraft.find(a_questionnaire("other"), key) is None


def test_whoever_has_the_database_and_every_key_reads_no_draft(client, survey):
    """They try what they have: every key of the installation, and what stands in the row, as a key and as a code."""
    client.post(f"{HERE}/1", data=EVERYTHING[1] | {"go": "keep"})
    client.post(f"{HERE}/2", data={"answer-change": "Nobody may read this", "go": "keep"})
    row = db.session.execute(select(Draft.__table__)).one()
    found = [str(row.key_digest), str(row.code_digest), str(row.place)]
    secrets = [key.secret for key in ring().keys.values()]
    secrets += [bytes.fromhex(row.key_digest), bytes.fromhex(row.code_digest), row.wrapped_key, row.sealed]
    opened = []
    for secret in secrets:
        part = secret[:32].ljust(32, b"\0")
        ways = [lambda part=part: DraftKey(part).unseal(row.sealed, row.place)]
        ways += [
            lambda s=secret, c=column: KeyRing([Key("k", s)]).unseal(b"k:" + row.sealed, c, row.place)
            for column in ("draft.sealed", "draft.wrapped_key")
        ]
        opened += [way for way in ways if succeeds(way)]
    for guess in (*found, draw(), "otter-otter-otter-otter-222"):
        opened += [guess] if halves_of(guess).unwrap(row.wrapped_key) else []
    assert opened == []
    with client.session_transaction() as session:  # and this is all it takes
        key = DraftKey.read(session["drafts"]["survey"])
    assert "Nobody may read this" in key.unseal(row.sealed, row.place)


def succeeds(way) -> bool:
    try:
        return bool(way())
    except Exception:
        return False


def test_the_code_stands_nowhere_in_the_database(client, survey):
    client.post(f"{HERE}/1", data=EVERYTHING[1] | {"go": "keep"})
    code = code_on(client.get(f"{HERE}/saved").text)
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            assert code not in str(tuple(row)) and code.replace("-", " ") not in str(tuple(row))


def test_saving_a_page_replaces_that_page_only(app):
    questionnaire, key = a_questionnaire(), DraftKey.new()
    kept(questionnaire, key, ["one", "two"], {"one": ["1"], "two": ["2"]})
    kept(questionnaire, key, ["two", "three"], {"three": ["3"]})
    assert OpenDraft.find(questionnaire, key).typed == {"one": ["1"], "three": ["3"]}


def test_two_windows_do_not_write_over_one_another(app):
    questionnaire, key = a_questionnaire(), DraftKey.new()
    first, second = OpenDraft.begun(questionnaire, key), OpenDraft.begun(questionnaire, key)
    first.with_typed(["one"], {"one": ["1"]}).file()
    with pytest.raises(SentBefore):
        second.with_typed(["two"], {"two": ["2"]}).file()
    db.session.rollback()
    first, second = OpenDraft.find(questionnaire, key), OpenDraft.find(questionnaire, key)
    first.with_typed(["two"], {"two": ["2"]}).file()
    with pytest.raises(DraftChanged):
        second.with_typed(["two"], {"two": ["of the other window"]}).file()
    db.session.rollback()
    assert OpenDraft.find(questionnaire, key).typed == {"one": ["1"], "two": ["2"]}


def test_a_draft_takes_no_books(app):
    draft = OpenDraft.begun(a_questionnaire(), DraftKey.new())
    with pytest.raises(RequestEntityTooLarge):
        draft.with_typed(["one"], {"one": ["x" * 100_000]})


def test_a_draft_that_was_tampered_with_is_empty(app):
    questionnaire, key = a_questionnaire(), DraftKey.new()
    kept(questionnaire, key, ["one"], {"one": ["1"]})
    db.session.execute(update(Draft).values(place=Draft.place + 1))
    db.session.commit()
    assert OpenDraft.find(questionnaire, key).typed == {}


def test_drafts_are_deleted_after_thirty_days(app):
    questionnaire = a_questionnaire(closes_at=now() + timedelta(days=90))
    for days in (0, 30, 31):
        with time_machine.travel(now() - timedelta(days=days)):
            kept(questionnaire, DraftKey.new(), ["one"], {"one": ["1"]})
    purge_drafts()
    left = db.session.scalars(select(Draft.saved_on)).all()
    assert sorted(uk_today() - day for day in left) == [timedelta(0), timedelta(days=30)]


def test_drafts_are_deleted_when_the_grace_after_the_close_is_over(app):
    questionnaire = a_questionnaire()
    kept(questionnaire, DraftKey.new(), ["one"], {"one": ["1"]})
    for days, left in ((2, 1), (4, 0)):
        questionnaire.closes_at = now() - timedelta(days=days)
        questionnaire.opens_at = now() - timedelta(days=9)
        saved(questionnaire)
        purge_drafts()
        assert db.session.query(Draft).count() == left
