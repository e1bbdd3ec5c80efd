"""equality page: which questions about equality a questionnaire asks, and who may answer them once"""

import sqlalchemy as sa
from alembic import op

revision = "043"
down_revision = "042"
branch_labels = None
depends_on = None

AUDIENCES = ("young_person", "parent_carer", "professional", "organisation", "not_said")


def upgrade() -> None:
    with op.batch_alter_table("questionnaire") as batch_op:
        batch_op.add_column(sa.Column("equality", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("questionnaire") as batch_op:
        batch_op.alter_column("equality", server_default=None)
    op.create_table(
        "equality_ticket",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.Enum(*AUDIENCES, name="audience", native_enum=False, length=30), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            f"audience IN ({', '.join(map(repr, AUDIENCES))})", name=op.f("ck_equality_ticket_audience")
        ),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_equality_ticket_questionnaire_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_equality_ticket")),
    )
    op.create_index(op.f("ix_equality_ticket_questionnaire_id"), "equality_ticket", ["questionnaire_id"])
    op.create_index(op.f("ix_equality_ticket_made_on"), "equality_ticket", ["made_on"])


def downgrade() -> None:
    op.drop_table("equality_ticket")
    with op.batch_alter_table("questionnaire") as batch_op:
        batch_op.drop_column("equality")
