"""Where this installation keeps its keys, and by what its database knows them: with other keys it does not start."""

import contextlib
import contextvars
import sys
from collections.abc import Mapping
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, delete, insert, inspect, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, db
from coprod.key_ring import KeyRing, NotKeys, new_key
from coprod.private_files import made_once

GIVE_UP = 3  # the exit code at which gunicorn does not start the same worker again and again


class WrongKeys(NotKeys):
    """The database was sealed with other keys; the message is for whoever starts Coprod."""


class KeyFingerprint(Base):
    """One key that this database was sealed with. The fingerprint tells it from others, and gives nothing of it away.

    `flask db upgrade` and `rotate-keys` write it down; every start compares.
    """

    __tablename__ = "key_fingerprint"

    name: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]

    def __init__(self, name: str, fingerprint: str) -> None:
        super().__init__(name=name, fingerprint=fingerprint)


class Keys:
    """COPROD_KEYS when that is set, else the file `keys` beside the database.

    The file is made once, readable by its owner alone, the same for every process. A key that is added to it later
    opens at once what other processes seal with it; which key is the newest is settled when a process starts.
    """

    def __init__(self, setting: str, path: Path) -> None:
        self.setting, self.path = setting, path
        self._ring: KeyRing | None = None
        self._read_as: tuple[int, ...] = ()

    @property
    def ring(self) -> KeyRing:
        """The keys, compared with those that the database knows; raises `NotKeys`."""
        if self._ring is None:
            self._ring = self.compared_with(fingerprints_of(db.engine))
        return self._ring

    @property
    def where(self) -> str:
        """Where they stand, for people."""
        return "COPROD_KEYS" if self.setting else f"the file {self.path}"

    def compared_with(self, known: Mapping[str, str]) -> KeyRing:
        """The keys, read now. A file is made only where nothing is sealed yet; raises `WrongKeys`."""
        if not self.setting and not self.path.exists():
            if known:
                raise wrong(known, {}, self.where)
            made_once(self.path, lambda: f"{new_key().written}\n")
        self._read_as = self._stands_as()
        try:
            ring = KeyRing.read(self.setting or self.path.read_text("ascii"))
        except (NotKeys, UnicodeDecodeError) as error:
            if known and not (self.setting or self.path.read_bytes().strip()):
                raise wrong(known, {}, self.where) from error
            raise NotKeys(f"{self.where[:1].upper()}{self.where[1:]} cannot be used: {error}.") from error
        here = {key.name: key.fingerprint for key in ring.keys.values()}
        if any(here.get(name) != fingerprint for name, fingerprint in known.items()):
            raise wrong(known, here, self.where)
        return ring

    def read_again(self) -> KeyRing:
        """The same keys, and those that were added to the file since this process started."""
        if not self.setting and self._stands_as() != self._read_as:
            with contextlib.suppress(NotKeys):  # somebody is writing in it: what was read stays good
                self._ring = self.ring.with_others(self.compared_with(fingerprints_of(db.engine)))
        return self.ring

    def check(self) -> None:
        """Raise `NotKeys` if these cannot be the keys of the database. Makes nothing, and no connection stays open."""
        known = fingerprints_of(db.engine)
        db.engine.dispose()
        if known or self.setting or self.path.exists():
            self.compared_with(known)

    def _stands_as(self) -> tuple[int, ...]:
        """What changes when the file is written."""
        if self.setting or not self.path.exists():
            return ()
        now = self.path.stat()
        return now.st_ino, now.st_size, now.st_mtime_ns

    def start_again(self) -> None:
        """Forget what was read: the keys have just been changed, by this process."""
        self._ring = None


def init_app(app: Flask) -> None:
    """Say where this app keeps its keys, and refuse to start with keys that are not those of its database."""
    keys = Keys(app.config["COPROD_KEYS"], app.config["COPROD"].instance / "keys")
    app.extensions["coprod keys"] = keys
    with app.app_context():
        try:
            keys.check()
        except OperationalError:
            pass  # the database is away: they are compared when they are first used
        except NotKeys as refusal:
            sys.stderr.write(f"{refusal}\n")
            raise SystemExit(GIVE_UP) from refusal


def kept_keys() -> Keys:
    """Where this application keeps its keys."""
    found: Keys = current_app.extensions["coprod keys"]
    return found


def record(connection: Connection) -> None:
    """Write down the fingerprint of every key of this installation, if the database has come so far."""
    kept_keys().start_again()
    if not inspect(connection).has_table(KeyFingerprint.__tablename__):
        return
    known = known_to(connection)
    ring = kept_keys().compared_with(known)
    new = [key for key in ring.keys.values() if key.name not in known]
    if new:
        rows = [{"name": key.name, "fingerprint": key.fingerprint} for key in new]
        connection.execute(insert(KeyFingerprint), rows)


def forget(connection: Connection, name: str) -> None:
    """Nothing was made with this key, or nothing is left of it: it may leave."""
    connection.execute(delete(KeyFingerprint).where(KeyFingerprint.name == name))


def fingerprints_of(engine: Engine) -> dict[str, str]:
    """The fingerprints of the keys that a database was sealed with; none while it has no tables."""
    # In a context of its own, as a connection of its own must not wait for what this request is writing.
    return contextvars.Context().run(_asked, engine)


def _asked(engine: Engine) -> dict[str, str]:
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return {}  # and asking would make it
    with engine.connect() as connection:
        has_one = inspect(connection).has_table(KeyFingerprint.__tablename__)
        return known_to(connection) if has_one else {}


def known_to(connection: Connection) -> dict[str, str]:
    """The fingerprints that are written down, by the names of their keys."""
    rows = connection.execute(select(KeyFingerprint.name, KeyFingerprint.fingerprint)).all()
    return dict(sorted((row.name, row.fingerprint) for row in rows))


def wrong(known: Mapping[str, str], here: Mapping[str, str], where: str) -> WrongKeys:
    """One plain sentence: what the database knows, what is here, and what to copy."""
    lacking = {name: known[name] for name in known if here.get(name) != known[name]}
    lines = " and ".join(f"the line that begins with {name}:" for name in lacking)
    return WrongKeys(
        f"Coprod does not start with keys that are not those of its database, which was sealed with {_list(lacking)}, "
        f"while {where} has {_list(here) or 'no key'}: copy {lines} into it from where you keep your keys safe."
    )


def _list(fingerprints: Mapping[str, str]) -> str:
    return ", ".join(f"key {name} (fingerprint {fingerprint})" for name, fingerprint in fingerprints.items())
