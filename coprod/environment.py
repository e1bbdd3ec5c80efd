"""What stands in the variables of a process, read strictly: a word that could be misunderstood is refused.

Whoever wrote it reads one sentence: which variable, what stands there and what may. Secrets are never repeated.
"""

import re
from collections.abc import Collection, Mapping
from difflib import get_close_matches
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

OURS = "COPROD_"
SHOWN = re.compile(r"[\w .,:+-]{1,12}")  # longer, or stranger, may be a secret in the wrong place
HOST = re.compile(r"[\w:%,-]+(\.[\w:%,-]+)*\.?")
YES = ("true", "yes", "on", "y", "t", "enabled")
PORTS = "a port from 1 to 65535"


class Environment:
    """The variables. Each is read as what it must be; what cannot be is a sentence in `faults`, and its default."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self._variables = variables
        self.faults: list[str] = []

    def text(self, name: str) -> str:
        """What stands there, without space around it; "" when unset."""
        return self._variables.get(name, "").strip()

    def secret(self, name: str) -> str:
        """A secret: as it stands there. One that is set and empty was meant to be something."""
        if name in self._variables and not self.text(name):
            self.faults.append(
                f"{name} is set and empty: write a key there, or leave it out, and one is made and kept."
            )
        return self._variables.get(name, "") if self.text(name) else ""

    def is_on(self, name: str) -> bool:
        """Whether it is 1. "true" is no answer: another program would read it as something else."""
        given = self.text(name)
        if given not in ("", "0", "1"):
            meant = "1" if given.casefold() in YES else "0"
            self.faults.append(
                f"{name} holds {_repeated(given)}, and may be 1 or 0, or be left out"
                + (f": write {name}={meant}." if given.isalpha() else ".")
            )
        return given == "1"

    def number(self, name: str, unset: int, *, least: int, most: int) -> int:
        """A whole number in plain digits, between two."""
        given = self.text(name)
        if not given:
            return unset
        if re.fullmatch(r"[0-9]{1,9}", given) and least <= int(given) <= most:
            return int(given)
        self.faults.append(f"{name} holds {_repeated(given)}, and may be a whole number from {least} to {most}.")
        return unset

    def address(self, name: str, *, schemes: Collection[str], example: str) -> str:
        """An address of one of these kinds, with a host and, if any, a port that can be."""
        given = self.text(name)
        if not given:
            return ""
        wrong = _wrong_with(given, schemes)
        if wrong:
            self.faults.append(f"{name} {wrong}: it must look like {example}, or be left out.")
        return "" if wrong else given

    def site(self, name: str) -> str:
        """The address at which people find a site: nothing but how and where."""
        given = self.address(name, schemes=("http", "https"), example="https://coprod.example.org").rstrip("/")
        parts = urlsplit(given)
        if parts.username or parts.password or parts.path or parts.query or parts.fragment:
            self.faults.append(
                f"{name} has more in it than the address of the site: it must look like https://coprod.example.org, "
                "without a name, a path or anything after it."
            )
            return ""
        return given

    def database(self, name: str) -> str:
        """A database of a kind that we know, whose driver is named."""
        given = self.text(name)
        if not given:
            return ""
        wrong = _wrong_with_database(given)
        if wrong:
            self.faults.append(
                f"{name} {wrong}: it must look like postgresql+psycopg://user:password@host/name, or be left out."
            )
        return "" if wrong else given

    def unknown(self, known: Collection[str]) -> tuple[str, ...]:
        """A sentence for each variable that has our name before it and is none of ours."""
        names = sorted(name for name in self._variables if name.upper().startswith(OURS) and name not in known)
        return tuple(f"{name} is no setting of Coprod, and is not read.{_meant(name, known)}" for name in names)


def _meant(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name.upper(), known, 1, 0.75)
    return f" Did you mean {close[0]}?" if close else ""


def _repeated(given: str) -> str:
    return f'"{given}"' if SHOWN.fullmatch(given) else f"something of {len(given)} characters"


def _wrong_with(given: str, schemes: Collection[str]) -> str:
    """What is wrong with an address, without repeating more of it than how it begins; "" when nothing is."""
    try:
        parts = urlsplit(given)
        port_is_wrong = parts.port == 0
    except ValueError:
        return f"cannot be read (it needs a host, and {PORTS} if any)"
    if "://" not in given or parts.scheme not in schemes:
        kind = f" ({parts.scheme}://)" if "://" in given and parts.scheme else ""
        return f"begins with something else{kind} than {' or '.join(f'{scheme}://' for scheme in schemes)}"
    if port_is_wrong:
        return f"names port 0, and needs {PORTS}"
    return _wrong_with_host(parts)


def _wrong_with_host(parts: SplitResult) -> str:
    if parts.scheme == "unix":
        return "" if parts.path else "names no socket"
    if not parts.hostname:
        return "names no host"
    return "" if HOST.fullmatch(parts.hostname) else "names a host that cannot be"


def _wrong_with_database(given: str) -> str:
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        return "cannot be read"
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        kept = url.database and ":memory:" not in url.database and "mode=memory" not in given
        return "" if kept else "names no file, so that all would be gone at the next start"
    if url.drivername != "postgresql+psycopg":
        return f"names a kind of database that Coprod does not use ({url.drivername[:20]})"
    return "" if url.database else "names no database"
