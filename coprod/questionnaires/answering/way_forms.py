"""The way through a questionnaire that one person goes, by what they have typed so far."""

from typing import NamedTuple

from coprod.activities.audience import Audience
from coprod.questionnaires.answering.drafts.kept import Typed
from coprod.questionnaires.answering.forms import AnswersForm
from coprod.questionnaires.kinds import Given
from coprod.questionnaires.models import Questionnaire
from coprod.questionnaires.question import QuestionVersion
from coprod.questionnaires.screens import Place, Screen, screens_of
from coprod.questionnaires.where_people_left import Step, What

# How much time people may say that they have: minutes, or all that it takes.
TIMES = {"2": 2, "10": 10, "more": None}
# Before every page, and after all of them: there one can check one's answers.
START: Place = (0, 0)
CHECK: Place = (1_000_000, 0)


class Way(NamedTuple):
    """The screens that one person sees, in order, and where among them they are asked who they are."""

    screens: list[Screen]
    about_you: Place

    @property
    def questions(self) -> list[QuestionVersion]:
        """All that it asks, each once."""
        return [*dict.fromkeys(question for screen in self.screens for question in screen.questions)]

    @property
    def places(self) -> list[Place]:
        """Every step of it."""
        return sorted([*(screen.place for screen in self.screens), self.about_you])

    def at(self, place: Place) -> Screen | None:
        """The screen at a place; None when it is not on this way."""
        return next((screen for screen in self.screens if screen.place == place), None)

    def after(self, place: Place) -> Place:
        """The next place; at last the check page."""
        return next((each for each in self.places if each > place), CHECK)

    def before(self, place: Place) -> Place:
        """The place before; before the first, the start."""
        return next((each for each in reversed(self.places) if each < place), START)

    def begins(self, place: Place) -> bool:
        """Whether it is the first place: answering begins there, and nowhere else."""
        return place == self.places[0]

    def step(self, place: Place) -> Step:
        """What is counted when somebody comes to a place: its page, however many screens that has."""
        if place == CHECK:
            return Step(What.CHECK)
        screen = self.at(place)
        return Step(What.PAGE, screen.page.key) if screen else Step(What.ABOUT_YOU)

    def begun_on(self, screen: Screen) -> list[QuestionVersion]:
        """The questions that nobody comes to before this screen: an `agree` question has many."""
        earlier = {question for each in self.screens if each.place < screen.place for question in each.questions}
        return [question for question in screen.questions if question not in earlier]

    def done(self, place: Place) -> int:
        """Which step it is, from 1."""
        return sum(each <= place for each in self.places)


def the_way(questionnaire: Questionnaire, typed: Typed) -> Way:
    """The way of somebody who has typed so much. Whoever has little time is asked less."""
    version = questionnaire.asks
    answers = answers_so_far(questionnaire, typed) if version.rules else {}
    minutes = TIMES.get(first(typed, "time")) if version.short_ways else None
    pages = version.way_through(answers, who_they_say_they_are(typed), minutes)
    screens = [screen for seen in pages for screen in screens_of(seen, first(typed, "seed"))]
    return Way(screens, (0, 1) if version.asks_who_first else (len(version.pages) + 1, 1))


def who_they_say_they_are(typed: Typed) -> str | None:
    """The audience they chose; whoever passed that page without has not said, and before it nobody knows."""
    return first(typed, "audience") or (Audience.NOT_SAID.value if has_seen_about_you(typed) else None)


def has_seen_about_you(typed: Typed) -> bool:
    """Whether somebody passed the page about them: it leaves where they live, also when nothing is said of that."""
    return not {"audience", "district", "sharing"}.isdisjoint(typed)


def left_out(questionnaire: Questionnaire, typed: Typed) -> list[Screen]:
    """What somebody with more time would be asked too."""
    asked = {screen.place for screen in the_way(questionnaire, typed).screens}
    longer = the_way(questionnaire, {**typed, "time": ["more"]})
    return [screen for screen in longer.screens if screen.place not in asked]


def answers_so_far(questionnaire: Questionnaire, typed: Typed) -> dict[str, Given]:
    """What has been answered, by the key of its question; what is not an answer to it counts for nothing."""
    form = AnswersForm.of(questionnaire.asks.questions, typed)
    return {question.key: given for question, given in form.answers().items() if question.accepts(given)}


def first(typed: Typed, name: str) -> str:
    """What was filled in under a name; nothing when nothing was."""
    return next(iter(typed.get(name, ())), "")
