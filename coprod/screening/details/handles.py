"""User names: with a sign that no word has ("@", "_", figures), or where the words around say that it is one."""

import re
from collections.abc import Iterator

from coprod.screening import data_files
from coprod.screening.details import handle_words as words
from coprod.screening.details.rewritten import in_small_letters
from coprod.screening.finding import Finding, FindingKind
from coprod.screening.spelling import Speller

WHY = "Looks like a user name"
CODE_WHY = "Looks like a code to find somebody in a game"
NEAR = 80
"""Characters around a word with a dot in it that are looked at for what says that it is a user name."""

_AT = re.compile(r"(?<![\w.+%'-])@(?P<name>[^\W_][\w.\-]{1,29}(?<![.\-])(?:@[\w\-]{1,30}(?:\.[\w\-]{1,20}){1,3})?)")
_SIGNED = re.compile(
    r"(?<![\w@./-])[^\W_][\w.]{1,29}#\d{3,5}(?!\w)"
    r"|(?<![\w@./-])[^\W_][^\W_]{0,19}(?:[_.]{1,2}[^\W_]{1,19}){0,4}_(?:[^\W_]{1,19}(?:[_.]{1,2}[^\W_]{1,19}){0,3})?(?![\w@])"
)
_DOTTED = re.compile(r"(?<![\w@./\-])[^\W_]{1,20}(?:\.[^\W_]{1,20}){1,4}(?![\w@/]|\.\w)")
_FIGURED = re.compile(r"(?<![\w@./#&\-])(?P<stem>[^\W\d_]{5,24})(?P<figures>\d{1,6})(?![\w@/\-])")
_NAME = re.compile(r"@?[^\W_](?:[\w'’\-]|\.(?=\w)){0,29}")
_LETTERS = re.compile(r"[^\W_](?:[ .][^\W_]){3,30}(?!\w)")
_CAMEL = re.compile(r"(?<!\bM)(?<!\bMa)[a-z][A-Z]|[A-Z]{2}[a-z]{2}")
_IS_FORM = re.compile(r"(?:(?<![kw])ing|ed|(?<!fami)(?<!f)(?<!el)ly)\Z")  # of a word that we do not know: "captioning"
_TWO_CAPITALS = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")
_CAPITALS = re.compile(r"(?<![\w@./#&\-])[A-Z][a-z]+(?:[A-Z][a-z]+){1,5}\d{0,4}(?![\w@])")
_FIGURE = re.compile(r"\d")
_PATTERNS = (("/", words.ADDRESSED), ("_#", _SIGNED), (("score", " dot "), words.SPOKEN))
LONGEST = 4
"""Words in a user name."""


class Handles:
    """Knows which words there are, and so which are made up."""

    def __init__(self, speller: Speller) -> None:
        self.speller = speller
        self.others = data_files.words("not_names.txt")
        self.given = data_files.words("given_names.txt")

    def find(self, text: str) -> Iterator[Finding]:
        """Every user name; one may be found in more than one way."""
        low = in_small_letters(text)
        if _FIGURE.search(low):
            for match in words.CODE.finditer(low):
                yield Finding(FindingKind.HANDLE, *match.span(match.lastgroup or 0), CODE_WHY)
        for start, end in self._places(text, low):
            yield Finding(FindingKind.HANDLE, start, end, WHY)

    def _places(self, text: str, low: str) -> Iterator[tuple[int, int]]:
        if "@" in text:
            for match in _AT.finditer(text):
                if match["name"].lower() not in words.NO_AT:
                    yield match.span()
        for signs, pattern in _PATTERNS:  # most notes have none of the signs
            if any(sign in low for sign in signs):
                for match in pattern.finditer(low):
                    yield match.span(match.lastgroup or 0)
        spoken_of = words.is_spoken_of(low)
        for match in _FIGURED.finditer(text) if _FIGURE.search(text) else ():
            if self._is_numbered(match, spoken_of):
                yield match.span()
        if spoken_of:
            yield from self._in_capitals(text, low)
            yield from self._said(text, low)
            yield from self._dotted(text, low)

    def _in_capitals(self, text: str, low: str) -> Iterator[tuple[int, int]]:
        """ "TheQuietTent", and where a service is spoken of also "PixelPanther"."""
        fewest = 1 if words.names_service(low) else 2
        for match in _CAPITALS.finditer(text):
            inside = sum(map(str.isupper, match[0])) - 1
            known = match[0].lower() in self.others or words.is_service(match[0].lower())
            if inside >= fewest and not known and not match[0].startswith(("Mc", "Mac")):
                yield match.span()

    def _is_numbered(self, match: re.Match[str], spoken_of: bool) -> bool:
        """Whether it is no "year9": a word that nobody knows, or any where people say what they are called."""
        stem = match["stem"].lower()
        if stem in words.NUMBERED or stem in self.others:
            return False
        return spoken_of or (len(match["figures"]) > 1 and not self._is_word(stem))

    def _said(self, text: str, low: str) -> Iterator[tuple[int, int]]:
        """Where words come before it, or "on snap" after it."""
        patterns = [words.SAID, words.HINTED, words.BARE]
        if words.names_service(low):
            patterns.append(words.HINTED_NEAR_SERVICE)
        for pattern in patterns:
            for match in pattern.finditer(low):
                place = self._after(text, match.end(), pattern is words.SAID, match[0])
                if place and (pattern is not words.BARE or self._is_last(low, place[1])):
                    yield place
        for match in words.ON.finditer(low):
            place = self._before(text, match.start(), low)
            if place:
                yield place

    def _after(self, text: str, at: int, plain: bool, lead: str) -> tuple[int, int] | None:
        """The user name that begins here; also one of plain words, if they are said to be one."""
        apart = _LETTERS.match(text, at)
        if apart:
            return apart.span()
        name = _NAME.match(text, at)
        if not name:
            return None
        if self._is_made_up(name[0]):
            return name.span()
        if not plain or (name[0].lower() in self.given and words.IM_LAST.search(lead)):
            return None
        return self._plain(text, at)

    @staticmethod
    def _is_last(low: str, end: int) -> bool:
        """Whether nothing more is said after it, or something else."""
        following = _NAME.match(low, end + 1)
        return low[end : end + 1] != " " or following is None or following[0] in words.CLOSERS

    def _plain(self, text: str, at: int) -> tuple[int, int] | None:
        """Words that are the whole of what is said there: "mango milk all one word", and not "full of dogs"."""
        start = end = at
        for count in range(LONGEST + 1):
            name = _NAME.match(text, at)
            if not name:
                return None
            low = name[0].lower()
            if count and low in words.CLOSERS:
                return start, end
            if (
                count == LONGEST
                or low in words.CLOSERS
                or self._is_no_part(name[0], count > 0 or _TWO_CAPITALS.match(text, at) is not None)
            ):
                return None
            end = name.end()
            if text[end : end + 1] != " " or not _NAME.match(text, end + 1):
                return start, end
            at = end + 1
        return None

    def _before(self, text: str, at: int, low: str) -> tuple[int, int] | None:
        """The user name that ends here, before "on snap"."""
        match = words.BEFORE_ON.search(low, max(0, at - NEAR), at)
        if not match:
            return None
        start = match.start("name")
        parts = text[start:at].split(" ")
        if self._is_made_up(parts[-1]):
            return at - len(parts[-1]), at
        lead = match["lead"]
        if not lead or any(map(self._is_no_part, parts)) or (parts[0].lower() in self.given and len(parts) == 1):
            return None
        named = parts[0][0].isupper() and parts[0].lower() not in self.others
        return (start, at) if named or (len(parts) > 1 and not lead.startswith(words.LOOKING)) else None

    def _dotted(self, text: str, low: str) -> Iterator[tuple[int, int]]:
        """Words joined by dots: not an address on the web, nor a sentence that begins without a space."""
        for match in _DOTTED.finditer(text):
            parts = match[0].lower().split(".")
            ends = text[match.start() : match.end()].rpartition(".")[2]
            sentence = ends[0].isupper() and not match[0][0].isupper()
            if parts[-1] in words.WEB or parts[0] == "www" or sentence or not parts[0].isalpha():
                continue
            if sum(map(len, parts)) < 5 or (len(parts) == 2 and not words.STARTERS.isdisjoint(parts)):
                continue
            if words.is_spoken_of(low[max(0, match.start() - NEAR) : match.end() + NEAR]):
                yield match.span()

    def _is_no_part(self, word: str, later: bool = False) -> bool:
        """Whether no user name has this word: a state, an opinion, a little word, or what somebody does."""
        low = word.lower().replace("’", "'")
        if later and (word[0].isupper() or low.isdigit()):
            return False
        if low in words.NO_NAMES or low.isdigit() or low.endswith("n't") or words.is_service(low):
            return True
        return word.islower() and low.endswith(("ing", "ed", "ly")) and self._is_word(low)

    def _is_made_up(self, name: str) -> bool:
        """Whether it is no word: it has figures or signs in it, capitals inside, or nobody knows it."""
        bare = name.lstrip("@")
        low = bare.lower()
        first, dot, last = low.rpartition(".")
        if len(bare) < 4 or not bare[0].isalpha() or low in self.others or low in words.NO_NAMES:
            return False
        if "_" in bare or (dot and last not in words.SURE_WEB and words.STARTERS.isdisjoint((first, last))):
            return True
        stem = low.rstrip("0123456789").replace("-", "")
        if low[-1].isdigit():
            return len(stem) > 2 and stem.isalpha() and stem not in words.NUMBERED
        if sum(map(str.isdigit, bare)) > 1 or _CAMEL.search(bare):
            return True
        plain = len(bare) > 5 and bare.isalpha() and (bare.islower() or bare.isupper())
        return plain and not _IS_FORM.search(low) and not self._is_word(bare)

    def _is_word(self, word: str) -> bool:
        low = word.lower()
        return low in self.others or self.speller.is_word(low)
