"""codes: one answer each, without a trace of which"""

import sqlalchemy as sa
from alembic import op

revision = "046"
down_revision = "045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "entry_code",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_entry_code_questionnaire_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_entry_code")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_entry_code_questionnaire_id"), "entry_code", ["questionnaire_id"])
    for column in (
        sa.Column("by_code_only", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("codes_made", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("questionnaire", column)
    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.alter_column("by_code_only", existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column("codes_made", existing_type=sa.Integer(), server_default=None)
        batch_op.create_check_constraint(op.f("ck_questionnaire_codes_made"), "codes_made >= 0")


def downgrade() -> None:
    with op.batch_alter_table("questionnaire", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_questionnaire_codes_made"), type_="check")
        batch_op.drop_column("codes_made")
        batch_op.drop_column("by_code_only")
    op.drop_table("entry_code")
