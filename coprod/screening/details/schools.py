"""Schools, colleges and nurseries by name: "Larkmoor Primary", "Ysgol y Bont", and "I go to Larkmoor"."""

import re
from collections.abc import Iterator

from coprod.screening import data_files
from coprod.screening.finding import Finding, FindingKind
from coprod.screening.spelling import Speller
from coprod.screening.tokens import Token

LONGEST = 5
"""Words in the name of a school, before what it is: "St Peter's Church of England"."""

NAMED = "Looks like the name of a school, college or nursery"
AROUND = "The words around it say that it may be a school"

_JOINERS = frozenset(("of", "the", "and", "c", "e", "ce", "rc", "coe", "cofe", "y", "yr"))
_FAITHS = frozenset(("CE", "CofE", "CoE", "RC"))
_SCHOOLS = frozenset(("school", "skool", "schools", "nursery", "college", "preschool", "academy"))
_CLASSES = frozenset(("reception", "nursery", "year", "class", "sixth", "key"))
_GOING = frozenset(("go", "goes", "going", "transferred"))
_ATTENDING = frozenset(("attend", "attends", "attended", "attending", "joins", "joined", "joining"))
_SMALL = frozenset(("little", "busy", "bright", "tiny", "happy", "rising", "wee"))  # nurseries begin so
_NUMBERS = frozenset(("ii", "iii", "iv", "v", "vi", "vii", "viii"))  # of kings and queens
_SPACE = re.compile(r" {1,2}\Z")
_WEAK_IN_SMALL = frozenset(["first", "middle", "residential", "high", "prep", "comp"])


class Schools:
    """Knows what schools are called."""

    def __init__(self, speller: Speller) -> None:
        lists = {name: frozenset(words.split()) for name, words in data_files.table("schools.toml").items()}
        self.types, self.weak, self.general = lists["types"], lists["weak_types"], lists["general"]
        self.context, self.going = lists["context"], lists["going"]
        self.doing = lists["doing"]
        self.endings = tuple(sorted(lists["place_endings"]))
        self.others = data_files.words("not_names.txt")
        self.given = data_files.words("given_names.txt")
        around = data_files.table("names.toml")
        self.people = frozenset(f"{around['formal_titles']} {around['other_titles']} {around['before']}".split())
        self.bodies = frozenset(around["not_people"].split()) - self.types
        self.no_schools = (
            self.others | self.given | data_files.words("names_that_are_words.txt") - self.weak - self.general
        )
        self.speller = speller

    def find(self, text: str, tokens: list[Token]) -> Iterator[Finding]:
        """Every school: first those that say what they are, then, in the rest, those that are only called by name."""
        taken: set[int] = set()
        free = 0
        for at in range(len(tokens)):
            place = self._named(tokens, at, free, text) if at >= free else None
            if place:
                taken.update(range(place[0], place[1] + 1))
                free = place[1] + 1
                yield Finding(FindingKind.SCHOOL, tokens[place[0]].start, tokens[place[1]].end, NAMED)
        for at in range(len(tokens)):
            if at not in taken:
                end = self._alone(tokens, at, text)
                if end is not None and end not in taken:
                    taken.update(range(at, end + 1))
                    yield Finding(FindingKind.SCHOOL, tokens[at].start, tokens[end].end, AROUND)

    def _alone(self, tokens: list[Token], at: int, text: str) -> int | None:
        """The last word of a name that begins here and does not say what it is."""
        if tokens[at].low in ("st", "saint"):
            return self._saint(tokens, at, text)
        end = self._only_name(tokens, at, text)
        if end is None:
            end = self._gone_to(tokens, at, text) if tokens[at].capital and at else self._said_to_do(tokens, at, text)
        return end

    def _named(self, tokens: list[Token], at: int, free: int, text: str) -> tuple[int, int] | None:
        """First and last word of a name that ends here with what the school is, or begins with "Ysgol"."""
        token = tokens[at]
        faith = self._faith(tokens, at, text)
        if faith is not None:
            start = self._name_before(tokens, faith, free, text)
            return None if start is None else (start, self._types_after(tokens, at, text))
        if token.low in self.types and (token.low not in _WEAK_IN_SMALL or token.written[0].isupper()):
            start = self._name_before(tokens, at, free, text)
            return None if start is None else (start, self._types_after(tokens, at, text))
        if token.low != "ysgol" or at + 1 == len(tokens) or not self._joined(tokens, at + 1, text):
            return None
        end = at + 1
        while end + 1 < min(at + 4, len(tokens)) and self._joined(tokens, end + 1, text) and tokens[end + 1].capital:
            end += 1
        return at, end

    def _faith(self, tokens: list[Token], at: int, text: str) -> int | None:
        """Where "C of E", "CE" or "RC" begins that ends here: a school has its name before it, and needs no other word."""
        token = tokens[at]
        if token.written in _FAITHS:
            return at
        if token.written != "E" or not at:
            return None
        joined = self._joined(tokens, at, text) or text[tokens[at - 1].end : token.start] == "."
        if joined and tokens[at - 1].written == "C":
            return at - 1
        of = joined and at > 1 and tokens[at - 1].low == "of" and tokens[at - 2].written == "C"
        return at - 2 if of else None

    def _name_before(self, tokens: list[Token], at: int, free: int, text: str) -> int | None:
        """The first word of the name that ends in this type of school."""
        start, named = at, None
        while start > free and at - start < LONGEST and self._joined(tokens, start, text):
            token = tokens[start - 1]
            general = token.low in self.general or token.low in self.types
            if general and not (token.capital and not token.first):
                if token.low not in _JOINERS or not token.capital and named is None:
                    break
            elif not general and not self._is_part(token, tokens[at]):
                break
            start -= 1
            if not general and token.low not in _JOINERS:
                named = start
        return named

    def _is_part(self, token: Token, kind: Token) -> bool:
        """Whether a word may stand in a name, before a word that says what school it is."""
        if token.capital and not (token.first and not kind.capital and self.speller.is_word(token.low)):
            return not (token.first and self.speller.is_word(token.low) and not kind.capital)
        if token.low in ("st", "saint") or token.low in _JOINERS or token.low in _NUMBERS:
            return True
        return (
            len(token.low) > 2
            and not token.written[0].isupper()
            and not self.speller.is_word(token.low)
            and token.low not in self.others
        )

    def _types_after(self, tokens: list[Token], at: int, text: str) -> int:
        """The last word of the name: "Catholic High School", "Sixth Form"."""
        while at + 1 < len(tokens) and self._joined(tokens, at + 1, text):
            token = tokens[at + 1]
            if not (token.low in self.types or (token.low == "form" and tokens[at].low == "sixth")):
                break
            at += 1
        return at

    def _only_name(self, tokens: list[Token], at: int, text: str) -> int | None:
        """The last word of a name that stands alone, where the words before say that it is a school."""
        token = tokens[at]
        if token.low in self.others or token.low in self.given or token.low in self.general:
            return None
        before = tokens[at - 1] if at else None
        if before and (before.low in self.people or before.low in self.given) and self._joined(tokens, at, text):
            return None
        near = before is not None and self._joined(tokens, at, text)
        if len(token.low) < 3 or (
            near and before and before.capital and not (before.first and self.speller.is_word(before.low))
        ):
            return None  # a letter; or a surname
        placed = near and self._is_placed(tokens, at)
        if token.capital and at + 1 < len(tokens) and self._joined(tokens, at + 1, text):
            second = tokens[at + 1]
            if second.capital and second.low in self.weak and (placed or not self.speller.is_word(token.low)):
                return at + 1
        if self.speller.is_word(token.low) or "-" in token.low:
            return None
        followed = at + 1 < len(tokens) and self._joined(tokens, at + 1, text)
        if token.capital and followed and tokens[at + 1].capital and tokens[at + 1].low in self.bodies:
            return None
        if token.capital:
            return at if self._is_place(token.low) or (near and before and before.low == "at") else None
        return at if placed and len(token.low) > 4 and self._is_place(token.low) else None

    def _saint(self, tokens: list[Token], at: int, text: str) -> int | None:
        """ "St Peter's" with a place before it, and no street after it; "st peters" too."""
        if at + 1 >= len(tokens) or not self._joined(tokens, at + 1, text):
            return None
        name = tokens[at + 1]
        owned = text[name.start : name.end + 2].endswith(("'s", "’s"))
        if not owned and not (
            name.low.endswith("s") and (name.low[:-1] in self.given or name.low[:-1] in self.no_schools)
        ):
            return None
        before = tokens[at - 1].low if at else ""
        after = tokens[at + 2].low if at + 2 < len(tokens) and self._joined(tokens, at + 2, text) else ""
        if after in self.bodies:
            return None
        placed = at and (self._is_placed(tokens, at) or before == "at" or before in _SCHOOLS)
        return at + 1 if placed or after in self.doing or (before == "in" and after in _CLASSES) else None

    def _said_to_do(self, tokens: list[Token], at: int, text: str) -> int | None:
        """A made-up place that does what schools do: "kettlebrook have been kind"."""
        low = tokens[at].low
        if at + 1 >= len(tokens) or tokens[at + 1].low not in self.doing or not self._joined(tokens, at + 1, text):
            return None
        if not tokens[at].first:
            return None
        known = self.speller.is_word(low) or low in self.no_schools
        return at if len(low) > 7 and self._is_place(low) and not known else None

    def _gone_to(self, tokens: list[Token], at: int, text: str) -> int | None:
        """The last word of one or two with capital letters to which somebody goes: "I go to Larches"."""
        token = tokens[at]
        if len(token.low) < 3 or not self._joined(tokens, at, text) or not self._is_gone_to(tokens, at):
            return None
        last = at
        while last + 1 < min(at + 3, len(tokens)) and tokens[last + 1].capital and self._joined(tokens, last + 1, text):
            last += 1
        words = tokens[at : last + 1]
        lows = {word.low for word in words}
        if words[-1].low in self.bodies - self.weak or not lows.isdisjoint(self.no_schools):
            return None
        return None if lows <= self.general | self.people else last

    @staticmethod
    def _is_gone_to(tokens: list[Token], at: int) -> bool:
        """Whether the words before are those before a school: "goes to", "attends", "my school is called"."""
        before = [token.low for token in tokens[max(0, at - 3) : at]]
        if before[-1] in ("is", "called") and not _SCHOOLS.isdisjoint(
            before[-2:-1] if before[-2:-1] != ["is"] else before
        ):
            return True
        if before[-1] == "to":
            return len(before) > 1 and before[-2] in _GOING
        if before[-1] == "at":
            return tokens[at].low == "the" or (tokens[at].low in _SMALL and not tokens[at].first)
        return before[-1] in _ATTENDING or before[-1] in ("go", "goes")

    def _is_placed(self, tokens: list[Token], at: int) -> bool:
        before = tokens[at - 1].low
        if before in self.going:
            return True
        if before == "to":
            return at > 1 and tokens[at - 2].low in self.going
        return before in self.context or (
            before == "is" and at > 1 and tokens[at - 2].low in ("school", "skool", "nursery", "college")
        )

    def _is_place(self, low: str) -> bool:
        return len(low) > 5 and low.endswith(self.endings)

    @staticmethod
    def _joined(tokens: list[Token], at: int, text: str) -> bool:
        """Whether only a space stands between this word and the one before."""
        gap = text[tokens[at - 1].end : tokens[at].start][:4]
        if "\n" in gap and gap.isspace():  # a line that was too long, and not the next question of a form
            return gap.count("\n") == 1 and text[tokens[at].end : tokens[at].end + 2].lstrip()[:1] != ":"
        return bool(_SPACE.match(gap)) or gap in ("'s ", "’s ", "' ") or (gap == ". " and tokens[at - 1].low == "st")
