"""Can a key be guessed? Chance leaves its mark: many different characters, no words, nothing said twice."""

import math
from collections import Counter
from collections.abc import Sequence

LEAST = 32  # characters: 128 bits as hexadecimal digits
BITS = 90  # of what its characters tell; 32 hexadecimal digits by chance have about 115
# What stands in examples and in hurried minds; none of it comes about by chance.
WORDS = (
    "changeme", "change-me", "change_me", "change this", "secret", "password", "passwort", "insecure", "example",
    "replace", "default", "qwerty", "letmein", "only-for-tests", "development", "123456", "abcdef", "your-", "your_",
)  # fmt: skip


def why_guessable(secret: str) -> str:
    """What is wrong with a secret, and nothing of what is in it; "" where chance made it."""
    if not secret.strip():
        return "is empty"
    if len(secret) < LEAST:
        return f"has {len(secret)} characters, where {LEAST} is the least"
    if any(word in secret.casefold() for word in WORDS):
        return "has words in it that everybody tries"
    if is_repeated(secret) or bits(secret) < BITS:
        return "says the same again and again"
    return ""


def is_repeated(secret: Sequence[object]) -> bool:
    """Whether it is a shorter piece, over and over."""
    length = len(secret)
    return any(secret[:-step] == secret[step:] for step in range(1, length // 2 + 1))


def bits(secret: Sequence[object]) -> float:
    """How much its characters (or bytes) tell, by how often each stands there."""
    length = len(secret)
    return -sum(times * math.log2(times / length) for times in Counter(secret).values())
