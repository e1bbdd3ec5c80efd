"""What a questionnaire declares before it opens: which of its questions are counted, and for whom."""

from collections.abc import Collection, Iterator

from coprod.activities.audience import Audience
from coprod.partnership.district import District
from coprod.questionnaires.kinds import OPINIONS, PICK_ONE, Kind
from coprod.questionnaires.question import Question, QuestionVersion
from coprod.questionnaires.version import QuestionnaireVersion
from coprod.results.declaration import Declaration, Kind as Counted, Named, Question as Asked

_KINDS = dict.fromkeys(PICK_ONE, Counted.ONE_CHOICE) | {
    Kind.SEVERAL_CHOICES: Counted.SEVERAL_CHOICES,
    Kind.RANKING: Counted.RANKING,
}


def declaration_of(version: QuestionnaireVersion, audiences: Collection[str]) -> Declaration:
    """What is published of this version. For one audience alone there is no table by audience; else for all."""
    can_say = [Audience(one) for one in audiences] if len(audiences) == 1 else list(Audience)
    return Declaration.declare(
        [each for question in version.questions for each in counted_as(question)],
        [Named(each.value, each.many) for each in can_say if each is not Audience.NOT_SAID],
        [Named(slug, name) for slug, name in District.choices()],
    )


def counted_as(version: QuestionVersion) -> Iterator[Asked]:
    """The questions that it is counted as: one for each item of an agree question, none for words."""
    key, title = key_of(version), version.prompt
    options = tuple(Named(option.key, option.label) for option in version.options)
    if version.kind in _KINDS:
        yield Asked(key, title, _KINDS[version.kind], options)
    if version.kind is Kind.AGREE:
        opinions = tuple(Named(*opinion) for opinion in OPINIONS.items())
        for item in options:
            yield Asked(item_key(key, item.key), item.label, Counted.AGREE, opinions, of=title)
    if version.kind is Kind.SCALE and version.lowest is not None and version.highest is not None:
        yield Asked(key, title, Counted.ONE_CHOICE, tuple(points(version)), in_order=True)


def points(version: QuestionVersion) -> Iterator[Named]:
    """The points of a scale, with what its ends are called."""
    ends = {version.lowest: version.low_words, version.highest: version.high_words}
    for point in range(version.lowest or 0, (version.highest or 0) + 1):
        yield Named(str(point), f"{point}: {ends[point]}" if ends.get(point) else str(point))


def key_of(version: QuestionVersion) -> str:
    """By what it is counted: with the versions before it whose answers mean the same, or from now on apart."""
    return keys_of(version.question)[version.number]


def keys_of(question: Question) -> dict[int, str]:
    """The same for every version, by its number."""
    keys: dict[int, str] = {}
    key, kind = question.key, None
    for version in question.versions:
        if kind and (version.kind is not kind or not version.counts_with_earlier):
            key = f"{question.key}~{version.number}"
        keys[version.number], kind = key, version.kind
    return keys


def item_key(key: str, item: str) -> str:
    """By what one item of an agree question is counted."""
    return f"{key}/{item}"
