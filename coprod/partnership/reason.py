"""Why words may be turned down."""

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from coprod.database import Base, db
from coprod.partnership.models import shown_everywhere


@shown_everywhere
class Reason(Base):
    """Why words may be turned down. `label` is for staff; `words` is what their author reads on the receipt."""

    __tablename__ = "reason"

    slug: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]
    words: Mapped[str]
    position: Mapped[int]

    def __init__(self, slug: str, label: str, words: str, position: int = 0) -> None:
        super().__init__(slug=slug, label=label, words=words, position=position)

    @classmethod
    def all(cls) -> list["Reason"]:
        """Every reason, in the order staff see them."""
        return list(db.session.scalars(select(cls).order_by(cls.position, cls.slug)))
