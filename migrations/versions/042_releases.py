"""releases: what will be published is declared before a questionnaire opens, and what was published is kept"""

import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "042"
down_revision = "041"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
AUDIENCES = {
    "young_person": "Young people",
    "parent_carer": "Parents and carers",
    "professional": "People who work with children",
    "organisation": "Organisations",
}
OPINIONS = (("yes", "Yes"), ("partly", "Partly"), ("no", "No"), ("not_sure", "Not sure"))
KINDS = {
    "one_choice": "one_choice", "dropdown": "one_choice", "picture_choice": "one_choice",
    "several_choices": "several_choices", "ranking": "ranking",
}  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("tables", sa.JSON(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_declaration_number")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_declaration_activity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("activity_id", "number", name=op.f("uq_declaration_activity_id_number")),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_release_number")),
        sa.CheckConstraint("made_by_id <> agreed_by_id", name=op.f("ck_release_two_people")),
        sa.CheckConstraint("people >= 10", name=op.f("ck_release_people")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_release_activity_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user_account.id"], name=op.f("fk_release_made_by_id")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["user_account.id"], name=op.f("fk_release_agreed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
        sa.UniqueConstraint("activity_id", "number", name=op.f("uq_release_activity_id_number")),
    )
    op.create_table(
        "release_request",
        sa.Column("activity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_release_request_activity_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_release_request_asked_by_id")),
        sa.PrimaryKeyConstraint("activity_id", name=op.f("pk_release_request")),
    )
    op.create_table(
        "release_picture",
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name=op.f("fk_release_picture_release_id")),
        sa.ForeignKeyConstraint(["hash"], ["stored_file.hash"], name=op.f("fk_release_picture_hash")),
        sa.PrimaryKeyConstraint("release_id", "name", name=op.f("pk_release_picture")),
    )
    op.create_index(op.f("ix_release_picture_hash"), "release_picture", ["hash"])
    declare_what_is_open(op.get_bind())


def downgrade() -> None:
    for table in ("release_picture", "release_request", "release", "declaration"):
        op.drop_table(table)


def declare_what_is_open(connection) -> None:
    """A questionnaire that has been opened already declares what it has asked until now."""
    meta = sa.MetaData()
    names = ("activity", "district", "question", "questionnaire_version", "questionnaire_page", "placed_question")
    meta.reflect(connection, only=[*names, "question_version", "option_version", "wording", "declaration"])
    t = meta.tables
    districts = [
        [row.slug, row.name]
        for row in sorted(connection.execute(sa.select(t["district"])), key=lambda row: row.name.casefold())
        if _offered(row)
    ]
    activity = t["activity"]
    opened = activity.c.kind == "questionnaires", activity.c.opens_at.is_not(None)
    for id, audiences in connection.execute(sa.select(activity.c.id, activity.c.audiences).where(*opened)).all():
        known = json.loads(audiences) if isinstance(audiences, str) else audiences
        can_say = known if len(known) == 1 else list(AUDIENCES)
        tables = {
            "questions": asked(connection, t, id),
            "audiences": [[one, AUDIENCES[one]] for one in can_say if one in AUDIENCES],
            "districts": districts,
        }
        connection.execute(
            t["declaration"].insert().values(activity_id=id, number=1, at=datetime.now(UTC), tables=tables)
        )


def _offered(row) -> bool:
    today = datetime.now(UTC).date()
    return (row.from_on or today) <= today <= (row.until_on or today)


def asked(connection, t, id) -> list[dict]:
    """Every question that was ever published, once, with all the answers that people could choose."""
    version, placed, put = t["questionnaire_version"], t["placed_question"], t["question_version"]
    rows = connection.execute(
        sa.select(put, t["wording"].c.text)
        .join(placed, placed.c.question_version_id == put.c.id)
        .join(version, version.c.id == placed.c.version_id)
        .join(t["questionnaire_page"], t["questionnaire_page"].c.id == placed.c.page_id)
        .join(t["wording"], t["wording"].c.id == put.c.wording_id)
        .where(version.c.questionnaire_id == id, version.c.published_at.is_not(None))
        .order_by(version.c.number, t["questionnaire_page"].c.number, placed.c.position)
    )
    options = t["option_version"]
    found: dict[str, dict] = {}
    for row in rows.mappings().all():
        offered = connection.execute(
            sa.select(options.c.key, options.c.label)
            .join(put, put.c.id == options.c.question_version_id)
            .where(put.c.question_id == row["question_id"])
            .order_by(put.c.number.desc(), options.c.position)
        ).all()
        labels: dict[str, str] = {}
        for key, label in offered:
            labels.setdefault(key, label)
        for each in counted_as(keys_of(connection, t, row["question_id"])[row["number"]], row, list(labels.items())):
            found[each["key"]] = each
    return list(found.values())


def counted_as(key, row, options) -> list[dict]:
    if row["kind"] in KINDS:
        return [question(key, row["text"], KINDS[row["kind"]], options)]
    if row["kind"] == "agree":
        return [question(f"{key}/{item}", label, "agree", OPINIONS, row["text"]) for item, label in options]
    if row["kind"] == "scale":
        ends = {row["lowest"]: row["low_words"], row["highest"]: row["high_words"]}
        points = range(row["lowest"], row["highest"] + 1)
        named = [(str(point), f"{point}: {ends[point]}" if ends.get(point) else str(point)) for point in points]
        return [question(key, row["text"], "one_choice", named) | {"in_order": True}]
    return []


def question(key, label, kind, options, of="") -> dict:
    named = [list(each) for each in options]
    return {"key": key, "label": label, "kind": kind, "options": named, "in_order": False, "of": of}


def keys_of(connection, t, question_id) -> dict[int, str]:
    """Versions whose answers do not count with those before are counted apart."""
    put, question = t["question_version"], t["question"]
    first = connection.scalar(sa.select(question.c.key).where(question.c.id == question_id))
    rows = connection.execute(
        sa.select(put.c.number, put.c.kind, put.c.counts_with_earlier)
        .where(put.c.question_id == question_id)
        .order_by(put.c.number)
    )
    keys, key, kind = {}, first, None
    for number, this, counts_with_earlier in rows:
        if kind and (this != kind or not counts_with_earlier):
            key = f"{first}~{number}"
        keys[number], kind = key, this
    return keys
