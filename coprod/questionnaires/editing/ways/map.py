"""The map of a questionnaire: a box for each page, a line for each way to the next; and the same as a table."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from coprod.questionnaires.editing.ways.in_words import Names
from coprod.questionnaires.editing.ways.paths import TooMany, Ways
from coprod.questionnaires.version import Page, QuestionnaireVersion

WIDE, HIGH, STEP, LEFT = 138, 64, 176, 16
TOP, LOW = 28, 158  # where the boxes of pages that everyone sees stand, and of the others
DOWN, UP = 110, 136  # the lines between the two rows run here
LETTERS = 15


class Box(NamedTuple):
    """A page on the map."""

    x: int
    y: int
    title: str
    who: str
    nobody: bool


class Line(NamedTuple):
    """A way from one box to another, as an SVG path. Only some go on a dotted one."""

    path: str
    some: bool


class Row(NamedTuple):
    """A page in the table."""

    page: Page
    after: str
    who: str
    then: str
    nobody: bool


class Map:
    """One version, drawn."""

    def __init__(self, version: QuestionnaireVersion, ways: Ways, names: Names) -> None:
        self.pages = list(version.pages)
        self.after = _after(ways, self.pages)
        self.number = {page.key: str(page.number) for page in self.pages}
        reached = {key for then in self.after.values() for key in then}
        self.nobody = {page.key for page in self.pages if page.key not in reached}
        for_some = {page.key for page in self.pages if version.rule_of(page) or _all_for_some(version, page)}
        self.low = for_some | self.nobody
        self.who = {page.key: _who(version, page, names) for page in self.pages}
        self.width = LEFT + STEP * len(self.pages) + 70
        self.height = LOW + HIGH + 12 if self.low else TOP + HIGH + 16

    @property
    def boxes(self) -> list[Box]:
        """Every page."""
        return [self._box(place, page) for place, page in enumerate(self.pages)]

    def _box(self, place: int, page: Page) -> Box:
        title = _cut(f"{page.number}. {page.title}")
        return Box(self._x(place), self._y(page.key), title, self._short(page), page.key in self.nobody)

    @property
    def end(self) -> int:
        """Where the end stands."""
        return LEFT + STEP * len(self.pages)

    @property
    def lines(self) -> list[Line]:
        """Every way from a page to the next, and to the end."""
        place = {page.key: number for number, page in enumerate(self.pages)}
        found = []
        for page in self.pages:
            onward = sorted(self.after.get(page.key, ()), key=lambda key: place.get(key, len(place)))
            found += [Line(self._path(place[page.key], place.get(key), key), len(onward) > 1) for key in onward]
        return found

    @property
    def rows(self) -> list[Row]:
        """The same as a table."""
        return [
            Row(
                page=page,
                after=self._before(page.key),
                who="nobody" if page.key in self.nobody else self.who[page.key],
                then=self._named(self.after.get(page.key, ()), "the end"),
                nobody=page.key in self.nobody,
            )
            for page in self.pages
        ]

    def _before(self, key: str) -> str:
        return self._named([page for page, then in self.after.items() if key in then], "the start")

    def _named(self, keys: Collection[str], edge: str) -> str:
        known = [page.key for page in self.pages if page.key in keys]
        words = [self.number[key] for key in known]
        words = [edge, *words] if "" in keys and edge == "the start" else words + ([edge] if "" in keys else [])
        return " or ".join(words) or "nothing"

    def _short(self, page: Page) -> str:
        if page.key in self.nobody:
            return "no way leads here" if page.placed else "empty"
        return "everyone" if page.key not in self.low else "some people"

    def _x(self, place: int) -> int:
        return LEFT + STEP * place

    def _y(self, key: str) -> int:
        return LOW if key in self.low else TOP

    def _path(self, start: int, end: int | None, key: str) -> str:
        """From the right of one box to the left of the next; around all that stands between."""
        x = self._x(start)
        y = self._y(self.pages[start].key)
        to = self.end if end is None else self._x(end)
        to_y = TOP if end is None else self._y(key)
        right, middle = x + WIDE, HIGH // 2
        if y == to_y == TOP or (y == to_y and end == start + 1):
            return f"M{right} {y + middle}H{to - 4}"
        if y == TOP:
            return f"M{x + WIDE // 2} {y + HIGH}V{DOWN}H{to + WIDE // 3}V{to_y - 4}"
        if to_y == TOP:
            target = to + (22 if end is None else WIDE // 4)
            floor = TOP + 48 if end is None else TOP + HIGH
            return f"M{x + 2 * WIDE // 3} {y}V{UP}H{target}V{floor + 4}"
        return f"M{x + 2 * WIDE // 3} {y}V{UP}H{to + WIDE // 4}V{to_y - 4}"


def _after(ways: Ways, pages: list[Page]) -> Mapping[str, Collection[str]]:
    try:
        return ways.after()
    except TooMany:  # too much hangs together: then each may follow the one before it
        keys = ["", *(page.key for page in pages if ways.to_page(page)), ""]
        return {one: {then} for one, then in zip(keys, keys[1:], strict=False)}


def _all_for_some(version: QuestionnaireVersion, page: Page) -> bool:
    return bool(page.placed) and all(version.rule_of(placed.asked) for placed in page.placed)


def _who(version: QuestionnaireVersion, page: Page, names: Names) -> str:
    if rule := version.rule_of(page):
        return names.who_sees(rule)
    if not _all_for_some(version, page):
        return "everyone"
    each = [names.who_sees(version.rule_of(placed.asked)) for placed in page.placed]
    return "; or ".join(dict.fromkeys(each))


def _cut(words: str) -> str:
    return words if len(words) <= LETTERS else f"{words[: LETTERS - 1].rstrip()}…"
