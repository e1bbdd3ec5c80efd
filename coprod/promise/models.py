"""Promise: how the partnership means to work with people."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import JSON, ForeignKey, delete, select, update
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship, selectinload

from coprod.activities.activity import Activity, Card
from coprod.activities.checks import Check
from coprod.activities.life import must_say_why
from coprod.database import db, now
from coprod.promise.commitment import Commitment
from coprod.promise.pledge import CONTACT, ORGANISATION, Pledge
from coprod.rendering import plural


class Promise(Activity):
    """The Co-Production Promise of one year: what co-production means here, and the commitments in it.

    `wording_note` says whose words they are. `pledging_lead` and `pledging_words` say who can pledge, and how.
    Times, readers and the rest: see `Activity`.
    """

    __tablename__ = "promise"
    __mapper_args__ = {"polymorphic_identity": "promise"}

    id: Mapped[int] = mapped_column(ForeignKey("activity.id"), primary_key=True)
    version_year: Mapped[int]
    definition: Mapped[str]
    wording_note: Mapped[str]
    pledging_lead: Mapped[str]
    pledging_words: Mapped[list[str]] = mapped_column(JSON)

    all_commitments: Mapped[list[Commitment]] = relationship(
        back_populates="promise", order_by=(Commitment.position, Commitment.id)
    )
    pledges: WriteOnlyMapped[Pledge] = relationship(back_populates="promise", passive_deletes=True)

    # The question a pledge answers; said to moderators and in the feedback log too.
    question = "What will your organisation do?"
    card = Card("promise", "Make a pledge", "pledges", "promise", "mint")
    withdraw_words = "Withdraw our pledge"

    def __init__(
        self,
        *,
        version_year: int,
        definition: str,
        wording_note: str = "",
        pledging_lead: str = "",
        pledging_words: list[str] | None = None,
        commits_to: Iterable[dict[str, Any]] = (),
        **more: Any,
    ) -> None:
        super().__init__(
            version_year=version_year,
            definition=definition,
            wording_note=wording_note,
            pledging_lead=pledging_lead,
            pledging_words=pledging_words or [],
            **more,
        )
        for position, words in enumerate(commits_to, start=1):
            Commitment(promise=self, **({"position": position} | words))

    COPIED = ("version_year", "definition", "wording_note", "pledging_lead", "pledging_words")
    needs_weeks = False

    @classmethod
    def loaded_for_checks(cls, every: Any) -> list[Any]:
        """Its commitments."""
        return [selectinload(every.Promise.all_commitments)]

    def own_checks(self) -> list[Check]:
        """It says what it means, and commits to something."""
        many = len(self.commitments)
        return [
            Check("The definition", "What working together means here.", bool(self.definition), field="definition"),
            Check("Commitments", f"{plural(many, 'commitment')} so far.", bool(many), field="commitments"),
        ]

    def so_far(self, people: int) -> str:
        """How many organisations have pledged."""
        return plural(people, "pledge")

    def copied_parts(self) -> dict[str, Any]:
        """The commitments that it makes now."""
        names = ("slug", "title", "meaning", "position")
        return {"commits_to": [{name: getattr(each, name) for name in names} for each in self.commitments]}

    def delete_parts(self) -> None:
        """Its commitments."""
        db.session.execute(delete(Commitment).where(Commitment.promise_id == self.id))

    @classmethod
    def current(cls) -> "Promise | None":
        """The newest that is open; else the newest that is no draft."""
        is_open = (cls.opens_at <= now()) & (cls.closes_at > now())
        newest = select(cls).join(cls.engagement).where(cls.public())
        return db.session.scalar(newest.order_by(is_open.desc(), cls.opens_at.desc(), cls.id.desc()).limit(1))

    @property
    def commitments(self) -> list[Commitment]:
        """Those it makes now, without what was replaced."""
        replaced = {each.replaces_id for each in self.all_commitments}
        return [each for each in self.all_commitments if each.id is None or each.id not in replaced]

    def reword(self, commitment: Commitment, *, title: str, meaning: str, by: int, reason: str = "") -> Commitment:
        """Say a commitment in other words. One with pledges to it stays as it is, and a new one takes its place.

        Raises `NeedsReason` when there are pledges to it and no reason is given.
        """
        was = f"{commitment.title}: {commitment.meaning}"
        stands = commitment
        self.count_edit(seen=self.edited)
        if commitment.has_pledges():
            must_say_why(reason)
            stands = commitment.replaced(title=title, meaning=meaning)
        else:
            commitment.title, commitment.meaning, reason = title, meaning, ""
        self.write_down("commitment", was, f"{title}: {meaning}", by=by, reason=reason)
        self.touch()
        return stands

    def erase(self, contribution_id: int) -> None:
        """An organisation withdraws: forget whom to contact. The register leaves out withdrawn pledges by itself."""
        self.forget([contribution_id])

    def forget(self, contributions: Collection[int]) -> None:
        """Whom to contact. What an organisation pledged in public stays on the register."""
        private = ("sealed_contact_name", "sealed_contact_email", "contact_email_digest", "link_digest", "link_ends_at")
        nobody = dict.fromkeys(private)
        db.session.execute(update(Pledge).where(Pledge.contribution_id.in_(contributions)).values(nobody))

    def private_words(self, contribution_id: int) -> dict[str, str]:
        """Which organisation it is, and whom to contact."""
        pledge = Pledge.of(contribution_id)
        return {ORGANISATION: pledge.organisation_name, CONTACT: pledge.contact_name} if pledge else {}

    def put_private(self, contribution_id: int, label: str, text: str) -> None:
        """Which organisation it is, or whom to contact."""
        pledge = Pledge.of(contribution_id)
        if pledge is not None and label == ORGANISATION:
            pledge.name(text)
        elif pledge is not None:
            pledge.contact_name = text

    def receipt_lines(self, contribution_id: int, *, is_withdrawn: bool) -> list[str]:
        """Whether the email address is confirmed."""
        pledge = Pledge.of(contribution_id)
        if pledge is None or is_withdrawn:
            return []
        if pledge.email_confirmed_at is not None:
            return ["Your email address is confirmed."]
        return ["Your email address is not confirmed yet. Please open the link in the email that we sent you."]
