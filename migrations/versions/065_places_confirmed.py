"""events move and are called off; places are confirmed, come back, and are waited for"""

import sqlalchemy as sa
from alembic import op

revision = "065"
down_revision = "064"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
STATES = ("held", "coming", "asked", "waiting", "lapsed")
EVENT = {
    "online_url": sa.Column("online_url", sa.String(), server_default="", nullable=False),
    "called_off_why": sa.Column("called_off_why", sa.String(), server_default="", nullable=False),
    "moved_from": sa.Column("moved_from", sa.JSON(), server_default="{}", nullable=False),
    "news_edit": sa.Column("news_edit", sa.Integer(), server_default="0", nullable=False),
    "waiting": sa.Column("waiting", sa.Integer(), server_default="0", nullable=False),
}
EVENT_CHECKS = {
    "called_off": "(called_off_at IS NULL) = (called_off_why = '')",
    "waiting": "waiting >= 0",
}
SIGN_UP = {
    "state": sa.Column(
        "state",
        sa.Enum(*STATES, name="state", native_enum=False, create_constraint=False, length=30),
        server_default="coming",
        nullable=False,
    ),
    "told_edit": sa.Column("told_edit", sa.Integer(), server_default="0", nullable=False),
}
ONE_OF = ", ".join(f"'{state}'" for state in STATES)


def upgrade() -> None:
    with op.batch_alter_table("event") as event:
        for column in EVENT.values():
            event.add_column(column)
        event.add_column(sa.Column("called_off_at", MOMENT, nullable=True))
        for name, check in EVENT_CHECKS.items():
            event.create_check_constraint(op.f(f"ck_event_{name}"), check)
    with op.batch_alter_table("sign_up") as sign_up:
        for column in SIGN_UP.values():
            sign_up.add_column(column)
        sign_up.add_column(sa.Column("link_digest", sa.String(), nullable=True))
        sign_up.add_column(sa.Column("letter", sa.String(), nullable=True))
        sign_up.add_column(sa.Column("held_until", MOMENT, nullable=True))
        sign_up.create_check_constraint(op.f("ck_sign_up_state"), f"state IN ({ONE_OF})")
        sign_up.create_check_constraint(op.f("ck_sign_up_held_until"), "held_until IS NULL OR state = 'held'")
        sign_up.create_unique_constraint(op.f("uq_sign_up_link_digest"), ["link_digest"])
    # Whoever has a place knows the event as it is now.
    op.execute("UPDATE sign_up SET told_edit = (SELECT edited FROM activity WHERE activity.id = sign_up.event_id)")
    op.create_index(
        "ix_sign_up_held",
        "sign_up",
        ["held_until"],
        sqlite_where=sa.text("state = 'held'"),
        postgresql_where=sa.text("state = 'held'"),
    )
    for table, columns in (("event", EVENT), ("sign_up", SIGN_UP)):
        with op.batch_alter_table(table) as batch:
            for name, column in columns.items():
                batch.alter_column(name, existing_type=column.type, existing_nullable=False, server_default=None)
    with op.batch_alter_table("partnership") as partnership:
        partnership.add_column(sa.Column("hold_hours", sa.Integer(), server_default="48", nullable=False))
        partnership.create_check_constraint(op.f("ck_partnership_hold_hours"), "hold_hours BETWEEN 1 AND 336")
    with op.batch_alter_table("partnership") as partnership:
        partnership.alter_column("hold_hours", existing_type=sa.Integer(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("partnership") as partnership:
        partnership.drop_constraint(op.f("ck_partnership_hold_hours"), type_="check")
        partnership.drop_column("hold_hours")
    # Before, whoever stood in the list had a place: who has none, or waits for one, stands in it no more.
    op.execute("DELETE FROM sign_up WHERE state IN ('asked', 'waiting', 'lapsed')")
    op.drop_index("ix_sign_up_held", table_name="sign_up")
    with op.batch_alter_table("sign_up") as sign_up:
        sign_up.drop_constraint(op.f("uq_sign_up_link_digest"), type_="unique")
        for name in ("held_until", "state"):
            sign_up.drop_constraint(op.f(f"ck_sign_up_{name}"), type_="check")
        for name in ("held_until", "letter", "link_digest", *SIGN_UP):
            sign_up.drop_column(name)
    with op.batch_alter_table("event") as event:
        for name in EVENT_CHECKS:
            event.drop_constraint(op.f(f"ck_event_{name}"), type_="check")
        for name in ("called_off_at", *EVENT):
            event.drop_column(name)
