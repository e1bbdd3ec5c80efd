"""Codes instead of accounts: three easy words and three digits that let a person see what happened to their words.

The code is never stored, only its keyed hash, which names the key of the installation that it was made with. Code and
hash are made with that same key, each under a label of its own, so neither can stand in for the other.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from sqlalchemy import JSON, ColumnElement, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, db
from coprod.key_ring import Key, KeyRing
from coprod.sealing import KEYED

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
    digest: Mapped[str] = mapped_column(unique=True, info=KEYED)
    counted_in: Mapped[list[list[int]]] = mapped_column(JSON)

    def __init__(self, digest: str) -> None:
        super().__init__(digest=digest, counted_in=[])

    @classmethod
    def find(cls, digests: Collection[str]) -> "Receipt | None":
        """The receipt with one of these keyed hashes: those of one code, under each key."""
        return db.session.scalar(select(cls).where(cls.digest.in_(digests)))

    @classmethod
    def lock(cls, *which: ColumnElement[bool]) -> None:
        """Hold these until this transaction ends. Everybody locks a receipt before anything that was sent under it.

        By which of a person's contributions they are counted depends on all of them, whoever decides on which.
        """
        db.session.execute(select(cls.id).where(*which).order_by(cls.id).with_for_update())


@cache
def _shape(words: int) -> re.Pattern[str]:
    return re.compile(
        r"[\W_]*" + r"([a-z]{3,7})[\W_]+" * (words - 1) + r"([a-z]{3,7})" + r"[\W_]*([0-9])" * 3 + r"[\W_]*"
    )


# What people write before their code when they are asked for it.
_BEFORE_IT = re.compile(
    r"^[\W_]*(?:(?:hi|hello)[\W_]+)?(?:(?:it|this|here)[\W_]*(?:is|s)[\W_]+)?(?:(?:my|the|our|your)[\W_]+)?"
    r"(?:receipt[\W_]+)?(?:code|receipt)(?:[\W_]*(?:is|was|s))?[\W_]+"
)
_LONGEST = 100  # characters; nobody writes a code with more than this around it


def derive(key: Key, token: str) -> str:
    """The code that belongs to a form's one-use token, as "otter-lantern-maple-427". The same token, the same code."""
    number = int.from_bytes(key.keyed("receipt code", token))
    parts = []
    for _ in range(3):
        number, place = divmod(number, len(WORDS))
        parts.append(WORDS[place])
    digits = ""
    for _ in range(3):
        number, place = divmod(number, len(DIGITS))
        digits += DIGITS[place]
    return "-".join([*parts, digits])


def codes(ring: KeyRing, token: str) -> dict[str, str]:
    """Every code that a form's token can have been given, by the digest of its receipt; a new receipt has the first."""
    derived = ((key, derive(key, token)) for key in ring.keys.values())
    return {_digest(key, code): code for key, code in derived}


def code_of(receipt: Receipt | None, codes: Mapping[str, str]) -> str:
    """Which of the codes of a token a receipt has; the newest when it has none of them."""
    return codes.get(receipt.digest if receipt else "") or next(iter(codes.values()))


def digests(ring: KeyRing, code: str) -> list[str]:
    """The keyed hashes by which a code is found again, however it was typed; what is new is kept under the first.

    What cannot be a code, such as a form's token, is hashed exactly as it stands.
    """
    return [_digest(key, code) for key in ring.keys.values()]


def as_read(code: str) -> str:
    """A code as people read it: "otter lantern maple 427"."""
    return code.replace("-", " ")


def normalise(code: str, words: int = 3) -> str:
    """What somebody typed, as `derive` writes it; '' when it has not the shape of a code of so many words.

    Forgives capitals, spaces, hyphens, commas, full stops, no gap before the digits, and "my code is" before it. It
    does not look in the list of words: a mistyped word is simply not found, and nobody learns which words exist.
    """
    if len(code) > _LONGEST:
        return ""
    typed = unicodedata.normalize("NFKC", code).lower()
    match = _shape(words).fullmatch(typed) or _shape(words).fullmatch(_BEFORE_IT.sub("", typed))
    if match is None:
        return ""
    *parts, first, second, third = match.groups()
    return "-".join([*parts, first + second + third])


def _digest(key: Key, code: str) -> str:
    return key.digest("receipt digest", normalise(code) or code)
