"""A ticket to answer the questions about equality once. It is deleted when that is done, and nothing says it was there.

Only whoever has just sent answers has one: it is found by the one-use token with which these were sent, which the
browser keeps for its thank-you page. So the button pressed twice, the page sent again after "Back", and a second window
find no ticket, and count nobody twice.

What deletes it has a transaction of its own. It was written with the answers that were sent; were it deleted with what
is counted, PostgreSQL's own numbers on the dead row would join the two until it is swept.
"""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from sqlalchemy import ForeignKey, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.activities.audience import Audience
from coprod.database import Base, choice, db, uk_today
from coprod.intake.filing import Filing, columns_of, table_of
from coprod.prepared import dialect, prepared, transaction
from coprod.questionnaires.models import Questionnaire


class EqualityTicket(Base):
    """Whoever holds the token of this digest may answer once. `audience` is who they said they are."""

    __tablename__ = "equality_ticket"

    digest: Mapped[str] = mapped_column(primary_key=True)
    questionnaire_id: Mapped[int] = mapped_column(ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))
    made_on: Mapped[date] = mapped_column(index=True)

    DAYS = 1  # a page that was left open over night is no use any longer

    def __init__(self, questionnaire_id: int, audience: Audience, token: str) -> None:
        super().__init__(
            digest=digest_of(token), questionnaire_id=questionnaire_id, audience=audience, made_on=uk_today()
        )

    @classmethod
    def find(
        cls, questionnaire: Questionnaire, token: str | None, *, on_paper: bool = False
    ) -> "EqualityTicket | None":
        """The ticket that goes with this token, while there is one and these answers can be counted.

        `on_paper`: for a sheet that is typed in, which may be later.
        """
        if not token or not questionnaire.equality or questionnaire.archived:
            return None
        if questionnaire.is_finished and not (on_paper and questionnaire.takes_sheets):
            return None
        of_this = (cls.digest == digest_of(token), cls.questionnaire_id == questionnaire.id)
        return db.session.scalar(select(cls).where(*of_this))

    @classmethod
    def purge(cls) -> None:
        """Delete those that nobody has used."""
        db.session.execute(delete(cls).where(cls.made_on < uk_today() - timedelta(days=cls.DAYS)))

    @contextmanager
    def used_up(self) -> Iterator[None]:
        """What is filed inside is filed in its place. If it was used meanwhile, nothing is: raises `TicketUsed`."""
        kept = columns_of(self)
        with transaction() as run:
            use = prepared(_USE, dialect())
            if run(use, use.bound({"ticket": kept["digest"]})) is None:
                raise TicketUsed
        try:
            yield
        except BaseException:
            filing = Filing()
            filing.values(table_of(self), kept)
            filing.file()
            raise


class TicketUsed(Exception):
    """These questions were answered already, from another window."""


def digest_of(token: str) -> str:
    """By what a ticket is found. Nothing leads back from here to the token, nor to what was sent with it."""
    return hmac.digest(token.encode(), b"coprod equality questions", "sha256").hex()


_ticket = EqualityTicket.__table__.c
_USE = delete(EqualityTicket.__table__).where(_ticket.digest == bindparam("ticket")).returning(_ticket.digest)  # type: ignore[arg-type]
