"""invitations: colleagues are invited by letter; a second step set anew needs two; since when somebody has left"""

import sqlalchemy as sa
from alembic import op

revision = "028"
down_revision = "027"
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
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", MOMENT, nullable=True))
    op.execute(
        "UPDATE user_account SET ended_at = (SELECT max(at) FROM audit_record WHERE action = 'deactivated'"
        " AND subject = 'user ' || user_account.id) WHERE NOT active"
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_check_constraint(
            batch_op.f("ck_user_account_active_until_ended"), "NOT active OR ended_at IS NULL"
        )
    invitations()
    invited_roles()
    op.create_table(
        "second_step_reset",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("link_digest", sa.String(), nullable=False),
        sa.CheckConstraint("asked_by_id <> user_id", name=op.f("ck_second_step_reset_by_somebody_else")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_second_step_reset_user_id")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user_account.id"], name=op.f("fk_second_step_reset_asked_by_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_step_reset")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_second_step_reset_link_digest")),
    )


def invitations() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("link_digest", sa.String(), nullable=True),
        sa.Column("link_ends_at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_invitation_email_is_lower_case")),
        sa.CheckConstraint("withdrawn_at IS NULL OR user_id IS NULL", name=op.f("ck_invitation_one_end")),
        sa.CheckConstraint(
            "link_digest IS NULL OR (withdrawn_at IS NULL AND user_id IS NULL)",
            name=op.f("ck_invitation_no_link_after_its_end"),
        ),
        sa.ForeignKeyConstraint(["invited_by_id"], ["user_account.id"], name=op.f("fk_invitation_invited_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_invitation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_invitation_link_digest")),
        sa.UniqueConstraint("user_id", name=op.f("uq_invitation_user_id")),
    )
    waits = sa.text("withdrawn_at IS NULL AND user_id IS NULL")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            "uq_invitation_that_waits", ["email"], unique=True, sqlite_where=waits, postgresql_where=waits
        )


def invited_roles() -> None:
    op.create_table(
        "invited_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column(
            "role", sa.Enum(*ROLES, name="role", native_enum=False, create_constraint=True, length=30), nullable=False
        ),
        sa.Column("engagement_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "engagement_id IS NULL OR role NOT IN ('admin', 'safeguarding_deputy', 'safeguarding_lead')",
            name=op.f("ck_invited_role_role_for_everything"),
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_invited_role_invitation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"], ["engagement.id"], name=op.f("fk_invited_role_engagement_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invited_role")),
    )
    with op.batch_alter_table("invited_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invited_role_invitation_id"), ["invitation_id"])
        batch_op.create_index(batch_op.f("ix_invited_role_engagement_id"), ["engagement_id"])


def downgrade() -> None:
    op.drop_table("second_step_reset")
    op.drop_table("invited_role")
    op.drop_table("invitation")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_user_account_active_until_ended"), type_="check")
        batch_op.drop_column("ended_at")
