"""Whether somebody has a concern, and the clock until somebody does: whoever comes next is told when nobody has it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, select

from coprod.concerns.step import ConcernStep, StepKind
from coprod.database import now


class TakenOn:
    """What a concern knows of who has it, or has to be told."""

    if TYPE_CHECKING:  # of `Concern`
        id: Any
        opened_at: Any
        quiet_until: Any
        acknowledged_at: Any
        acknowledged_by_id: Any
        deputy_told_at: Any
        everyone_told_at: Any
        steps: Any
        add: Any

    @classmethod
    def quiet(cls) -> ColumnElement[bool]:
        """The condition under which it only stands on the list: nobody has it, and no letter has left yet."""
        return and_(cls.acknowledged_at.is_(None), cls.quiet_until.is_not(None), cls.quiet_until > now())

    @classmethod
    def put_back_at(cls) -> ScalarSelect[datetime]:
        """When it was last put back, if ever: a column beside the others."""
        last = select(func.max(ConcernStep.at)).where(
            ConcernStep.concern_id == cls.id, ConcernStep.what == StepKind.PUT_BACK
        )
        return last.correlate(cls).scalar_subquery()

    @classmethod
    def clock_began(cls) -> ColumnElement[datetime]:
        """Since when somebody has to take it on: a column beside the others. `waits_since` says the same."""
        return func.coalesce(cls.put_back_at(), cls.quiet_until, cls.opened_at)

    @property
    def waits_since(self) -> datetime:
        """When the clock of whoever is to take it on started: as it was opened, told of, or last put back."""
        began = max(filter(None, (self.opened_at, self.quiet_until)))
        return max([began, *(step.at for step in self.steps if step.what is StepKind.PUT_BACK)])

    @property
    def is_quiet(self) -> bool:
        """Whether it only stands on the list: see `quiet`."""
        return self.acknowledged_at is None and self.quiet_until is not None and now() < self.quiet_until

    def end_quiet(self) -> None:
        """It cannot wait on the list any longer: whoever calls this tells the lead, and the clock begins."""
        if self.is_quiet:
            self.quiet_until = now()

    def acknowledge(self, *, by: int) -> None:
        """A safeguarding lead says: I have this. Doing it again changes nothing."""
        if self.acknowledged_at is None:
            self.acknowledged_at, self.acknowledged_by_id = now(), by
            self.add(StepKind.ACKNOWLEDGED, by=by)

    def tell_the_lead(self) -> None:
        """Nobody took it on while it was quiet: the lead is told, and the clock begins."""
        self.add(StepKind.LEAD_TOLD, by=None)

    def tell_the_deputy(self) -> None:
        """Nobody has it in time: whoever comes next is told."""
        self.deputy_told_at = now()
        self.add(StepKind.DEPUTY_TOLD, by=None)

    def tell_everyone(self) -> None:
        """Still nobody has it: everyone who could act is told."""
        self.everyone_told_at = now()
        self.add(StepKind.EVERYONE_TOLD, by=None)

    def put_back(self, words: str) -> None:
        """Whoever had it can open it no longer: nobody has it, and the clock starts again. `words` say why."""
        self.acknowledged_at = self.acknowledged_by_id = None
        self.deputy_told_at = self.everyone_told_at = None
        self.end_quiet()
        self.add(StepKind.PUT_BACK, by=None, words=words)
