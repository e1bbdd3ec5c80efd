"""Of one question, one answer for each thing that some conditions can tell apart."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from itertools import islice, product

from coprod.questionnaires.kinds import NUMBERS, PICK_ONE, TEXT, Given, Kind, chose, counted, judged_each, ranked, said
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.rules import OF_OPTIONS, Condition

FAR = 2_000_000_000  # no number that a form takes is larger
MOST = 5_000  # ways of picking that are tried


def answers_apart(question: QuestionVersion, conditions: Sequence[Condition]) -> list[Given]:
    """Answers that people can give here, no two of which make the same of the conditions true. Skipping is one."""
    found: dict[tuple[bool, ...], Given] = {}
    for given in _answers(question, conditions):
        found.setdefault(tuple(each.holds({question.key: given}, None) for each in conditions), given)
    return list(found.values())


def _answers(question: QuestionVersion, conditions: Sequence[Condition]) -> Iterator[Given]:
    if not question.required:
        yield Given()
    if question.kind in TEXT:
        yield said("x")
    elif question.kind in PICK_ONE:
        yield from (chose(key) for key in question.labels)
    elif question.kind in NUMBERS:
        yield from (counted(number) for number in _numbers(question, conditions))
    elif question.kind is Kind.AGREE and question.required:
        yield judged_each(dict.fromkeys(question.labels, "yes"))
    elif question.kind is not Kind.INFORMATION:
        yield from (_picked(question, keys) for keys in islice(_sets(question, conditions), MOST))


def _numbers(question: QuestionVersion, conditions: Sequence[Condition]) -> list[int]:
    lowest, highest = (1, date.max.toordinal()) if question.kind is Kind.DATE else (-FAR, FAR)
    lowest = lowest if question.lowest is None else question.lowest
    highest = highest if question.highest is None else question.highest
    near = {each.number + step for each in conditions if each.number is not None for step in (-1, 0, 1)}
    return sorted(number for number in near | {lowest, highest} if lowest <= number <= highest)


def _picked(question: QuestionVersion, keys: list[str]) -> Given:
    if question.kind is Kind.RANKING:
        return ranked(*keys)
    return judged_each(dict.fromkeys(keys, "yes")) if question.kind is Kind.AGREE else chose(*keys)


def _sets(question: QuestionVersion, conditions: Sequence[Condition]) -> Iterator[list[str]]:
    """Options that can be picked together. Those that every condition treats alike are not told apart."""
    alike: dict[tuple[bool, ...], list[str]] = {}
    for key in question.labels:
        named = tuple(key in each.options for each in conditions if each.test in OF_OPTIONS)
        alike.setdefault(named, []).append(key)
    groups: Collection[list[str]] = alike.values()
    for counts in product(*(range(len(group) + 1) for group in groups)):
        keys = [key for group, count in zip(groups, counts, strict=True) for key in group[:count]]
        if keys and (question.kind is Kind.AGREE or question.is_enough(len(keys))):
            yield keys
