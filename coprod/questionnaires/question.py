"""Question: what a questionnaire asks about one thing. How it is put may change; each way is a version of it."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.activities.wording import Wording
from coprod.database import Base, choice, db
from coprod.questionnaires.kinds import (
    MOST_POINTS,
    NUMBERS,
    OPINIONS,
    ORDINALS,
    PICK_ONE,
    SAID_ONLY,
    TEXT,
    WITH_OPTIONS,
    Given,
    Kind,
)
from coprod.rendering import uk_date
from coprod.text import row_number

_TEXT = ", ".join(sorted(repr(kind.value) for kind in TEXT))


class Question(Base):
    """One thing that a questionnaire asks about, however it is put. `key` names it for good: answers and rules do."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("questionnaire_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    key: Mapped[str]

    questionnaire: Mapped[Any] = relationship("Questionnaire", back_populates="questions")  # by name: it stands above
    versions: Mapped[list["QuestionVersion"]] = relationship(
        back_populates="question", order_by="QuestionVersion.number", cascade="all, delete-orphan"
    )


class QuestionVersion(Base):
    """One way in which a question is put. Once people have read it, it is never edited: another version follows.

    `wording` is the question itself. `official` says the same as an official text does. `longest` is in characters,
    for words. `fewest` and `most` are how many options may be picked or ranked. `lowest` and `highest` bound a number
    or a scale, whose ends may be named in words. `shuffled`: each person finds the options in an order of their own.
    `says_more`: each item has a box beside it, and `asks_more` is what that asks. `counts_with_earlier`: staff say that
    answers to it mean the same as answers to the version before. `read_by` are the people who tried its Easy Read,
    `read_on` when.
    """

    __tablename__ = "question_version"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint(f"(kind IN ({_TEXT})) = (longest IS NOT NULL) AND longest > 0", name="longest"),
        CheckConstraint("kind IN ('several_choices', 'ranking') OR (fewest IS NULL AND most IS NULL)", name="limits"),
        CheckConstraint("kind <> 'ranking' OR most IS NOT NULL", name="ranks"),
        CheckConstraint("fewest > 0 AND most > 0 AND fewest <= most", name="fewest"),
        CheckConstraint("kind IN ('number', 'scale') OR (lowest IS NULL AND highest IS NULL)", name="bounds"),
        CheckConstraint("kind <> 'scale' OR (lowest IS NOT NULL AND highest IS NOT NULL)", name="scale"),
        CheckConstraint("lowest < highest", name="lowest"),
        CheckConstraint("kind <> 'information' OR NOT required", name="nothing_to_answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int]
    kind: Mapped[Kind] = mapped_column(choice(Kind, "kind"))
    wording_id: Mapped[int] = mapped_column(ForeignKey("wording.id"))
    official: Mapped[str]
    hint: Mapped[str]
    required: Mapped[bool]
    longest: Mapped[int | None]
    fewest: Mapped[int | None]
    most: Mapped[int | None]
    lowest: Mapped[int | None]
    highest: Mapped[int | None]
    low_words: Mapped[str]
    high_words: Mapped[str]
    shuffled: Mapped[bool]
    says_more: Mapped[bool]
    asks_more: Mapped[str]
    counts_with_earlier: Mapped[bool]
    easy_read: Mapped[str]
    picture: Mapped[str]
    read_by: Mapped[str]
    read_on: Mapped[date | None]
    recording: Mapped[str]
    bsl_link: Mapped[str]

    question: Mapped[Question] = relationship(back_populates="versions", lazy="joined", innerjoin=True)
    wording: Mapped[Wording] = relationship(lazy="joined", innerjoin=True)
    options: Mapped[list["OptionVersion"]] = relationship(
        order_by="OptionVersion.position",
        collection_class=ordering_list("position", count_from=1),
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    # What a version says, besides its wording and what it offers, and how each is when nothing is said.
    SAYS: dict[str, Any] = {
        "official": "", "hint": "", "required": False, "longest": None, "fewest": None, "most": None,
        "lowest": None, "highest": None, "low_words": "", "high_words": "", "shuffled": False, "says_more": False,
        "asks_more": "", "easy_read": "", "picture": "", "read_by": "", "read_on": None, "recording": "",
        "bsl_link": "",
    }  # fmt: skip

    def __init__(
        self,
        question: Question,
        *,
        kind: Kind | str,
        prompt: str,
        options: list["OptionVersion"] | None = None,
        counts_with_earlier: bool = True,
        **says: Any,
    ) -> None:
        """The next version of a question. Raises `ValueError`, in plain words, when it makes no sense."""
        number = len(question.versions) + 1
        super().__init__(
            number=number,
            kind=Kind(kind),
            wording=Wording(part=question.key, text=prompt, activity=question.questionnaire),
            options=options or [],
            counts_with_earlier=counts_with_earlier and number > 1,
            **(self.SAYS | says),
        )
        self.must_make_sense()
        self.question = question

    @property
    def key(self) -> str:
        """The question's."""
        return self.question.key

    @property
    def prompt(self) -> str:
        """What it asks."""
        return self.wording.text

    @property
    def labels(self) -> dict[str, str]:
        """What each option says, by its key."""
        return {option.key: option.label for option in self.options}

    @property
    def boxes(self) -> dict[str, Wording]:
        """The wording over each box for words, by the key of the option beside which it stands; "" for its own."""
        beside = {option.key: option.wording for option in self.options if option.wording}
        return {"": self.wording} | beside if self.kind in TEXT else beside

    @property
    def asks_for(self) -> int:
        """How many things people answer here: each item on its own."""
        return 0 if self.kind in SAID_ONLY else len(self.options) if self.kind is Kind.AGREE else 1

    def must_make_sense(self) -> None:
        """Raise `ValueError`, in plain words, when nobody could answer it."""
        if problem := problem_of(self):
            raise ValueError(problem)

    def accepts(self, given: Given) -> bool:
        """Whether somebody could have answered this here."""
        if not given or not set(given.words) <= set(self.boxes):
            return False
        if self.kind in TEXT:
            return not given.picks
        if self.kind in NUMBERS:
            return len(given.picks) == 1 and given.number is not None and self.is_within(given.number)
        picked = given.options
        if not set(picked) <= set(self.labels) or len(picked) != len(set(picked)):
            return False
        if self.kind is Kind.AGREE:
            return {pick.detail for pick in given.picks} <= set(OPINIONS)
        if not set(given.words) <= set(picked):
            return False  # what stands beside an option goes with it
        return self.is_enough(len(picked)) and (
            self.kind is not Kind.RANKING or [pick.number for pick in given.picks] == [*range(1, len(picked) + 1)]
        )

    def as_read(self, carried: str | None, given: Given) -> "QuestionVersion":
        """The version that a form carries, if it is one of the same question that takes this answer. Else this one."""
        if not carried or carried == str(self.id):
            return self
        try:
            older = db.session.get(QuestionVersion, row_number(carried))
        except ValueError:
            return self
        return older if older and older.question_id == self.question_id and older.accepts(given) else self

    def is_within(self, number: int) -> bool:
        """Whether a number lies within its bounds."""
        return (self.lowest is None or number >= self.lowest) and (self.highest is None or number <= self.highest)

    def is_enough(self, picked: int) -> bool:
        """Whether so many options may be picked."""
        most = 1 if self.kind in PICK_ONE else self.most or len(self.options)
        return (self.fewest or 1) <= picked <= most

    def in_words(self, given: Given) -> list[str]:
        """An answer as people read it, a line for each thing picked; words stay as they are."""
        beside = {key: words for key, words in given.words.items() if key}
        if self.kind in TEXT:
            return [given.words[""]] if given.words else []
        if self.kind in NUMBERS:
            return [
                uk_date(date.fromordinal(given.number or 1), year=True) if self.kind is Kind.DATE else str(given.number)
            ]
        picks = {pick.option: pick for pick in given.picks}
        order = (
            given.options
            if self.kind is Kind.RANKING
            else [key for key in self.labels if key in picks or key in beside]
        )
        return [self._line(key, picks, beside) for key in order]

    def said_of(self, given: Given, item: str) -> tuple[str, str]:
        """What an answer says of one item: the opinion, and the words beside it."""
        opinion = next((OPINIONS[pick.detail] for pick in given.picks if pick.option == item), "")
        return opinion, given.words.get(item, "")

    def _line(self, key: str, picks: dict[str, Any], beside: dict[str, str]) -> str:
        line = self.labels[key]
        if self.kind is Kind.RANKING:
            line = f"{picks[key].number}. {line}"
        elif self.kind is Kind.AGREE and key in picks:
            line = f"{line}: {OPINIONS[picks[key].detail]}"
        return f"{line} ({beside[key]})" if key in beside else line


class OptionVersion(Base):
    """One thing to pick, or one item to judge, as one version of a question has it.

    `key` names it for good: the same key in two versions is the same thing. `plain` says the same more simply, or is
    how an item reads first, with the official words beneath. One with a `wording` has a box beside it.
    """

    __tablename__ = "option_version"
    __table_args__ = (UniqueConstraint("question_version_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    key: Mapped[str]
    label: Mapped[str]
    plain: Mapped[str]
    picture: Mapped[str]
    position: Mapped[int]
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("wording.id"))

    wording: Mapped[Wording | None] = relationship(lazy="joined")

    def __init__(self, key: str, label: str, plain: str = "", picture: str = "", box: Wording | None = None) -> None:
        super().__init__(key=key, label=label, plain=plain, picture=picture, wording=box)


def problem_of(version: QuestionVersion) -> str:
    """Why nobody could answer this question; nothing when all is well. In the order in which one would put it right."""
    kind, options = version.kind, version.options
    if not version.prompt.strip():
        return "Write the question."
    if kind in WITH_OPTIONS and len(options) < (1 if kind is Kind.AGREE else 2):
        return "Give people something to pick from: two answers at least."
    if kind not in WITH_OPTIONS and options:
        return "This kind of question has no answers to pick from. Take them out, or choose another kind."
    if len({option.key for option in options}) < len(options) or len(set(version.labels.values())) < len(options):
        return "Two answers are the same. Change one of them."
    if kind in TEXT and not version.longest:
        return "Say how long the answer may be."
    if kind not in TEXT and version.longest:
        return "Only a question that is answered in words has a longest answer."
    return _problem_with_numbers(version)


def _problem_with_numbers(version: QuestionVersion) -> str:
    kind, offered = version.kind, len(version.options)
    limits = [limit for limit in (version.fewest, version.most) if limit is not None]
    if limits and kind not in (Kind.SEVERAL_CHOICES, Kind.RANKING):
        return "Only a question with several answers says how many to pick."
    if any(not 1 <= limit <= offered for limit in limits) or limits != sorted(limits):
        return f"How many to pick must be between 1 and {offered}, the fewest first."
    if kind is Kind.RANKING and not 1 <= (version.most or 0) <= len(ORDINALS):
        return f"Say how many people put in order: {len(ORDINALS)} at most."
    if kind not in (Kind.NUMBER, Kind.SCALE) and (version.lowest, version.highest) != (None, None):
        return "Only a number or a scale has a lowest and a highest."
    if kind is Kind.SCALE and not _is_scale(version.lowest, version.highest):
        return f"A scale needs a lowest and a highest, with {MOST_POINTS} points at most."
    if version.lowest is not None and version.highest is not None and version.lowest >= version.highest:
        return "The highest must be more than the lowest."
    if version.required and kind in SAID_ONLY:
        return "There is nothing to answer here, so it cannot be needed."
    return ""


def _is_scale(lowest: int | None, highest: int | None) -> bool:
    return lowest is not None and highest is not None and 1 <= highest - lowest < MOST_POINTS


def box_beside(question: Question, option: str, label: str, prompt: str) -> Wording:
    """The words over the box beside an option: whoever reads the answer sees what it is about."""
    return Wording(part=f"{question.key}/{option}", text=f"{prompt} {label}", activity=question.questionnaire)
