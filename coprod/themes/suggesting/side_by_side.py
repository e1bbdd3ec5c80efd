"""Texts held side by side: which say nearly the same, and which look alike. Only letters and words are compared.

It takes numbers by the thousand, so it needs the library too. Likeness is a way to find texts, never a theme.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from sys import intern
from typing import TYPE_CHECKING, Any, NamedTuple

from coprod.loaded_when_used import when_used
from coprod.themes.suggesting.features import told_words
from coprod.themes.suggesting.written_by import FEWEST_PEOPLE

if TYPE_CHECKING:
    import numpy as np
    from scipy import sparse
else:
    np = when_used("numpy")
    sparse = when_used("scipy.sparse")

NEARLY_ALL = 0.8  # of all stretches of three letters in both texts, so many stand in both: they say nearly the same
ALIKE = 0.35  # from 0 to 1, by the words that both have and few others
NEAREST = 5
# Each text has so many marks, drawn from its letters so that two texts have as much of them in common as of letters.
# Only those are compared that agree in a whole band: of texts alike by 0.8, that is 98 in 100, and by 0.9 nearly all.
BANDS, IN_BAND = 8, 4
COMPARED_WITH = 3  # of those before it in a band: where hundreds send the same letter, the first stand for them
AT_A_TIME = 500  # texts compared with all others at once
PRIME = 2**31 - 1


class Text(NamedTuple):
    """A text to be compared: whose it is, and its words as approved."""

    id: int
    person: int
    words: str


class Found(NamedTuple):
    """For each text that is not alone the first of its like; for each text the nearest others, by their numbers."""

    same_as: dict[int, int]
    near: dict[int, list[int]]


def compare(texts: Sequence[Text]) -> Found:
    """Hold all side by side. The earliest comes first, and stands for those that say nearly the same."""
    words = [[intern(found.word) for found in told_words(text.words)] for text in texts]  # each kept once in memory
    first = _nearly_the_same([" ".join(each) for each in words])
    members = Counter(first)
    same_as = {text.id: texts[to].id for text, to in zip(texts, first, strict=True) if members[to] > 1}
    return Found(same_as, _nearest(texts, words, first))


# --- nearly the same --------------------------------------------------------------------------------------


def _nearly_the_same(written: Sequence[str]) -> list[int]:
    """For each text the place of the first that says nearly the same: its own, where there is none."""
    leads_to = list(range(len(written)))
    exact: dict[str, int] = {}
    letters: dict[int, Any] = {}
    bands: list[dict[bytes, list[int]]] = [{} for _ in range(BANDS)]
    draw = np.random.default_rng(0).integers(1, PRIME, size=(2, BANDS * IN_BAND, 1))
    for place, text in enumerate(written):
        if not text:
            continue
        leads_to[place] = exact.setdefault(text, place)
        if leads_to[place] != place:
            continue
        mine = letters[place] = _stretches(text)
        marks = ((draw[0] * mine + draw[1]) % PRIME).min(axis=1).astype(np.uint32).reshape(BANDS, IN_BAND)
        in_bands = [band.setdefault(mark.tobytes(), []) for band, mark in zip(bands, marks, strict=True)]
        for other in sorted({other for there in in_bands for other in there}):
            if _share(mine, letters[other]) >= NEARLY_ALL:
                leads_to[place] = leads_to[other]
                break
        for there in in_bands:
            if len(there) < COMPARED_WITH and leads_to[place] == place:
                there.append(place)
        if leads_to[place] != place:
            del letters[place]
    return leads_to


def _stretches(text: str) -> Any:
    """All stretches of three letters, as numbers, each once."""
    codes = np.frombuffer(f" {text} ".encode(), np.uint8).astype(np.int64)
    return np.unique((codes[:-2] << 16) | (codes[1:-1] << 8) | codes[2:]).astype(np.uint32)


def _share(one: Any, other: Any) -> float:
    smaller, larger = sorted((len(one), len(other)))
    if smaller < NEARLY_ALL * larger:
        return 0.0  # it cannot be enough, whatever stands in them
    both = len(np.intersect1d(one, other, assume_unique=True))
    return float(both / (len(one) + len(other) - both))


# --- alike ------------------------------------------------------------------------------------------------


def _nearest(texts: Sequence[Text], words: Sequence[Sequence[str]], first: Sequence[int]) -> dict[int, list[int]]:
    """For each text the others that share most of the words which tell them from the rest."""
    matrix = _matrix(texts, words)
    turned = matrix.T.tocsr()
    near: dict[int, list[int]] = {}
    for start in range(0, len(texts), AT_A_TIME):
        product = (matrix[start : start + AT_A_TIME] @ turned).tocsr()
        product.data[product.data < ALIKE] = 0
        product.eliminate_zeros()
        for row in range(product.shape[0]):
            place = start + row
            some = slice(product.indptr[row], product.indptr[row + 1])
            found = sorted(zip(-product.data[some], product.indices[some].tolist(), strict=True))
            others = [other for _, other in found if other != place and first[other] != first[place]]
            if others:
                near[texts[place].id] = [texts[each].id for each in _one_of_each(others, first)]
    return near


def _one_of_each(places: Sequence[int], first: Sequence[int]) -> Iterator[int]:
    """The nearest few; of several that say nearly the same, one stands for all."""
    seen: set[int] = set()
    for place in places:
        if first[place] not in seen:
            seen.add(first[place])
            yield place
        if len(seen) == NEAREST:
            return


def _matrix(texts: Sequence[Text], words: Sequence[Sequence[str]]) -> Any:
    """The words that some have and most have not. What fewer than three people wrote may be a name, and is left out."""
    who: dict[str, set[int]] = defaultdict(set)
    often: Counter[str] = Counter()
    for text, each in zip(texts, words, strict=True):
        for word in set(each):
            often[word] += 1
            if len(who[word]) < FEWEST_PEOPLE:
                who[word].add(text.person)
    too_often = max(20, len(texts) // 50)
    known = [word for word, people in who.items() if len(people) >= FEWEST_PEOPLE and often[word] <= too_often]
    number = {word: at for at, word in enumerate(known)}
    rarity = np.log((1 + len(texts)) / (1 + np.array([often[word] for word in known], dtype=float))) + 1
    rows = [sorted({number[word] for word in each if word in number}) for each in words]
    starts = np.cumsum([0, *map(len, rows)])
    columns = np.array([at for row in rows for at in row], dtype=np.int64)
    values = rarity[columns] if len(columns) else np.zeros(0)
    matrix = sparse.csr_matrix((values, columns, starts), shape=(len(texts), len(known)))
    length = np.sqrt(matrix.multiply(matrix).sum(axis=1)).A1
    return sparse.diags(1 / np.where(length, length, 1)) @ matrix
