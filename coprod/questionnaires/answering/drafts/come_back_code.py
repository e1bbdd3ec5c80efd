"""Come-back code: four words and three digits with which somebody goes on with a draft on any phone or computer.

It is drawn by chance and belongs to no key of the installation. Two halves are made of it, slowly: one finds the
draft's row, the other wraps the draft's key. Whoever copies the database and every key still has to guess the code: 49
bits, and 20 ms and 19 MiB for each guess.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import BoundedSemaphore
from typing import NamedTuple

from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap
from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, db
from coprod.intake.filing import Filing, SentBefore
from coprod.participation.receipt import DIGITS, WORDS
from coprod.questionnaires.answering.drafts.draft_key import DraftKey

WORDS_OF_A_CODE = 4
# Each takes 19 MiB: more at once would not be quicker on two cores, and could be made to fill the memory.
AT_ONCE, PATIENCE = BoundedSemaphore(2), 0.5


class Busy(Exception):
    """Two codes are being worked on, and for half a second neither was done."""


class CodeSalt(Base):
    """The salt of this installation, in one row: the same code gives other halves elsewhere. It is no secret."""

    __tablename__ = "code_salt"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    salt: Mapped[str]


class Halves(NamedTuple):
    """What is made of a code: `finds` stands with the draft, `wraps` nowhere."""

    finds: str
    wraps: bytes

    def wrap(self, key: DraftKey) -> bytes:
        """A draft's key, which nothing but this half opens."""
        return aes_key_wrap(self.wraps, key.secret)

    def unwrap(self, wrapped: bytes | None) -> DraftKey | None:
        """The key again; None where it is not what this half wrapped."""
        try:
            return DraftKey(aes_key_unwrap(self.wraps, wrapped or b""))
        except InvalidUnwrap:
            return None


def draw() -> str:
    """A new code, as "maple-otter-lantern-cocoa-428": four of 1,024 words and three of 8 digits, which is 49 bits."""
    words = [secrets.choice(WORDS) for _ in range(WORDS_OF_A_CODE)]
    return "-".join([*words, "".join(secrets.choice(DIGITS) for _ in range(3))])


def halves_of(code: str) -> Halves:
    """Both halves: a fiftieth of a second of work, by design. Raises `Busy`."""
    salt = bytes.fromhex(salt_here())
    with _one_of_two():
        made = hash_secret_raw(code.encode(), salt, 2, 19 * 1024, 1, 64, Type.ID)
    return Halves(made[:32].hex(), made[32:])


def salt_here() -> str:
    """The salt of this installation; made by whoever asks for it first."""
    query = select(CodeSalt.salt)
    if found := db.session.scalar(query):
        return found
    db.session.rollback()
    filing = Filing()
    filing.values(CodeSalt.__table__, {"id": 1, "salt": secrets.token_hex(16)}, once="id")  # type: ignore[arg-type]
    with suppress(SentBefore):  # somebody else asked at the same moment
        filing.file()
    return db.session.scalars(query).one()


@contextmanager
def _one_of_two() -> Iterator[None]:
    if not AT_ONCE.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        AT_ONCE.release()
