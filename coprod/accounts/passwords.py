"""Passwords: which are good enough, how they are kept, and checking one."""

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from coprod.loaded_when_used import when_used

if TYPE_CHECKING:
    import zxcvbn  # type: ignore[import-untyped]
else:
    zxcvbn = when_used("zxcvbn")

SHORTEST = 12
LONGEST = 500

# What to try first on a site like this one, beside the names of the person and of the partnership.
SITE_WORDS = ("coprod", "coproduction", "partnership", "send", "staff", "council", "nhs", "moderator", "safeguarding")
# Of 0 to 4: from here on a guesser needs more than a hundred million tries.
HARD_ENOUGH = 3
# The work of judging a password grows with the square of its length; this much of it takes 20 ms at most.
JUDGED = 32

hasher = PasswordHasher()
# The hash of random bytes that nobody kept: an unknown address costs the same work as a wrong password.
NOBODYS_HASH = "$argon2id$v=19$m=65536,t=3,p=4$6DF/dgiI/c3m9NdVw7dAbg$xxHERifSyuJmrm6LpcClkEyLkeGFNq8kXB5hSjSByUI"


def hashed(password: str, easy: Iterable[str] = ()) -> str:
    """What is kept of a new password. Raises `ValueError`, in plain words, when it is too short or easily guessed.

    `easy` are words that somebody who knows the person would try: their name, their email address, their partnership.
    """
    same = same_everywhere(password)
    if len(same) < SHORTEST:
        raise ValueError(f"The password must be {SHORTEST} characters or more.")
    if len(same) > LONGEST:
        raise ValueError(f"The password must be {LONGEST} characters or fewer.")
    if zxcvbn.zxcvbn(same[:JUDGED], user_inputs=_words(easy))["score"] < HARD_ENOUGH:
        raise ValueError("That password is too easy to guess. Three or four words without a connection are good.")
    return hasher.hash(same)


def matches(password_hash: str, password: str) -> bool:
    """Whether this is the password. Takes a sixth of a second, by design."""
    try:
        return hasher.verify(password_hash, same_everywhere(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False


def same_everywhere(password: str) -> str:
    """Keyboards write é as one character or as two, and phones add a space after a word."""
    return unicodedata.normalize("NFC", password).strip()


def _words(easy: Iterable[str]) -> list[str]:
    found = {word for text in easy for word in (text, *re.split(r"\W+", text)) if len(word) > 2}
    return [*SITE_WORDS, *sorted(found)]
