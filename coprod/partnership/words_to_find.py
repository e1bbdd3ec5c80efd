"""Words that staff want screening to look for too: what may be one, and what is recorded of a change."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from coprod.text import as_read

# What the partnership's own words may be marked as, how short and long one may be, and how many there may be: each is
# looked for in everything that is sent.
WORD_KINDS = ("concern", "read_first", "abuse", "person_name", "school", "address")
SHORTEST_WORD, LONGEST_WORD, MOST_WORDS = 2, 80, 200


class NotAWord(ValueError):
    """What staff want screening to look for cannot be added; the message says why, in plain words."""


class HasWordsToFind:
    """What a partnership does with the words that its staff add to what screening looks for."""

    if TYPE_CHECKING:  # of `Partnership`
        screening_words: Any
        change: Any

    def add_screening_word(self, kind: str, words: str, *, by: int) -> None:
        """Let screening look for a word or phrase too. Raises `NotAWord`."""
        words = " ".join(words.split())
        if kind not in WORD_KINDS:
            raise NotAWord("Choose what it should be marked as.")
        if not SHORTEST_WORD <= len(words) <= LONGEST_WORD:
            raise NotAWord(f"The word or phrase must be {SHORTEST_WORD} to {LONGEST_WORD} characters long.")
        if sum(character.isalnum() for character in words) < SHORTEST_WORD:
            raise NotAWord("The word or phrase must have at least two letters or digits in it.")
        if any(_spelt_alike(words) == _spelt_alike(there) for _, there in self.screening_words):
            raise NotAWord("It is in the list already.")
        if len(self.screening_words) >= MOST_WORDS:
            raise NotAWord(f"The list has {MOST_WORDS} words, and holds no more. Remove some first.")
        self.change({"screening_words": [*self.screening_words, [kind, words]]}, by=by)

    def remove_screening_word(self, kind: str, words: str, *, by: int) -> bool:
        """Let screening look for it no longer. Says whether it was in the list."""
        left = [there for there in self.screening_words if there != [kind, words]]
        return self.change({"screening_words": left}, by=by)

    def as_recorded(self, field: str, value: Any) -> Any:
        """Of screening's words how many of which kind, not which: what staff look for may be somebody's name."""
        return dict(Counter(kind for kind, _ in value)) if field == "screening_words" else value


def _spelt_alike(words: str) -> str:
    return "".join(as_read(words).split())
