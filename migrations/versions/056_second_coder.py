"""second coder: samples read blind and how far two agree; lone voices that were kept; themes that were signed off"""

import sqlalchemy as sa
from alembic import op

revision = "056"
down_revision = "055"
branch_labels = None
depends_on = None


def points_to(table, column, at, **more):
    return sa.ForeignKeyConstraint([column], [f"{at}.id"], name=op.f(f"fk_{table}_{column}"), **more)


def upgrade() -> None:
    op.create_table(
        "second_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("compared_on", sa.Date(), nullable=True),
        points_to("second_reading", "engagement_id", "engagement"),
        points_to("second_reading", "coder_id", "user_account"),
        points_to("second_reading", "asked_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_reading")),
    )
    op.create_index(op.f("ix_second_reading_engagement_id"), "second_reading", ["engagement_id"])
    op.create_table(
        "second_reading_text",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        points_to("second_reading_text", "sample_id", "second_reading", ondelete="CASCADE"),
        points_to("second_reading_text", "submission_id", "submission", ondelete="CASCADE"),
        points_to("second_reading_text", "settled_by_id", "user_account"),
        sa.PrimaryKeyConstraint("sample_id", "submission_id", name=op.f("pk_second_reading_text")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_second_reading_text_submission_id")),
    )
    op.create_table(
        "second_reading_agreement",
        sa.Column("sample_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("by_both", sa.Integer(), nullable=False),
        sa.Column("by_first", sa.Integer(), nullable=False),
        sa.Column("by_second", sa.Integer(), nullable=False),
        sa.Column("by_neither", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "by_both >= 0 AND by_first >= 0 AND by_second >= 0 AND by_neither >= 0",
            name=op.f("ck_second_reading_agreement_counts"),
        ),
        sa.CheckConstraint(
            "by_both + by_first + by_second > 0", name=op.f("ck_second_reading_agreement_somebody_used_it")
        ),
        points_to("second_reading_agreement", "sample_id", "second_reading"),
        points_to("second_reading_agreement", "theme_id", "theme"),
        sa.PrimaryKeyConstraint("sample_id", "theme_id", name=op.f("pk_second_reading_agreement")),
    )
    op.create_index(op.f("ix_second_reading_agreement_theme_id"), "second_reading_agreement", ["theme_id"])
    op.create_table(
        "kept_alone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("submission_id", sa.Integer(), nullable=True),
        sa.Column("moves_made", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.CheckConstraint("(theme_id IS NULL) <> (submission_id IS NULL)", name=op.f("ck_kept_alone_one_of_the_two")),
        sa.CheckConstraint("(submission_id IS NULL) = (moves_made IS NULL)", name=op.f("ck_kept_alone_which_words")),
        points_to("kept_alone", "theme_id", "theme"),
        points_to("kept_alone", "submission_id", "submission", ondelete="CASCADE"),
        points_to("kept_alone", "by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_alone")),
    )
    op.create_index("uq_kept_alone_theme_id", "kept_alone", ["theme_id"], unique=True)
    op.create_index("uq_kept_alone_words", "kept_alone", ["submission_id", "moves_made"], unique=True)
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("said_nothing", sa.Integer(), nullable=False),
        sa.Column("themes", sa.Integer(), nullable=False),
        sa.Column("kept_alone", sa.Integer(), nullable=False),
        sa.Column("second_read", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("read_by", sa.JSON(), nullable=False),
        points_to("sign_off", "engagement_id", "engagement"),
        points_to("sign_off", "by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
        sa.UniqueConstraint("engagement_id", "number", name=op.f("uq_sign_off_engagement_id_number")),
    )


def downgrade() -> None:
    for table in ("sign_off", "kept_alone", "second_reading_agreement", "second_reading_text", "second_reading"):
        op.drop_table(table)
