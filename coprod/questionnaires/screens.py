"""Screen: what one person sees at once. Where staff ask for it, each person finds things in an order of their own."""

from collections.abc import Iterator
from itertools import groupby
from random import Random
from typing import NamedTuple

from coprod.questionnaires.kinds import Kind
from coprod.questionnaires.question import OptionVersion, QuestionVersion
from coprod.questionnaires.version import Page, PageSeen

# Where a screen stands: the number of its page, and which it is of that page's screens. Both count from 1.
Place = tuple[int, int]


class Screen(NamedTuple):
    """Questions that stand together under the title of their page, or one `item` of an `agree` question."""

    page: Page
    step: int
    questions: list[QuestionVersion]
    item: OptionVersion | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.page.number, self.step

    @property
    def asks_for(self) -> int:
        """How many things one can answer on it."""
        return 1 if self.item else sum(question.asks_for for question in self.questions)

    @property
    def is_answered_by_a_button(self) -> bool:
        """Whether one press is the whole answer."""
        if self.item:
            return True
        question = self.questions[0]
        return len(self.questions) == 1 and question.kind is Kind.ONE_CHOICE and not question.boxes

    @property
    def is_shuffled(self) -> bool:
        """Whether it looks different from one person to the next."""
        return any(question.shuffled for question in self.questions)


def screens_of(seen: PageSeen, seed: str) -> Iterator[Screen]:
    """The screens of a page that one person sees. Each has the same step for everyone, whoever sees fewer of them."""
    step = 0
    for one_by_one, group in groupby(seen.page.placed, lambda placed: placed.asked.kind is Kind.AGREE):
        together = [*group]
        questions = [placed.asked for placed in together if placed in seen.placed]
        if not one_by_one:
            step += 1
            if questions:
                yield Screen(seen.page, step, questions)
            continue
        for question in (placed.asked for placed in together):
            for item in in_own_order(question, seed):
                step += 1
                if question in questions:
                    yield Screen(seen.page, step, [question], item)


def in_own_order(question: QuestionVersion, seed: str) -> list[OptionVersion]:
    """What a question offers, as the person finds it whose `seed` this is. "Something else" stays at the end."""
    if not question.shuffled:
        return question.options
    stays = [option for option in question.options if option.wording and question.kind is not Kind.AGREE]
    moves = [option for option in question.options if option not in stays]
    return [*Random(f"{seed} {question.key}").sample(moves, len(moves)), *stays]  # noqa: S311 - no secret
