"""Each setting that would betray somebody is found, in a sentence that repeats no secret; a laptop needs no setting."""

import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from coprod.config import Config
from coprod.examination import OF_SETTINGS, State, configured
from coprod.examination.guessable import why_guessable
from coprod.key_ring import OLD, Key, new_key

WEAK = [
    "", " ", "dev", "secret", "changeme", "only-for-tests", "a" * 64, "ab" * 32, "0123456789abcdef" * 4, "coprod" * 8,
    "9c2f4b81d07ae65312bf8c9de0a4f7", "change-me-9c2f4b81d07ae65312bf8c9de0a4f7", "12345678901234567890123456789012",
    "my-very-long-SECRET-key-for-the-council", "please replace this with something random", "-" * 31 + "a",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "Password" + "x" * 40, "qwertyuiopasdfghjklzxcvbnm1234567",
]  # fmt: skip
STRONG = [make() for make in (lambda: secrets.token_hex(16), lambda: secrets.token_hex(32), secrets.token_urlsafe)] * 20


@pytest.fixture
def production(tmp_path: Path) -> Config:
    """As the README has it."""
    tmp_path.chmod(0o700)
    return Config(
        instance=tmp_path, base_url="https://coprod.fernshire.example", https=True, proxies=1, by_gunicorn=True,
        secret_key=secrets.token_hex(32), keys=new_key().written, mail_from="coprod@fernshire.example",
        mail_url="smtp://mail.fernshire.example",
    )  # fmt: skip


def states(config: Config) -> dict[str, tuple[State, bool]]:
    return {name: answer[0::2] for name, look in OF_SETTINGS.items() if (answer := look(config))[0] is not State.GOOD}


def test_as_the_readme_has_it_all_is_in_order(production):
    assert states(production) == {}


def test_a_laptop_needs_no_setting(tmp_path):
    tmp_path.chmod(0o700)
    assert states(Config(instance=tmp_path)) == {}


@pytest.mark.parametrize("weak", WEAK)
def test_a_key_of_cookies_that_others_know_is_refused_wherever_it_stands(production, weak):
    assert why_guessable(weak)
    if weak:
        answer = configured.secret_key_is_secret(replace(production, secret_key=weak))
        assert answer.betrays and answer.sentence.startswith("SECRET_KEY ") and weak not in answer.sentence.split()
        assert configured.secret_key_is_secret(Config(secret_key=weak)).state is State.WORRYING
    production.secret_file.write_text(weak)
    answer = configured.secret_key_is_secret(replace(production, secret_key=""))
    assert answer.betrays and str(production.secret_file) in answer.sentence


def test_a_key_that_chance_made_is_good():
    assert {why_guessable(key) for key in STRONG} == {""}


@pytest.mark.parametrize(
    "weak", [b"\0" * 64, b"only for tests! " * 4, b"ab" * 32, bytes(range(8)) * 8, b"\0" * 63 + b"\1"]
)
def test_a_key_that_seals_and_can_be_guessed_is_refused_while_it_is_the_newest(production, weak):
    key, good = Key("weak", weak), new_key()
    answer = configured.keys_are_secret(replace(production, keys=key.written))
    assert answer.betrays and "weak" in answer.sentence and key.written not in answer.sentence
    older = configured.keys_are_secret(replace(production, keys=f"{good.written},{key.written}"))
    assert (older.state, older.betrays) == (State.WRONG, False)  # so that somebody can seal anew
    (production.instance / "keys").write_text(key.written)
    assert configured.keys_are_secret(replace(production, keys="")).betrays
    assert configured.keys_are_secret(Config(keys=key.written)).state is State.WORRYING


def test_an_older_secret_key_among_the_keys_is_judged_as_what_it_was(production):
    for secret, is_good in ((secrets.token_hex(32), True), ("changeme", False)):
        keys = f"{new_key().written},{Key(OLD, secret.encode()).written}"
        assert (configured.keys_are_secret(replace(production, keys=keys)).state is State.GOOD) is is_good


@pytest.mark.parametrize(
    "broken", ["x", "a:YWJj", "a:?", "a:" + "A" * 86 + "==,a:" + "B" * 86 + "==", ",", "keys are here"]
)
def test_what_are_no_keys_is_refused(production, broken):
    answer = configured.keys_are_secret(replace(production, keys=broken))
    assert answer.betrays and answer.sentence.startswith("COPROD_KEYS cannot be used")


ADDRESSES = [
    ({"https": False}, True, "COPROD_HTTPS=1"),
    ({"https": False, "proxies": 0, "by_gunicorn": False}, True, "COPROD_HTTPS=1"),
    ({"base_url": "https://127.0.0.1", "https": False}, True, "COPROD_HTTPS=1"),
    ({"base_url": "http://coprod.fernshire.example"}, False, "write https://"),
    ({"base_url": "http://coprod.fernshire.example", "https": False}, False, "in the clear"),
    ({"base_url": Config.base_url}, False, "BASE_URL"),
    ({"base_url": "http://localhost:8000", "https": False}, False, "BASE_URL"),
    ({"base_url": "http://0.0.0.0:5000", "https": False}, False, "no browser"),
    ({"base_url": "https://[::]"}, False, "no browser"),
]


@pytest.mark.parametrize(("changes", "betrays", "words"), ADDRESSES)
def test_an_address_that_does_not_fit_is_told(production, changes, betrays, words):
    answer = configured.address_is_right(replace(production, **changes))
    assert (answer.state, answer.betrays) == (State.WRONG, betrays) and words in answer.sentence


@pytest.mark.parametrize(
    "changes",
    [
        {"by_gunicorn": True},
        {"https": True},
        {"proxies": 2},
        {"base_url": "http://192.168.0.4"},
        {"base_url": "http://x"},
    ],
)
def test_whatever_others_can_reach_is_in_production(changes):
    assert Config(**changes).in_production
    assert not Config().in_production and not Config(base_url="http://[::1]:5000").in_production


@pytest.mark.parametrize("sender", ["coprod", "Coprod <>", "@fernshire.example", "a b@fernshire.example", ""])
def test_a_sender_that_is_no_address_is_told(production, sender):
    answer = configured.sender_is_right(replace(production, mail_from=sender))
    assert (answer.state, answer.betrays) == (State.WRONG, False)


def test_a_sender_that_nobody_set_worries(production):
    assert configured.sender_is_right(replace(production, mail_from=Config.mail_from)).state is State.WORRYING
    assert configured.sender_is_right(replace(production, mail_from="Us <us@fernshire.example>")).state is State.GOOD


@pytest.mark.parametrize("name", ["keys", "elsewhere/coprod.db", "elsewhere/coprod.db-wal"])
def test_a_file_that_others_can_read_is_refused_in_production(production, name, tmp_path):
    config = replace(
        production, instance=tmp_path / "instance", database_url=f"sqlite:///{tmp_path}/elsewhere/coprod.db"
    )
    for folder in ("instance", "elsewhere"):
        (tmp_path / folder).mkdir(mode=0o700)
    path = tmp_path / name if "/" in name else config.instance / name
    path.write_text("")
    path.chmod(0o600)
    assert configured.folder_is_closed(config).state is State.GOOD
    path.chmod(0o640)
    answer = configured.folder_is_closed(config)
    assert answer.betrays and str(path) in answer.sentence
    laptop = Config(instance=config.instance, database_url=config.database_url)
    assert configured.folder_is_closed(laptop).state is State.WORRYING
