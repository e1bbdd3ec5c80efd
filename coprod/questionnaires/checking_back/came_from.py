"""Where each challenge of a check-back came from, as everyone may know it."""

from datetime import date
from typing import NamedTuple

from coprod.check_backs.challenge import Challenge
from coprod.check_backs.models import CheckBack
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import OptionVersion
from coprod.questionnaires.version import QuestionnaireVersion
from coprod.results.disclosure import people, shown


class CameFrom(NamedTuple):
    """One challenge. `people` is empty where the team wrote it; `on` is the day when they were counted."""

    label: str
    plain: str
    people: str = ""
    themes: tuple[str, ...] = ()
    earlier: str = ""
    on: date | None = None


def where_from(
    questionnaire: Questionnaire, version: QuestionnaireVersion | None = None, *, preview: bool = False
) -> list[CameFrom]:
    """The challenges of a check-back in their order; nothing for any other questionnaire.

    In public stands what was counted when it opened, and never a number that moves. A preview of what nobody can read
    yet has the figures of now.
    """
    check_back = CheckBack.of(questionnaire.id)
    if check_back is None:
        return []
    by_key = check_back.by_key
    spoke = check_back.spoke_now() if preview else {}

    def of(option: OptionVersion) -> CameFrom:
        challenge = by_key.get(option.key)
        if challenge is None:
            return CameFrom(option.label, option.plain)
        now = spoke.get(challenge.id)
        figure = challenge.shown_people if now is None else shown(now.people)
        is_counted = challenge.counted_on is not None or preview
        return CameFrom(
            option.label,
            option.plain,
            people(figure) if challenge.themes and is_counted else "",
            tuple((theme.known_as or theme).title for theme in challenge.themes),
            _round(challenge),
            challenge.counted_on,
        )

    asked = [each for each in (version or questionnaire.asks).questions if each.key == check_back.judged]
    return [of(option) for each in asked for option in each.options]


def _round(challenge: Challenge) -> str:
    """The earlier round in which it was checked before; with its engagement, where that was another."""
    here = challenge.check_back.questionnaire
    return challenge.earlier.check_back.called(here) if challenge.earlier else ""
