"""The keys of an installation: how they are written, where they are kept, and that nothing starts with others."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from coprod import create_app
from coprod.config import ROOT, Config
from coprod.database import db
from coprod.key_ring import Broken, Key, KeyRing, NotKeys, new_key, new_place
from coprod.keys import Keys, kept_keys
from coprod.sealing import ring, seal, unseal
from databases import Prepared, make_database, worker_name

HERE = "concern.sealed_words"


# --- what is sealed ------------------------------------------------------------------------------------------


def test_what_is_sealed_opens_in_its_own_place_only():
    keys, place = KeyRing([new_key()]), new_place()
    sealed = keys.seal("he hits me", HERE, place)
    assert b"hits" not in sealed and keys.unseal(sealed, HERE, place) == "he hits me"
    for column, number in ((HERE, place + 1), ("concern_step.sealed_words", place)):
        with pytest.raises(Broken):
            keys.unseal(sealed, column, number)


@pytest.mark.parametrize("words", ["", "he hits me", "👩‍👩‍👧 ŵ\0"])
def test_what_was_tampered_with_does_not_open_as_anything(words):
    keys = KeyRing([new_key()])
    sealed = keys.seal(words, HERE, 7)
    name, _, rest = sealed.partition(b":")
    assert keys.unseal(sealed, HERE, 7) == words
    for tampered in (b"", name, name + b":", sealed[:-1], sealed + b"\0", rest, b":" + rest, b"other:" + rest):
        with pytest.raises(Broken):
            keys.unseal(tampered, HERE, 7)


def test_a_row_without_a_place_is_not_sealed_for_all_such_rows():
    with pytest.raises(TypeError):
        KeyRing([new_key()]).seal("words", HERE, None)


def test_after_a_change_the_new_key_seals_and_the_old_one_still_opens_and_finds():
    old, new = new_key(), new_key()
    before, after = KeyRing([old]), KeyRing([new, old])
    assert after.unseal(before.seal("words", HERE, 1), HERE, 1) == "words"
    assert after.seal("words", HERE, 1).startswith(f"{new.name}:".encode())
    assert after.digests("label", "text") == [new.digest("label", "text"), before.digest("label", "text")]
    assert after.digest("another label", "text") != after.digest("label", "text")


def test_the_key_called_old_hashes_as_secret_key_did_before_there_were_keys():
    # Printed by the code of that time for SECRET_KEY=only-for-tests.
    old = Key("old", b"only-for-tests")
    assert old.keyed("receipt digest", "otter-lantern-maple-427").hex() == OTTER


OTTER = "7f758a5289559fce9b163941711dfeb4cea72334b79b3299ad5a9477a8376c1a"


# --- how they are written ------------------------------------------------------------------------------------


def test_keys_are_written_and_read():
    first, second = new_key(), new_key()
    for written in (f"{first.written},{second.written}", f" {first.written}\n\n{second.written}\n"):
        assert list(KeyRing.read(written).keys.values()) == [first, second]
    assert KeyRing.read(Key("old", b"short").written).newest.secret == b"short"


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        ("", "no key in it"),
        (" , ", "no key in it"),
        ("YWJj", "has no name"),
        ("a:YWJj", "3 bytes, and must have 64"),
        ("old:", "0 bytes"),
        ("a:!!", "not base64url"),
        (",".join([Key("a", b"x" * 64).written] * 2), "the same name"),
    ],
)
def test_what_are_no_keys_is_said(written, complaint):
    with pytest.raises(NotKeys, match=complaint):
        KeyRing.read(written)


def test_no_message_holds_a_key():
    written = f"{new_key().written}!"
    with pytest.raises(NotKeys) as refused:
        KeyRing.read(written)
    assert written.partition(":")[2][:20] not in str(refused.value)


# --- where they are kept -------------------------------------------------------------------------------------


@pytest.fixture
def installation(config: Config, tmp_path: Path) -> Callable[..., Flask]:
    """Start Coprod, with the settings given, on one database and one folder of their own."""
    database = make_database(tmp_path, f"{worker_name()}_keys")
    made = []

    def start(**settings: str) -> Flask:
        app = create_app(replace(config, instance=tmp_path, database_url=database, **({"keys": ""} | settings)))
        made.append(app)
        return app

    yield start
    for app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def test_the_file_is_made_once_and_only_its_owner_reads_it(app, tmp_path):
    path = tmp_path / "new folder" / "keys"
    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(lambda _: Keys("", path).compared_with({}), range(8)))
    assert {ring.newest for ring in rings} == {KeyRing.read(path.read_text()).newest}
    assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["keys"]


def test_the_setting_is_read_and_the_file_is_not(installation):
    key = new_key()
    app = installation(keys=key.written)
    with app.app_context():
        assert ring().keys == {key.name: key} and not kept_keys().path.exists()


def test_starting_makes_nothing_in_a_folder_where_nothing_is(installation, tmp_path):
    before = set(tmp_path.iterdir())
    installation()
    assert set(tmp_path.iterdir()) - before <= {tmp_path / "keys"} and not (tmp_path / "keys").exists()


def test_a_key_that_another_process_was_given_opens_here_at_once(installation):
    with installation().app_context():
        first = ring().newest
        added = new_key()
        sealed = KeyRing([added]).seal("words", HERE, 1)
        with pytest.raises(Broken):
            unseal(sealed, HERE, 1)
        path = kept_keys().path
        path.write_text(f"{added.written}\n{path.read_text()}")
        assert unseal(sealed, HERE, 1) == "words"
        assert seal("words", HERE, 1).startswith(f"{first.name}:".encode())  # the newest is settled at the start
        path.write_text("half a li")
        with pytest.raises(Broken):
            unseal(b"another:" + sealed, HERE, 1)
        assert unseal(sealed, HERE, 1) == "words"


# --- a start with other keys ---------------------------------------------------------------------------------


@pytest.fixture
def known(installation, installed: Prepared, tmp_path: Path) -> Key:
    """An installation whose database has come up to date: it knows this key."""
    installed.copied(tmp_path, "keys")
    with installation().app_context():  # starts again with the same one
        return ring().newest


def test_a_new_installation_has_one_key_and_needs_no_old_one(installation, known):
    with installation().app_context():
        assert list(ring().keys) == [known.name] and known.name != "old"


def refused(start: Callable[..., Flask], capsys: pytest.CaptureFixture, **settings: str) -> str:
    """What is said instead of a start."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as stopped:
        start(**settings)
    said = capsys.readouterr().err
    assert stopped.value.code == 3 and len(said.splitlines()) == 1
    return said


@pytest.mark.parametrize("name", ["same", "another"])
def test_wrong_keys_are_refused_with_both_fingerprints_and_what_to_copy(installation, known, capsys, name):
    wrong = new_key()._replace(**({"name": known.name} if name == "same" else {}))
    said = refused(installation, capsys, keys=wrong.written)
    for part in (known.fingerprint, wrong.fingerprint, f"copy the line that begins with {known.name}:", "COPROD_KEYS"):
        assert part in said
    assert wrong.written not in said


def test_lost_keys_are_refused_and_no_others_are_made(installation, known, capsys, tmp_path):
    (tmp_path / "keys").unlink()
    said = refused(installation, capsys)
    assert known.fingerprint in said and "has no key" in said and not (tmp_path / "keys").exists()


def test_an_empty_file_is_refused_like_a_lost_one(installation, known, capsys, tmp_path):
    (tmp_path / "keys").write_text("\n")
    assert known.fingerprint in refused(installation, capsys)


def test_what_are_no_keys_is_refused_before_anything_is_sealed(installation, capsys):
    assert "COPROD_KEYS cannot be used" in refused(installation, capsys, keys="a:YWJj")


def test_more_keys_than_the_database_knows_are_welcome(installation, known):
    installation(keys=f"{new_key().written},{known.written}")


def test_every_upgrade_writes_down_what_is_new(installation, known, capsys):
    added = new_key()
    with installation(keys=f"{known.written},{added.written}").app_context():
        upgrade()
    assert added.fingerprint in refused(installation, capsys, keys=known.written)


def test_a_process_with_wrong_keys_ends_without_a_traceback(installation, known, config, tmp_path):
    app = installation(keys=known.written)
    environment = {
        "PATH": os.environ["PATH"],
        "COPROD_INSTANCE": str(tmp_path),
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "COPROD_KEYS": new_key().written,
    }
    process = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "coprod", "worker"],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert process.returncode == 3 and process.stderr.startswith("Coprod does not start"), process.stderr
    assert "Traceback" not in process.stderr and known.fingerprint in process.stderr
