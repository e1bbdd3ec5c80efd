"""Promise: how the partnership means to work with people."""

from collections.abc import Collection, Iterable
from typing import Any

from flask import url_for
from sqlalchemy import JSON, ForeignKey, delete, select, update
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship, selectinload

from coprod.activities.activity import Activity, Card
from coprod.activities.checks import Check
from coprod.activities.life import NotAllowed, must_say_why
from coprod.activities.per_kind import Overdue, ToCome
from coprod.database import db, now
from coprod.partnership.models import every_page
from coprod.promise.commitment import Commitment, slug_for
from coprod.promise.pledge import CONTACT, ORGANISATION, Pledge
from coprod.promise.receipt_lines import receipt_lines, steps_to_come
from coprod.promise.report import count_overdue
from coprod.rendering import plural

# What helps to keep a Promise, by its kind. Of a film it is said what it has for those who cannot see or hear it.
RESOURCES = {
    "page": "Web page",
    "document": "Document",
    "film_both": "Film, with captions and a transcript",
    "film_captions": "Film, with captions and no transcript",
    "film": "Film, without captions",
}


class Promise(Activity):
    """The Co-Production Promise of one year: what co-production means here, and the commitments in it.

    `wording_note` says whose words they are. `pledging_lead` and `pledging_words` say who can pledge, and how.
    `resources` help to keep it: {"title", "kind", "what", "address"}, where `kind` is one of `RESOURCES`.
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
    resources: Mapped[list[dict[str, str]]] = mapped_column(JSON)

    all_commitments: Mapped[list[Commitment]] = relationship(
        back_populates="promise", order_by=(Commitment.position, Commitment.id)
    )
    pledges: WriteOnlyMapped[Pledge] = relationship(back_populates="promise", passive_deletes=True)

    # The question a pledge answers; said to moderators and in the feedback log too.
    question = "What will your organisation do?"
    card = Card("promise", "Make a pledge", "pledges", "promise", "mint")
    withdraw_words = "Withdraw our pledge"
    decided_on = False

    def __init__(
        self,
        *,
        version_year: int,
        definition: str,
        wording_note: str = "",
        pledging_lead: str = "",
        pledging_words: list[str] | None = None,
        resources: list[dict[str, str]] | None = None,
        commitments: Iterable[dict[str, Any]] = (),
        **more: Any,
    ) -> None:
        super().__init__(
            version_year=version_year,
            definition=definition,
            wording_note=wording_note,
            pledging_lead=pledging_lead,
            pledging_words=pledging_words or [],
            resources=resources or [],
            **more,
        )
        for position, words in enumerate(commitments, start=1):
            slug = slug_for(words["slug"] or words["title"], {each.slug for each in self.all_commitments})
            Commitment(promise=self, slug=slug, title=words["title"], meaning=words["meaning"], position=position)

    COPIED = ("version_year", "definition", "wording_note", "pledging_lead", "pledging_words", "resources")
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
            Check("Commitments", f"{plural(many, 'commitment')} so far.", bool(many), field="commits_to"),
        ]

    def so_far(self, counted: Any) -> str:
        """How many pledges there are: one organisation may have made several."""
        return plural(counted.sent, "pledge")

    @classmethod
    def overdue(cls, ids: Collection[int]) -> dict[int, Overdue]:
        """Organisations that were asked twice what they did, and did not answer."""
        return {
            id: Overdue(
                f"{plural(number, 'organisation')} with a report overdue",
                url_for("promise.staff_list", show="overdue", promise=id),
            )
            for id, number in count_overdue(ids).items()
        }

    def copied_parts(self) -> dict[str, Any]:
        """The commitments that it makes now."""
        return {"commitments": self.as_rows()}

    def delete_parts(self) -> None:
        """Its commitments."""
        db.session.execute(delete(Commitment).where(Commitment.promise_id == self.id))

    @classmethod
    def current(cls) -> "Promise | None":
        """The newest that is open; else the newest that is no draft."""
        is_open = (cls.opens_at <= now()) & (cls.closes_at > now())
        newest = select(cls).join(cls.engagement).where(cls.public())
        return db.session.scalar(newest.order_by(is_open.desc(), cls.opens_at.desc(), cls.id.desc()).limit(1))

    def opened(self, *, by: int, seen: int | None = None) -> None:
        """Also: from now on the first row of every page leads to it."""
        super().opened(by=by, seen=seen)
        db.session.execute(every_page([]))

    @property
    def commitments(self) -> list[Commitment]:
        """Those it makes now, without what was replaced."""
        replaced = {each.replaces_id for each in self.all_commitments}
        return [each for each in self.all_commitments if each.id is None or each.id not in replaced]

    NEED_A_REASON = Activity.NEED_A_REASON | {"definition"}
    TOLD_ELSEWHERE = frozenset({"definition", "commitment"})

    def edit(self, details: dict[str, Any], *, by: int, seen: int | None = None, reason: str = "") -> None:
        """Change what is said about it. Who changes what organisations have pledged to says why.

        "commitments" are {"slug", "title", "meaning"} in their order; a new one has no slug.
        """
        said = {name: value for name, value in details.items() if name != "commitments"}
        rows = details.get("commitments")
        if said.get("definition", self.definition) != self.definition and self.has_pledges:
            must_say_why(reason)
        if rows is not None and rows != self.as_rows():
            self.edit_a_part(by=by, seen=seen)
            self._set_commitments(rows, by=by, reason=reason)
            seen = self.edited
        super().edit(said, by=by, seen=seen, reason=reason)

    def as_rows(self) -> list[dict[str, str]]:
        """The commitments that it makes now, as staff edit them."""
        return [{"slug": each.slug, "title": each.title, "meaning": each.meaning} for each in self.commitments]

    @property
    def has_pledges(self) -> bool:
        """Whether an organisation has pledged, read or not."""
        return bool(db.session.scalar(select(select(Pledge.id).where(Pledge.promise_id == self.id).exists())))

    def _set_commitments(self, rows: list[dict[str, str]], *, by: int, reason: str) -> None:
        before = {each.slug: each for each in self.commitments}
        was, kept = [each.title for each in self.commitments], {row["slug"] for row in rows}
        for slug, commitment in before.items():
            if slug not in kept:
                if commitment.has_pledges():
                    raise NotAllowed(
                        f"Organisations have pledged to “{commitment.title}”. It can be put in other words."
                    )
                self.all_commitments.remove(commitment)
                db.session.delete(commitment)
        unclaimed = dict(before)
        for position, row in enumerate(rows, start=1):
            title, meaning = row["title"], row["meaning"]
            stands = unclaimed.pop(row["slug"], None)  # a second row with the same slug is another commitment
            if stands is None:
                slug = slug_for(title, {each.slug for each in self.all_commitments} | before.keys())
                stands = Commitment(promise=self, slug=slug, position=position, title=title, meaning=meaning)
            elif (stands.title, stands.meaning) != (title, meaning):
                stands = self._reworded(stands, title=title, meaning=meaning, by=by, reason=reason)
            stands.position = position
            db.session.add(stands)
        became = [row["title"] for row in rows]
        if len(was) != len(became) or kept != set(before):
            self.write_down("commitments", was, became, by=by)

    def reword(self, commitment: Commitment, *, title: str, meaning: str, by: int, reason: str = "") -> Commitment:
        """Say a commitment in other words. One with pledges to it stays as it is, and a new one takes its place.

        Raises `NeedsReason` when there are pledges to it and no reason is given.
        """
        self.edit_a_part(by=by)
        return self._reworded(commitment, title=title, meaning=meaning, by=by, reason=reason)

    def _reworded(self, commitment: Commitment, *, title: str, meaning: str, by: int, reason: str) -> Commitment:
        was, stands = commitment.in_words, commitment
        if commitment.has_pledges():
            must_say_why(reason)
            stands = commitment.replaced(title=title, meaning=meaning)
        else:
            commitment.title, commitment.meaning, reason = title, meaning, ""
        self.write_down("commitment", was, stands.in_words, by=by, reason=reason)
        return stands

    def erase(self, contribution_id: int) -> None:
        """An organisation withdraws: forget whom to contact. The register leaves out withdrawn pledges by itself."""
        self.forget([contribution_id])

    def forget(self, contributions: Collection[int]) -> None:
        """Whom to contact. What an organisation pledged in public stays on the register."""
        contact = ("sealed_contact_name", "sealed_contact_email", "contact_email_digest")
        links = ("link_digest", "link_ends_at", "change_digest", "change_ends_at")
        nobody = dict.fromkeys(contact + links)
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
        return [] if is_withdrawn else receipt_lines(pledge)

    def steps_to_come(self, contribution_id: int) -> list[ToCome]:
        """The public list, and when we ask what they did."""
        return steps_to_come(Pledge.of(contribution_id))

    def words_changed(self, contribution_id: int) -> None:
        """When they are approved again, the contact hears of it again."""
        pledge = Pledge.of(contribution_id)
        if pledge is not None:
            pledge.told_on = None
