"""life: one for engagements and activities; what an engagement says, and what Lundy asks of an activity"""

import json

import sqlalchemy as sa
from alembic import op

revision = "029"
down_revision = "028"
branch_labels = None
depends_on = None

LIVES = ("draft", "ready", "open", "closed", "answered", "archived")
OF_BOTH = ("what_changed",)
TEXTS = {
    "engagement": ("purpose", "lawful_basis", "bsl_url", "audio_url", *OF_BOTH),
    "activity": ("made_safe", "ways_to_say", "can_change", *OF_BOTH),
}
ROWS = ("easy_read", "next_steps", "sponsors")


def upgrade() -> None:
    life = sa.Enum(*LIVES, name="life", native_enum=False, create_constraint=True, length=30)
    for table, texts in TEXTS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for text in texts:
                batch_op.add_column(sa.Column(text, sa.String(), nullable=False, server_default=""))
            batch_op.add_column(sa.Column("opening_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("opening_by_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f(f"fk_{table}_opening_by_id"), "user_account", ["opening_by_id"], ["id"])
            if table == "engagement":
                batch_op.add_column(sa.Column("two_to_open", sa.Boolean(), nullable=False, server_default=sa.false()))
                batch_op.add_column(sa.Column("replaced_by_id", sa.Integer(), nullable=True))
                batch_op.create_foreign_key(
                    op.f("fk_engagement_replaced_by_id"), "engagement", ["replaced_by_id"], ["id"]
                )
                for rows in ROWS:
                    batch_op.add_column(sa.Column(rows, sa.JSON(), nullable=False, server_default="[]"))
            else:
                batch_op.add_column(sa.Column("life", life, nullable=False, server_default="draft"))
    op.execute("UPDATE activity SET life = 'open' WHERE opens_at IS NOT NULL")
    engagement = sa.table(
        "engagement", sa.column("id"), sa.column("what_happens_next"), sa.column("next_steps", sa.JSON())
    )
    bind = op.get_bind()
    for id, lines in bind.execute(sa.select(engagement.c.id, engagement.c.what_happens_next)).all():
        steps = [{"when": "", "words": line} for line in lines.splitlines() if line.strip()]
        bind.execute(sa.update(engagement).where(engagement.c.id == id).values(next_steps=steps))
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.drop_column("what_happens_next")
        for column in (*TEXTS["engagement"], "two_to_open", *ROWS):
            batch_op.alter_column(column, server_default=None)
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_activity_closes_by_itself"), "life <> 'closed'")
        batch_op.create_check_constraint(
            op.f("ck_activity_opens_once_it_was_ready"), "(opens_at IS NULL) = (life IN ('draft', 'ready'))"
        )
        for column in (*TEXTS["activity"], "life"):
            batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("what_happens_next", sa.String(), nullable=False, server_default=""))
    bind = op.get_bind()
    engagement = sa.table(
        "engagement", sa.column("id"), sa.column("what_happens_next"), sa.column("next_steps", sa.JSON())
    )
    for id, steps in bind.execute(sa.select(engagement.c.id, engagement.c.next_steps)).all():
        steps = json.loads(steps) if isinstance(steps, str) else steps
        lines = "\n".join(f"{step['when']}: {step['words']}" if step["when"] else step["words"] for step in steps)
        bind.execute(sa.update(engagement).where(engagement.c.id == id).values(what_happens_next=lines))
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_activity_opens_once_it_was_ready"), type_="check")
        batch_op.drop_constraint(op.f("ck_activity_closes_by_itself"), type_="check")
        batch_op.drop_constraint(op.f("ck_activity_life"), type_="check")
        batch_op.drop_column("life")
    for table, texts in TEXTS.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            more = ("replaced_by_id", "two_to_open", *ROWS) if table == "engagement" else ()
            batch_op.drop_constraint(op.f(f"fk_{table}_opening_by_id"), type_="foreignkey")
            if table == "engagement":
                batch_op.drop_constraint(op.f("fk_engagement_replaced_by_id"), type_="foreignkey")
            for column in (*texts, "opening_at", "opening_by_id", *more):
                batch_op.drop_column(column)
