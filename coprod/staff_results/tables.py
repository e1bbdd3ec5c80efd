"""A question's answers as a table: a line for each answer, with its bar; and what a question's kind has besides."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from coprod.questionnaires.kinds import NUMBERS, OPINIONS, WITH_OPTIONS, Kind
from coprod.rendering import nth, uk_date
from coprod.results.disclosure import FEWEST
from coprod.results.ranking import Ranked, borda, ranked
from coprod.staff_results.runs import Run, Said

MOST_VALUES = 20  # more different numbers than that stand in ranges
RANGES = 10


class Line(NamedTuple):
    """One answer: how many gave it, of how many, and how many in each group. `sure` is how sure its place is."""

    label: str
    number: int
    of: int
    groups: Sequence[int] = ()
    sure: str = ""

    @property
    def width(self) -> float:
        """Of the bar, in hundredths of all."""
        return round(100 * self.number / self.of, 1) if self.of else 0

    @property
    def share(self) -> int:
        """How many in a hundred."""
        return (200 * self.number + self.of) // (2 * self.of) if self.of else 0


class Item(NamedTuple):
    """One item of an agree question, and a line for each opinion."""

    label: str
    people: int
    opinions: Sequence[Line]

    @property
    def bars(self) -> list[tuple[int, float, float]]:
        """Each opinion's number, where its part of the bar begins, and how wide it is."""
        found, at = [], 0.0
        for number, line in enumerate(self.opinions, start=1):
            found.append((number, round(at, 1), line.width))
            at += line.width
        return found


class Spread(NamedTuple):
    """Of numbers: the least, the one in the middle, the most, in words."""

    least: str
    middle: str
    most: str


class Table(NamedTuple):
    """What a question says of itself in numbers: `lines`, or `items` of an agree question."""

    lines: Sequence[Line] = ()
    items: Sequence[Item] = ()
    ranking: Sequence[Ranked] = ()
    spread: Spread | None = None

    @property
    def has_small_number(self) -> bool:
        """Whether it shows so few that one might know who they are."""
        lines = [*self.lines, *(line for item in self.items for line in item.opinions)]
        numbers = [number for line in lines for number in (line.number, *line.groups)]
        numbers += [number for each in self.ranking for number in (each.first, each.named)]
        return any(0 < number < FEWEST for number in numbers)


def table_of(run: Run, groups: Mapping[str, str]) -> Table:
    """The table of a question, with a column for each of these groups."""
    kind = run.asked.kind
    if kind is Kind.RANKING:
        return _ranking(run, groups)
    if kind is Kind.AGREE:
        return Table(items=[_item(run, key, words, groups) for key, words in run.options.items()])
    if kind in WITH_OPTIONS:
        return Table([_line(words, (key, "", 0), run.people, run, groups) for key, words in run.options.items()])
    return _numbers(run, groups) if kind in NUMBERS else Table()


def _line(words: str, said: Said, of: int, run: Run, groups: Mapping[str, str]) -> Line:
    return Line(words, run.all_picked[said], of, [run.picked_by(group)[said] for group in groups])


def _item(run: Run, key: str, words: str, groups: Mapping[str, str]) -> Item:
    people = sum(run.all_picked[key, opinion, 0] for opinion in OPINIONS)
    lines = [_line(said, (key, opinion, 0), people, run, groups) for opinion, said in OPINIONS.items()]
    return Item(words, people, lines)


def _ranking(run: Run, groups: Mapping[str, str]) -> Table:
    options, most = run.options, run.asked.most or 1
    order = ranked(run.all_ranked, [*options], most)
    points = [borda(run.ranked.get(group, {}), [*options], most) for group in groups]
    full = most * run.people
    lines = [
        Line(options[each.key], each.points, full, [of[each.key] for of in points], _how_sure(each, run.people))
        for each in order
    ]
    return Table(lines, ranking=order)


def _how_sure(each: Ranked, people: int) -> str:
    if not people:
        return ""
    if each.is_sure:
        return f"surely {nth(each.highest)}"
    return f"{nth(each.highest)} {'or' if each.lowest - each.highest == 1 else 'to'} {nth(each.lowest)}"


# --- numbers ---------------------------------------------------------------------------------------------


def _numbers(run: Run, groups: Mapping[str, str]) -> Table:
    asked = run.asked
    says: Callable[[int], str] = (lambda value: uk_date(date.fromordinal(value), year=True)) if (
        asked.kind is Kind.DATE) else "{:,}".format  # fmt: skip
    values = _values(run.all_picked)
    by_group = [_values(run.picked_by(group)) for group in groups]
    if asked.kind is Kind.SCALE:
        ends = {asked.lowest: asked.low_words, asked.highest: asked.high_words}
        ranges: Iterable[tuple[int, int]] = [(n, n) for n in range(asked.lowest or 0, (asked.highest or 0) + 1)]
        named = {n: f"{n}: {ends[n]}" if ends.get(n) else str(n) for n, _ in ranges}
    else:
        ranges, named = _ranges(values), {}
    lines = [
        Line(
            named.get(low) or (says(low) if low == high else f"{says(low)} to {says(high)}"),
            _within(values, low, high),
            run.people,
            [_within(each, low, high) for each in by_group],
        )
        for low, high in ranges
    ]
    if not values:
        return Table(lines)
    return Table(lines, spread=Spread(says(min(values)), _middle(values, says), says(max(values))))


def _values(picked: Counter[tuple[str, str, int]]) -> Counter[int]:
    return Counter({number: people for (_, _, number), people in picked.items()})


def _within(values: Counter[int], low: int, high: int) -> int:
    return sum(people for value, people in values.items() if low <= value <= high)


def _ranges(values: Counter[int]) -> list[tuple[int, int]]:
    """Each number that was given, or, of many, ten ranges that hold them all."""
    if len(values) <= MOST_VALUES:
        return [(value, value) for value in sorted(values)]
    lowest, highest = min(values), max(values)
    wide = -(-(highest - lowest + 1) // RANGES)
    return [(low, min(low + wide - 1, highest)) for low in range(lowest, highest + 1, wide)]


def _middle(values: Counter[int], says: Callable[[int], str]) -> str:
    """The median; between two numbers it is in the middle of both, and between two days both are said."""
    people = sum(values.values())
    low, high = (_at(values, place) for place in ((people - 1) // 2, people // 2))
    if low == high:
        return says(low)
    return f"{says(low)} or {says(high)}"


def _at(values: Counter[int], place: int) -> int:
    for value in sorted(values):
        place -= values[value]
        if place < 0:
            return value
    raise ValueError("nobody stands there")
