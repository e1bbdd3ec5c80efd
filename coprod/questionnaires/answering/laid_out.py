"""A question as one person finds it: the order of what it offers, and in which words."""

from typing import Any, NamedTuple

from wtforms import Field

from coprod.questionnaires.kinds import OPINIONS, Kind
from coprod.questionnaires.question import OptionVersion, QuestionVersion
from coprod.questionnaires.screens import in_own_order

# What is drawn on the button of each opinion, and what it says where that is not the opinion itself.
DRAWN = {"yes": "tick", "partly": "half", "no": "cross", "not_sure": "unsure"}
PRESSED = {"not_sure": "I am not sure"}


class LaidOut(NamedTuple):
    """`seed` is this person's, `is_easy` whether they read in Easy Read."""

    seed: str = ""
    is_easy: bool = False

    def heading(self, question: QuestionVersion) -> str:
        """What it asks."""
        return question.easy_read if self.is_easy and question.easy_read else question.prompt

    def hint(self, question: QuestionVersion) -> str:
        """What helps to answer it. Easy Read says all of that itself."""
        hints = ["" if self.is_easy and question.easy_read else question.hint, how_many(question)]
        hints.append("We need an answer to this one." if question.required else "")
        return " ".join(hint for hint in hints if hint)

    def options(self, question: QuestionVersion) -> list[tuple[OptionVersion, str]]:
        """What it offers, each with what it says."""
        return [(option, self.words_of(option)) for option in in_own_order(question, self.seed)]

    def words_of(self, option: OptionVersion) -> str:
        """What an option says."""
        return option.plain if self.is_easy and option.plain else option.label

    def presses(self, question: QuestionVersion, item: OptionVersion | None) -> list[tuple[str, str, str]]:
        """The buttons that answer it: what each stands for, what it says, and what is drawn on it."""
        if item is None:
            return [(option.key, words, option.picture) for option, words in self.options(question)]
        return [(opinion, PRESSED.get(opinion, words), DRAWN[opinion]) for opinion, words in OPINIONS.items()]

    def listed(self, question: QuestionVersion, field: Field, nothing: str) -> list[dict[str, Any]]:
        """For `govukSelect`: every option, after what stands for none."""
        pairs = [("", nothing), *((option.key, words) for option, words in self.options(question))]
        return [{"value": key, "text": words, "selected": key == (field.data or "")} for key, words in pairs]

    def picked(self, field: Field) -> list[str]:
        """What is picked of it now."""
        return field.data if isinstance(field.data, list) else [field.data or ""]


def how_many(question: QuestionVersion) -> str:
    """How many one may pick, where staff set that."""
    if question.kind is not Kind.SEVERAL_CHOICES or not (question.fewest or question.most):
        return ""
    fewest, most = question.fewest or 1, question.most or len(question.options)
    if fewest == most:
        return f"Pick {most}."
    return f"Pick up to {most}." if fewest == 1 else f"Pick {fewest} to {most}."
