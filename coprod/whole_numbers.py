"""Whole numbers as people write them: 1000 or 1,000. The one reader for every box in which somebody types a number."""

import re
import unicodedata

from coprod.text import without_unseen

LONGEST = 300  # figures, so that nobody keeps us reading
_PLAIN = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)")
# Figures with something between them that parts thousands for some people, and means something else to others.
_PARTED = re.compile(r"[+-]?\d+(?:[ ,.'’_]\d+)+")
_DECIMAL = re.compile(r"[+-]?\d+[.,]\d{1,2}")


class NoWholeNumber(ValueError):
    """What was typed is no whole number. Its words, which may be none, say why it is not taken for one."""


def read_whole_number(typed: str) -> int:
    """The number that somebody wrote. What can be read in two ways is not guessed: raises `NoWholeNumber`."""
    text = unicodedata.normalize("NFKC", without_unseen(typed)[0]).replace("\u2212", "-").strip()
    if _PLAIN.fullmatch(text) and len(text) <= LONGEST:
        return int(text.replace(",", ""))
    if _PARTED.fullmatch(text) and len(text) <= LONGEST:
        figures = int(re.sub(r"[^\d+-]", "", text))
        if _DECIMAL.fullmatch(text):
            raise NoWholeNumber(f"“{typed}” can be part of a number, or {figures:,}. Write a whole number, like 1000")
        raise NoWholeNumber(
            f"“{typed}” can be more than one number. If it is {figures:,}, write {figures} or {figures:,}"
        )
    raise NoWholeNumber
