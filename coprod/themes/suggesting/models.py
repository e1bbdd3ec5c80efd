"""What a worker keeps of learning: the numbers, the suggestions made with them, and which texts look alike.

None of it holds what a person wrote. A model's features were each written by three people; suggestions and likeness are
numbers and places in texts, which are nothing without the text.
"""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, uk_today
from coprod.themes.suggesting.learning import Learned
from coprod.themes.suggesting.weights import Weights


class ThemeModel(Base):
    """What was learned from the texts of one engagement that the team had sorted by a day.

    There is one at a time in each engagement: the next takes its place. `number` counts them. `learned_from` is how
    many texts that was, by how many `people`; `last_reading` and `last_coding` are the last ones that it knew.
    `themes` are those that it learned, in the order of the weights. `judged` is how good it is beside a second coder,
    as `quality.Judged`, or nothing where nobody has coded blind.
    """

    __tablename__ = "theme_model"
    __table_args__ = (UniqueConstraint("engagement_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagement.id"))
    number: Mapped[int]
    day: Mapped[date]
    learned_from: Mapped[int]
    people: Mapped[int]
    last_reading: Mapped[int]
    last_coding: Mapped[int]
    themes: Mapped[list[int]] = mapped_column(JSON)
    # Only who suggests reads the rest, which is large: a megabyte of numbers.
    features: Mapped[list[str]] = mapped_column(JSON, deferred=True, deferred_group="numbers")
    rarity: Mapped[list[float]] = mapped_column(JSON, deferred=True, deferred_group="numbers")
    weights: Mapped[list[list[float]]] = mapped_column(JSON, deferred=True, deferred_group="numbers")
    bias: Mapped[list[float]] = mapped_column(JSON, deferred=True, deferred_group="numbers")
    judged: Mapped[list[int] | None] = mapped_column(JSON(none_as_null=True))

    def __init__(
        self,
        learned: Learned,
        *,
        engagement_id: int,
        number: int,
        learned_from: int,
        people: int,
        last_reading: int,
        last_coding: int,
        judged: list[int] | None = None,
    ) -> None:
        super().__init__(
            **learned._asdict(),
            engagement_id=engagement_id,
            number=number,
            day=uk_today(),
            learned_from=learned_from,
            people=people,
            last_reading=last_reading,
            last_coding=last_coding,
            judged=judged,
        )

    @property
    def to_use(self) -> Weights:
        """Made ready to suggest with."""
        return Weights(self.themes, self.features, self.rarity, self.weights, self.bias)


class Suggestion(Base):
    """One theme that may fit a text, made by one model for the words as they stood after so many moves.

    `place` is 1 for the best. `places` says where in the words those stand that made it.
    """

    __tablename__ = "suggestion"
    __table_args__ = (CheckConstraint("place BETWEEN 1 AND 3", name="place"),)

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    # Without an index: nearly all rows have the same, and SQLite would look for a text's suggestions among all of them.
    model_id: Mapped[int] = mapped_column(ForeignKey("theme_model.id"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    moves_made: Mapped[int]
    score: Mapped[float]
    places: Mapped[list[list[int]]] = mapped_column(JSON)


class Likeness(Base):
    """What was found of one text when all of its engagement were held side by side.

    `same_as` is the number of the first text of those that say nearly the same, itself among them; nothing where it is
    alone. `near` are other texts that look alike, the nearest first. A text without a row was not looked at yet.
    """

    __tablename__ = "likeness"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id", ondelete="CASCADE"), primary_key=True)
    moves_made: Mapped[int]
    same_as: Mapped[int | None] = mapped_column(index=True)
    near: Mapped[list[int]] = mapped_column(JSON)
