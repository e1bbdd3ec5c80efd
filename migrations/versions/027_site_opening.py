"""site opening: from which moment the public see the site"""

import sqlalchemy as sa
from alembic import op

revision = "027"
down_revision = "026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "site_opening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_site_opening_only_once")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_site_opening_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site_opening")),
    )
    # Where people can take part already, the site is open: nobody is shut out by an upgrade.
    op.execute(
        "INSERT INTO site_opening (id, at) SELECT 1, CURRENT_TIMESTAMP WHERE EXISTS (SELECT 1 FROM activity"
        " JOIN engagement ON engagement.id = activity.engagement_id"
        " WHERE activity.opens_at IS NOT NULL AND engagement.life <> 'draft')"
    )


def downgrade() -> None:
    op.drop_table("site_opening")
