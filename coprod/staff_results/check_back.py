"""What a check-back found, exact and at this moment: how each challenge was judged, where it stands, and what moved."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask_login import current_user

from coprod.check_backs.models import CheckBack
from coprod.permissions import Permission
from coprod.questionnaires.checking_back.wordings import Words, in_the_round_before, wordings
from coprod.questionnaires.kinds import Kind
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import QuestionVersion
from coprod.results.disclosure import FEWEST
from coprod.results.ranking import Pattern, borda
from coprod.staff_results.filters import By, ResultsFilters
from coprod.staff_results.questionnaire import Result, results_of
from coprod.staff_results.runs import Run
from coprod.staff_results.tables import Item, Line
from coprod.staff_results.texts import Texts
from coprod.themes.who_spoke import Spoke


class ByGroup(NamedTuple):
    """What one audience says of a challenge: so many of so many that it feels right, and its place for them."""

    yes: int
    of: int
    place: int | None

    @property
    def share(self) -> int:
        """How many in a hundred say that it feels right."""
        return (200 * self.yes + self.of) // (2 * self.of) if self.of else 0


class Found(NamedTuple):
    """One challenge. `was` is its place before; `then` are earlier wordings, where it is put in another way now."""

    words: Words
    spoke: Spoke | None
    themes: tuple[str, ...]
    item: Item | None
    place: int | None
    sure: str
    first: int
    named: int
    groups: Sequence[ByGroup]
    was: int | None
    then: tuple[Words, ...]

    @property
    def right(self) -> Line | None:
        """Those who say that it feels right."""
        return self.item.opinions[0] if self.item and self.item.people else None

    @property
    def moved(self) -> str:
        """How its place now is beside the place before."""
        if self.place is None or self.was is None:
            return ""
        return "still" if self.place == self.was else "up" if self.place < self.was else "down"


class Report(NamedTuple):
    """All that is asked now, the first place first; and the texts: beside challenges, and what was missed."""

    challenges: Sequence[Found]
    before: str
    texts: Sequence[tuple[QuestionVersion, Texts]]

    @property
    def reworded(self) -> list[Found]:
        """Those that are put in another way than before."""
        return [each for each in self.challenges if each.then]

    @property
    def has_small_number(self) -> bool:
        """Whether it shows so few that one might know who they are."""
        numbers = [number for each in self.challenges for number in (each.first, each.named)]
        numbers += [number for each in self.challenges for group in each.groups for number in (group.yes, group.of)]
        numbers += [number for each in self.challenges if each.spoke for number in each.spoke]
        numbers += [line.number for each in self.challenges if each.item for line in each.item.opinions]
        return any(0 < number < FEWEST for number in numbers)


def report_of(check_back: CheckBack, groups: Mapping[str, str]) -> Report:
    """What is found until now; `groups` are the audiences that stand side by side."""
    questionnaire: Questionnaire = check_back.questionnaire
    results = {each.run.asked.key: each for each in results_of(questionnaire, ResultsFilters(by=By.AUDIENCE), groups)}
    judged, ranked = results.get(check_back.judged), results.get(check_back.ranked)
    items = _items(judged)
    said = wordings(judged.run.versions) if judged else {}
    order = {each.key: each for each in ranked.table.ranking} if ranked and ranked.run.people else {}
    sure = {line.label: line.sure for line in ranked.table.lines} if ranked else {}
    places = [_places(ranked.run, group) for group in groups] if ranked else [{} for _ in groups]
    by_key, spoke = check_back.by_key, check_back.spoke_now()
    was, before = _before(check_back, spoke)
    found = []
    for says in check_back.read:
        key, challenge, item = says["key"], by_key.get(says["key"]), items.get(says["key"])
        now, place = Words(says["label"], says["plain"]), order.get(key)
        earlier = in_the_round_before(challenge)
        then = [*([earlier] if earlier else []), *said.get(key, [])]
        found.append(
            Found(
                now,
                spoke.get(challenge.id, Spoke()) if challenge and challenge.themes else None,
                tuple(theme.title for theme in challenge.themes) if challenge else (),
                item,
                place.place if place else None,
                sure.get(says["label"], ""),
                place.first if place else 0,
                place.named if place else 0,
                [_by_group(item, at, places[at].get(key)) for at in range(len(groups))],
                was.get(key),
                tuple(words for words in dict.fromkeys(then) if words != now),
            )
        )
    texts = [(each.run.asked, each.texts) for each in results.values() if each.texts is not None]
    return Report(sorted(found, key=lambda each: each.place or len(found) + 1), before, texts)


def _items(judged: Result | None) -> dict[str, Item]:
    return dict(zip(judged.run.options, judged.table.items, strict=True)) if judged else {}


def _by_group(item: Item | None, at: int, place: int | None) -> ByGroup:
    if item is None:
        return ByGroup(0, 0, place)
    return ByGroup(item.opinions[0].groups[at], sum(line.groups[at] for line in item.opinions), place)


def _places(run: Run, group: str) -> dict[str, int]:
    """Where one audience puts each, by points."""
    return places_of(run.ranked.get(group, {}), [*run.options], run.asked.most or 1)


def places_of(ranked: Mapping[Pattern, int], options: Sequence[str], most: int) -> dict[str, int]:
    """Where each stands by points; nowhere where nobody ranked."""
    if not ranked:
        return {}
    points = borda(ranked, options, most)
    return {key: 1 + sum(other > mine for other in points.values()) for key, mine in points.items()}


def _before(check_back: CheckBack, spoke: Mapping[int, Spoke]) -> tuple[dict[str, int], str]:
    """The places before: in the earlier round, or by how many people had spoken of each."""
    by_key = check_back.by_key
    there = [by_key[each["key"]] for each in check_back.read if each["key"] in by_key]
    rounds = {each.earlier.check_back_id: each.earlier.check_back for each in there if each.earlier}
    for earlier in rounds.values():
        if not current_user.may(Permission.SEE_RESULTS, earlier.questionnaire.engagement_id):
            continue  # it was in another engagement, in which whoever asks has no part
        results = results_of(earlier.questionnaire, ResultsFilters(), {})
        for result in results:
            if result.run.asked.key == earlier.ranked and result.run.asked.kind is Kind.RANKING and result.run.people:
                places = {each.key: each.place for each in result.table.ranking}
                of_it = [(e.key, e.earlier.key) for e in there if e.earlier and e.earlier.check_back is earlier]
                found = {key: places[before] for key, before in of_it if before in places}
                return found, f"in “{earlier.called(check_back.questionnaire)}”"
    heard = {each.key: spoke.get(each.id, Spoke()).people for each in there if each.themes}
    if len(heard) < len(check_back.read):  # an order of some of them is no order of all
        return {}, ""
    places = {key: 1 + sum(other > people for other in heard.values()) for key, people in heard.items()}
    return places, "by how many people had told us about it"
