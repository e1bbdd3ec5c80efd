"""organisations: staff check them, correct their names, and say which of them are the same one"""

import sqlalchemy as sa
from alembic import op

revision = "032"
down_revision = "031"
branch_labels = None
depends_on = None

OTHERS = {"merged_into_id": "organisation", "checked_by_id": "user_account"}


def upgrade() -> None:
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("corrected_name", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("checked_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("edited", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.alter_column("corrected_name", server_default=None)
        batch_op.alter_column("edited", server_default=None)
        for column, table in OTHERS.items():
            batch_op.create_foreign_key(batch_op.f(f"fk_organisation_{column}"), table, [column], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_organisation_merged_into_another"), "merged_into_id IS NULL OR merged_into_id <> id"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_organisation_checked_by_somebody"), "(checked_at IS NULL) = (checked_by_id IS NULL)"
        )
    op.create_index("ix_organisation_name", "organisation", ["name"])
    op.create_index("ix_organisation_merged_into_id", "organisation", ["merged_into_id"])


def downgrade() -> None:
    op.drop_index("ix_organisation_merged_into_id", table_name="organisation")
    op.drop_index("ix_organisation_name", table_name="organisation")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        for name in ("checked_by_somebody", "merged_into_another"):
            batch_op.drop_constraint(batch_op.f(f"ck_organisation_{name}"), type_="check")
        for column in OTHERS:
            batch_op.drop_constraint(batch_op.f(f"fk_organisation_{column}"), type_="foreignkey")
        for column in ("edited", "checked_by_id", "checked_at", "merged_into_id", "corrected_name"):
            batch_op.drop_column(column)
