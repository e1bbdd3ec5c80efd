"""What is meant by how children and tired people write, word by word, each with its place in the text as written."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from coprod.screening import data_files
from coprod.screening.near_words import NearWords

# Accents that stand apart from their letters; `screen` has taken out the marks that nobody sees at all.
_ACCENTS = "\u0300-\u036f"
_APOSTROPHES = "'’‘`´ʼ"
_WORD = re.compile(
    rf"[^\W_](?:[^\W_]|[{_ACCENTS}{_APOSTROPHES}*@$!|€£]{{1,8}}(?=[^\W_]))*\*{{0,8}}"  # don't, s*icide, sh!t, b@d, f***
    rf"|(?<![*$@])[*$@][*$@{_ACCENTS}]{{0,3}}[^\W_]+"  # *uck, $uicide
    r"|[.!?\n…;:]+|[\U0001F300-\U0001FAFF\u2600-\u27BF]"
)
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .\-_*~]{1,2}){2,}[^\W\d_](?![^\W_])")
_STRIPPED = re.compile(f"[{_ACCENTS}{_APOSTROPHES}]")
_REPEATED = re.compile(r"([^\W\d_])\1{2,}")
_LEET = str.maketrans("013457890@$!|€£", "oleastbgoasiiel")
_LEET_I = str.maketrans("1", "i")
_LOOKALIKES = str.maketrans("аеорсхуіѕԁӏɡıøßł", "aeopcxyisdlgiosl")
_CLASSED = ("classes.toml", "topics.toml", "abuse.toml", "concern_rules.toml", "harmless.toml")
STOP = "."
"""Any end of a sentence."""
LONGEST = 40
"""Letters: what is longer is no word, and is left as it is."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is meant, or STOP, and where it stands as it was written."""

    text: str
    start: int
    end: int


class Speller:
    """Knows the words there are, and what people mean by those that there are not."""

    def __init__(self) -> None:
        self.meanings = {way: tuple(meant.split()) for meant, ways in _entries("spellings.txt") for way in ways}
        matter, swear = data_files.words("matter.txt"), data_files.words("swear_words.txt")
        self.known = data_files.words("vocabulary.txt") | matter | swear
        self.known |= {word for name in _CLASSED for word in _words_of(data_files.table(name))}
        self.known |= {word for meant in self.meanings.values() for word in meant}
        self._names = data_files.words("given_names.txt")
        self._near = NearWords(matter, swear)
        self._base = {form: base for base, some in _entries("irregular.txt") for form in some}

    def read(self, text: str) -> list[Word]:
        """The words of a text. One written word may be several ("idk"), and several may be one ("k i l l")."""
        words: list[Word] = []
        at = 0
        for match in _SPACED.finditer(text):
            words += self._read(text, at, match.start())
            words += self._letters(match)
            at = match.end()
        return words + list(self._read(text, at, len(text)))

    def _read(self, text: str, start: int, end: int) -> Iterator[Word]:
        for match in _WORD.finditer(text, start, end):
            for meant in self.meaning(match[0]):
                yield Word(meant, match.start(), match.end())

    def _letters(self, match: re.Match[str]) -> Iterator[Word]:
        """Letters that stand apart, put together where they make words that we know."""
        places = [at for at in range(match.start(), match.end()) if match.string[at].isalpha()]
        letters = fold("".join(match.string[at] for at in places))
        if len(letters) != len(places):  # one letter that folds to two: seldom enough to be left alone
            return
        at = 0
        while at < len(letters):
            size = next(
                (n for n in range(min(12, len(letters) - at), 2, -1) if self._is_joined(letters[at : at + n])), 1
            )
            for meant in self.meaning(letters[at : at + size]):
                yield Word(meant, places[at], places[at + size - 1] + 1)
            at += size

    def _is_joined(self, letters: str) -> bool:
        return letters in self.known or letters in self.meanings

    def meaning(self, written: str) -> tuple[str, ...]:
        """The word or words that somebody means, as in "dont" or "sk00l"; the word as it is, if we do not know."""
        if written.isascii() and written.isalpha() and len(written) <= LONGEST:
            folded = bare = written.lower()
        elif not (written[0].isalnum() or written[0] in "*@$"):
            return (_EMOJI.get(written[0], STOP),) if ord(written[0]) > 0x2600 else (STOP,)
        else:
            folded = fold(written[:LONGEST])
            bare = _STRIPPED.sub("", folded)
        for form in (folded, bare):
            if form in self.meanings:
                return self.meanings[form]
        if bare in self.known:
            return (bare,)
        if folded.endswith("'s"):
            return self.meaning(folded[:-2]) if len(folded) > 2 else (bare,)
        return self._guess(bare)

    def _guess(self, bare: str) -> tuple[str, ...]:
        for form in _plainer(bare):
            if form in self.meanings:
                return self.meanings[form]
            if form in self.known:
                return (form,)
        if "*" in bare:
            return (self._near.starred(bare) or bare.replace("*", ""),)
        if not bare.isalpha():
            return tuple(part for part in re.split(r"[@$!|€£]+", bare) if part) or (bare,)
        if bare in self._names or self.is_known(bare):
            return (bare,)
        return (self._near.nearest(bare) or bare,)

    def is_word(self, word: str) -> bool:
        """Whether it is a word we know, a form of one, or a way in which people write one."""
        return self.is_known(word) or word.replace("'", "") in self.meanings or self.meaning(word)[0] in self.known

    def base(self, word: str) -> str:
        """The word that this is a form of: "hit" for "hits", "scare" for "scared"."""
        base = self._base.get(word)
        if base is None:
            base = next((stem for stem in _bases(word) if stem in self.known), word)
            if word in self.known or base != word:  # only words that there are: what is kept stays small
                self._base[word] = base
        return base

    def is_known(self, word: str) -> bool:
        """Whether it is a word we know, or a form of one."""
        return word in self.known or any(stem in self.known for stem in stems(word))


def fold(written: str) -> str:
    """In small letters without accents, one kind of apostrophe, and without look-alikes from other alphabets."""
    if written.isascii():
        return written.lower().replace("`", "'")
    apart = unicodedata.normalize("NFKD", written)
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter)).lower()
    return re.sub("[’‘`´ʼ]", "'", plain).translate(_LOOKALIKES)


def stems(word: str) -> Iterator[str]:
    """What a word may be a form of: walks, walked, walking, bigger, kindly, boxes, tries, hopping."""
    for ending in ("s", "es", "ed", "d", "ing", "er", "est", "ly", "r", "y", "ness", "ful", "less", "able", "ish"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            yield stem
            if ending in ("ing", "ed", "er", "est", "able", "y"):
                yield stem + "e"
                if stem[-1] == stem[-2]:
                    yield stem[:-1]
            if stem.endswith("i"):
                yield stem[:-1] + "y"
    for beginning in ("un", "re", "over", "under", "non", "pre", "mis", "dis"):
        if word.startswith(beginning) and len(word) - len(beginning) >= 3:
            yield word[len(beginning) :]


def _bases(word: str) -> Iterator[str]:
    """What a word may be a form of when only s, ed or ing was added."""
    for ending in ("ing", "ed", "ies", "es", "s"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= (2 if ending == "ies" else 3) and not word.endswith("ss"):
            if ending == "ies":
                yield stem + "y"
            elif ending in ("ing", "ed"):
                yield stem + "e"
                if stem[-1] == stem[-2]:
                    yield stem[:-1]
                if stem.endswith("i"):
                    yield stem[:-1] + "y"
            yield stem


def _words_of(table: dict[str, Any]) -> Iterator[str]:
    """The words of classes and rules, which nobody means another word by."""
    items = " ".join(value for value in table.get("classes", table).values() if isinstance(value, str))
    rules = " ".join(rule["any"] for rule in table.get("rule", ()))
    return (item for item in re.split(r"[\s|+.]+|/\w+", f"{items} {rules}") if item.isascii() and item.isalpha())


def _plainer(bare: str) -> Iterator[str]:
    """Without repeats ("stoooop") and with letters for figures ("h1t")."""
    forms = [bare]
    if not bare.isalpha() and not bare.isdigit():
        forms += [bare.translate(_LEET_I).translate(_LEET), bare.translate(_LEET)]
    for form in forms:
        if form is not bare and form.isalpha():
            yield form
        if _REPEATED.search(form):
            yield _REPEATED.sub(r"\1\1", form)
            yield _REPEATED.sub(r"\1", form)


def _entries(name: str) -> Iterator[tuple[str, list[str]]]:
    """A list whose lines are a word or words, a colon, and what goes with them."""
    for line in data_files.lines(name):
        first, _, others = line.partition(": ")
        yield first, others.split()


_EMOJI = {
    letter: word
    for word, letters in {
        "knife": "🔪🗡",
        "gun": "🔫",
        "pills": "💊",
        "blood": "🩸",
        "dead": "💀☠⚰🪦",
        "crying": "😭😢😿",
        "scared": "😱😰😨",
        "angry": "😡🤬👿",
        "laughing": "😂🤣😆😄😁",
        "happy": "😀😃🙂😊☺🥰😍👍❤💙💚💛🧡💜🎉",
        "secret": "🤫",
        "hurt": "🤕",
        "sad": "😔😞🙁☹😟🥺💔",
    }.items()
    for letter in letters
}
