"""Invitation: a colleague is asked by letter to work here. Its link works once, for 72 hours, and makes the account."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import CheckConstraint, ForeignKey, Index, and_, delete, select, text, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coprod import audit, mail
from coprod.accounts.models import Held, User, email_address, together
from coprod.database import Base, UTCDateTime, choice, db, now
from coprod.people.role_words import in_words
from coprod.permissions import FOR_EVERYTHING, Permission, Role
from coprod.sealing import KEYED, ring
from coprod.text import normalise
from coprod.transactions import write_transaction

HOURS = 72  # that a link works
WITHDRAWN_KEPT = timedelta(days=30)
LABEL = "invitation"
WAITS = text("withdrawn_at IS NULL AND user_id IS NULL")


class CannotInvite(ValueError):
    """This address has an account, or an invitation that waits. The message says so, in plain words."""


class LinkEnded(Exception):
    """The link in the letter has been used, is too old, or was replaced or withdrawn."""


class InvitedRole(Base):
    """A role that somebody will hold when they take up their invitation; as `StaffRole`."""

    __tablename__ = "invited_role"
    __table_args__ = (
        CheckConstraint(
            f"engagement_id IS NULL OR role NOT IN {tuple(role.value for role in sorted(FOR_EVERYTHING))}",
            name="role_for_everything",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    invitation_id: Mapped[int] = mapped_column(ForeignKey("invitation.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    engagement_id: Mapped[int | None] = mapped_column(ForeignKey("engagement.id", ondelete="CASCADE"), index=True)

    def __init__(self, role: Role, engagement_id: int | None) -> None:
        super().__init__(role=role, engagement_id=engagement_id)


class Invitation(Base):
    """One person, asked to work here. It waits until they take it up (`user_id`), or somebody withdraws it.

    Only the keyed hash of its link is kept, and only while the link works; a new link ends the one before.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("withdrawn_at IS NULL OR user_id IS NULL", name="one_end"),
        CheckConstraint(
            "link_digest IS NULL OR (withdrawn_at IS NULL AND user_id IS NULL)", name="no_link_after_its_end"
        ),
        Index("uq_invitation_that_waits", "email", unique=True, sqlite_where=WAITS, postgresql_where=WAITS),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    link_digest: Mapped[str | None] = mapped_column(unique=True, info=KEYED)
    link_ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"), unique=True)

    invited_roles: Mapped[list[InvitedRole]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by=InvitedRole.id, lazy="selectin"
    )
    invited_by: Mapped[User] = relationship(foreign_keys=invited_by_id)

    def __init__(self, *, name: str, email: str, roles: Iterable[Role | Held], by: User) -> None:
        if not normalise(name):
            raise ValueError("An invitation needs a name.")
        super().__init__(name=normalise(name), email=email_address(email), invited_by_id=by.id, made_at=now())
        self.invited_roles = [InvitedRole(*held) for held in sorted(together(roles), key=str)]
        self.withdrawn_at = self.user_id = None
        self.new_link()

    @classmethod
    def invite(cls, *, name: str, email: str, roles: Iterable[Role | Held], by: User) -> Self:
        """Ask somebody, and send them the link. Raises `ValueError`, `CannotInvite` among them."""
        invitation = cls(name=name, email=email, roles=roles, by=by)
        must_be_free(invitation.email)
        db.session.add(invitation)
        db.session.flush()
        audit.record("invited", f"invitation {invitation.id}", by, roles=in_words(invitation.held))
        invitation.send_link(by)
        return invitation

    @classmethod
    def find(cls, link_secret: str) -> Self | None:
        """The invitation whose link holds this secret, whether or not the link still works."""
        return db.session.scalar(select(cls).where(cls.link_digest.in_(ring().digests(LABEL, link_secret))))

    @classmethod
    def locked(cls, id: int) -> Self | None:
        """The invitation, held until the transaction ends: it is taken up once, or withdrawn."""
        return db.session.get(cls, id, with_for_update=True)

    @property
    def held(self) -> set[Held]:
        """The roles that it gives, each with the id of its engagement, or None for everything."""
        return {(each.role, each.engagement_id) for each in self.invited_roles}

    @property
    def waits(self) -> bool:
        """Whether nobody has taken it up, or withdrawn it. Its link may be too old all the same."""
        return self.withdrawn_at is None and self.user_id is None

    @property
    def works(self) -> bool:
        """Whether its link leads to an account.

        An engagement may be gone, and the only role with it; whoever has left, or invites nobody any more, lets
        nobody in.
        """
        asked = self.invited_by.active and self.invited_by.may(Permission.MANAGE_PEOPLE)
        in_time = self.link_digest is not None and now() < self.link_ends_at
        return self.waits and in_time and bool(self.invited_roles) and asked

    def new_link(self) -> str:
        """A new secret for the link; an earlier one stops working."""
        secret = secrets.token_urlsafe(24)
        self.link_digest = ring().digest(LABEL, secret)
        self.link_ends_at = now() + timedelta(hours=HOURS)
        return secret

    def send_link(self, by: User) -> None:
        """A letter with a link that is new."""
        mail.send_letter(
            self.email,
            "people/invitation",
            invitation=self,
            by=by,
            secret=self.new_link(),
            roles=in_words(self.held),
            hours=HOURS,
        )

    def send_new_link(self, by: User) -> None:
        """For a letter that was lost, or came too late: from now on it is `by` who invites.

        Raises `LinkEnded` when nobody waits for it any more, or the role that it gives is gone with its engagement.
        """
        if not self.waits or not self.invited_roles:
            raise LinkEnded
        self.invited_by = by
        self.send_link(by)
        audit.record("sent a new link for", f"invitation {self.id}", by)

    def withdraw(self, by: User) -> None:
        """Somebody thought again: the link leads nowhere. Raises `LinkEnded` when it has been taken up."""
        if self.user_id is not None:
            raise LinkEnded
        if self.withdrawn_at is None:
            self.withdrawn_at, self.link_digest = now(), None
            audit.record("withdrew", f"invitation {self.id}", by)

    def take_up(self, user: User, link_secret: str) -> None:
        """This is who they are from now on: `user` is new, and holds what it gives. Raises `LinkEnded`."""
        if not self.works or self.link_digest not in ring().digests(LABEL, link_secret):
            raise LinkEnded
        user.give_roles(self.held)
        db.session.add(user)
        db.session.flush()
        self.user_id, self.link_digest = user.id, None
        audit.record("took up the invitation of", f"user {user.id}", user, roles=in_words(self.held))


def must_be_free(email: str) -> None:
    """Raise `CannotInvite` when this address is in use."""
    user = User.known_as(email)
    if user is not None:
        has = "has an account with this address." if user.active else "had an account with this address. It has ended."
        raise CannotInvite(f"{user.name} {has} Use another address.")
    waiting = select(Invitation).where(Invitation.email == email, WAITS)
    if found := db.session.scalar(waiting):
        raise CannotInvite(f"{found.name} is already invited at this address. Send a new link from the list instead.")


def forget_invitations() -> None:
    """Every night: the hash of a link that has ended, and who was invited and never came."""
    with write_transaction():
        ended = and_(Invitation.link_digest.is_not(None), Invitation.link_ends_at < now())
        db.session.execute(update(Invitation).where(ended).values(link_digest=None))
        db.session.execute(delete(Invitation).where(Invitation.withdrawn_at < now() - WITHDRAWN_KEPT))
