"""The one partnership of this installation, as its staff set it up."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app, g
from sqlalchemy import JSON, CheckConstraint, Update, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from coprod.changes import Change, Clash, EditedByStaff, counts_what_is_shown, shown_with
from coprod.database import Base, UTCDateTime, db, now
from coprod.one_question import first_row
from coprod.partnership.as_read import Kept
from coprod.partnership.colours import COLOURS, is_colour
from coprod.partnership.days import CountsDays
from coprod.partnership.statements import HasStatements
from coprod.partnership.what_is_set import NO_NAME, SaysWhatIsSet
from coprod.partnership.words_to_find import HasWordsToFind

MOST_MONTHS = 120  # that who said what may be kept
MOST_HOURS = 336  # that a place is held: two weeks
SHORT_NAME = 16  # letters: what stands in the first row of a page on a phone, beside menu, help and exit


@counts_what_is_shown("version")
class Partnership(HasWordsToFind, SaysWhatIsSet, HasStatements, CountsDays, EditedByStaff, Base):
    """A council and its NHS Integrated Care Board, as they present themselves. One row.

    `short_name` stands for `name` at the top of pages on a phone; where it is empty, `name` stands there too.
    `help_numbers` is a list of {"who", "words", "number"} shown as "Need help now?" on every public page.
    `reading_days` is the promise: working days until a person has read what was sent.
    `contact` has "email", "phone", "post" and "hours": the ways to ask without a screen.
    `moderation_rules` say, where people write, what is shown and what is not, one plain sentence each.
    `screening_words` are what staff added to what screening looks for, as [kind of finding, word or phrase].
    `acknowledge_minutes` is how long a safeguarding lead has before a deputy is told of a concern too.
    `hard_before_break` is how many hard things one person reads in half an hour before they are offered a break.
    `hold_hours` is how long a place at an event is held, from when its letter has left.
    `privacy` and `accessibility` are what it wrote of the two statements that the law asks for (see statements.py).
    `logos` of its owners are {"file", "name", "width", "height", "said"}: a picture's hash, how it came, and its words
    when it is said aloud. `share_card` is the hash of the picture that goes with a link to the first page.
    `retention_months` is how long a new activity keeps who said what, unless it says something else.
    `wording` has its own words for who people are, by where they stand ("label", "choice", "first").
    `holidays` is a list of {"name", "from_on", "until_on"}; `links` has "local_offer" and "newsletter".
    `letter_arrived_at` is when somebody last said that a test letter had reached them. `mail_lookup` is what was found
    when somebody had the mail records looked up: "at", "domain", and for "spf", "dkim" and "dmarc" a word each.
    `banner` stands on every page when it is not empty. `version` moves with whatever every page may show: its own
    values, and what is `shown_everywhere`. `edited` moves with edits by staff alone.
    """

    __tablename__ = "partnership"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint(f"length(short_name) <= {SHORT_NAME}", name="short_name"),
        CheckConstraint("reading_days > 0", name="reading_days"),
        CheckConstraint("acknowledge_minutes > 0", name="acknowledge_minutes"),
        CheckConstraint(f"retention_months BETWEEN 1 AND {MOST_MONTHS}", name="retention_months"),
        CheckConstraint("hard_before_break BETWEEN 1 AND 10", name="hard_before_break"),
        CheckConstraint(f"hold_hours BETWEEN 1 AND {MOST_HOURS}", name="hold_hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    short_name: Mapped[str]
    strapline: Mapped[str]
    owners: Mapped[list[str]] = mapped_column(JSON)
    contact: Mapped[dict[str, str]] = mapped_column(JSON)
    help_numbers: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    reading_days: Mapped[int]
    banner: Mapped[str]
    colours: Mapped[dict[str, str]] = mapped_column(JSON)
    moderation_rules: Mapped[list[str]] = mapped_column(JSON)
    screening_words: Mapped[list[list[str]]] = mapped_column(JSON)
    acknowledge_minutes: Mapped[int]
    hard_before_break: Mapped[int]
    hold_hours: Mapped[int]
    privacy: Mapped[dict[str, Any]] = mapped_column(JSON)
    accessibility: Mapped[dict[str, Any]] = mapped_column(JSON)
    logos: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    share_card: Mapped[str]
    retention_months: Mapped[int]
    holidays: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    wording: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON)
    links: Mapped[dict[str, str]] = mapped_column(JSON)
    letter_arrived_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    mail_lookup: Mapped[dict[str, str]] = mapped_column(JSON)
    version: Mapped[int]

    def __init__(
        self,
        *,
        name: str,
        short_name: str = "",
        strapline: str = "",
        owners: list[str] | None = None,
        contact: dict[str, str] | None = None,
        help_numbers: list[dict[str, str]] | None = None,
        reading_days: int = 3,
        banner: str = "",
        colours: dict[str, str] | None = None,
        moderation_rules: list[str] | None = None,
        acknowledge_minutes: int = 60,
        hard_before_break: int = 3,
        hold_hours: int = 48,
        privacy: dict[str, Any] | None = None,
        accessibility: dict[str, Any] | None = None,
        logos: list[dict[str, Any]] | None = None,
        retention_months: int = 24,
        holidays: list[dict[str, str]] | None = None,
        links: dict[str, str] | None = None,
        wording: dict[str, dict[str, str]] | None = None,
    ) -> None:
        for colour, value in (colours or {}).items():
            if colour not in COLOURS or not is_colour(value):
                raise ValueError(f"{colour}: {value} is not one of the six colours, written like #14503e")
        if len(short_name) > SHORT_NAME:
            raise ValueError(f"{short_name}: a short name has {SHORT_NAME} letters at most")
        super().__init__(
            id=1,
            name=name,
            short_name=short_name,
            strapline=strapline,
            owners=owners or [name],
            contact=contact or {},
            help_numbers=help_numbers or [],
            reading_days=reading_days,
            banner=banner,
            colours=colours or {},
            moderation_rules=moderation_rules or [],
            screening_words=[],
            acknowledge_minutes=acknowledge_minutes,
            hard_before_break=hard_before_break,
            hold_hours=hold_hours,
            privacy=privacy or {},
            accessibility=accessibility or {},
            logos=logos or [],
            share_card="",
            retention_months=retention_months,
            holidays=holidays or [],
            links=links or {},
            wording=wording or {},
            letter_arrived_at=None,
            mail_lookup={},
            version=1,
            edited=1,
        )

    @classmethod
    def current(cls) -> "Partnership":
        """The partnership as pages show it, the same for a whole request; a stand-in before it is set up.

        A copy apart from the session: an error page needs it after everything was rolled back. A process reads it
        again when its version has moved.
        """
        if "partnership" not in g:
            g.partnership = cls._kept() or cls.stand_in()
        current: Partnership = g.partnership
        return current

    @classmethod
    def _kept(cls) -> "Partnership | None":
        """As this process has read it, if that is still right; else as it is now."""
        version = g.partnership_version if "partnership_version" in g else cls._version()
        kept: Kept | None = current_app.extensions.get(KEPT)
        if version is None or (kept and kept.partnership.version == version):
            return kept.partnership if version and kept else None
        found = db.session.get(cls, 1)
        if found is not None:
            db.session.expunge(found)
            current_app.extensions[KEPT] = Kept(found)
        return found

    @staticmethod
    def _version() -> int | None:
        row = first_row(VERSION)
        return row[0] if row else None

    @staticmethod
    def has_version(version: int | None) -> None:
        """What has just been read together with something else is not asked again in this request."""
        g.partnership_version = version

    @classmethod
    def locked(cls) -> "Partnership | None":
        """The partnership to be changed, held until this transaction ends: not the copy that pages show."""
        cls.current()  # first, because what it reads it takes out of the session
        return db.session.get(cls, 1, with_for_update=True)

    @classmethod
    def to_edit(cls) -> "Partnership":
        """The same. On an empty installation it comes to be here, as the stand-in that pages have shown until now."""
        while (there := cls.locked()) is None:
            try:
                with db.session.begin_nested():
                    db.session.add(cls.stand_in())
            except IntegrityError:
                continue  # somebody else made it in the same moment
        return there

    def change_settings(self, values: dict[str, Any], *, by: int, seen: int) -> bool:
        """Set what one page of settings holds. Raises `Clash` when a colleague has changed any of it since `seen`."""
        self.refuse_to_undo(values, seen)
        return self.change(values, by=by)

    def a_letter_arrived(self, *, by: int) -> None:
        """Somebody who had asked for a test letter says that it reached them."""
        self.change({"letter_arrived_at": now()}, by=by)

    def mail_was_looked_up(self, domain: str, found: dict[str, str], *, by: int) -> None:
        """Somebody had asked which mail records there are for this domain."""
        self.change({"mail_lookup": {"at": now().isoformat(), "domain": domain} | found}, by=by)

    def refuse_to_undo(self, fields: Iterable[str], seen: int) -> None:
        """Raise `Clash` when one of these was edited since `seen`. What was edited on other pages is none."""
        since = exists().where(Change.subject == self.subject, Change.edit > seen, Change.field.in_(list(fields)))
        if not 0 < seen <= self.edited or (seen < self.edited and db.session.scalar(select(since))):
            raise Clash

    @property
    def ways_to_ask(self) -> list[str]:
        """The email address and the phone number that people may ask at, as far as there are any."""
        return [way for way in (self.contact.get("email"), self.contact.get("phone")) if way]

    def own_words(self, place: str, who: str) -> str | None:
        """How it calls somebody in a place, where it has words of its own for that."""
        return self.wording.get(place, {}).get(who)

    @classmethod
    def stand_in(cls) -> "Partnership":
        """What pages show before the partnership is set up, or when the database does not answer."""
        return cls(
            name=NO_NAME,
            help_numbers=[{"who": "If someone is in danger or badly hurt", "words": "call", "number": "999"}],
        )


KEPT = "kept partnership"
VERSION = select(Partnership.__table__.c.version)


def every_page(rows: list[Any]) -> Update:
    """For `shown_with`: moves the version that every page depends on."""
    table: Any = Partnership.__table__
    return update(table).values(version=table.c.version + 1)


# What stands on pages of every kind: whatever changes in one, no kept page is right any more.
shown_everywhere = shown_with(every_page)
