"""A check-back that begins from what there is: a copy of another, or a questionnaire whose challenges are written."""

from collections.abc import Iterable
from typing import Any

from coprod.check_backs.challenge import Challenge
from coprod.check_backs.models import CheckBack


def copied(check_back: CheckBack, questionnaire: Any) -> CheckBack:
    """The same for a copy of its questionnaire: with the challenges that people are asked about, each from where it is.

    In another engagement nothing was heard yet: there, no challenge has themes, or an earlier round.
    """
    asked = {each["key"] for each in check_back.read}
    stays = questionnaire.engagement is check_back.questionnaire.engagement
    made = CheckBack(questionnaire, judged=check_back.judged, ranked=check_back.ranked)
    for each in check_back.challenges:
        if each.key in asked:
            themes, earlier = (each.themes, each.earlier) if stays else ((), None)
            made.challenges.append(Challenge(each.key, themes=themes, earlier=earlier))
    return made


def of_written(questionnaire: Any, judged: str, ranked: str) -> CheckBack:
    """A draft's questionnaire, of whose challenges, if any are written, staff have yet to say where each is from."""
    made = CheckBack(questionnaire, judged=judged, ranked=ranked)
    for each in made.written:
        made.challenges.append(Challenge(each["key"]))
    return made


def are_there(questionnaire_ids: Iterable[int]) -> bool:
    """Whether one of these questionnaires is a check-back."""
    return bool(CheckBack.among([*questionnaire_ids]))
