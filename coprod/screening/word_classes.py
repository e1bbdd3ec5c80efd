"""Words that do the same work in a sentence ("hit", "slapped", "whacks"), so that a rule or a weight fits them all."""

from collections.abc import Iterator, Sequence

from coprod.screening.spelling import STOP, Speller, Word

FILLERS = frozenset(
    ["really", "just", "very", "even", "actually", "proper", "literally", "basically", "honestly", "so", "quite"]
)
"""Words that come between others and change nothing: "I just really want to". Left out before anything is matched."""


class Reading:
    """A text as it is meant: its words, what they are forms of, and the classes they belong to."""

    __slots__ = ("all_classes", "all_words", "bases", "classes", "places", "words")
    SET_ASIDE = "~"

    def __init__(self, places: list[Word], speller: Speller, known: "WordClasses") -> None:
        self.places = _with_single_stops([place for place in places if place.text not in FILLERS])
        self.words = [place.text for place in self.places]
        self.bases = [speller.base(word) for word in self.words]
        self.classes = known.of(self.words, self.bases)
        self._sum_up()

    def set_aside(self, first: int, last: int, bit: int) -> None:
        """Take these words out of what is looked at: they are harmless here."""
        for at in range(first, last + 1):
            self.words[at] = self.bases[at] = self.SET_ASIDE
            self.classes[at] = bit
        self._sum_up()

    def _sum_up(self) -> None:
        self.all_words = frozenset(self.words) | frozenset(self.bases)
        self.all_classes = 0
        for some in self.classes:
            self.all_classes |= some


def _with_single_stops(places: Sequence[Word]) -> list[Word]:
    """One stop between sentences, and none before the first or after the last: a full stop at the end says nothing."""
    kept: list[Word] = []
    for place in places:
        if place.text != STOP or (kept and kept[-1].text != STOP):
            kept.append(place)
    return kept[:-1] if kept and kept[-1].text == STOP else kept


class WordClasses:
    """Which classes each word of a text belongs to: a set, kept as the bits of a number."""

    def __init__(self, lists: dict[str, str], plain: dict[str, frozenset[str]], speller: Speller) -> None:
        """`lists`: items to be read as people write them; `plain`: words as they are."""
        self.names = [*lists, *plain]
        self.bits = {name: 1 << number for number, name in enumerate(self.names)}
        self.simple = sum(bit for name, bit in self.bits.items() if "<" not in lists.get(name, ""))
        self._single: dict[str, int] = {}
        self._phrases: dict[str, list[tuple[list[str], int]]] = {}
        for name, words in plain.items():
            self._single |= dict.fromkeys(words, self.bits[name])
        for name in lists:
            for item in _items(name, lists):
                if item in plain:
                    for word in plain[item]:
                        self._single[word] = self._single.get(word, 0) | self.bits[name]
                else:
                    self._add(item, self.bits[name], speller)

    def _add(self, item: str, bit: int, speller: Speller) -> None:
        for form in forms(item):
            words = [meant for word in form.split("_") for meant in speller.meaning(word) if meant not in FILLERS]
            if len(words) == 1:
                self._single[words[0]] = self._single.get(words[0], 0) | bit
            elif words:
                first, *rest = map(speller.base, words)
                if (rest, bit) not in self._phrases.setdefault(first, []):
                    self._phrases[first].append((rest, bit))

    def of(self, words: Sequence[str], bases: Sequence[str]) -> list[int]:
        """The classes of each word; every word of a phrase belongs to the phrase's class."""
        single = self._single
        classes = [
            single.get(word, 0) if word == base else single.get(word, 0) | single.get(base, 0)
            for word, base in zip(words, bases, strict=True)
        ]
        for at, base in enumerate(bases):
            for rest, bit in self._phrases.get(base, ()):
                end = at + 1 + len(rest)
                if end <= len(bases) and bases[at + 1] == rest[0] and bases[at + 1 : end] == rest:
                    for place in range(at, end):
                        classes[place] |= bit
        return classes

    def counted(self, bits: int) -> tuple[str, ...]:
        """The names of the classes in a set that are not made of others."""
        return tuple(name for name in self.named(bits & self.simple))

    def named(self, bits: int) -> Iterator[str]:
        """The names of the classes in a set."""
        while bits:
            lowest = bits & -bits
            yield self.names[lowest.bit_length() - 1]
            bits ^= lowest


def _items(name: str, lists: dict[str, str]) -> Iterator[str]:
    """The items of a class, and of those it is made of: "<parent> <kin> he she"."""
    for item in lists[name].split():
        if item.startswith("<"):
            yield from _items(item[1:-1], lists) if item[1:-1] in lists else (item[1:-1],)
        else:
            yield item


def forms(item: str) -> list[str]:
    """ "punch/v" is punch, punches, punched and punching; "grab/vv" doubles its last letter; "knife/n" has a plural."""
    stem, _, kind = item.partition("/")
    if not kind:
        return [stem]
    plural = stem + ("es" if stem.endswith(("s", "sh", "ch", "x", "z")) else "s")
    if stem.endswith("y") and stem[-2] not in "aeiou":
        plural = stem[:-1] + "ies"
    if kind == "n":
        return [stem, plural]
    root = stem + stem[-1] if kind == "vv" else stem.removesuffix("e")
    past = stem[:-1] + "ied" if plural.endswith("ies") else root + "ed"
    return [stem, plural, past, root + "ing"]
