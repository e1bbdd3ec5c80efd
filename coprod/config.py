"""Every deployment setting, read from the environment here and nowhere else."""

import os
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


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
    more: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_environment(cls) -> "Config":
        """Read the settings this process was started with; unset ones keep their defaults."""
        env = os.environ
        return cls(
            instance=Path(env.get("COPROD_INSTANCE") or cls.instance),
            database_url=env.get("DATABASE_URL", ""),
            redis_url=env.get("REDIS_URL", ""),
            secret_key=env.get("SECRET_KEY", ""),
            keys=env.get("COPROD_KEYS", ""),
            https=env.get("COPROD_HTTPS", "") == "1",
            proxies=int(env.get("COPROD_PROXIES") or 0),
            mail_url=env.get("MAIL_URL", ""),
            mail_from=env.get("MAIL_FROM") or cls.mail_from,
            base_url=(env.get("BASE_URL") or cls.base_url).rstrip("/"),
            connect_seconds=int(env.get("COPROD_CONNECT_SECONDS") or cls.connect_seconds),
            statement_seconds=int(env.get("COPROD_STATEMENT_SECONDS") or cls.statement_seconds),
        )

    def for_flask(self) -> dict[str, Any]:
        """The same settings under the names Flask and its extensions read."""
        settings = {
            "SECRET_KEY": self.secret_key or kept_secret(self.instance / "secret_key"),
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
            "SESSION_COOKIE_NAME": "coprod",
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
            "options": f"-c jit=off -c statement_timeout={self.statement_seconds * 1000}",
            "connect_timeout": self.connect_seconds,
            "keepalives_idle": 30,
            "keepalives_interval": 10,
            "keepalives_count": 3,
        }


def kept_secret(path: Path) -> str:
    """The installation's secret key: made once, readable by its owner alone, the same for every worker."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
    return path.read_text()
