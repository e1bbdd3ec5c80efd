"""brought in: what people said elsewhere, from which source, and in which batch it came"""

import sqlalchemy as sa
from alembic import op

revision = "060"
down_revision = "059"
branch_labels = None
depends_on = None

HERE = ("online", "paper", "spoken")
ELSEWHERE = ("compliments", "complaints", "service_review", "earlier_consultation", "ongoing_engagement")
SAY_HOW_IT_CAME = ("contribution", "pick", "answer_count")
STATES = ("looked_at", "coming_in", "in", "leaving", "taken_back")
CHECKS = {
    "brought_in_on": "(state = 'looked_at') = (brought_in_on IS NULL)",
    "stands_in_a_source": "(brought_in_on IS NULL) = (source_id IS NULL)",
    "words_are_not_kept": "sealed_text IS NULL OR state IN ('looked_at', 'coming_in')",
    "who_took_it_back": "(taken_back_by_id IS NULL) = (state NOT IN ('leaving', 'taken_back'))",
    "sealed_text": "length(sealed_text) > 17",
    "sealed_choices": "length(sealed_choices) > 17",
}


def one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def points_to(table, column, at, **more):
    return sa.ForeignKeyConstraint([column], [f"{at}.id"], name=op.f(f"fk_{table}_{column}"), **more)


def upgrade() -> None:
    for table in SAY_HOW_IT_CAME:
        say_how_it_came(table, HERE + ELSEWHERE)
    with op.batch_alter_table("heard") as batch:
        batch.add_column(sa.Column("has_brought_in", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.alter_column("has_brought_in", server_default=None)
    op.create_table(
        "brought_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", one_of("source", *HERE, *ELSEWHERE), nullable=False),
        sa.Column("came_from", sa.String(), nullable=False),
        sa.Column("right_to_quote", sa.String(), nullable=False),
        sa.CheckConstraint("source NOT IN ('online', 'paper', 'spoken')", name=op.f("ck_brought_in_said_elsewhere")),
        sa.CheckConstraint("came_from <> ''", name=op.f("ck_brought_in_came_from")),
        points_to("brought_in", "id", "activity"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_in")),
    )
    op.create_table(
        "brought_in_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_choices", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("state", one_of("state", *STATES), nullable=False),
        sa.Column("brought_in_on", sa.Date(), nullable=True),
        sa.Column("taken_back_by_id", sa.Integer(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_brought_in_batch_{name}")) for name, rule in CHECKS.items()),
        points_to("brought_in_batch", "engagement_id", "engagement", ondelete="CASCADE"),
        points_to("brought_in_batch", "source_id", "brought_in"),
        points_to("brought_in_batch", "by_id", "user_account"),
        points_to("brought_in_batch", "taken_back_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_in_batch")),
    )
    for column in ("engagement_id", "source_id", "state"):
        op.create_index(op.f(f"ix_brought_in_batch_{column}"), "brought_in_batch", [column])
    op.create_table(
        "brought_in_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        points_to("brought_in_row", "contribution_id", "contribution"),
        points_to("brought_in_row", "batch_id", "brought_in_batch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brought_in_row")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_brought_in_row_contribution_id")),
    )
    op.create_index(op.f("ix_brought_in_row_batch_id"), "brought_in_row", ["batch_id"])


def downgrade() -> None:
    """What was brought in becomes what was spoken: no older code knows another way in which it could have come."""
    op.drop_table("brought_in_row")
    op.drop_table("brought_in_batch")
    op.drop_table("brought_in")
    with op.batch_alter_table("heard") as batch:
        batch.drop_column("has_brought_in")
    for table in SAY_HOW_IT_CAME:
        named = sa.table(table, sa.column("source", sa.String()))
        op.execute(sa.update(named).where(named.c.source.in_(ELSEWHERE)).values(source="spoken"))
        say_how_it_came(table, HERE)


def say_how_it_came(table, ways) -> None:
    listed = ", ".join(f"'{way}'" for way in ways)
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_source"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_source"), f"source IN ({listed})")
