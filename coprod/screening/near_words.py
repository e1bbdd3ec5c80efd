"""Words that matter, found though a letter is wrong, hidden by stars, or written by ear."""

import re
from collections.abc import Iterator

_SHORTEST = 5
"""Letters: under this, a word with one letter wrong is too often another word."""

_SOUNDS = tuple(
    (re.compile(pattern), to)
    for pattern, to in (
        ("ght", "t"),
        ("ph", "f"),
        ("^kn", "n"),
        ("^wr", "r"),
        ("wh", "w"),
        ("[ct]ious|tion|sion", "Sn"),
        ("sh|ch|tch", "S"),
        ("c(?=[eiy])", "s"),
        ("ck|c|q|k", "k"),
        ("th", "t"),
        ("z|x", "s"),
        ("j|g(?=[eiy])", "j"),
        ("dge", "j"),
        ("(?<=.)(?:[aeiouwyh])+", ""),
        (r"(.)\1+", r"\1"),
    )
)


def sound(word: str) -> str:
    """Roughly how a word sounds: its consonants, one sign for each sound. "frytend" and "frightened" sound the same."""
    for pattern, to in _SOUNDS:
        word = pattern.sub(to, word)
    return word


class NearWords:
    """Finds the one word that somebody tried to write: of `words` by any way, of `exact` only under stars."""

    def __init__(self, words: frozenset[str], exact: frozenset[str]) -> None:
        self._by_size: dict[tuple[str, int], list[str]] = {}
        self._by_gap: dict[str, set[str]] = {}
        self._by_sound: dict[str, set[str]] = {}
        for word in sorted(words | exact):
            self._by_size.setdefault((word[0], len(word)), []).append(word)
        for word in sorted(words):
            if len(word) >= _SHORTEST:
                for form in _with_a_gap(word):
                    self._by_gap.setdefault(form, set()).add(word)
                if len(sound(word)) >= (4 if len(word) < 7 else 3):
                    self._by_sound.setdefault(sound(word), set()).add(word)

    def starred(self, written: str) -> str | None:
        """The word that fits, a star being any letter: "s*icide". None when there is none."""
        if not written[0].isalpha() or len(written) > 14 or written.count("*") == len(written) - 1 > 3:
            return None
        pattern = re.compile("".join("[a-z]" if sign == "*" else re.escape(sign) for sign in written))
        words = self._by_size.get((written[0], len(written)), ())
        return next((word for word in words if pattern.fullmatch(word)), None)

    def nearest(self, written: str) -> str | None:
        """The word meant, if only one is a letter away or sounds the same. Never asked about words that there are."""
        if not _SHORTEST <= len(written) <= 14:
            return None
        close = {word for form in _with_a_gap(written) for word in self._by_gap.get(form, ())}
        close = {word for word in close if word[0] == written[0] and _one_apart(word, written)}
        if not close and len(written) > _SHORTEST:
            alike = self._by_sound.get(sound(written), ())
            close = {word for word in alike if word[0] == written[0] and _apart(word, written) < 4}
        return min(close, key=lambda word: (abs(len(word) - len(written)), word)) if close else None


def _with_a_gap(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters."""
    yield word
    for at in range(len(word)):
        yield word[:at] + word[at + 1 :]


def _one_apart(one: str, other: str) -> bool:
    """Whether a letter more, a letter less, another letter or two letters swapped make one into the other."""
    if one == other:
        return True
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _apart(one: str, other: str) -> int:
    """How many letters have to be added, left out or changed to make one of the other."""
    row = list(range(len(other) + 1))
    for down, letter in enumerate(one, 1):
        before, row[0] = row[0], down
        for across, sign in enumerate(other, 1):
            before, row[across] = row[across], min(row[across] + 1, row[across - 1] + 1, before + (letter != sign))
    return row[-1]
