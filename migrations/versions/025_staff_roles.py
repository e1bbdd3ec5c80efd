"""staff roles: one person may hold several, for everything or for one engagement"""

import sqlalchemy as sa
from alembic import op

revision = "025"
down_revision = "024"
branch_labels = None
depends_on = None

ROLES = (
    "admin",
    "engagement_lead",
    "moderator",
    "safeguarding_lead",
    "safeguarding_deputy",
    "event_team",
    "analyst",
)


def upgrade() -> None:
    op.create_table(
        "staff_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role", sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True, length=30), nullable=False
        ),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "engagement_id IS NULL OR role NOT IN ('admin', 'safeguarding_deputy', 'safeguarding_lead')",
            name=op.f("ck_staff_role_role_for_everything"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_staff_role_user_id")),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagement.id"],
            name=op.f("fk_staff_role_engagement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_role")),
    )
    with op.batch_alter_table("staff_role", schema=None) as batch_op:
        everything = sa.text("engagement_id IS NULL")
        batch_op.create_index(
            "uq_staff_role_everything",
            ["user_id", "role"],
            unique=True,
            sqlite_where=everything,
            postgresql_where=everything,
        )
        batch_op.create_index("uq_staff_role_engagement", ["user_id", "role", "engagement_id"], unique=True)
        batch_op.create_index(batch_op.f("ix_staff_role_engagement_id"), ["engagement_id"])
    op.execute("INSERT INTO staff_role (user_id, role) SELECT id, role FROM user_account ORDER BY id")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_user_account_role"), type_="check")
        batch_op.drop_column("role")


def downgrade() -> None:
    """Each keeps the role they were given first; whoever holds none is left with no account that opens."""
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=30), nullable=False, server_default="analyst"))
        batch_op.create_check_constraint(op.f("ck_user_account_role"), sa.column("role").in_(ROLES))
    op.execute(
        "UPDATE user_account SET role = (SELECT role FROM staff_role WHERE user_id = user_account.id"
        " ORDER BY id LIMIT 1) WHERE id IN (SELECT user_id FROM staff_role)"
    )
    op.execute("UPDATE user_account SET active = false WHERE id NOT IN (SELECT user_id FROM staff_role)")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.alter_column("role", server_default=None)
    op.drop_table("staff_role")
