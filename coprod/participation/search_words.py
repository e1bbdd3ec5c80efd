"""Words as the search index keeps them: text of our own, so that every database finds the same.

SQLite and PostgreSQL each have rules of their own for where a word ends and which letters are alike. So they are only
given what both read in one way: small letters a to z and figures, with a space between two words.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from coprod.text import FoundWord, words_in

# One or more words that stand together without a space: a single word, or a row of emoji or of Chinese letters.
Phrase = Sequence[str]

# Letters of a word that are kept: what is longer is found by its beginning. PostgreSQL drops very long words.
LONGEST = 64

_FIGURES = "0123456789abcdefghijklmnopqrstuvwxyz"


def search_words(text: str) -> str:
    """What the index keeps of a text."""
    return " ".join(found.word for found in indexed(text))


def indexed(text: str) -> Iterator[FoundWord]:
    """The words of a text as the index keeps them, and where each stands in the text."""
    for found in words_in(text):
        safe = _safe(found.word[:LONGEST])
        yield found if safe is found.word else FoundWord(safe, found.start, found.end)


def phrases_in(typed: str) -> list[Phrase]:
    """What somebody looks for: each phrase of it, as the index keeps words. What they type is never syntax."""
    found = list(indexed(typed))
    apart = [at + 1 for at, (one, two) in enumerate(pairwise(found)) if two.start > one.end]
    ends = [0, *apart, len(found)] if found else []
    return [[word.word for word in found[start:end]] for start, end in pairwise(ends)]


def _safe(word: str) -> str:
    """A word in letters a to z and figures. Two words never become one, and a beginning stays a beginning."""
    if word.isascii() and "z" not in word and not word[0].isdigit():
        return word
    safe = "".join(map(_safe_letter, word))
    return f"zy{safe}" if safe[0].isdigit() else safe  # PostgreSQL reads 1e5x as a number and a word


def _safe_letter(letter: str) -> str:
    """The letter itself; or z and its number in Unicode, in four figures of which the first is never y or z."""
    if letter == "z":
        return "zz"
    if letter.isascii():
        return letter
    code, figures = ord(letter), ""
    for _ in range(4):
        code, figure = divmod(code, len(_FIGURES))
        figures = _FIGURES[figure] + figures
    return f"z{figures}"
