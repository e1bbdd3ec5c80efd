"""Question: what a questionnaire asks, and what it offers to pick from."""

from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.ext.orderinglist import ordering_list
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod.activities.parts import next_slug, one_more_of, shown_on
from coprod.activities.wording import Wording
from coprod.changes import shown_with
from coprod.database import Base, choice
from coprod.questionnaires.kinds import OPINIONS, ORDINALS, TEXT, WITH_OPTIONS, Kind, Value


@shown_with(shown_on(lambda row: row.questionnaire_id))
class Question(Base):
    """One question of a questionnaire: what is asked and how it can be answered.

    `wording` is how it is asked now.
    `page` numbers the page it stands on, `page_title` is that page's heading. `max_length` is in characters, for
    text. `choices` is how many options a person may rank. The options of an `agree` question are its items.
    """

    __tablename__ = "question"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "slug"),
        CheckConstraint("max_length > 0", name="max_length"),
        CheckConstraint(f"choices BETWEEN 1 AND {len(ORDINALS)}", name="choices"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id"))
    slug: Mapped[str]
    position: Mapped[int]
    page: Mapped[int]
    page_title: Mapped[str]
    kind: Mapped[Kind] = mapped_column(choice(Kind, "kind"))
    wording_id: Mapped[int] = mapped_column(ForeignKey("wording.id"))
    hint: Mapped[str]
    required: Mapped[bool]
    max_length: Mapped[int | None]
    choices: Mapped[int | None]

    wording: Mapped[Wording] = relationship(lazy="joined", innerjoin=True)
    questionnaire: Mapped[Any] = relationship("Questionnaire", back_populates="questions")  # by name: it stands above
    all_options: Mapped[list["Option"]] = relationship(
        order_by="Option.position",
        collection_class=ordering_list("position", count_from=1),
        cascade="all, delete-orphan",
        lazy="selectin",
    )

    def __init__(
        self,
        *,
        slug: str,
        kind: Kind | str,
        prompt: str,
        page: int = 1,
        page_title: str = "",
        hint: str = "",
        required: bool = False,
        max_length: int | None = None,
        choices: int | None = None,
        options: list["Option"] | None = None,
    ) -> None:
        kind, options = Kind(kind), options or []
        if (kind in WITH_OPTIONS) != bool(options) or len({option.slug for option in options}) < len(options):
            raise ValueError(f"{slug}: only a question that offers options has them, each once")
        if (kind in TEXT) != bool(max_length):
            raise ValueError(f"{slug}: a question answered in words, and no other, has a longest answer")
        if (kind is Kind.RANKING) != bool(choices) or (choices or 0) > min(len(options), len(ORDINALS)):
            raise ValueError(f"{slug}: only a ranking has choices, five at most, and no more than there are options")
        super().__init__(
            slug=slug,
            kind=kind,
            wording=Wording(part=slug, text=prompt),
            page=page,
            page_title=page_title or prompt,
            hint=hint,
            required=required,
            max_length=max_length,
            choices=choices,
            all_options=options,
        )

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Self:
        """One as a template describes it; `options` are what it offers."""
        options = [Option(f"option-{place}", label) for place, label in enumerate(facts.get("options", ()), start=1)]
        return cls(**(facts | {"options": options}))

    def copied(self) -> "Question":
        """The same question as it is asked now, for another questionnaire."""
        names = ("slug", "kind", "prompt", "page", "page_title", "hint", "required", "max_length", "choices")
        options = [Option(each.slug, each.label, each.plain) for each in self.options]
        return Question(**{name: getattr(self, name) for name in names}, options=options)

    @property
    def prompt(self) -> str:
        """What it asks now."""
        return self.wording.text

    @property
    def options(self) -> list["Option"]:
        """What is offered now, without what was replaced."""
        replaced = {option.replaces for option in self.all_options}
        return [option for option in self.all_options if option not in replaced]

    @property
    def labels(self) -> dict[str, str]:
        """What each option that is offered says, by its slug."""
        return {option.slug: option.label for option in self.options}

    def accepts(self, value: Any) -> bool:
        """Whether `value` is an answer that someone could have picked here."""
        if self.kind in TEXT or not value or not set(value) <= set(self.labels):
            return False
        if self.kind is Kind.AGREE:
            return isinstance(value, dict) and set(value.values()) <= set(OPINIONS)
        most = {Kind.ONE_CHOICE: 1, Kind.RANKING: self.choices or 0}.get(self.kind, len(self.options))
        return isinstance(value, list) and len(value) == len(set(value)) <= most

    def in_words(self, value: Value) -> list[str]:
        """An answer as people read it, a line for each option; words stay as they are."""
        if isinstance(value, str):
            return [value]
        said = {option.slug: option.label for option in self.all_options}  # what was replaced since, too
        if isinstance(value, dict):
            return [f"{label}: {OPINIONS[value[slug]]}" for slug, label in said.items() if slug in value]
        if self.kind is Kind.RANKING:
            return [f"{place}. {said[slug]}" for place, slug in enumerate(value, start=1)]
        return [label for slug, label in said.items() if slug in value]

    def reword(self, text: str) -> None:
        """Ask it in other words from now on. Those who answered keep theirs."""
        self.wording = Wording(activity=self.questionnaire, part=self.slug, text=text)

    def replace(self, option: "Option", label: str, plain: str = "") -> "Option":
        """Offer something else in an option's place. Those who picked it keep it."""
        slug = next_slug(option.slug, {each.slug for each in self.all_options})
        new = Option(slug, label, plain, replaces=option)
        self.all_options.insert(self.all_options.index(option) + 1, new)
        return new


@shown_with(lambda rows: one_more_of(_questionnaires_of(rows)))
class Option(Base):
    """One thing to pick in a question, or one item to agree with; `plain` says the same more simply.

    One that people have picked is never edited: another replaces it, and their answers keep the one they picked.
    """

    __tablename__ = "question_option"
    __table_args__ = (UniqueConstraint("question_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    slug: Mapped[str]
    label: Mapped[str]
    plain: Mapped[str]
    position: Mapped[int]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("question_option.id"), unique=True)

    replaces: Mapped["Option | None"] = relationship(remote_side=[id], post_update=True)  # else written one by one

    def __init__(self, slug: str, label: str, plain: str = "", replaces: "Option | None" = None) -> None:
        super().__init__(slug=slug, label=label, plain=plain, replaces=replaces)


def _questionnaires_of(options: list[Option]) -> Select[Any]:
    return select(Question.questionnaire_id).where(Question.id.in_({option.question_id for option in options}))
