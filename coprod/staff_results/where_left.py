"""How far people came in a questionnaire: counters, not tracks. We know how many, never who."""

from typing import NamedTuple

from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.version import QuestionnaireVersion
from coprod.questionnaires.where_people_left import Step, What, how_far
from coprod.staff_results.tables import Line


class HowFar(NamedTuple):
    """A line for each step on the way, of those who began; `minutes` is what half of those who sent it needed."""

    lines: list[Line]
    minutes: int | None


def how_far_people_came(questionnaire: Questionnaire, number: int | None) -> HowFar | None:
    """In one version of it: the newest, or the one with this number. None while nobody has begun that one."""
    public = [version for version in questionnaire.versions if not version.is_draft]
    version = next((each for each in reversed(public) if number in (None, each.number)), None)
    came = how_far(questionnaire).get(version.id) if version else None
    if version is None or not came:
        return None
    began = came[Step(What.BEGAN)]
    lines: list[Line] = []
    before = began
    for step, words, for_some in _steps(version):
        number_there = came[step]
        left = before - number_there
        told = "only for some" if for_some else f"{left:,} left" if left > 0 else ""
        lines.append(Line(words, number_there, began, sure=told))
        before = before if for_some else number_there
    return HowFar(lines, questionnaire.took_minutes)


def _steps(version: QuestionnaireVersion) -> list[tuple[Step, str, bool]]:
    """Each step, what it is called, and whether only some people come to it."""
    pages = [
        (Step(What.PAGE, page.key), f"{page.number}. {page.title}", version.rule_of(page) is not None)
        for page in version.pages
    ]
    about_you = [(Step(What.ABOUT_YOU), "About you", False)]
    way = [*about_you, *pages] if version.asks_who_first else [*pages, *about_you]
    return [
        (Step(What.BEGAN), "Began", False),
        *way,
        (Step(What.CHECK), "Check", False),
        (Step(What.SENT), "Sent", False),
    ]
