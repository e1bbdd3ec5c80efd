"""moderation"""

import sqlalchemy as sa
from alembic import op

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("two_people", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moderation_rules", sa.JSON(), nullable=False, server_default="[]"))

    op.create_table(
        "first_approval",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("hide", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("moves_made", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_first_approval_by_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_first_approval_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_approval")),
    )
    with op.batch_alter_table("first_approval", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_first_approval_submission_id"), ["submission_id"], unique=False)
        batch_op.create_index("ix_first_approval_newest", ["at", "id"], unique=False)
        batch_op.create_index("ix_first_approval_by_id_at", ["by_id", "at"], unique=False)
    op.create_index("ix_move_newest", "move", ["at", "id"], unique=False)
    op.create_index("ix_move_by_id_at", "move", ["by_id", "at"], unique=False)

    op.create_table(
        "over_time_alert",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("over", sa.Integer(), nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_over_time_alert")),
    )

    op.create_table(
        "claim",
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_claim_by_id")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contribution.id"], name=op.f("fk_claim_contribution_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("contribution_id", name=op.f("pk_claim")),
    )


def downgrade() -> None:
    op.drop_table("over_time_alert")
    op.drop_index("ix_move_by_id_at", table_name="move")
    op.drop_index("ix_move_newest", table_name="move")
    op.drop_table("claim")
    op.drop_table("first_approval")
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.drop_column("moderation_rules")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_column("two_people")
