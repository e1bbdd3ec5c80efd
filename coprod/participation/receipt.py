"""Codes instead of accounts: three easy words and three digits that let a person see what happened to their words.

The code is never stored, only its keyed hash. Both keys come from the installation's secret by a label of their own, so
neither can stand in for the other, nor for anything else made from that secret.
"""

import hmac
import re
import unicodedata
from pathlib import Path

from sqlalchemy import JSON, ColumnElement, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, db

# 1,024 words that a nine-year-old can spell: no two sound alike or are one slip of a finger apart.
WORDS = tuple(Path(__file__).with_name("receipt_words.txt").read_text(encoding="ascii").split())
# Without 0 and 1, which look like letters. Eight digits and 1,024 words make every code equally likely: 39 bits.
DIGITS = "23456789"


class Receipt(Base):
    """What a person holds instead of an account: a code. Only its keyed hash is kept.

    `counted_in` is where they are counted as having taken part by what was forgotten since, as pairs of the ids of an
    activity and its engagement: whatever else they hold a code for must not count them there again.
    """

    __tablename__ = "receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    counted_in: Mapped[list[list[int]]] = mapped_column(JSON)

    def __init__(self, digest: str) -> None:
        super().__init__(digest=digest, counted_in=[])

    @classmethod
    def find(cls, digest: str, lock: bool = False) -> "Receipt | None":
        """The receipt with this keyed hash; held until this transaction ends, when something is to be sent under it."""
        query = select(cls).where(cls.digest == digest)
        return db.session.scalar(query.with_for_update() if lock else query)

    @classmethod
    def lock(cls, *which: ColumnElement[bool]) -> None:
        """Hold these until this transaction ends. Everybody locks a receipt before anything that was sent under it.

        By which of a person's contributions they are counted depends on all of them, whoever decides on which.
        """
        db.session.execute(select(cls.id).where(*which).order_by(cls.id).with_for_update())


_CODE = re.compile(
    r"[\W_]*([a-z]{3,7})[\W_]+([a-z]{3,7})[\W_]+([a-z]{3,7})[\W_]*([0-9])[\W_]*([0-9])[\W_]*([0-9])[\W_]*"
)
_LONGEST = 100  # characters; nobody writes a code with more than this around it


def derive(key: bytes, token: str) -> str:
    """The code that belongs to a form's one-use token, as "otter-lantern-maple-427". The same token, the same code."""
    number = int.from_bytes(_keyed(key, "receipt code", token))
    parts = []
    for _ in range(3):
        number, place = divmod(number, len(WORDS))
        parts.append(WORDS[place])
    digits = ""
    for _ in range(3):
        number, place = divmod(number, len(DIGITS))
        digits += DIGITS[place]
    return "-".join([*parts, digits])


def digest(key: bytes, code: str) -> str:
    """The keyed hash by which a code is found again, however it was typed: 64 hexadecimal characters.

    What cannot be a code, such as a form's token, is hashed exactly as it stands.
    """
    return _keyed(key, "receipt digest", normalise(code) or code).hex()


def as_read(code: str) -> str:
    """A code as people read it: "otter lantern maple 427"."""
    return code.replace("-", " ")


def normalise(code: str) -> str:
    """What somebody typed, as `derive` writes it; '' when it has not the shape of a code.

    Forgives capitals, spaces, hyphens, commas, full stops, and no gap before the digits. It does not look in the list
    of words: a mistyped word is simply not found, and nobody learns which words exist.
    """
    if len(code) > _LONGEST:
        return ""
    match = _CODE.fullmatch(unicodedata.normalize("NFKC", code).lower())
    if match is None:
        return ""
    *words, first, second, third = match.groups()
    return "-".join([*words, first + second + third])


def _keyed(key: bytes, label: str, text: str) -> bytes:
    own_key = hmac.digest(key, f"coprod {label}".encode(), "sha256")
    return hmac.digest(own_key, text.encode("utf-8", "replace"), "sha256")
