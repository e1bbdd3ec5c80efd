"""Settings are read strictly: what could be misunderstood is refused in a sentence, which never repeats a secret."""

import pytest

from coprod.config import Config
from coprod.environment import Environment

SECRET = "hunter22-of-the-council"


def settings_of(monkeypatch, **variables: str) -> Config:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return Config.from_environment()


REFUSED = {
    "COPROD_HTTPS": ["true", "True", "TRUE", "yes", "on", "false", "no", "off", "2", "-1", "01", "1.0", "１", "\t1 1"],
    "COPROD_PROXIES": ["one", "-1", "1.0", "1,2", "true", "١", "1_0", "11", "99999999999999", "0x1", "10.0.0.1"],
    "COPROD_CONNECT_SECONDS": ["0", "3s", "-3", "3.5", "601", "soon"],
    "COPROD_STATEMENT_SECONDS": ["0", "10s", "none", "1e3"],
    "BASE_URL": [
        "coprod.example.org", "www.example.org/coprod", "ftp://coprod.example.org", "https://", "https:///x",
        "https//x.org",
        "https://coprod.example.org/coprod", "https://coprod.example.org?x=1", "https://u:p@coprod.example.org",
        "https://coprod.example.org:99999", "https://coprod.example.org:0", "https://coprod .example.org", "https://[::1",
        "https://coprod..example.org", "https://a.example.org,https://b.example.org", "https://x.example.org#a", "true",
    ],
    "MAIL_URL": [
        "mail.example.org", "mail.example.org:587", "http://mail.example.org", f"smtp:{SECRET}@host", "smtp://",
        f"smtp://user:{SECRET}@", f"smtp://user:{SECRET}@host:port", f"smtp://user:{SECRET}@host:70000", "file:///x",
        f"user:{SECRET}@mail.example.org",
    ],
    "REDIS_URL": [
        "redis", "127.0.0.1:6379", "http://127.0.0.1:6379", f"redis://:{SECRET}@", "redis://:x@h:none", "unix://",
        "redis:/h",
    ],
    "DATABASE_URL": [
        f"postgres://u:{SECRET}@h/name", f"postgresql://u:{SECRET}@h/name", "mysql://u@h/name", "sqlite://", "sqlite:///:memory:",
        "name", f"postgresql+psycopg://u:{SECRET}@h", f"postgresql+psycopg://u:{SECRET}@h:port/name", "sqlite:///file:x?mode=memory",
        f"postgresql+asyncpg://u:{SECRET}@h/name",
    ],
    "SECRET_KEY": ["", " ", "\t\n"],
    "COPROD_KEYS": ["", "  "],
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_be_misunderstood_is_refused_in_a_sentence_that_names_the_variable(monkeypatch, name):
    for given in REFUSED[name]:
        config = settings_of(monkeypatch, **{name: given})
        assert len(config.faults) == 1, (given, config.faults)
        (said,) = config.faults
        assert said.startswith(f"{name} ") and said.endswith(".") and "\n" not in said, said
        assert SECRET not in said
        assert any(words in said for words in ("may be", "leave it out", "be left out", "without")), said


READ = [
    ("COPROD_HTTPS", "https", {"1": True, "0": False, "": False, " 1 ": True}),
    ("COPROD_PROXIES", "proxies", {"0": 0, "1": 1, "10": 10, "": 0, " 2": 2}),
    ("COPROD_CONNECT_SECONDS", "connect_seconds", {"": 3, "1": 1, "600": 600}),
    ("COPROD_STATEMENT_SECONDS", "statement_seconds", {"": 10, "25": 25}),
    (
        "BASE_URL",
        "base_url",
        {
            "": Config.base_url,
            "https://coprod.example.org/": "https://coprod.example.org",
            "http://[::1]:5000": "http://[::1]:5000",
            "http://localhost:5001": "http://localhost:5001",
            "https://bücher.example": "https://bücher.example",
        },
    ),
    ("MAIL_URL", "mail_url", {each: each for each in ("", "smtp://host", "smtps://u%40x:p%2Fw@mail.example.org:465")}),
    (
        "REDIS_URL",
        "redis_url",
        {each: each for each in ("", "redis://127.0.0.1:6379/0", "rediss://:p@redis.example.org", "unix:///run/redis.sock")},
    ),
    (
        "DATABASE_URL",
        "database_url",
        {
            each: each
            for each in (
                "", "sqlite:////var/lib/coprod/coprod.db", "postgresql+psycopg://u:p@h:5433/name",
                "postgresql+psycopg:///name?host=/run/postgresql",
            )
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("name", "field", "values"), READ, ids=[name for name, *_ in READ])
def test_what_is_written_as_it_must_be_is_taken(monkeypatch, name, field, values):
    for given, wanted in values.items():
        config = settings_of(monkeypatch, **{name: given})
        assert (getattr(config, field), config.faults) == (wanted, ()), given


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("COPROD_HTTP", "COPROD_HTTPS"), ("COPROD_PROXY", "COPROD_PROXIES"), ("COPROD_KEY", "COPROD_KEYS"),
        ("COPROD_INSTANCES", "COPROD_INSTANCE"), ("coprod_https", "COPROD_HTTPS"), ("COPROD_COLOUR", ""),
    ],
)  # fmt: skip
def test_a_mistyped_name_is_told(monkeypatch, name, meant):
    (said,) = settings_of(monkeypatch, **{name: SECRET}).unknown
    assert said.startswith(f"{name} is no setting") and SECRET not in said
    assert said.endswith(f"Did you mean {meant}?" if meant else "is not read.")


def test_without_any_variable_nothing_is_wrong_and_it_is_a_laptop():
    env = Environment({})
    assert (
        not env.is_on("COPROD_HTTPS") and env.database("DATABASE_URL") == env.site("BASE_URL") == "" and not env.faults
    )
    assert not Config().in_production


def test_all_that_cannot_be_read_is_said_at_once(monkeypatch):
    told = settings_of(monkeypatch, COPROD_HTTPS="true", COPROD_PROXIES="x", MAIL_URL="x", BASE_URL="x", SECRET_KEY="")
    assert len(told.faults) == 5


def test_a_folder_is_the_same_wherever_a_process_is_started(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert settings_of(monkeypatch, COPROD_INSTANCE="here").instance == tmp_path / "here"
