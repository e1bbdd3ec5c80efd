"""What will be published of an activity. It is written down before the activity opens, and every release keeps to it.

Nobody can then choose tables by what they show, and nobody can ask for one more table to subtract it from another.
Audience by district is never among them: that is where one person stands alone.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple, Self

NOT_SAID = "not_said"
# Two things that are counted of a board, and asked of nobody: no question is called so.
WEEKS, QUESTIONS = "*weeks", "*questions"


class Kind(StrEnum):
    """How a question is answered, as far as it can be counted. A scale is a choice of one of its points.

    One item of an agree question is a question here. Texts, numbers and dates have no public table, and no kind.
    """

    ONE_CHOICE = "one_choice"
    SEVERAL_CHOICES = "several_choices"
    AGREE = "agree"
    RANKING = "ranking"


class By(StrEnum):
    """Whose answers the rows of a table are."""

    EVERYONE = "everyone"
    AUDIENCE = "audience"
    DISTRICT = "district"

    @property
    def words(self) -> str:
        """As a heading."""
        return {By.EVERYONE: "Everyone", By.AUDIENCE: "By who they are", By.DISTRICT: "By district"}[self]


class Counts(StrEnum):
    """What the figures of a table count."""

    PEOPLE = "people"
    ANSWERS = "answers"
    FIRST = "first"
    NAMED = "named"

    @property
    def words(self) -> str:
        """As a heading."""
        return {
            Counts.PEOPLE: "People who took part",
            Counts.ANSWERS: "Answers",
            Counts.FIRST: "First choice",
            Counts.NAMED: "Named at all",
        }[self]


class Named(NamedTuple):
    """An option, an audience or a district: its key, which never changes, and the words for it."""

    key: str
    label: str


class Group(NamedTuple):
    """People whose figures stand in one row, and move together in all tables."""

    by: By
    key: str
    label: str

    @property
    def name(self) -> str:
        """ "everyone", "audience:parent_carer", "district:ashmere"."""
        return f"{self.by}:{self.key}" if self.key else self.by.value


class Question(NamedTuple):
    """A question that is counted. `in_order`: its options have an order of their own, as the points of a scale do.

    `of` is what was asked of several things, of which this is one: an item of an agree question.
    """

    key: str
    label: str
    kind: Kind
    options: tuple[Named, ...]
    in_order: bool = False
    of: str = ""

    @property
    def counts(self) -> tuple[Counts, ...]:
        """What is counted of it. A ranking has no points and no average place in public."""
        return (Counts.FIRST, Counts.NAMED) if self.kind is Kind.RANKING else (Counts.ANSWERS,)

    @property
    def keeps_order(self) -> bool:
        """Whether its options always stand as they were asked, and never the largest first."""
        return self.in_order or self.kind is Kind.AGREE

    def grown(self, later: "Question") -> "Question":
        """As it is put now, with the answers to choose that are new."""
        said = {option.key: option for option in later.options}
        known = tuple(said.pop(option.key, option) for option in self.options)
        return later._replace(options=(*known, *said.values()))

    def refuse(self, picks: Sequence[str]) -> None:
        """Raises ValueError for an answer that nobody could have given."""
        most = len(self.options) if self.kind in (Kind.SEVERAL_CHOICES, Kind.RANKING) else 1
        offered = {option.key for option in self.options}
        if len(picks) > most or len(set(picks)) < len(picks) or not offered.issuperset(picks):
            raise ValueError(f"no answer to {self.key}: {picks}")


class Declaration(NamedTuple):
    """The questions in order, and who can say that they are whom, from where. Made with `declare`."""

    questions: tuple[Question, ...]
    audiences: tuple[Named, ...]
    districts: tuple[Named, ...]

    @property
    def groups(self) -> list[Group]:
        """Every group that has a row, in the order in which rows stand. Who did not say is a group like others."""
        audiences = self.audiences if len(self.audiences) > 1 else ()  # for one audience, its table would say it twice
        return [
            Group(By.EVERYONE, "", "Everyone"),
            *_groups(By.AUDIENCE, audiences),
            *_groups(By.DISTRICT, self.districts),
        ]

    def grown(self, later: Self) -> Self:
        """With what a later version of the activity asks anew: questions, and answers to choose, come last.

        What was declared stays, and so do the groups. It is as if the new ones had been there, and nobody had chosen
        them until now.
        """
        also = {question.key: question for question in later.questions}
        known = tuple(question.grown(also.pop(question.key, question)) for question in self.questions)
        return self.declare((*known, *also.values()), self.audiences, self.districts)

    def as_plain(self) -> dict[str, Any]:
        """As JSON can keep it."""
        return {
            "questions": [question._asdict() for question in self.questions],
            "audiences": self.audiences,
            "districts": self.districts,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """What was kept as JSON."""
        questions = [
            Question(**each | {"kind": Kind(each["kind"]), "options": _named(each["options"])})
            for each in plain["questions"]
        ]
        return cls.declare(questions, _named(plain["audiences"]), _named(plain["districts"]))

    @classmethod
    def declare(cls, questions: Sequence[Question], audiences: Sequence[Named], districts: Sequence[Named]) -> Self:
        """`audiences` and `districts` are those that people can say. ValueError when a key stands for two things.

        An activity for one audience has no table by audience; one without districts none by district.
        """
        named = [audiences, districts, *(question.options for question in questions)]
        for keys in ([question.key for question in questions], *([each.key for each in some] for some in named)):
            if len(set(keys)) < len(keys) or "" in keys:
                raise ValueError(f"two things have one key, or one has none: {keys}")
        if not all(question.options for question in questions):
            raise ValueError("a question without options cannot be counted")
        if NOT_SAID in {each.key for each in (*audiences, *districts)}:
            raise ValueError("who did not say is a group without being declared")
        return cls(tuple(questions), tuple(audiences), tuple(districts))


def _groups(by: By, named: tuple[Named, ...]) -> list[Group]:
    every = (*named, Named(NOT_SAID, "Not said")) if named else ()
    return [Group(by, each.key, each.label) for each in every]


def _named(pairs: Sequence[Sequence[str]]) -> tuple[Named, ...]:
    return tuple(Named(*pair) for pair in pairs)
