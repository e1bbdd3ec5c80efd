"""come back: a draft is sealed with a key that we do not have; letters that leave nothing; steps; equality

Drafts from before are deleted: their key was made with ours, and it cannot be taken back that we could read them.
Whoever was answering in that hour begins again.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "040"
down_revision = "039"
branch_labels = None
depends_on = None

AUDIENCES = ("young_person", "parent_carer", "professional", "organisation", "not_said")
WHAT = ("began", "page", "about_you", "check", "sent")


def upgrade() -> None:
    op.drop_table("draft")
    op.create_table(
        "draft",
        *columns_of_a_draft(),
        sa.Column("code_digest", sa.String(), nullable=True),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("(code_digest IS NULL) = (wrapped_key IS NULL)", name=op.f("ck_draft_code")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_draft_code_digest")),
    )
    index_drafts()
    op.create_table(
        "code_salt",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_code_salt_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_salt")),
    )
    make_steps()
    make_equality()
    with op.batch_alter_table("message") as batch_op:
        batch_op.add_column(sa.Column("leaves_nothing", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("message") as batch_op:
        batch_op.alter_column("leaves_nothing", server_default=None)
    with op.batch_alter_table("questionnaire") as batch_op:
        batch_op.add_column(sa.Column("took_minutes", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(batch_op.f("ck_questionnaire_took_minutes"), "took_minutes > 0")


def make_steps() -> None:
    for table, number in (("step_taken", sa.BigInteger()), ("step_count", None)):
        columns = [
            sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("what", sa.Enum(*WHAT, name="what", native_enum=False, length=30), nullable=False),
            sa.Column("page", sa.String(), nullable=False),
            sa.Column("minutes", sa.Integer(), autoincrement=False, nullable=False),
        ]
        key = ["version_id", "what", "page", "minutes"]
        if number is not None:
            columns, key = [sa.Column("number", number, autoincrement=False, nullable=False), *columns], ["number"]
        else:
            columns.append(sa.Column("drafts", sa.Integer(), nullable=False))
        op.create_table(
            table,
            *columns,
            sa.CheckConstraint(f"what IN ({_listed(WHAT)})", name=op.f(f"ck_{table}_what")),
            sa.CheckConstraint("(what = 'page') = (page <> '')", name=op.f(f"ck_{table}_page")),
            sa.CheckConstraint("(what = 'sent') = (minutes > 0)", name=op.f(f"ck_{table}_minutes")),
            sa.ForeignKeyConstraint(
                ["version_id"], ["questionnaire_version.id"], name=op.f(f"fk_{table}_version_id"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        )
    op.create_index(op.f("ix_step_taken_version_id"), "step_taken", ["version_id"])


def make_equality() -> None:
    for table in ("equality_answer", "equality_count"):
        columns = [
            sa.Column("questionnaire_id", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("audience", sa.Enum(*AUDIENCES, name="audience", native_enum=False, length=30), nullable=False),
            sa.Column("question", sa.String(), nullable=False),
            sa.Column("option", sa.String(), nullable=False),
        ]
        key = ["questionnaire_id", "audience", "question", "option"]
        if table == "equality_answer":
            columns.append(sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False))
            key = ["number"]
        else:
            columns.append(sa.Column("people", sa.Integer(), nullable=False))
        op.create_table(
            table,
            *columns,
            sa.CheckConstraint(f"audience IN ({_listed(AUDIENCES)})", name=op.f(f"ck_{table}_audience")),
            sa.ForeignKeyConstraint(
                ["questionnaire_id"],
                ["questionnaire.id"],
                name=op.f(f"fk_{table}_questionnaire_id"),
                ondelete="CASCADE",
            ),
            sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        )
    op.create_index(op.f("ix_equality_answer_questionnaire_id"), "equality_answer", ["questionnaire_id"])


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(map(repr, values))


def columns_of_a_draft() -> list[Any]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("key_digest", sa.String(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("saved_on", sa.Date(), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_draft_questionnaire_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_draft_key_digest")),
    ]


def index_drafts() -> None:
    op.create_index(op.f("ix_draft_questionnaire_id"), "draft", ["questionnaire_id"])
    op.create_index(op.f("ix_draft_saved_on"), "draft", ["saved_on"])


def downgrade() -> None:
    with op.batch_alter_table("questionnaire") as batch_op:
        batch_op.drop_constraint(op.f("ck_questionnaire_took_minutes"), type_="check")
        batch_op.drop_column("took_minutes")
    with op.batch_alter_table("message") as batch_op:
        batch_op.drop_column("leaves_nothing")
    op.drop_table("equality_count")
    op.drop_table("equality_answer")
    op.drop_table("step_count")
    op.drop_table("step_taken")
    op.drop_table("code_salt")
    op.drop_table("draft")  # nobody can seal them anew with a key of the installation
    op.create_table("draft", *columns_of_a_draft())
    index_drafts()
