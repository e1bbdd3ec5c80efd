"""Names of people: by title, by first name, by the words around, or a capital letter on a word that nobody knows."""

from collections.abc import Iterator

from coprod.screening import data_files
from coprod.screening.details.famous import Famous
from coprod.screening.finding import Finding, FindingKind
from coprod.screening.spelling import Speller
from coprod.screening.tokens import Token

BY_TITLE = "A title and a name"
GIVEN = "Looks like somebody's first name"
AROUND = "The words around it say that it is somebody's name"
CAPITAL = "A capital letter on a word we do not know: it may be a name"


class Names:
    """Knows first names, and what stands around names."""

    def __init__(self, speller: Speller) -> None:
        lists = {name: frozenset(words.split()) for name, words in data_files.table("names.toml").items()}
        self.formal, self.titles = lists["formal_titles"], lists["formal_titles"] | lists["other_titles"]
        self.surnames, self.before, self.after = lists["surname_words"], lists["before"], lists["after"]
        self.after_perhaps, self.rather_not = lists["after_perhaps"], lists["before_perhaps_not"]
        self.place_before, self.going, self.article = lists["place_before"], lists["going"], lists["article"]
        self.not_people = lists["not_people"]
        others = data_files.words("not_names.txt")
        self.others = others | {word.removesuffix("'s") for word in others}
        given = data_files.words("given_names.txt")
        self.given = given - self.others
        self.perhaps = data_files.words("names_that_are_words.txt") | (given & self.others)
        self.famous = Famous()
        self.speller = speller

    def find(self, text: str, tokens: list[Token]) -> Iterator[Finding]:
        """Every name, with its title and what follows it."""
        at = 0
        while at < len(tokens):
            why, last = self._at(tokens, at, text)
            if why:
                last = self._with_surname(tokens, last, text)
                yield Finding(FindingKind.PERSON_NAME, tokens[at].start, tokens[last].end, why)
            at = last + 1

    def _at(self, tokens: list[Token], at: int, text: str) -> tuple[str | None, int]:
        """Why there is a name at this word, and its last word so far."""
        token = tokens[at]
        if text[token.start - 1 : token.start] == "#":
            return None, at
        famous = self.famous.last(tokens, at, text)
        if famous is not None and not (at and tokens[at - 1].low in self.before):
            return None, famous
        if token.low in self.titles and (named := self._titled(tokens, at, text)):
            return BY_TITLE, named
        if self._is_of_a_body(tokens, at, text):
            return None, at
        if self._is_given(token):
            return GIVEN, at
        if self._is_introduced(tokens, at, text):
            return AROUND, at
        if token.capital and len(token.low) > 1:
            return self._capital(tokens, at, text), at
        return None, at

    def _is_given(self, token: Token) -> bool:
        """Whether it is a first name, two with a hyphen, or one that owns something ("Freyas chair")."""
        if token.low in self.given:
            return True
        if not token.capital:
            return False
        first, hyphen, second = token.low.partition("-")
        if hyphen:
            return (first in self.given or first in self.perhaps) and (
                second in self.given or not self._is_word(second)
            )
        return token.low.endswith("s") and token.low[:-1] in self.given and not self._is_word(token.low)

    def _titled(self, tokens: list[Token], at: int, text: str) -> int | None:
        """The word that the title belongs to."""
        named = at + 1
        while (
            named < len(tokens) and tokens[named].low in self.titles and self._gap(tokens, named, text) in (" ", ". ")
        ):
            named += 1
        if named >= len(tokens):
            return None
        name, title = tokens[named], tokens[named - 1]
        if self._gap(tokens, named, text) not in ((" ", ". ", "  ", "\n") if title.low in self.formal else (" ",)):
            return None
        if name.low in self.others or name.low in ("i", "is", "and"):
            return None
        if name.low in self.given or not self._is_word(name.low):
            return named
        if title.low in self.formal:
            return named if name.capital or name.low in self.surnames or name.low in self.perhaps else None
        return named if name.capital else None

    def _is_introduced(self, tokens: list[Token], at: int, text: str) -> bool:
        """Whether the words before or after say that this is a name: "my friend kwabena", "me and bo"."""
        token = tokens[at]
        if not at or len(token.low) < 2 or (token.low in self.others and token.low not in self.perhaps):
            return False
        unknown = not self._is_word(token.low)
        if not (unknown or (token.low in self.perhaps and token.low not in ("will", "may", "can", "an", "so"))):
            return False
        before = tokens[at - 1].low
        if self._gap(tokens, at, text) not in (" ", ": ", ", ", ":", "\n", ",\n"):
            return False
        if before in ("is", "s") and at > 1:
            before = tokens[at - 2].low if tokens[at - 2].low in ("name", "names") else before
        pair = at > 1 and before in ("and", "n", "&") and tokens[at - 2].low in ("me", "mum", "dad")
        introduced = before in self.before or before in ("name's", "names") or pair
        if introduced and (token.capital or pair):
            return True
        return introduced and self._gap(tokens, at, text) == " " and self._is_followed(tokens, at, text)

    def _is_followed(self, tokens: list[Token], at: int, text: str) -> bool:
        """Whether what follows is what follows a name."""
        if at + 1 == len(tokens) or self._gap(tokens, at + 1, text) != " ":
            return True
        following = tokens[at + 1].low
        return following in self.after or following in (
            "is",
            "was",
            "has",
            "and",
            "n",
            "he",
            "she",
            "they",
            "does",
            "had",
            "in",
            "at",
        )

    def _capital(self, tokens: list[Token], at: int, text: str) -> str | None:
        """Why a word with a capital letter may be a name."""
        token = tokens[at]
        if token.low in self.others:
            return None
        perhaps = token.low in self.perhaps
        if not perhaps and self._is_word(token.low):
            return None
        before = tokens[at - 1].low if at else ""
        if token.first or not at:
            return self._opening(tokens, at, text)
        if perhaps and tokens[at - 1].capital and self._gap(tokens, at, text) == " " and not tokens[at - 1].first:
            return None
        if before in self.article or before in self.place_before:
            return None
        if before == "from" and not perhaps and self._is_signed(tokens, at, text):
            return AROUND
        if before in ("to", "from") and (before == "from" or at < 2 or tokens[at - 2].low in self.going):
            return None
        return GIVEN if perhaps else CAPITAL

    def _is_signed(self, tokens: list[Token], at: int, text: str) -> bool:
        """Whether somebody signs so: "From Kezia, age 9"."""
        following = tokens[at + 1].low if at + 1 < len(tokens) else "age"
        return tokens[at - 1].first and following in ("age", "aged", "x", "xx", "year", "yr")

    def _opening(self, tokens: list[Token], at: int, text: str) -> str | None:
        """Why the first word of a sentence may be a name: "Faith cries", "Drew and Chase", "Oonagh x"."""
        token, perhaps = tokens[at], tokens[at].low in self.perhaps
        if at + 1 == len(tokens) or self._gap(tokens, at + 1, text)[0] in "\n.":
            alone = at + 1 == len(tokens) or tokens[at + 1].first
            return CAPITAL if alone and at and not perhaps else None
        following, gap = tokens[at + 1], self._gap(tokens, at + 1, text)
        if gap == " x" or (gap == ", " and following.capital and self._may_be(following)):
            return CAPITAL if not perhaps or gap != " x" else None
        if gap not in (" ", "'s ", "’s "):
            return None
        if (
            following.low in ("and", "n")
            and at + 2 < len(tokens)
            and tokens[at + 2].capital
            and self._may_be(tokens[at + 2])
        ):
            return AROUND
        if not perhaps and gap != " " and not following.capital:
            return AROUND
        if following.low in self.after or (following.low in self.after_perhaps and token.low not in self.rather_not):
            return AROUND
        return AROUND if not perhaps and following.capital and not self._is_word(following.low) else None

    def _may_be(self, token: Token) -> bool:
        """Whether it can be a name at all."""
        return (
            token.low in self.given
            or token.low in self.perhaps
            or not (token.low in self.others or self._is_word(token.low))
        )

    def _is_of_a_body(self, tokens: list[Token], at: int, text: str) -> bool:
        """Whether the word stands in the name of a street, a body or a thing: "Louise Court", "St Thomas"."""
        if at and tokens[at - 1].low in ("st", "saint") and self._gap(tokens, at, text) in (" ", ". "):
            return True
        if not tokens[at].capital:
            return False
        for after in range(at + 1, min(at + 4, len(tokens))):
            if not tokens[after].capital or self._gap(tokens, after, text) != " ":
                return (
                    after == at + 1
                    and tokens[after].low in self.not_people
                    and self._gap(tokens, after, text) == " "
                    and not self._is_given(tokens[at])
                )
            if tokens[after].low in self.not_people:
                return True
        return False

    def _with_surname(self, tokens: list[Token], last: int, text: str) -> int:
        """The last word of the name: words with capital letters that follow, and one more in small letters if unknown."""
        for _ in range(2):
            after = last + 1
            if after >= len(tokens) or self._gap(tokens, after, text) not in (" ", ". "):
                break
            token = tokens[after]
            if not tokens[last].capital or not token.capital or token.low in self.others or token.low == "i":
                break
            if text[tokens[last].end : token.start] == ". " and len(tokens[last].low) > 3:
                break
            last = after
        return last

    def _is_word(self, low: str) -> bool:
        return self.speller.is_word(low) or ("-" in low and all(map(self.speller.is_word, low.split("-"))))

    @staticmethod
    def _gap(tokens: list[Token], at: int, text: str) -> str:
        """What stands between this word and the one before; of spaces around a line end, only that."""
        gap = text[tokens[at - 1].end : tokens[at].start][:4]
        return "\n" if "\n" in gap and gap.isspace() else gap
