"""Whether the three records are there: asked of name servers when staff want to know, and no longer than they wait.

What is not there and what could not be asked are two things: without a network nothing is known.
"""

import time
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from coprod.loaded_when_used import when_used

if TYPE_CHECKING:
    from dns import exception, resolver
else:
    exception, resolver = when_used("dns.exception"), when_used("dns.resolver")

PATIENCE = 2.5  # seconds, for all three


class Answer(StrEnum):
    """What came of looking one record up."""

    FOUND = "found"
    SEVERAL = "several"
    NOT_FOUND = "not found"
    NOT_ASKED = "could not be asked"


class Sought(NamedTuple):
    """A record: what stands before the domain in its name, and how its text is known."""

    before: str
    is_one: Callable[[str], bool]


def _tags(text: str) -> dict[str, str]:
    """The tags of a record such as "v=DKIM1; p=abc"."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


SOUGHT = {
    "spf": Sought("", lambda text: text.lower().split(" ")[0] == "v=spf1"),
    "dkim": Sought("coprod._domainkey.", lambda text: bool(_tags(text).get("p"))),  # without a key it is taken back
    "dmarc": Sought("_dmarc.", lambda text: text.replace(" ", "").startswith("v=DMARC1")),
}


def look_up(domain: str) -> dict[str, str]:
    """What there is of each record for this domain."""
    until = time.monotonic() + PATIENCE
    return {name: _ask(f"{sought.before}{domain}", sought, until).value for name, sought in SOUGHT.items()}


def _ask(where: str, sought: Sought, until: float) -> Answer:
    left = until - time.monotonic()
    if left <= 0:
        return Answer.NOT_ASKED
    try:
        number = sum(map(sought.is_one, txt_records(where, left)))
    except (exception.DNSException, OSError, ValueError):
        return Answer.NOT_ASKED
    return Answer.SEVERAL if number > 1 else Answer.FOUND if number else Answer.NOT_FOUND


def txt_records(where: str, seconds: float) -> list[str]:
    """The text records that stand at a name, none where there is no such name. Raises when nobody could be asked."""
    try:
        found = name_servers().resolve(f"{where}.", "TXT", lifetime=seconds)
    except (resolver.NXDOMAIN, resolver.NoAnswer):
        return []
    return [b"".join(record.strings).decode("utf-8", "replace") for record in found]


def name_servers() -> "resolver.Resolver":
    """Those that this machine asks."""
    return resolver.Resolver()
