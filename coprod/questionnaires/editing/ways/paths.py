"""Every way through a questionnaire: who comes to which page and question, and what follows what.

Ways are looked for by trying answers: of each question that a rule speaks of, one answer for each thing that rules can
tell apart. That is exact: what is found has a `Way` that leads there, and what nobody can reach is never seen. Two
things it does not decide. Where more than `MOST` states hang on each other, it says `UNDECIDED`, which counts as
reachable. And it takes it that whoever is asked who they are says one of the audiences.

There can be no loop and no dead end: pages follow in one order, a rule speaks of earlier pages, and the end is open to
everyone.
"""

from collections.abc import Collection, Iterable, Iterator
from itertools import product
from math import prod
from typing import NamedTuple

from coprod.activities.audience import Audience
from coprod.questionnaires.editing.ways.answers_apart import answers_apart
from coprod.questionnaires.kinds import Given
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.rules import Condition, Rule
from coprod.questionnaires.version import Page, QuestionnaireVersion

MOST = 20_000

State = frozenset[int]  # which conditions hold, by number


class TooMany(Exception):
    """More states than are looked at."""


class Way(NamedTuple):
    """Somebody who comes there: who they are, and what they answer before."""

    audience: str | None
    answers: dict[str, Given]


UNDECIDED = Way(None, {})


class Ways:
    """The ways through one version. `audience`: only of people who say that they are this."""

    def __init__(self, version: QuestionnaireVersion, audience: str | None = None) -> None:
        self.pages = list(version.pages)
        self.rules = {(rule.page_key is not None, rule.page_key or rule.question_key): rule for rule in version.rules}
        self.page_of = {placed.asked.key: page for page in self.pages for placed in page.placed}
        self.conditions: list[Condition] = [each for rule in version.rules for each in rule.conditions]
        self.number = {id(condition): place for place, condition in enumerate(self.conditions)}
        asks_who = any(each.question_key is None for each in self.conditions)
        self.audiences: list[str | None] = [audience] if audience else [*Audience] if asks_who else [None]
        self._to: dict[str, Way | None] = {}

    def to_question(self, key: str) -> Way | None:
        """A way on which a question is asked; None when nobody comes to it."""
        if key not in self._to:
            self._to[key] = self._find(key)
        return self._to[key]

    def to_page(self, page: Page) -> Way | None:
        """A way on which somebody sees a page: it asks them something."""
        found = (self.to_question(placed.asked.key) for placed in page.placed)
        return next((way for way in found if way is not None), None)

    def after(self) -> dict[str, set[str]]:
        """Which pages can come right after which, by key; before the first stands "", and so does the end."""
        cone = self._cone([page.key for page in self.pages], list(self.page_of))
        states = {(state, ""): way for state, way in self._start(cone).items()}
        after: dict[str, set[str]] = {}
        for page in self.pages:
            onward: dict[tuple[State, str], Way] = {}
            for (state, last), way in states.items():
                seen = self._seen(page, state)
                if seen:
                    after.setdefault(last, set()).add(page.key)
                for new, further in self._answered(seen, state, way, cone):
                    onward.setdefault((new, page.key if seen else last), further)
                must_be_few(onward)
            states = onward
        for _, last in states:
            after.setdefault(last, set()).add("")
        return after

    # --- looking ----------------------------------------------------------------------------------------------

    def _find(self, key: str) -> Way | None:
        page = self.page_of[key]
        cone = self._cone([page.key], [key])
        states = self._start(cone)
        try:
            for earlier in self.pages[: self.pages.index(page)]:
                onward: dict[State, Way] = {}
                for state, way in states.items():
                    for new, further in self._answered(self._seen(earlier, state), state, way, cone):
                        onward.setdefault(new, further)
                    must_be_few(onward)
                states = onward
        except TooMany:
            return UNDECIDED
        found = (way for state, way in states.items() if key in (each.key for each in self._seen(page, state)))
        return next(found, None)

    def _cone(self, pages: Iterable[str], questions: Iterable[str]) -> set[int]:
        """The numbers of all conditions on which it hangs whether these are seen, however far back."""
        found: set[int] = set()
        todo = [(True, key) for key in pages] + [(False, key) for key in questions]
        done: set[tuple[bool, str]] = set()
        while todo:
            thing = todo.pop()
            if thing in done:
                continue
            done.add(thing)
            for condition in self.rules[thing].conditions if thing in self.rules else ():
                found.add(self.number[id(condition)])
                if (key := condition.question_key) in self.page_of and key is not None:
                    todo += [(False, key), (True, self.page_of[key].key)]
        return found

    def _start(self, cone: Collection[int]) -> dict[State, Way]:
        starts: dict[State, Way] = {}
        for audience in self.audiences:
            state = frozenset(each for each in cone if self.conditions[each].holds({}, audience))
            starts.setdefault(state, Way(audience, {}))
        return starts

    def _holds(self, rule: Rule | None, state: State) -> bool:
        if rule is None:
            return True
        found = (self.number[id(condition)] in state for condition in rule.conditions)
        return all(found) if rule.all_of else any(found)

    def _seen(self, page: Page, state: State) -> list[QuestionVersion]:
        if not self._holds(self.rules.get((True, page.key)), state):
            return []
        return [
            each.asked for each in page.placed if self._holds(self.rules.get((False, each.asked.key)), state)
        ]  # what is answered on the page itself counts on later pages

    def _answered(
        self, seen: list[QuestionVersion], state: State, way: Way, cone: Collection[int]
    ) -> Iterator[tuple[State, Way]]:
        """What may hold after these were answered, in every way that rules can tell apart."""
        asked = [(each.key, about) for each in seen if (about := self._about(each, cone))]
        each_way = [answers_apart(self.question(key), [self.conditions[n] for n in about]) for key, about in asked]
        must_be_few(range(prod(map(len, each_way))))
        for chosen in product(*each_way):
            new, answers = set(state), dict(way.answers)
            for (key, about), given in zip(asked, chosen, strict=True):
                new -= set(about)
                new |= {n for n in about if self.conditions[n].holds({key: given}, None)}
                if given:
                    answers[key] = given
            yield frozenset(new), Way(way.audience, answers)

    def _about(self, question: QuestionVersion, cone: Collection[int]) -> list[int]:
        return [each for each in sorted(cone) if self.conditions[each].question_key == question.key]

    def question(self, key: str) -> QuestionVersion:
        """A question by its key."""
        return next(placed.asked for placed in self.page_of[key].placed if placed.asked.key == key)


def must_be_few(states: Collection[object]) -> None:
    """Raise `TooMany` when it would take too long."""
    if len(states) > MOST:
        raise TooMany
