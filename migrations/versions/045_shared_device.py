"""shared device: sessions in which a room answers on one device, one person after another"""

import sqlalchemy as sa
from alembic import op

revision = "045"
down_revision = "044"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "shared_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("began_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("start_code", sa.String(), nullable=True),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.CheckConstraint("head_count BETWEEN 1 AND 500", name=op.f("ck_shared_session_head_count")),
        sa.CheckConstraint("hours BETWEEN 1 AND 12", name=op.f("ck_shared_session_hours")),
        sa.CheckConstraint("label <> ''", name=op.f("ck_shared_session_label")),
        sa.CheckConstraint("sent >= 0", name=op.f("ck_shared_session_sent")),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_shared_session_questionnaire_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_session")),
        sa.UniqueConstraint("start_code", name=op.f("uq_shared_session_start_code")),
    )
    op.create_index(op.f("ix_shared_session_questionnaire_id"), "shared_session", ["questionnaire_id"])
    op.create_index(op.f("ix_shared_session_began_at"), "shared_session", ["began_at"])
    op.add_column("draft", sa.Column("goes_at", MOMENT, nullable=True))
    op.create_index(op.f("ix_draft_goes_at"), "draft", ["goes_at"])
    op.add_column("contribution", sa.Column("room", sa.String(), nullable=True))
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sealed_room", sa.LargeBinary(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_concern_sealed_room"), "length(sealed_room) > 17")


def downgrade() -> None:
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_concern_sealed_room"), type_="check")
        batch_op.drop_column("sealed_room")
    op.drop_column("contribution", "room")
    op.drop_index(op.f("ix_draft_goes_at"), table_name="draft")
    op.drop_column("draft", "goes_at")
    op.drop_table("shared_session")
