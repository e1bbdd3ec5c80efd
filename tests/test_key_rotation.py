"""Keys are changed: everything opens and is found as before, what is sealed moves to the new key, nothing is lost."""

from collections.abc import Iterator

import pytest
from flask import Flask
from scenes_of_groups import a_pile
from sqlalchemy import select, update

from builders import (
    a_board,
    a_concern,
    a_pledge,
    a_questionnaire,
    a_sign_up,
    a_submission,
    a_user,
    an_app,
    an_engagement,
    an_event,
    contribution_of,
    receive,
    saved,
)
from coprod import key_rotation, mail
from coprod.accounts.second_step import RecoveryCode
from coprod.boards.models import Board
from coprod.brought_in.batch import Batch
from coprod.concerns.concern import Concern
from coprod.database import db
from coprod.events.sign_up import SignUp
from coprod.intake.door import Said
from coprod.key_ring import Key, KeyRing, new_key
from coprod.keys import KeyFingerprint, kept_keys
from coprod.mail import Message
from coprod.participation import receipt
from coprod.participation.contribution import Contribution
from coprod.participation.receipt import Receipt
from coprod.promise.pledge import Pledge
from coprod.promise.pledge_letters import LinkRequest
from coprod.questionnaires.answering.drafts.draft import OpenDraft
from coprod.questionnaires.answering.drafts.draft_key import DraftKey
from coprod.questionnaires.paper.pile import TypedForm
from coprod.sealing import NOT_OURS, Broken, ring


@pytest.fixture(autouse=True)
def own_keys(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test does to the keys is over with it."""
    keys = kept_keys()
    monkeypatch.setattr(keys, "setting", keys.setting)
    yield
    monkeypatch.undo()
    keys.start_again()


def now_with(*keys: Key) -> None:
    """Start again with these keys, the newest first."""
    kept_keys().setting = ",".join(key.written for key in keys)
    kept_keys().start_again()
    db.session.expire_all()


def change_keys() -> tuple[Key, Key]:
    """Put a new key before the one that there is; gives the new and the old."""
    old, new = ring().newest, new_key()
    now_with(new, old)
    return new, old


def run(app: Flask, *words: str) -> str:
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=list(words))
    assert result.exit_code == 0, result.output
    db.session.rollback()
    return result.output


# --- receipts ------------------------------------------------------------------------------------------------


def send(token: str, **more) -> tuple[Contribution, str, bool]:
    received = receive(db.session.query(Board).one(), token=token, said=[Said("?", "More clubs")], **more)
    db.session.commit()
    return received.contribution, received.code, received.new


def test_a_form_sent_before_a_change_and_again_after_it_makes_one_contribution_and_shows_the_same_code(app):
    a_board()
    contribution, code, new = send("token")
    change_keys()
    again, code_again, new_again = send("token")
    assert (again.id, code_again, new_again) == (contribution.id, code, False)
    assert new and db.session.query(Contribution).count() == db.session.query(Receipt).count() == 1


def test_a_code_from_before_a_change_is_found_after_it_and_more_can_be_added_under_it(app):
    a_board()
    _, code, _ = send("token")
    change_keys()
    found = Receipt.find(receipt.digests(ring(), code))
    more, code_again, new = send("another token", same_code_as="token")
    assert (more.receipt_id, code_again, new) == (found.id, code, True)
    _, other_code, _ = send("a third token")
    assert other_code != code and Receipt.find(receipt.digests(ring(), other_code)).id != found.id


def test_a_draft_and_a_recovery_code_outlive_a_change(app):
    questionnaire, user = a_questionnaire(), a_user()
    key = DraftKey.new()
    OpenDraft.begun(questionnaire, key).with_typed(["a"], {"a": ["words"]}).file()
    db.session.rollback()
    codes = RecoveryCode.new_set(user)
    db.session.commit()
    change_keys()
    assert OpenDraft.find(questionnaire, key).typed == {"a": ["words"]}
    assert RecoveryCode.use(user, codes[0]) and not RecoveryCode.use(user, codes[0])


# --- rotate-keys ---------------------------------------------------------------------------------------------


@pytest.fixture
def everything_sealed(app: Flask) -> None:
    """One of each thing that is sealed."""
    a_sign_up(name="Sam", access_needs="A ramp")
    a_pledge()
    db.session.add(LinkRequest("ottilie@hill.example"))
    concern = a_concern("he hits me", room="Room 4, Tuesday")
    lead = a_user("safeguarding_lead").id
    concern.note(by=lead, words="Rang the school")
    contribution_of(concern).leave_message(concern, by=lead, words="Call us")
    two = a_submission("Clubs", a_board("two", two_people=True))
    two.approve(by=a_user().id, note="Kind")
    an_app(a_user())
    typed = TypedForm(a_pile().id, said="loud", code="otter lantern maple 427", number="", found=False, not_counted={})
    typed.contribution_id, typed.digest = two.contribution_id, None  # what is hashed cannot be hashed anew
    saved(typed)
    looked_at = Batch(an_engagement(), by=a_user(), text="So kind", sent=b"So kind", choices="{}")
    saved(looked_at)
    mail.send("anna@fernshire.example", "A subject", "A body")
    db.session.commit()


def opened() -> dict[str, list[str]]:
    """Everything that is sealed, as people read it."""
    found = {}
    for model, fields in key_rotation.sealed_fields():
        rows = db.session.query(model).order_by(*model.__table__.primary_key).all()
        found |= {f"{model.__name__}.{field.column}": [field.__get__(row, model) for row in rows] for field in fields}
    return found


def test_everything_is_sealed_anew_and_the_old_key_may_leave(app, everything_sealed):
    before = opened()
    assert {len(texts) > 0 for texts in before.values()} == {True} and "Sam" in str(before)
    new, old = change_keys()
    said = run(app, "rotate-keys")
    assert f"Sealed anew with the newest key, {new.name}: " in said
    assert f"Nothing is left under key {old.name}: take it out of COPROD_KEYS" in said  # no receipts in this test
    assert [row.name for row in db.session.query(KeyFingerprint)] == [new.name]
    now_with(new)
    assert opened() == before


def test_interrupted_it_goes_on_where_it_was(app, monkeypatch):
    event = an_event()
    for name in "abcde":
        a_sign_up(event, name=name)
    new, old = change_keys()
    monkeypatch.setattr(key_rotation, "ROWS_AT_ONCE", 2)
    some = key_rotation._some

    def interrupted(model, fields, after, done):
        if model is SignUp and after is not None:
            raise KeyboardInterrupt
        return some(model, fields, after, done)

    monkeypatch.setattr(key_rotation, "_some", interrupted)
    with pytest.raises(KeyboardInterrupt):
        key_rotation.reseal()
    db.session.rollback()
    monkeypatch.setattr(key_rotation, "_some", some)
    under_old = sum(place.sealed_name.startswith(old.name.encode()) for place in db.session.query(SignUp))
    assert opened()["SignUp.sealed_name"] == list("abcde")
    assert under_old == 3 and key_rotation.reseal().sealed == 2 * under_old
    assert opened()["SignUp.sealed_name"] == list("abcde")
    assert key_rotation.reseal() == (0, 0)


def test_what_no_key_opens_is_counted_and_left_as_it_is(app, everything_sealed):
    place = db.session.query(SignUp).one()
    connection = db.session.connection()
    connection.execute(update(SignUp.__table__).values(place=place.place + 1))
    db.session.commit()
    before = db.session.execute(select(SignUp.sealed_name)).scalar()
    change_keys()
    assert "No key that is here opens 3 values: they stay as they are." in run(app, "rotate-keys")
    assert db.session.execute(select(SignUp.sealed_name)).scalar() == before
    with pytest.raises(Broken):
        _ = db.session.query(SignUp).one().name


def test_a_concern_moved_to_another_row_does_not_open(app):
    concern = a_concern("he hits me")
    other = a_concern("she hits me", db.session.get(Contribution, concern.contribution_id).activity)
    db.session.connection().execute(
        update(Concern.__table__).where(Concern.__table__.c.id == other.id).values(sealed_words=concern.sealed_words)
    )
    db.session.commit()
    assert concern.words == "he hits me"
    with pytest.raises(Broken):
        _ = db.session.get(Concern, other.id).words


def test_an_address_is_found_however_it_was_written_before_a_change_and_after(app):
    place, pledge = a_sign_up(name="Sam"), a_pledge()
    for _ in range(2):
        assert key_rotation.rows_with(" 3@Example.org")["sign_up"] == [place.id]
        assert run(app, "find-address", "--address", "OTTILIE@hill.example").splitlines() == [
            f"pledge: {pledge.id}",
            "sign_up: nothing",
        ]
        change_keys()
        assert key_rotation.rows_with("3@example.org") == {"pledge": [], "sign_up": [place.id]}
        key_rotation.reseal()
        key_rotation.still_under()
    assert db.session.query(Pledge).one().contact_email_digest.startswith(ring().newest.name)


def test_concerns_about_the_same_words_are_found_together_before_a_change_and_after(app):
    board = a_board()
    for words in ("He hits me", "he hits me!"):
        a_concern(words, board, hours=0)
    for _ in range(2):
        [digest] = db.session.scalars(select(Concern.words_digest).distinct())
        assert digest.startswith(f"{ring().newest.name}:")
        db.session.rollback()
        change_keys()
        key_rotation.reseal()
        key_rotation.still_under()


def test_a_new_key_is_printed_on_a_line_and_used_by_nothing(app):
    before = ring().keys
    [line] = run(app, "new-key").splitlines()
    assert len(KeyRing.read(line).newest.secret) == 64 and KeyRing.read(line).newest.name not in ring().keys
    assert ring().keys == before
    assert KeyRing.read(run(app, "new-key", "--old")).keys["old"].secret == app.config["SECRET_KEY"].encode()


def test_a_letter_that_no_key_opens_waits_for_its_key_and_holds_up_no_other(app):
    mail.send("anna@fernshire.example", "Hello", "Hello")
    db.session.commit()
    now_with(new_key())
    mail.send("ben@fernshire.example", "Hello", "Hello")
    db.session.commit()
    assert mail.deliver_due() == 1
    first = db.session.query(Message).order_by(Message.id).first()
    assert (first.tries, first.sent_on) == (1, None) and first.next_try_at


def test_every_sealed_column_is_read_in_one_way():
    sealed = {(model.__tablename__, field.column) for model, fields in key_rotation.sealed_fields() for field in fields}
    binary = {
        (table.name, column.name)
        for table in db.metadata.sorted_tables
        for column in table.columns
        if column.type.python_type is bytes and column.info != NOT_OURS
    }
    assert sealed == binary
