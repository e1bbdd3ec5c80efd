"""Counted: what of a contribution says whether the person behind it took part. See coprod/counting for the rule."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import select, text
from sqlalchemy.orm import Mapped, mapped_column

from coprod.activities.activity import Activity
from coprod.database import choice, db
from coprod.participation.receipt import Receipt

UNUSUAL_TICKS = text("ticks <> 'usual'")
# As a contribution is born.
NOT_COUNTED = dict.fromkeys(("counts", "first_in_activity", "first_in_engagement", "first_on_site", "forgotten"), False)


class Ticks(StrEnum):
    """Whether what nobody has to read counts: it came as usual, or in unusual numbers, and then staff decide."""

    USUAL = "usual"
    WAIT = "wait"
    COUNT = "count"
    LEFT_OUT = "left_out"


class Counted:
    """Whether a contribution counts, and whether it is the one by which its person is counted.

    `ticked` is whether something was answered by ticking, which nobody has to read; `ticks` says whether that, or
    having come, counts by itself: see coprod/counting/unusual_ticks.py. Words that somebody has read count always. The
    `first_` of a person's contributions that counts in an activity, in an engagement, on the whole site, stands for the
    person there. Once `forgotten`, when its time was over, it counts as it did on that day. `came` is whether to come,
    where that is all that is asked, is certain: a place that was only asked for, or is held, has to be confirmed first.
    """

    ticked: Mapped[bool]
    ticks: Mapped[Ticks] = mapped_column(choice(Ticks, "ticks"))
    counts: Mapped[bool] = mapped_column(active_history=True)
    first_in_activity: Mapped[bool] = mapped_column(active_history=True)
    first_in_engagement: Mapped[bool] = mapped_column(active_history=True)
    first_on_site: Mapped[bool] = mapped_column(active_history=True)
    forgotten: Mapped[bool]
    came: Mapped[bool]

    if TYPE_CHECKING:  # of the contribution
        id: Mapped[int]
        receipt_id: Mapped[int | None]
        withdrawn_on: Mapped[date | None]
        activity_id: Mapped[int]
        activity: Mapped[Activity]
        receipt: Mapped[Receipt | None]
        submissions: Mapped[list[Any]]
        under_one_receipt: Mapped[list[Self]]

    def was_ticked(self) -> None:
        """Something was answered by ticking."""
        self.ticked = True
        self.count()

    def count(self) -> None:
        """Does it count? When that has changed, so may the one by which its person is counted."""
        read = any(submission.is_approved for submission in self.submissions)
        by_itself = self.ticks in (Ticks.USUAL, Ticks.COUNT) and (self.ticked or self._came())
        is_part = self.activity is None or self.activity.heard
        counts = is_part and self.withdrawn_on is None and (by_itself or read)
        if counts != self.counts and not self.forgotten:
            self.counts = counts
            if self.activity is not None and not self.activity.counts_people:
                return  # words that were said elsewhere are a thing sent: nobody took part here by them
            count_once(self._all_of_one_person(), self.receipt.counted_in if self.receipt else ())

    def comes(self) -> None:
        """The place is theirs: whoever holds their receipt says so, or the event team. Lock that receipt first."""
        self.came = True
        self.count()

    def decide_ticks(self, ticks: Ticks) -> None:
        """They wait for staff; or staff have looked at those of a day, and let them count or leave them out."""
        self.ticks = ticks
        self.count()

    def _came(self) -> bool:
        """Whether there is nothing to read, and it was sent all the same: a place was booked, a pledge was made.

        Whoever skips every question of a questionnaire has not answered it.
        """
        if self.submissions or not self.came:
            return False
        return self.activity is None or self.activity.counts_without_words

    @property
    def stands_in(self) -> tuple[int, int | None]:
        """Its activity and its engagement. What is only filed knows its activity's number; its filing asks the rest."""
        return (self.activity.id, self.activity.engagement_id) if self.activity else (self.activity_id, None)

    def _all_of_one_person(self) -> Sequence[Self]:
        if self.id:
            return self.under_one_receipt or [self]
        if self.receipt is None or self.receipt.id is None or not self.counts:
            return [self]  # nobody is first any less because of what is new and does not count
        cls = type(self)
        with db.session.no_autoflush:
            earlier = db.session.scalars(select(cls).where(cls.receipt_id == self.receipt.id).order_by(cls.id)).all()
        return [*earlier, self]


def count_once(theirs: Sequence[Counted], counted_in: Collection[Sequence[int]] = ()) -> None:
    """One person counts once in each activity, each engagement and on the site: by the first of theirs that counts.

    `counted_in` is where they count already by what was forgotten since: see `Receipt`.
    """
    activities: set[int] = {pair[0] for pair in counted_in}
    engagements: set[int | None] = {pair[1] for pair in counted_in}
    anywhere = bool(counted_in)
    for each in theirs:
        activity_id, engagement_id = each.stands_in
        each.first_in_activity = each.counts and activity_id not in activities
        each.first_in_engagement = each.counts and engagement_id not in engagements
        each.first_on_site = each.counts and not anywhere
        if each.counts:
            activities.add(activity_id)
            engagements.add(engagement_id)
            anywhere = True
