"""Words and phrases that the partnership's own staff added, found as whole words however they are spaced or starred."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from coprod.screening.finding import Finding, FindingKind, OwnWord

LONGEST = 80
"""Letters of one line that are looked for."""

_APART = r"[\s.,\-_'’*]{0,3}"


def find(text: str, own: Sequence[OwnWord]) -> Iterator[Finding]:
    """Every place in the text where one of them stands."""
    if not own:
        return
    plain = _letter_by_letter(text)
    for kind, pattern in _patterns(tuple(own)):
        for match in pattern.finditer(plain):
            yield Finding(kind, match.start(), match.end(), "It is on the partnership's own list of words")


@lru_cache(maxsize=8)
def _patterns(own: tuple[OwnWord, ...]) -> list[tuple[FindingKind, re.Pattern[str]]]:
    """One pattern for each kind, longest lines first."""
    by_kind: dict[FindingKind, list[str]] = {}
    for word in sorted(own, key=lambda word: -len(word.words)):
        letters = [letter for letter in _letter_by_letter(word.words[:LONGEST]) if letter.isalnum()]
        if letters:
            by_kind.setdefault(word.kind, []).append(_pattern(letters))
    return [(kind, re.compile(rf"(?<!\w)(?:{'|'.join(some)})(?!\w)")) for kind, some in by_kind.items()]


def _pattern(letters: Sequence[str]) -> str:
    """The letters in their order: each as often as it should be or more, or hidden by a star; apart or together."""
    runs: list[tuple[str, int]] = []
    for letter in letters:
        if runs and runs[-1][0] == letter:
            runs[-1] = (letter, runs[-1][1] + 1)
        else:
            runs.append((letter, 1))
    first, *rest = (
        rf"{re.escape(letter)}(?:{_APART}{re.escape(letter)}){{{count - 1},{count + 20}}}+" for letter, count in runs
    )
    return first + "".join(rf"{_APART}(?:{run}|\*)" for run in rest)


def _letter_by_letter(text: str) -> str:
    """In small letters without accents, each letter in its old place."""
    if text.isascii():
        return text.lower()
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    return (unicodedata.normalize("NFKD", letter)[0].lower() or letter)[0]
