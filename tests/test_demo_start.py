"""How the demonstration comes into a database, and who may sign in to it."""

from importlib import util

import flask_migrate
import pytest
from pyotp import TOTP
from sqlalchemy import func, select

from builders import a_partnership, a_user, an_engagement
from coprod import demo
from coprod.accounts.models import User
from coprod.accounts.second_step import SecondStep
from coprod.config import ROOT
from coprod.database import db
from coprod.participation import receipt
from coprod.participation.contribution import Contribution
from coprod.participation.move import Status
from coprod.participation.receipt import Receipt
from coprod.partnership.models import Partnership
from coprod.permissions import Role
from coprod.sealing import ring


def test_the_example_receipt_leads_to_words_shown_refused_and_waiting(shown):
    example = Receipt.find(receipt.digests(ring(), demo.example_code(shown)))
    statuses = [
        s.status
        for contribution in db.session.query(Contribution).filter_by(receipt=example)
        for s in contribution.submissions
    ]
    assert sorted(statuses) == [Status.APPROVED, Status.APPROVED, Status.PENDING, Status.REJECTED]


def test_the_example_receipt_shows_the_whole_loop(shown, demo_client):
    page = demo_client.get(demo_client.post("/receipt", data={"code": demo.example_code(shown)}).location).text
    steps = ("You sent it", "A person read it", "See it there", "We put it with others like it", "We decided: now")
    for words in (
        *steps,
        "Your words are in <b>The old school keeps in touch</b>",
        "It is <b>done</b>",
        "Our reply to you",
    ):
        assert words in page, words
    assert "We look again" in page and "with others too" in page


def test_every_role_can_sign_in_with_a_password_and_an_app_of_its_own(shown):
    sign_ins = demo.sign_ins(shown)
    assert {role for roles, *_ in sign_ins for role in roles.split(", ")} == {role.words for role in Role}
    assert len({password for _, _, password, _ in sign_ins}) == len({key for *_, key in sign_ins}) == len(sign_ins)
    for _, email, password, key in sign_ins:
        user = User.known_as(email)
        assert user.demonstration and user.verify(password)
        assert SecondStep.of(user).accept(TOTP(key).now())


def test_somebody_who_set_up_their_app_again_is_named_without_a_key(shown):
    _, email, _, key = demo.sign_ins(shown)[0]
    step = SecondStep.of(User.known_as(email))
    for changed in ("COPRODDEMOSOMEBODYELSEAAAAAAAAA2", key):
        step.unsealed_key = changed
        db.session.commit()
        assert demo.sign_ins(shown)[0][3] == (key if changed == key else "")


def test_the_banner_says_what_it_is(demo_client):
    banner = Partnership.current().banner
    assert "demonstration" in banner and banner in demo_client.get("/").text


def test_numbers_go_on_where_the_demonstration_stopped(shown):
    last = db.session.scalars(select(Contribution).order_by(Contribution.id.desc())).first()
    new = Contribution(activity=last.activity)
    db.session.add(new)
    db.session.flush()
    assert new.id > last.id


def test_a_second_start_changes_nothing(shown):
    before = row_counts()
    assert not demo.load_if_empty(shown)
    assert row_counts() == before


def row_counts() -> dict[str, int]:
    counts = {
        table.name: db.session.scalar(select(func.count()).select_from(table)) for table in db.metadata.sorted_tables
    }
    db.session.rollback()
    return counts


def test_passwords_that_everybody_knows_are_served_to_this_machine_only(shown, monkeypatch):
    spec = util.spec_from_file_location("run", ROOT / "run.py")
    run = util.module_from_spec(spec)
    spec.loader.exec_module(run)
    monkeypatch.setattr(flask_migrate, "upgrade", lambda **more: None)
    monkeypatch.setenv("COPROD_DEMO", "0")
    run.prepare(shown)
    monkeypatch.setenv("HOST", "0.0.0.0")  # noqa: S104 - refused, that is the point
    with pytest.raises(SystemExit, match="this machine only"):
        run.prepare(shown)


@pytest.mark.parametrize("something", [a_partnership, an_engagement, a_user])
def test_a_database_with_anything_in_it_is_left_alone(app, something):
    something()
    assert not demo.load_if_empty(app)
    assert db.session.scalars(select(Contribution)).all() == []


def test_without_the_demonstration_nobody_is_told_a_password(app):
    a_user("admin", email="someone@example.org")
    assert demo.sign_ins(app) == [] and demo.example_code(app) is None
