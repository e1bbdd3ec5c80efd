"""check-backs: what was heard, as challenges, with where each came from; and what the box beside an item asks"""

import sqlalchemy as sa
from alembic import op

revision = "048"
down_revision = "047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("question_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("asks_more", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("question_version", schema=None) as batch_op:
        batch_op.alter_column("asks_more", server_default=None)
    op.create_table(
        "check_back",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("judged", sa.String(), nullable=False),
        sa.Column("ranked", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_check_back_questionnaire_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_back")),
        sa.UniqueConstraint("questionnaire_id", name=op.f("uq_check_back_questionnaire_id")),
    )
    op.create_table(
        "challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_back_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("texts", sa.Integer(), nullable=True),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(people IS NULL) = (texts IS NULL) AND (people IS NULL) = (counted_on IS NULL)",
            name=op.f("ck_challenge_counted"),
        ),
        sa.CheckConstraint("people >= 0 AND texts >= people", name=op.f("ck_challenge_people")),
        sa.CheckConstraint("earlier_id <> id", name=op.f("ck_challenge_earlier")),
        sa.ForeignKeyConstraint(
            ["check_back_id"], ["check_back.id"], name=op.f("fk_challenge_check_back_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["earlier_id"], ["challenge.id"], name=op.f("fk_challenge_earlier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        sa.UniqueConstraint("check_back_id", "key", name=op.f("uq_challenge_check_back_id_key")),
    )
    op.create_index(op.f("ix_challenge_earlier_id"), "challenge", ["earlier_id"])
    op.create_table(
        "challenge_theme",
        sa.Column("challenge_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenge.id"], name=op.f("fk_challenge_theme_challenge_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_challenge_theme_theme_id")),
        sa.PrimaryKeyConstraint("challenge_id", "theme_id", name=op.f("pk_challenge_theme")),
    )
    op.create_index(op.f("ix_challenge_theme_theme_id"), "challenge_theme", ["theme_id"])


def downgrade() -> None:
    for table in ("challenge_theme", "challenge", "check_back"):
        op.drop_table(table)
    with op.batch_alter_table("question_version", schema=None) as batch_op:
        batch_op.drop_column("asks_more")
