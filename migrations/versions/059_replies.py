"""replies: what was done about what people said, in versions, with their themes and quotes"""

import sqlalchemy as sa
from alembic import op

revision = "059"
down_revision = "058"
branch_labels = None
depends_on = None

AUDIENCES = ("young_person", "parent_carer", "professional", "organisation", "not_said")
CHECKS = {
    "said": "number > 0 AND title <> ''",
    "only_now_is_done": "verdict = 'now' OR (done_on IS NULL AND late_why = '')",
    "done_or_late": "done_on IS NULL OR late_why = ''",
    "was_done": "done_on <= written_on",
    "who_said_ready": "(ready_by_id IS NULL) = (ready_on IS NULL)",
    "who_published": "(published_by_id IS NULL) = (published_on IS NULL)",
    "who_ended": "(ended_by_id IS NULL) = (ended_on IS NULL)",
    "ready_before": "ready_on IS NOT NULL OR published_on IS NULL",
    "published_before": "published_on IS NOT NULL OR ended_on IS NULL",
    "two_people": "published_by_id <> by_id",
    "ready_says_something": "ready_on IS NULL OR text <> ''",
}
PEOPLE = ("by_id", "ready_by_id", "published_by_id", "ended_by_id")
STANDS = "published_on IS NOT NULL AND ended_on IS NULL"


def one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def points_to(table, column, at, **more):
    return sa.ForeignKeyConstraint([column], [f"{at}.id"], name=op.f(f"fk_{table}_{column}"), **more)


def upgrade() -> None:
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=13), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("audience", one_of("audience", *AUDIENCES), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        points_to("reply", "engagement_id", "engagement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    op.create_index(op.f("ix_reply_engagement_id"), "reply", ["engagement_id"])
    op.create_index(op.f("ix_reply_public_id"), "reply", ["public_id"], unique=True)
    op.create_table(
        "reply_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("title", "text", "late_why")),
        sa.Column("easy_read", sa.JSON(), nullable=False),
        sa.Column("verdict", one_of("verdict", "now", "not_now", "not_ours"), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("look_again_on", sa.Date(), nullable=True),
        sa.Column("written_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("ready_on", "published_on", "ended_on")),
        *(sa.Column(name, sa.Integer(), nullable=name != "by_id") for name in PEOPLE),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_reply_version_{name}")) for name, rule in CHECKS.items()),
        points_to("reply_version", "reply_id", "reply"),
        *(points_to("reply_version", name, "user_account") for name in PEOPLE),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_version")),
        sa.UniqueConstraint("reply_id", "number", name=op.f("uq_reply_version_reply_id_number")),
    )
    stands = sa.text(STANDS)
    op.create_index(
        "uq_reply_version_stands", "reply_version", ["reply_id"], unique=True, sqlite_where=stands,
        postgresql_where=stands,
    )  # fmt: skip
    op.create_table(
        "reply_theme",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        points_to("reply_theme", "version_id", "reply_version"),
        points_to("reply_theme", "theme_id", "theme"),
        points_to("reply_theme", "decision_id", "decision"),
        sa.PrimaryKeyConstraint("version_id", "theme_id", name=op.f("pk_reply_theme")),
    )
    op.create_index(op.f("ix_reply_theme_theme_id"), "reply_theme", ["theme_id"])
    op.create_table(
        "reply_quote",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("moves_made", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        points_to("reply_quote", "version_id", "reply_version"),
        points_to("reply_quote", "submission_id", "submission", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("version_id", "submission_id", name=op.f("pk_reply_quote")),
    )
    op.create_index(op.f("ix_reply_quote_submission_id"), "reply_quote", ["submission_id"])


def downgrade() -> None:
    for table in ("reply_quote", "reply_theme", "reply_version", "reply"):
        op.drop_table(table)
