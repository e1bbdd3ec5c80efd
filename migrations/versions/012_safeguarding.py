"""safeguarding"""

import sqlalchemy as sa
from alembic import op

revision = "012"
down_revision = "011"
branch_labels = None
depends_on = None


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def upgrade() -> None:
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("acknowledge_minutes", sa.Integer(), nullable=False, server_default="60"))
        batch_op.create_check_constraint(batch_op.f("ck_partnership_acknowledge_minutes"), "acknowledge_minutes > 0")

    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held", sa.JSON(), nullable=True, server_default="[]"))
        batch_op.add_column(sa.Column("message", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("message_on", sa.Date(), nullable=True))

    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contribution_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "origin", choice("origin", "screening", "staff", "author"), nullable=False, server_default="staff"
            )
        )
        batch_op.add_column(sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("acknowledged_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("deputy_told_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("outcome", choice("outcome", "no_concern", "supported", "known", "referred"), nullable=True)
        )
        batch_op.add_column(sa.Column("everyone_told_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE concern SET contribution_id ="
        " (SELECT contribution_id FROM submission WHERE submission.id = concern.submission_id)"
    )
    # What was open or closed before anybody could acknowledge it was read by the lead all the same.
    op.execute("UPDATE concern SET acknowledged_at = closed_at, acknowledged_by_id = closed_by_id")
    op.execute("UPDATE concern SET outcome = 'no_concern' WHERE closed_at IS NOT NULL")
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.alter_column("contribution_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("submission_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_index("ix_concern_contribution_id", ["contribution_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_concern_contribution_id"), "contribution", ["contribution_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_concern_acknowledged_by_id"), "user_account", ["acknowledged_by_id"], ["id"]
        )

    op.create_table(
        "concern_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "what",
            choice("what", "asked", "acknowledged", "note", "referral", "message", "message_off", "released", "closed"),
            nullable=False,
        ),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_concern_step_by_id")),
        sa.ForeignKeyConstraint(["concern_id"], ["concern.id"], name=op.f("fk_concern_step_concern_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_step")),
    )
    with op.batch_alter_table("concern_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_step_concern_id"), ["concern_id"], unique=False)


def downgrade() -> None:
    op.drop_table("concern_step")
    # A private field is not a submission: a concern about one has no place in the older table, and is never deleted.
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_concern_acknowledged_by_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_concern_contribution_id"), type_="foreignkey")
        batch_op.drop_index("ix_concern_contribution_id")
        batch_op.alter_column("submission_id", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(batch_op.f("ck_concern_outcome"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_concern_origin"), type_="check")
        for column in (
            "asked_at",
            "everyone_told_at",
            "outcome",
            "deputy_told_at",
            "acknowledged_by_id",
            "acknowledged_at",
            "origin",
            "contribution_id",
        ):
            batch_op.drop_column(column)
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        for column in ("message_on", "message", "held"):
            batch_op.drop_column(column)
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_partnership_acknowledge_minutes"), type_="check")
        batch_op.drop_column("acknowledge_minutes")
