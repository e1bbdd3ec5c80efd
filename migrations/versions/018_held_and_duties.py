"""held and duties: what the lead holds stands nowhere else; private fields, steps and duty letters have their rows"""

import base64
import hmac
import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from flask import current_app

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None

BEFORE = ("asked", "acknowledged", "note", "referral", "message", "message_off", "released", "closed")
NOW = (*BEFORE, "put_back", "deputy_told", "everyone_told")
# What a form asked that is private, by its label: the channel's table, and its sealed column.
PRIVATE = {
    "Name": ("sign_up", "sealed_name"),
    "Access needs": ("sign_up", "sealed_access_needs"),
    "Contact name": ("pledge", "sealed_contact_name"),
}
SECTORS = ("education", "health", "social-care", "voluntary", "police-fire", "business", "other")
NOTED = ("move", "first_approval")


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def upgrade() -> None:
    keys = Keys()
    new_tables()
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table in NOTED:
        seal_notes(keys, table)
    change_concerns()
    change_steps()
    sectors_to_pledges()
    hold_private_fields()
    move_messages(keys)
    with op.batch_alter_table("contribution") as batch:
        for column in ("held", "message", "message_on"):
            batch.drop_column(column)
    hold_words(keys)


def new_tables() -> None:
    op.create_table(
        "duty_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty", choice("duty", "lead", "lead_and_deputy", "next", "everyone"), nullable=False),
        sa.Column("kind", choice("kind", "opened", "more", "put_back", "nobody_has_it"), nullable=False),
        sa.Column("more", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("more >= 0", name=op.f("ck_duty_letter_more")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_letter")),
    )
    waits = sa.text("claimed_at IS NULL")
    op.create_index(
        "ix_duty_letter_waiting", "duty_letter", ["duty", "kind"], unique=True,
        sqlite_where=waits, postgresql_where=waits,
    )  # fmt: skip
    op.create_table(
        "private_field",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("state", choice("state", "unscreened", "held"), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'held') = (concern_id IS NOT NULL)", name=op.f("ck_private_field_held_by_a_concern")
        ),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_private_field_concern_id")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_private_field_contribution_id")
        ),
        sa.PrimaryKeyConstraint("contribution_id", "label", name=op.f("pk_private_field")),
        sa.UniqueConstraint("concern_id", name=op.f("uq_private_field_concern_id")),
    )
    unscreened = sa.text("state = 'unscreened'")
    op.create_index(
        "ix_private_field_unscreened", "private_field", ["contribution_id"],
        sqlite_where=unscreened, postgresql_where=unscreened,
    )  # fmt: skip
    op.create_table(
        "lead_message",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("put_on", sa.Date(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(sealed_words) > 17", name=op.f("ck_lead_message_sealed_words")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_lead_message_contribution_id")),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_lead_message")),
    )


def seal_notes(keys: "Keys", table: str) -> None:
    """Notes quote what was written, so they are sealed."""
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column("place", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("sealed_note", sa.LargeBinary(), nullable=True))
    for row in rows(f"SELECT id, note FROM {table}"):  # noqa: S608
        place = secrets.randbits(63)
        note = keys.seal(row.note, f"{table}.sealed_note", place) if row.note else None
        keep = f"UPDATE {table} SET place = :place, sealed_note = :note WHERE id = :id"  # noqa: S608
        change(keep, id=row.id, place=place, note=note)
    with op.batch_alter_table(table) as batch:
        batch.alter_column("place", existing_type=sa.BigInteger(), nullable=False)
        batch.drop_column("note")
        batch.create_check_constraint(op.f(f"ck_{table}_sealed_note"), "length(sealed_note) > 17")


def change_concerns() -> None:
    """Each points to the move that opened it, and has room for what screening had marked."""
    with op.batch_alter_table("concern") as batch:
        batch.add_column(sa.Column("move_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("sealed_findings", sa.LargeBinary(), nullable=True))
        batch.alter_column("sealed_words", existing_type=sa.LargeBinary(), nullable=True)
        batch.create_foreign_key(batch.f("fk_concern_move_id"), "move", ["move_id"], ["id"])
    op.execute(
        "UPDATE concern SET move_id = (SELECT max(id) FROM move WHERE move.submission_id = concern.submission_id"
        " AND move.to_status = 'escalated' AND move.at = concern.opened_at) WHERE submission_id IS NOT NULL"
    )
    op.execute("UPDATE concern SET sealed_words = NULL WHERE length(sealed_words) <= 17")
    with op.batch_alter_table("concern") as batch:
        batch.create_check_constraint(
            op.f("ck_concern_a_move_is_of_words"), "move_id IS NULL OR submission_id IS NOT NULL"
        )
        batch.create_check_constraint(op.f("ck_concern_sealed_words"), "length(sealed_words) > 17")
        batch.create_check_constraint(op.f("ck_concern_sealed_findings"), "length(sealed_findings) > 17")


def change_steps() -> None:
    """Every event has its own kind, and what released words points to the move."""
    with op.batch_alter_table("concern_step") as batch:
        batch.drop_constraint(batch.f("ck_concern_step_what"), type_="check")
        batch.add_column(sa.Column("move_id", sa.Integer(), nullable=True))
        batch.alter_column("sealed_words", existing_type=sa.LargeBinary(), nullable=True)
        batch.create_foreign_key(batch.f("fk_concern_step_move_id"), "move", ["move_id"], ["id"])
    op.execute("UPDATE concern_step SET what = 'put_back' WHERE what = 'note' AND by_id IS NULL")
    op.execute(
        "UPDATE concern_step SET move_id = (SELECT max(move.id) FROM move"
        " JOIN concern ON concern.submission_id = move.submission_id WHERE concern.id = concern_step.concern_id"
        " AND move.from_status = 'escalated' AND move.at <= concern_step.at) WHERE what = 'released'"
    )
    op.execute("UPDATE concern_step SET sealed_words = NULL WHERE length(sealed_words) <= 17")
    for who in ("deputy", "everyone"):
        for row in rows(f"SELECT id, {who}_told_at AS at FROM concern WHERE {who}_told_at IS NOT NULL"):  # noqa: S608
            change(
                "INSERT INTO concern_step (concern_id, at, what, place) VALUES (:id, :at, :what, :place)",
                id=row.id, at=row.at, what=f"{who}_told", place=secrets.randbits(63),
            )  # fmt: skip
    with op.batch_alter_table("concern_step") as batch:
        batch.create_check_constraint(batch.f("ck_concern_step_what"), f"what IN {NOW}")
        batch.create_check_constraint(
            op.f("ck_concern_step_by_whom"),
            "(by_id IS NULL) = (what IN ('asked', 'put_back', 'deputy_told', 'everyone_told'))",
        )
        batch.create_check_constraint(op.f("ck_concern_step_a_move_releases"), "move_id IS NULL OR what = 'released'")
        batch.create_check_constraint(op.f("ck_concern_step_sealed_words"), "length(sealed_words) > 17")


def sectors_to_pledges() -> None:
    """A pledge says what kind of organisation made it, also while nobody may read which one that is."""
    with op.batch_alter_table("pledge") as batch:
        batch.add_column(sa.Column("sector", sa.String(30), nullable=True))
        batch.alter_column("organisation_id", existing_type=sa.Integer(), nullable=True)
    op.execute(
        "UPDATE pledge SET sector = (SELECT sector FROM organisation WHERE organisation.id = pledge.organisation_id)"
    )
    with op.batch_alter_table("pledge") as batch:
        batch.alter_column("sector", existing_type=sa.String(30), nullable=False)
        batch.create_check_constraint(batch.f("ck_pledge_sector"), f"sector IN {SECTORS}")
    with op.batch_alter_table("organisation") as batch:
        batch.drop_constraint(batch.f("ck_organisation_sector"), type_="check")
        batch.drop_column("sector")


def hold_private_fields() -> None:
    """What the lead alone may read leaves the channel's own column, and what stands beside the words."""
    kinds = "SELECT c.id, c.held, c.context, a.kind FROM contribution c JOIN activity a ON a.id = c.activity_id"
    for row in rows(f"{kinds} WHERE CAST(c.held AS VARCHAR) <> '[]' AND c.withdrawn_on IS NULL"):
        held = read_json(row.held)
        labels = [label for label in held or () if label]
        context = read_json(row.context)
        for label in labels:
            concern = change(
                "SELECT max(id) FROM concern"
                " WHERE contribution_id = :id AND submission_id IS NULL AND prompt = :label",
                id=row.id, label=label,
            ).scalar()  # fmt: skip
            if concern is None:
                continue
            add_field(row.id, label, "held", concern)
            empty(row.id, label)
            context |= {label: None} if label in context else {}
        put_json("contribution", row.id, "context", context)
        if held is None or None in held:
            asked = {"events": ("Name", "Access needs"), "promise": ("Organisation", "Contact name")}
            for label in asked.get(row.kind, ()):
                if label not in labels:
                    add_field(row.id, label, "unscreened", None)
    op.execute(
        "DELETE FROM organisation WHERE NOT EXISTS"
        " (SELECT 1 FROM pledge WHERE pledge.organisation_id = organisation.id)"
    )


def add_field(contribution: int, label: str, state: str, concern: int | None) -> None:
    change(
        "INSERT INTO private_field (contribution_id, label, state, concern_id) VALUES (:id, :label, :state, :concern)",
        id=contribution, label=label, state=state, concern=concern,
    )  # fmt: skip


def empty(contribution: int, label: str) -> None:
    if label == "Organisation":
        change("UPDATE pledge SET organisation_id = NULL WHERE contribution_id = :id", id=contribution)
    if label in PRIVATE:
        table, column = PRIVATE[label]
        change(f"UPDATE {table} SET {column} = NULL WHERE contribution_id = :id", id=contribution)  # noqa: S608


def move_messages(keys: "Keys") -> None:
    """What the lead says to a writer is sealed, in a row of its own."""
    for row in rows("SELECT id, message, message_on FROM contribution WHERE message IS NOT NULL"):
        place = secrets.randbits(63)
        change(
            "INSERT INTO lead_message (contribution_id, put_on, place, sealed_words) VALUES (:id, :on, :place, :words)",
            id=row.id, on=row.message_on, place=place,
            words=keys.seal(row.message, "lead_message.sealed_words", place),
        )  # fmt: skip


def hold_words(keys: "Keys") -> None:
    """Words that the lead holds, and what was found in them, stand only in the newest concern about them."""
    triggers = triggers_of_submission()
    with op.batch_alter_table("submission") as batch:
        batch.alter_column("words", existing_type=sa.String(), nullable=True)
    escalated = "SELECT id, words, findings FROM submission WHERE status = 'escalated' AND words <> ''"
    for row in rows(escalated):
        newest = "SELECT id, place, sealed_words FROM concern WHERE submission_id = :id ORDER BY id DESC LIMIT 1"
        concern = change(newest, id=row.id).one()
        if keys.unseal(concern.sealed_words, "concern.sealed_words", concern.place) is None:
            words = keys.seal(row.words, "concern.sealed_words", concern.place)
            change("UPDATE concern SET sealed_words = :words WHERE id = :id", id=concern.id, words=words)
        found = json.dumps(read_json(row.findings))
        findings = keys.seal(found, "concern.sealed_findings", concern.place)
        change("UPDATE concern SET sealed_findings = :findings WHERE id = :id", id=concern.id, findings=findings)
        change("UPDATE submission SET words = NULL, findings = '[]' WHERE id = :id", id=row.id)
        change("UPDATE submission SET published_words = NULL, search_words = NULL WHERE id = :id", id=row.id)
    with op.batch_alter_table("submission") as batch:
        batch.create_check_constraint(
            op.f("ck_submission_only_the_lead_holds"), "words IS NOT NULL OR status = 'escalated'"
        )
        batch.create_check_constraint(
            op.f("ck_submission_what_the_lead_holds_is_sealed"),
            "words IS NULL OR words = '' OR status <> 'escalated'",
        )
    make_again(triggers)


def downgrade() -> None:
    keys = Keys()
    triggers = triggers_of_submission()
    with op.batch_alter_table("submission") as batch:
        for name in ("only_the_lead_holds", "what_the_lead_holds_is_sealed"):
            batch.drop_constraint(op.f(f"ck_submission_{name}"), type_="check")
    for row in rows("SELECT id FROM submission WHERE words IS NULL"):
        newest = "SELECT place, sealed_words, sealed_findings FROM concern WHERE submission_id = :id ORDER BY id DESC LIMIT 1"  # noqa: E501
        concern = change(newest, id=row.id).one()
        words = keys.unseal(concern.sealed_words, "concern.sealed_words", concern.place) or ""
        findings = keys.unseal(concern.sealed_findings, "concern.sealed_findings", concern.place) or "[]"
        change("UPDATE submission SET words = :words WHERE id = :id", id=row.id, words=words)
        put_json("submission", row.id, "findings", json.loads(findings))
    with op.batch_alter_table("submission") as batch:
        batch.alter_column("words", existing_type=sa.String(), nullable=False)
    make_again(triggers)
    messages_and_fields_as_before(keys)
    sectors_as_before(keys)
    steps_and_concerns_as_before(keys)
    for table in NOTED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("note", sa.String(), nullable=False, server_default=""))
        for row in rows(f"SELECT id, place, sealed_note FROM {table} WHERE sealed_note IS NOT NULL"):  # noqa: S608
            note = keys.unseal(row.sealed_note, f"{table}.sealed_note", row.place) or ""
            change(f"UPDATE {table} SET note = :note WHERE id = :id", id=row.id, note=note)  # noqa: S608
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(op.f(f"ck_{table}_sealed_note"), type_="check")
            batch.alter_column("note", existing_type=sa.String(), server_default=None)
            batch.drop_column("sealed_note")
            batch.drop_column("place")
    with op.batch_alter_table("message") as batch:
        batch.drop_column("urgent")
    op.drop_table("lead_message")
    op.drop_table("private_field")
    op.drop_table("duty_letter")


def messages_and_fields_as_before(keys: "Keys") -> None:
    with op.batch_alter_table("contribution") as batch:
        batch.add_column(sa.Column("held", sa.JSON(), nullable=True, server_default="[]"))
        batch.add_column(sa.Column("message", sa.String(), nullable=True))
        batch.add_column(sa.Column("message_on", sa.Date(), nullable=True))
    for row in rows("SELECT * FROM lead_message"):
        change(
            "UPDATE contribution SET message = :words, message_on = :on WHERE id = :id",
            id=row.contribution_id, on=row.put_on,
            words=keys.unseal(row.sealed_words, "lead_message.sealed_words", row.place),
        )  # fmt: skip
    held: dict[int, list[str | None]] = {}
    for row in rows("SELECT * FROM private_field ORDER BY state DESC"):  # unscreened before held
        labels = held.setdefault(row.contribution_id, [])
        if row.state == "held":
            labels.append(row.label)
            fill(keys, row)
        elif not labels:
            labels.append(None)
    for id, labels in held.items():
        put_json("contribution", id, "held", labels)


def fill(keys: "Keys", field: Any) -> None:
    concern = change("SELECT place, sealed_words FROM concern WHERE id = :id", id=field.concern_id).one()
    text = keys.unseal(concern.sealed_words, "concern.sealed_words", concern.place) or ""
    if field.label in PRIVATE and text:
        table, column = PRIVATE[field.label]
        row = change(f"SELECT id, place FROM {table} WHERE contribution_id = :id", id=field.contribution_id).first()  # noqa: S608
        if row is not None:
            sealed = keys.seal(text, f"{table}.{column}", row.place)
            change(f"UPDATE {table} SET {column} = :sealed WHERE id = :id", id=row.id, sealed=sealed)  # noqa: S608


def sectors_as_before(keys: "Keys") -> None:
    with op.batch_alter_table("organisation") as batch:
        batch.add_column(sa.Column("sector", choice("sector", *SECTORS), nullable=False, server_default="other"))
    op.execute(
        "UPDATE organisation SET sector = coalesce((SELECT max(sector) FROM pledge"
        " WHERE pledge.organisation_id = organisation.id), 'other')"
    )
    for row in rows(
        "SELECT p.id, p.sector, c.place, c.sealed_words FROM pledge p JOIN private_field f"
        " ON f.contribution_id = p.contribution_id AND f.label = 'Organisation' JOIN concern c ON c.id = f.concern_id"
    ):
        name = keys.unseal(row.sealed_words, "concern.sealed_words", row.place) or "Unknown"
        change(
            "INSERT INTO organisation (name, key, sector) VALUES (:name, :key, :sector)",
            name=name, key=name.casefold(), sector=row.sector,
        )  # fmt: skip
        change("UPDATE pledge SET organisation_id = (SELECT max(id) FROM organisation) WHERE id = :id", id=row.id)
    with op.batch_alter_table("organisation") as batch:
        batch.alter_column("sector", existing_type=sa.String(30), server_default=None)
    with op.batch_alter_table("pledge") as batch:
        batch.drop_constraint(batch.f("ck_pledge_sector"), type_="check")
        batch.drop_column("sector")
        batch.alter_column("organisation_id", existing_type=sa.Integer(), nullable=False)


def steps_and_concerns_as_before(keys: "Keys") -> None:
    op.execute("DELETE FROM concern_step WHERE what IN ('deputy_told', 'everyone_told')")
    with op.batch_alter_table("concern_step") as batch:
        for name in ("what", "by_whom", "a_move_releases", "sealed_words"):
            batch.drop_constraint(batch.f(f"ck_concern_step_{name}"), type_="check")
        batch.drop_constraint(batch.f("fk_concern_step_move_id"), type_="foreignkey")
        batch.drop_column("move_id")
    op.execute("UPDATE concern_step SET what = 'note' WHERE what = 'put_back'")
    with op.batch_alter_table("concern") as batch:
        for name in ("a_move_is_of_words", "sealed_words", "sealed_findings"):
            batch.drop_constraint(batch.f(f"ck_concern_{name}"), type_="check")
        batch.drop_constraint(batch.f("fk_concern_move_id"), type_="foreignkey")
        batch.drop_column("move_id")
        batch.drop_column("sealed_findings")
    for table in ("concern", "concern_step"):
        for row in rows(f"SELECT id, place FROM {table} WHERE sealed_words IS NULL"):  # noqa: S608
            nothing = keys.seal("", f"{table}.sealed_words", row.place)
            change(f"UPDATE {table} SET sealed_words = :nothing WHERE id = :id", id=row.id, nothing=nothing)  # noqa: S608
        with op.batch_alter_table(table) as batch:
            batch.alter_column("sealed_words", existing_type=sa.LargeBinary(), nullable=False)
    with op.batch_alter_table("concern_step") as batch:
        batch.create_check_constraint(batch.f("ck_concern_step_what"), f"what IN {BEFORE}")


# --- rows -----------------------------------------------------------------------------------------------


def rows(question: str) -> Iterator[Any]:
    yield from op.get_bind().execute(sa.text(question)).all()


def change(statement: str, **values: Any) -> Any:
    return op.get_bind().execute(sa.text(statement), values)


def put_json(table: str, id: int, column: str, value: Any) -> None:
    known = sa.table(table, sa.column("id"), sa.column(column, sa.JSON()))
    op.get_bind().execute(known.update().where(known.c.id == id).values({column: value}))


def read_json(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored


def triggers_of_submission() -> list[str]:
    """SQLite makes a changed table anew, and forgets its triggers."""
    if op.get_bind().dialect.name != "sqlite":
        return []
    asked = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'submission'"
    return [row.sql for row in rows(asked)]


def make_again(triggers: list[str]) -> None:
    for trigger in triggers:
        op.get_bind().exec_driver_sql(trigger)


# --- keys, as they were when this was written -------------------------------------------------------------


class Keys:
    """The keys of this installation: the migration before made them if there were none."""

    def __init__(self) -> None:
        setting: str = current_app.config["COPROD_KEYS"]
        written = setting or (Path(current_app.instance_path) / "keys").read_text("ascii")
        pairs = (part.partition(":") for part in re.split(r"[,\s]+", written) if part)
        self.secrets = {name: base64.urlsafe_b64decode(letters) for name, _, letters in pairs}
        self.newest = next(iter(self.secrets))

    def seal(self, text: str, column: str, place: int) -> bytes:
        box = self._box(self.newest)
        return self.newest.encode() + b":" + box.encrypt(text.encode(), [f"{column}:{place:d}".encode()])

    def unseal(self, sealed: bytes | None, column: str, place: int) -> str | None:
        name, _, rest = bytes(sealed or b"").partition(b":")
        if name.decode("ascii", "replace") not in self.secrets:
            return None
        try:
            return self._box(name.decode()).decrypt(rest, [f"{column}:{place:d}".encode()]).decode()
        except InvalidTag:
            return None

    def _box(self, name: str) -> AESSIV:
        return AESSIV(hmac.digest(self.secrets[name], b"coprod sealing", "sha512"))
