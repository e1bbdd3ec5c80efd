"""The way through a questionnaire that one person goes, by what they have typed so far."""

from coprod.questionnaires.answering.forms import AnswersForm
from coprod.questionnaires.answering.kept import Typed
from coprod.questionnaires.kinds import Given
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.version import PageSeen


def the_way(questionnaire: Questionnaire, typed: Typed) -> list[PageSeen]:
    """The pages that they see, each with its questions."""
    version = questionnaire.asks
    return list(version.way_through(answers_so_far(questionnaire, typed) if version.rules else {}, audience_of(typed)))


def answers_so_far(questionnaire: Questionnaire, typed: Typed) -> dict[str, Given]:
    """What has been answered, by the key of its question; what is not an answer to it counts for nothing."""
    form = AnswersForm.of(questionnaire.asks.questions, typed)
    return {question.key: given for question, given in form.answers().items() if question.accepts(given)}


def audience_of(typed: Typed) -> str | None:
    """Who they say they are."""
    return next(iter(typed.get("audience", ())), None)
