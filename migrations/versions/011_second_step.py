"""second step"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None

BEFORE = ("admin", "engagement_lead", "moderator", "safeguarding_lead", "event_team", "analyst")
ROLES = (*BEFORE[:4], "safeguarding_deputy", *BEFORE[4:])


def upgrade() -> None:
    with op.batch_alter_table("user_account") as batch:
        change_roles(batch, ROLES)
        batch.add_column(sa.Column("sign_in_version", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("demonstration", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("user_account") as batch:
        batch.alter_column("sign_in_version", server_default=None)
        batch.alter_column("demonstration", server_default=None)
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("sign_in_version", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_staff_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_staff_session_token_digest")),
    )
    op.create_index(op.f("ix_staff_session_user_id"), "staff_session", ["user_id"])
    op.create_index(op.f("ix_staff_session_last_seen_at"), "staff_session", ["last_seen_at"])
    op.create_table(
        "second_step",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_second_step_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_step")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("digest", name=op.f("uq_recovery_code_digest")),
    )
    op.create_index(op.f("ix_recovery_code_user_id"), "recovery_code", ["user_id"])


def downgrade() -> None:
    for table in ("recovery_code", "second_step", "staff_session"):
        op.drop_table(table)
    op.execute("UPDATE user_account SET role = 'safeguarding_lead' WHERE role = 'safeguarding_deputy'")
    with op.batch_alter_table("user_account") as batch:
        change_roles(batch, BEFORE)
        batch.drop_column("demonstration")
        batch.drop_column("sign_in_version")


def change_roles(batch: BatchOperations, roles: tuple[str, ...]) -> None:
    """The database accepts these roles from now on."""
    batch.drop_constraint(op.f("ck_user_account_role"), type_="check")
    batch.create_check_constraint(op.f("ck_user_account_role"), sa.column("role").in_(roles))
