"""Event: a meeting people can come to."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Self

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Select,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from coprod.activities.activity import Card
from coprod.activities.checks import Check
from coprod.activities.life import NotAllowed
from coprod.activities.per_kind import ToCome
from coprod.database import db, now
from coprod.events import drafting
from coprod.events.moves import MovesAndIsCalledOff
from coprod.events.plan_lines import ProgrammeItem, programme
from coprod.events.receipt_lines import receipt_lines, steps_to_come
from coprod.events.sign_up import HAVE_A_PLACE, NAME, NEEDS, PlaceState, SignUp
from coprod.participation.contribution import Contribution
from coprod.partnership.district import District
from coprod.rendering import plural
from coprod.text import sort_key


class Full(Exception):
    """Every place at an event is taken."""


class Event(MovesAndIsCalledOff):
    """A meeting at a place and a time, with so many places. See `Activity`: `opens_at` and `closes_at` are for sign-up.

    `access` lists what is there for people who need it, as {"icon", "words"}; `icon` is a drawing in the sprite.
    `what_happens` is the plan, as {"at": "17:30", "title", "words"} in UK time, with "until" where that is said.
    `doors_at` may be empty. `online_url` is where people join from home, for those with a place. `taken` counts the
    places that people have or that are held for them, `waiting` the people on its waiting list.
    """

    __tablename__ = "event"
    __table_args__ = (  # type: ignore[assignment]  # a table of its own, with constraints of its own
        CheckConstraint("places > 0", name="places"),
        CheckConstraint("taken BETWEEN 0 AND places", name="taken"),
        CheckConstraint("ends_at > starts_at", name="ends_after_it_starts"),
        CheckConstraint("doors_at <= starts_at", name="doors_open_before_it_starts"),
        CheckConstraint("(called_off_at IS NULL) = (called_off_why = '')", name="called_off"),
        CheckConstraint("waiting >= 0", name="waiting"),
    )
    __mapper_args__ = {"polymorphic_identity": "events"}

    id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    venue: Mapped[str]
    address: Mapped[str]
    district_slug: Mapped[str | None] = mapped_column(ForeignKey("district.slug"), index=True)
    places: Mapped[int]
    access: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    what_happens: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    for_whom: Mapped[str]
    cost: Mapped[str]
    map_url: Mapped[str]
    getting_there: Mapped[str]
    taken: Mapped[int]
    waiting: Mapped[int]
    district: Mapped[District | None] = relationship()

    card = Card("event", "Come and talk", "sign-ups", "talk", "peach")
    withdraw_words = "Cancel my place"
    longest_words = 500
    PAST_SHOWN = 24
    COPIED = drafting.COPIED
    PROVIDED = frozenset({NEEDS})
    needs_weeks = False

    def __init__(self, *, venue: str, starts_at: datetime, ends_at: datetime, places: int, **more: Any) -> None:
        nothing: dict[str, Any] = {"district_slug": None, "doors_at": None, "access": [], "what_happens": []}
        nothing |= {"called_off_at": None, "called_off_why": "", "moved_from": {}, "news_edit": 0}
        texts = dict.fromkeys(("address", "for_whom", "cost", "map_url", "getting_there", "online_url"), "")
        said = {"venue": venue, "starts_at": starts_at, "ends_at": ends_at, "places": places}
        super().__init__(**(nothing | texts | said | more | {"taken": 0, "waiting": 0}))

    @classmethod
    def moving_facts(cls, now: Any) -> list[Select[Any]]:
        """Which are full while people can sign up, and how many have been. How many places are taken is not shown."""
        full = cls.closes_at > now, or_(cls.taken >= cls.places, cls.waiting > 0)
        by_id = [select(each(cls.id)).where(*full) for each in (func.count, func.sum)]
        return [*by_id, select(func.count(cls.__table__.c.id)).where(cls.__table__.c.ends_at <= now)]

    @classmethod
    def upcoming(cls, *conditions: ColumnElement[bool], drafts: bool = False) -> list["Event"]:
        """Events that are not over, the next one first; with drafts only for staff."""
        query = cls._with_district().where(cls.ends_at > now(), *conditions).order_by(cls.starts_at, cls.id)
        return list(db.session.scalars(query if drafts else query.where(cls.public())))

    @classmethod
    def past(cls, *conditions: ColumnElement[bool]) -> list["Event"]:
        """The last events that are over, the latest first."""
        over = cls._with_district().where(cls.ends_at <= now(), cls.public(), *conditions)
        return list(db.session.scalars(over.order_by(cls.starts_at.desc(), cls.id.desc()).limit(cls.PAST_SHOWN)))

    @classmethod
    def _with_district(cls) -> Select[Any]:
        return (
            select(Event).join(Event.engagement).options(joinedload(Event.district), contains_eager(Event.engagement))
        )

    @classmethod
    def from_template(cls, facts: dict[str, Any], **shared: Any) -> Self:
        """A meeting so many days from now, at clock times."""
        return cls(**drafting.from_template(facts), **shared)

    def own_checks(self) -> list[Check]:
        """Where it is, and when; sign-up closes before it starts."""
        return drafting.checks(self)

    def so_far(self, counted: Any) -> str:
        """How many places are taken."""
        return f"{self.taken:,} of {plural(self.places, 'place')} taken"

    @property
    def places_left(self) -> int:
        """How many more people can sign up."""
        return max(0, self.places - self.taken)

    @property
    def is_full(self) -> bool:
        """Whether every place is taken. What comes free belongs to those who wait."""
        return self.places_left == 0 or self.waiting > 0

    @property
    def has_room(self) -> bool:
        """Whether one more person can sign up at this moment."""
        return self.is_open and not self.is_full

    @property
    def steps(self) -> list[ProgrammeItem]:
        """What happens, in order."""
        return programme(self.what_happens)

    def other_events(self) -> list["Event"]:
        """Up to three more of the same engagement that people could come to instead, those with places first."""
        others = [each for each in Event.upcoming() if each.engagement_id == self.engagement_id and each is not self]
        return sorted(others, key=lambda other: not (other.is_open and other.places_left))[:3]

    def sign_up(self, contribution: Contribution, *, name: str, email: str, access_needs: str = "") -> SignUp:
        """Give one person a place; raises `Full`."""
        if not db.session.execute(TAKE_A_PLACE, {"event": self.id}, execution_options=AS_IT_STANDS).first():
            raise Full(self.slug)
        db.session.expire(self, ["taken"])
        said: dict[str, Any] = {"name": name, "email": email, "access_needs": access_needs}
        sign_up = SignUp(event=self, contribution=contribution, told_edit=self.edited, **said)
        db.session.add(sign_up)
        return sign_up

    def edit(self, details: dict[str, Any], *, by: int, seen: int | None = None, reason: str = "") -> None:
        """Change what is said about it. Nobody who has a place loses it."""
        taken = db.session.scalar(select(_event.c.taken).where(_event.c.id == self.id).with_for_update()) or 0
        if details["places"] < taken:
            raise NotAllowed(f"{taken:,} people have signed up: there must be a place for each")
        super().edit(details, by=by, seen=seen, reason=reason)

    def take_place(self, *, by: int, seen: int | None = None) -> None:
        """It takes place after all. Nobody could confirm a place meanwhile: they have all the time for it once more."""
        held = SignUp.event_id == self.id, SignUp.state == PlaceState.HELD
        db.session.execute(update(SignUp).where(*held).values(held_until=None), execution_options=AS_IT_STANDS)
        super().take_place(by=by, seen=seen)

    def attendees(self) -> list[SignUp]:
        """Everyone who asked for a place and is not yet forgotten, by name."""
        known = select(SignUp).where(SignUp.event_id == self.id, ~Contribution.forgotten)
        with_fields = contains_eager(SignUp.contribution).joinedload(Contribution.private_fields)
        found = db.session.scalars(known.join(SignUp.contribution).options(with_fields)).unique()
        return sorted(found, key=lambda sign_up: (sort_key(sign_up.shown_name), sign_up.public_id))

    def attendee(self, public_id: str) -> SignUp | None:
        """One of them."""
        return db.session.scalar(select(SignUp).where(SignUp.public_id == public_id, SignUp.event_id == self.id))

    def extend(self, closes_at: datetime, *, by: int, seen: int | None = None, reason: str) -> None:
        """Let people sign up until a later moment, but not when it has begun."""
        if closes_at > self.starts_at:
            raise NotAllowed("Sign-up must close before the event starts.")
        super().extend(closes_at, by=by, seen=seen, reason=reason)

    def private_words(self, contribution_id: int) -> dict[str, str]:
        """Their name, and what they need."""
        place = SignUp.of(contribution_id)
        return {NAME: place.name, NEEDS: place.access_needs} if place else {}

    def put_private(self, contribution_id: int, label: str, text: str) -> None:
        """Their name, or what they need, which nobody has looked at yet."""
        place = SignUp.of(contribution_id)
        if place is not None and label == NAME:
            place.name = text
        elif place is not None and label == NEEDS:
            place.access_needs, place.access_met = text, None

    def erase(self, contribution_id: int) -> None:
        """Someone cancelled: forget who they are and what they need; the place is free."""
        theirs = delete(SignUp).where(SignUp.contribution_id == contribution_id).returning(SignUp.state)
        if (state := db.session.execute(theirs).scalar()) is not None:
            has, waits = int(state in HAVE_A_PLACE), int(state is PlaceState.WAITING)
            free = update(_event).values(taken=_event.c.taken - has, waiting=_event.c.waiting - waits)
            db.session.execute(free.where(_event.c.id == self.id), execution_options=AS_IT_STANDS)

    def forget(self, contributions: Collection[int]) -> None:
        """Who came and what they needed; that so many had a place stays."""
        private = (
            "sealed_name",
            "sealed_email",
            "email_digest",
            "sealed_access_needs",
            "access_met",
            "link_digest",
            "letter",
        )
        nobody = dict.fromkeys(private)
        db.session.execute(update(SignUp).where(SignUp.contribution_id.in_(contributions)).values(nobody))

    def receipt_lines(self, contribution_id: int, *, is_withdrawn: bool) -> list[str]:
        """Their place, and when to come."""
        place = SignUp.of(contribution_id)
        state = place.state if place and not is_withdrawn else None
        return receipt_lines(self, state, place.held_until if place else None)

    def steps_to_come(self, contribution_id: int) -> list[ToCome]:
        """The day itself."""
        place = SignUp.of(contribution_id)
        return steps_to_come(self, place.state if place else None)


_event: Any = Event.__table__
AS_IT_STANDS = {"synchronize_session": False}
_ROOM = (
    _event.c.id == bindparam("event"),
    _event.c.taken < _event.c.places,
    _event.c.waiting == 0,
    _event.c.called_off_at.is_(None),
)
HAS_ROOM = select(_event.c.id).where(*_ROOM)
# One statement, so that of two people who want the last place the database chooses one.
TAKE_A_PLACE = update(_event).where(*_ROOM).values(taken=_event.c.taken + 1).returning(_event.c.id)
# One more on the waiting list.
WAIT_FOR_A_PLACE = (
    update(_event)
    .where(_event.c.id == bindparam("event"), _event.c.called_off_at.is_(None))
    .values(waiting=_event.c.waiting + 1)
    .returning(_event.c.id)
)
