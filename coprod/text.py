"""What comes in from outside, put in order at the door: words as they are kept, numbers as a database gives them.

And what is done with words in more than one place: can anything of them be seen, what do they look like without the
marks that cannot be seen, which words are they when somebody searches or sorts.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

# Word processors put vertical tabs and form feeds where a person sees a new line.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85]")
# Control characters except line feed; halves of a character that no encoding can write; and the marks that change
# the direction of the words around them (U+202A to U+202E, U+2066 to U+2069). No keyboard types those marks: they come
# along when a phone number is copied from an address book, or to make words look to a moderator unlike what they are.
# Arabic, Hebrew or Urdu reads the same without them, because its letters carry their own direction.
_REMOVED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# What looks like nothing at either end: every white space, and the zero-width kind.
_OUTER = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u200b\u2060\ufeff"
# Marks that nobody sees: soft hyphens, joiners, marks of direction, variation selectors, tags. Unicode calls them
# "default ignorable". Some belong inside a word or an emoji, so what people wrote keeps them.
_UNSEEN_MARKS = (
    "\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSEEN = re.compile(f"[{_UNSEEN_MARKS}]")
# Letters and symbols that show nothing but room: Hangul fillers, the braille blank, Egyptian blanks, an empty note.
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0\U00013441\U00013442\U0001d159"
_UNSEEN_OR_BLANK = re.compile(f"[{_UNSEEN_MARKS}{_BLANKS}]")
_AS_SPACES = str.maketrans(dict.fromkeys(_BLANKS, " "))
_SEEN_AT_ONCE = re.compile("[!-~]")


def normalise(text: str) -> str:
    """What a person typed, as it is kept: one kind of line end, no control characters, no white space around it.

    Spelling, accents, emoji and the joiners inside them, and right-to-left letters stay exactly as they were written.
    Where nothing is to be seen, nothing was written. How long words are is `len` of this, in code points; the counter
    on the page (static/js/coprod.js) puts them in order in the same way and counts the same.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = _REMOVED.sub("", text).strip(_OUTER)
    return text if shows_something(text) else ""


def shows_something(text: str) -> bool:
    """Whether there is anything to see: more than spaces, marks that nobody sees, and accents without a letter."""
    return _SEEN_AT_ONCE.search(text) is not None or any(map(_is_seen, text))


def _is_seen(letter: str) -> bool:
    if _UNSEEN_OR_BLANK.match(letter):
        return False
    return unicodedata.category(letter) not in {"Mn", "Mc", "Me", "Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}


Places = Callable[[int, int], tuple[int, int]]


def without_unseen(text: str) -> tuple[str, Places | None]:
    """The text as a reader sees it, without the marks that nobody sees; and where a stretch of it stands in the text.

    The second is None when nothing was left out: then every stretch stands where it stands. The unseen marks after a
    stretch belong to it, as those inside it do: whoever hides the stretch leaves none behind.
    """
    if text.isascii() or not _UNSEEN_OR_BLANK.search(text):  # most notes: they pay nothing
        return text, None
    text = text.translate(_AS_SPACES)
    seen = [not _UNSEEN.match(letter) for letter in text]
    places = [*compress(range(len(text)), seen), len(text)]
    return _UNSEEN.sub("", text), lambda start, end: (places[start], places[end])


def plain_letters(text: str) -> str:
    """Letters and figures that are drawn wide, bold or in a circle, and figures of other scripts, as plain ones.

    Each in its old place: what is a single letter stays one.
    """
    if text.isascii():
        return text
    return "".join(letter if letter < "\u0370" else _plain_letter(letter) for letter in text)


@lru_cache(maxsize=4096)
def _plain_letter(letter: str) -> str:
    figure = unicodedata.digit(letter, None)
    if figure is not None:
        return str(figure)
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 and plain.isascii() else letter


# --- words, for whoever searches or sorts ----------------------------------------------------------------

# Letters that take no accent off, and read like these.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
# Beside the unseen marks: circles and keys drawn around a letter, the Arabic stretching line, the colours of hands.
_LEFT_OUT = re.compile(
    f"[{_UNSEEN_MARKS}\u0488\u0489\u0640\u1abe\u20dd-\u20e0\u20e2-\u20e4\ua670-\ua672\U0001f3fb-\U0001f3ff]"
)
# Scripts that put no space between words: each of their letters is looked for as a word of its own. Thai to Myanmar,
# Khmer, then Chinese, Japanese and Korean (Korean has spaces, but small words hang on to others).
_UNSPACED = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1100, 0x115E), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x30FF),
    (0x3105, 0x318F), (0x31A0, 0x31FF), (0x3400, 0x9FFF), (0xA960, 0xA97F), (0xAC00, 0xD7A3), (0xF900, 0xFAFF),
    (0xFF66, 0xFFDC), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF),
)  # fmt: skip
_EMOJI = (0x1F000, 0x1FAFF)
# What stays with the letter before it although it is no mark by name: the halves of a Korean letter, two of Japanese.
_CLINGS = re.compile("[\u1161-\u11ff\ud7b0-\ud7ff\uff9e\uff9f]")


def fold(text: str) -> str:
    """The same for whatever people write differently and mean the same: capitals, accents, joiners, ﬁ or ½.

    The vowel signs of Devanagari, Bengali, Gurmukhi and their like are letters and stay. Folded again, it is the same.
    """
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.translate(_AS_SPACES)).casefold()
    apart = unicodedata.normalize("NFKD", _LEFT_OUT.sub("", apart))
    return unicodedata.normalize("NFC", "".join(letter for letter in apart if not _is_accent(letter)).translate(_PLAIN))


def _is_accent(letter: str) -> bool:
    """A mark above, below or through a letter; a vowel point of Hebrew or Arabic. By Unicode's combining classes."""
    placed = unicodedata.combining(letter)
    return placed == 1 or 10 <= placed <= 36 or placed >= 200


_PLAIN_WORD = re.compile("[A-Za-z0-9]+")


class FoundWord(NamedTuple):
    """A folded word, and where it stands in the text as it was written."""

    word: str
    start: int
    end: int


def words_in(text: str) -> Iterator[FoundWord]:
    """The words of a text, folded: letters and figures that stand together; an emoji, and 字, each by itself."""
    if text.isascii():  # most texts, and many times as fast
        for match in _PLAIN_WORD.finditer(text.lower()):
            yield FoundWord(match[0], match.start(), match.end())
        return
    for start, end in _stretches(text):
        folded = fold(text[start:end])
        for first, last in _stretches(folded):  # ½ is written as one and reads as two
            yield FoundWord(folded[first:last], start, end)


def _stretches(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of a text begin and end."""
    if text.isascii():
        yield from (match.span() for match in _PLAIN_WORD.finditer(text))
        return
    start, alone = -1, False  # where the word began that is being read, if one is; whether nothing is added to it
    for at, letter in enumerate(text):
        kind = _kind(letter)
        if kind is _MARK:
            continue
        if start >= 0 and (kind is not _LETTER or alone):
            yield start, at
            start = -1
        if kind is not _GAP and start < 0:
            start, alone = at, kind is _ALONE
    if start >= 0:
        yield start, len(text)


_LETTER, _ALONE, _MARK, _GAP = "letter", "alone", "mark", "gap"


@lru_cache(maxsize=4096)
def _kind(letter: str) -> str:
    """What a letter does to the word before it: goes on, stands alone, stays with it, ends it."""
    code, category = ord(letter), unicodedata.category(letter)
    if letter in _BLANKS or letter == "ʼ":  # an apostrophe, whatever Unicode calls it
        return _GAP
    if category[0] == "M" or _LEFT_OUT.match(letter) or _CLINGS.match(letter):
        return _MARK
    if category == "So" or _EMOJI[0] <= code <= _EMOJI[1]:
        return _ALONE
    if category[0] not in "LN":
        return _GAP
    return _ALONE if any(first <= code <= last for first, last in _UNSPACED) else _LETTER


def as_read(name: str) -> str:
    """The same for names that people would read as the same one, whatever stands behind the letters that they see.

    However a letter is put together, with which capitals, spaces and marks that nobody sees. Accents stay, unlike in
    `fold`: Ås is not As.
    """
    apart = unicodedata.normalize("NFKD", without_unseen(name)[0])
    return " ".join(unicodedata.normalize("NFKC", apart.casefold()).split())


def repeated(names: Iterable[str]) -> list[int]:
    """The places, from 0, of names that somebody would read as one that stands before them."""
    seen: set[str] = set()
    found = []
    for at, name in enumerate(map(as_read, names)):
        if name and name in seen:
            found.append(at)
        seen.add(name)
    return found


def sort_key(name: str) -> tuple[str, str]:
    """What names in a list are put in order by: as they are read, and the same whichever database they come from."""
    return " ".join(found.word for found in words_in(name.replace("'", "").replace("’", ""))), name


# --- addresses -------------------------------------------------------------------------------------------


LAST_ROW = 2**31 - 1


def row_number(text: str) -> int:
    """A row's number out of an address; ValueError when no database could have given it."""
    number = int(text)
    if not 0 < number <= LAST_ROW:
        raise ValueError("no such number")
    return number


def day(text: str) -> date:
    """A date out of an address; ValueError when there is no such day."""
    # A browser's own date field sends the first; people whose browser has none type the second.
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    raise ValueError("no such day")
