"""Every deployment setting, read from the environment here and nowhere else."""

import os
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from coprod.environment import Environment
from coprod.private_files import made_once

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("INSTANCE", "KEYS", "HTTPS", "PROXIES", "CONNECT_SECONDS", "STATEMENT_SECONDS", "DEMO", "POPULATIONS")
KEPT = ("secret_key*", "keys*", "*.db*", "files", "mail", "static", "upgrading")  # in the folder
LOCK = 5_000  # milliseconds that somebody who writes waits for another on PostgreSQL: `PATIENCE` in database.py


@dataclass(frozen=True)
class Config:
    """How one installation runs. A default is a value that is right in production and harmless if known.

    `instance` holds what must survive a restart: the SQLite database, the job queue, the keys and uploaded files.
    `secret_key` signs cookies and forms; `keys` are the ring that seals (see sealing.py), in a file when unset.
    `proxies` is the number of trusted proxies in front, whose word on the client's address is taken.
    `mail_url` is `smtp://user:password@host:587`, `smtps://...`, or empty: messages are
    then written to `mail/` beside the database, as files a mail program opens.
    `connect_seconds` is how long PostgreSQL may take to let us in, `statement_seconds` to answer one question: after
    that people are told that we are busy. A web server's own limit must be longer (gunicorn's is 30).
    `by_gunicorn` is whether that serves it. `faults` are sentences about variables that could not be read, with which
    nothing starts; `unknown` about those with our name that are none of ours.
    """

    instance: Path = ROOT / "instance"
    database_url: str = ""
    redis_url: str = ""
    secret_key: str = ""
    keys: str = ""
    https: bool = False
    proxies: int = 0
    mail_url: str = ""
    mail_from: str = "coprod@example.org"
    base_url: str = "http://127.0.0.1:5000"
    connect_seconds: int = 3
    statement_seconds: int = 10
    testing: bool = False
    by_gunicorn: bool = False
    faults: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_environment(cls) -> "Config":
        """Read the settings this process was started with; unset ones keep their defaults."""
        env = Environment(os.environ)
        return cls(
            # A worker that was started in another folder must find the same one.
            instance=Path(env.text("COPROD_INSTANCE") or cls.instance).absolute(),
            database_url=env.database("DATABASE_URL"),
            redis_url=env.address(
                "REDIS_URL", schemes=("redis", "rediss", "unix"), example="redis://:password@host:6379/0"
            ),
            secret_key=env.secret("SECRET_KEY"),
            keys=env.secret("COPROD_KEYS"),
            https=env.is_on("COPROD_HTTPS"),
            proxies=env.number("COPROD_PROXIES", 0, least=0, most=10),
            mail_url=env.address("MAIL_URL", schemes=("smtp", "smtps"), example="smtp://user:password@host:587"),
            mail_from=env.text("MAIL_FROM") or cls.mail_from,
            base_url=env.site("BASE_URL") or cls.base_url,
            connect_seconds=env.number("COPROD_CONNECT_SECONDS", cls.connect_seconds, least=1, most=600),
            statement_seconds=env.number("COPROD_STATEMENT_SECONDS", cls.statement_seconds, least=1, most=600),
            by_gunicorn=env.text("SERVER_SOFTWARE").startswith("gunicorn"),
            faults=tuple(env.faults),
            unknown=env.unknown([f"COPROD_{name}" for name in NAMES]),
        )

    @property
    def in_production(self) -> bool:
        """Whether people on other machines reach it, as far as settings tell. A laptop needs none of them."""
        return self.by_gunicorn or self.https or self.proxies > 0 or not is_this_machine(self.base_url)

    @property
    def private(self) -> tuple[Path, ...]:
        """What nobody else on this machine may read: the folder, what we keep in it, and SQLite's files."""
        kept = [self.instance, *(path for pattern in KEPT for path in sorted(self.instance.glob(pattern)))]
        kind, _, file = self.database_url.partition(":///")
        if kind.startswith("sqlite"):
            database = self.instance / file.partition("?")[0]
            kept += [database.with_name(f"{database.name}{end}") for end in ("", "-wal", "-shm")]
        return tuple(kept)

    @property
    def secret_file(self) -> Path:
        """Where the key that signs cookies is kept, unless it is set."""
        return self.instance / "secret_key"

    def for_flask(self) -> dict[str, Any]:
        """The same settings under the names Flask and its extensions read."""
        settings = {
            "SECRET_KEY": self.secret_key or kept_secret(self.secret_file),
            "COPROD_KEYS": self.keys,
            "SQLALCHEMY_DATABASE_URI": self.database_url or f"sqlite:///{self.instance / 'coprod.db'}",
            "SQLALCHEMY_ENGINE_OPTIONS": {
                # An error that reaches a log names the statement, never the words and addresses that were in it.
                "hide_parameters": True,
                "connect_args": self.for_postgresql() if self.database_url.startswith("postgresql") else {},
            },
            "TESTING": self.testing,
            # Words of 500 characters fit a thousand times over; a 10 MB body is refused unread.
            "MAX_CONTENT_LENGTH": 1024 * 1024,
            "SESSION_COOKIE_NAME": cookie_name("coprod", https=self.https),
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.https,
            "SESSION_REFRESH_EACH_REQUEST": False,
            "REMEMBER_COOKIE_SECURE": self.https,
            "PERMANENT_SESSION_LIFETIME": timedelta(hours=8),
            # A tired parent may leave a form open all day.
            "WTF_CSRF_TIME_LIMIT": 24 * 60 * 60,
            "WTF_CSRF_SSL_STRICT": False,
            # The guard in permissions.py checks the token itself, after it knows who asks.
            "WTF_CSRF_CHECK_DEFAULT": False,
            "COPROD": self,
        }
        return settings | self.more

    def for_postgresql(self) -> dict[str, Any]:
        """How a connection is opened, and how long it waits. A server that vanished is noticed within a minute."""
        return {
            # PostgreSQL compiling a query takes longer than any of ours takes to run.
            "options": f"-c jit=off -c statement_timeout={self.statement_seconds * 1000} -c lock_timeout={LOCK}",
            # The server has the first word about what takes too long; one that hangs says nothing.
            "patience": self.statement_seconds + 2,
            "connect_timeout": self.connect_seconds,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        }


def cookie_name(name: str, *, https: bool) -> str:
    """What a cookie of ours is called in a browser: see cookies.py."""
    return f"__Host-{name}" if https else name


def kept_secret(path: Path) -> str:
    """The installation's secret key: made once, readable by its owner alone, the same for every worker."""
    made_once(path, lambda: secrets.token_hex(32))
    return path.read_text()


def is_this_machine(address: str) -> bool:
    """Whether an address (http://127.0.0.1:5000) is one that no other machine can reach."""
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
