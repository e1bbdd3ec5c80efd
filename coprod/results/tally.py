"""Responses, counted exactly: for each group who is in it and what they picked. Never shown as it is to the public."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from coprod.results.declaration import By, Counts, Declaration, Group, Kind, Question
from coprod.results.numbers import Numbers


class Response(NamedTuple):
    """One person's answers, as far as they are counted. `picks` are keys of options by the question's key.

    A question that is not in `picks`, or with nothing picked, was not answered. A ranking has its first choice first.
    """

    id: int
    audience: str
    district: str
    picks: Mapping[str, Sequence[str]]


class Tally:
    """What one group said: the ids of its responses, how many answered each question, and what they picked."""

    def __init__(self) -> None:
        self.ids = Numbers()
        self.answered: Counter[str] = Counter()
        self.picked: Counter[tuple[str, Counts, str]] = Counter()

    def add(self, response: Response, questions: Mapping[str, Question]) -> None:
        """Count one response."""
        self.ids.add(response.id)
        for key, picks in response.picks.items():
            if not picks:
                continue
            question = questions[key]
            question.refuse(picks)
            self.answered[key] += 1
            if question.kind is Kind.RANKING:
                self.picked[key, Counts.FIRST, picks[0]] += 1
                self.picked.update((key, Counts.NAMED, pick) for pick in picks)
            else:
                self.picked.update((key, Counts.ANSWERS, pick) for pick in picks)

    def merge(self, other: "Tally") -> None:
        """Count what others said too."""
        self.ids |= other.ids
        self.answered.update(other.answered)
        self.picked.update(other.picked)


def tallied(declaration: Declaration, responses: Iterable[Response]) -> dict[Group, Tally]:
    """What every group said, in one pass. ValueError for answers not declared, or somebody who stands there twice.

    Who says that they are somebody else, or from somewhere else, than was declared is counted with everyone alone.
    """
    questions = {question.key: question for question in declaration.questions}
    together: defaultdict[tuple[str, str], Tally] = defaultdict(Tally)
    seen = 0
    for response in responses:
        if not questions.keys() >= response.picks.keys():
            raise ValueError(f"not declared: {response.picks.keys() - questions.keys()}")
        together[response.audience, response.district].add(response, questions)
        seen += 1
    found = by_group(declaration, together)
    if seen != len(found[declaration.groups[0]].ids):
        raise ValueError("a response stands there twice")
    return found


def by_group(declaration: Declaration, together: Mapping[tuple[str, str], Tally]) -> dict[Group, Tally]:
    """What every group said, from what all of one audience and district said."""
    found = {group: Tally() for group in declaration.groups}
    for (audience, district), tally in together.items():
        for group in _groups_of(declaration, audience, district):
            found[group].merge(tally)
    return found


def _groups_of(declaration: Declaration, audience: str, district: str) -> list[Group]:
    """Those that people of one audience and district are in: one of each kind at most."""
    says = {By.EVERYONE: "", By.AUDIENCE: audience, By.DISTRICT: district}
    return [group for group in declaration.groups if group.key == says[group.by]]
