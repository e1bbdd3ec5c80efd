"""settings: what was written into pages becomes what each partnership sets for itself"""

import sqlalchemy as sa
from alembic import op

revision = "026"
down_revision = "025"
branch_labels = None
depends_on = None

# What the two statements said until now, for partnerships that are there: nothing that people could read is lost.
PRIVACY = {
    "purposes": "Asking people before we decide is part of our public job.",
    "lawful_basis": "The law calls that a “public task” (UK GDPR, Article 6). When you tell us about health or a "
    "disability we use it for the same job, because it is very much in the public interest (Article 9).",
}
ACCESSIBILITY = {
    "status": "partially",
    "problems": ["Not every page has an Easy Read, audio or British Sign Language version. You can ask for one."],
    "burden": "We claim none.",
    "prepared_on": "2026-11-21",
    "reviewed_on": "2026-11-21",
}
# What is new, and what stands there for partnerships that are there already.
COLUMNS = (
    ("privacy", sa.JSON(), PRIVACY),
    ("accessibility", sa.JSON(), ACCESSIBILITY),
    ("retention_months", sa.Integer(), 24),
    ("holidays", sa.JSON(), []),
    ("links", sa.JSON(), {}),
    ("wording", sa.JSON(), {}),
)


def upgrade() -> None:
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("letter_arrived_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("reason", schema=None) as batch_op:
        batch_op.add_column(sa.Column("retired", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("reason", schema=None) as batch_op:
        batch_op.alter_column("retired", server_default=None)
    with op.batch_alter_table("district", schema=None) as batch_op:
        batch_op.add_column(sa.Column("from_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("until_on", sa.Date(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_district_until_on"), "until_on >= from_on")
    for name, kind, _ in COLUMNS:
        with op.batch_alter_table("partnership", schema=None) as batch_op:
            batch_op.add_column(sa.Column(name, kind, nullable=True))
    partnership = sa.table("partnership", *(sa.column(name, kind) for name, kind, _ in COLUMNS))
    op.get_bind().execute(sa.update(partnership).values({name: value for name, _, value in COLUMNS}))
    for name, kind, _ in COLUMNS:
        with op.batch_alter_table("partnership", schema=None) as batch_op:
            batch_op.alter_column(name, existing_type=kind, nullable=False)
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_partnership_retention_months"), "retention_months BETWEEN 1 AND 120")


def downgrade() -> None:
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_partnership_retention_months"), type_="check")
        batch_op.drop_column("letter_arrived_at")
        for name, _, _ in COLUMNS:
            batch_op.drop_column(name)
    with op.batch_alter_table("district", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_district_until_on"), type_="check")
        batch_op.drop_column("until_on")
        batch_op.drop_column("from_on")
    with op.batch_alter_table("reason", schema=None) as batch_op:
        batch_op.drop_column("retired")
