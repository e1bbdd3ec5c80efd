"""decisions on themes, looks at what was not for now, and letters that ask for them"""

from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "057"
down_revision = "056"
branch_labels = None
depends_on = None

AUDIENCES = ("young_person", "parent_carer", "professional", "organisation", "not_said")
TEXTS = (
    "reason", "meeting", "priority", "first_step", "keeper", "whose", "way", "way_url", "way_phone", "early_why",
)  # fmt: skip
CHECKS = {
    "why_and_where": "reason <> '' AND meeting <> ''",
    "now": "CASE verdict WHEN 'now' THEN priority <> '' ELSE priority = '' AND first_step = '' END",
    "first_step": "step_by IS NULL OR first_step <> ''",
    "not_now": "CASE verdict WHEN 'not_now' THEN keeper <> '' AND keeper_id IS NOT NULL AND look_again_on IS NOT NULL "
    "ELSE keeper = '' AND keeper_id IS NULL AND look_again_on IS NULL END",
    "looks_ahead": "look_again_on > decided_on",
    "not_ours": "CASE verdict WHEN 'not_ours' THEN whose <> '' AND way <> '' "
    "ELSE whose = '' AND way = '' AND way_url = '' AND way_phone = '' END",
    "safe_link": "way_url = '' OR way_url LIKE 'https://%'",
    "met_before": "met_on <= decided_on",
    "agreed": "(agreed_by_id IS NULL) = (agreed_on IS NULL)",
    "two_people": "agreed_by_id <> by_id",
    "one_is_enough": "needs_two OR agreed_by_id IS NULL",
}
FIRST = {
    "uq_decision_first_for_all": (["theme_id"], "replaces_id IS NULL AND audience IS NULL"),
    "uq_decision_first_for_some": (["theme_id", "audience"], "replaces_id IS NULL AND audience IS NOT NULL"),
}


def one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def points_to(table, column, at, **more):
    return sa.ForeignKeyConstraint([column], [f"{at}.id"], name=op.f(f"fk_{table}_{column}"), **more)


@contextmanager
def engagements():
    """Their table, which SQLite makes anew: the number of a deleted draft is still given to nothing else."""
    bind, last = op.get_bind(), sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'engagement'")
    was = bind.execute(last).scalar() if bind.dialect.name == "sqlite" else None
    with op.batch_alter_table("engagement", schema=None, table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        yield batch_op
    if was is not None:
        bind.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = 'engagement'"))
        bind.execute(sa.text("INSERT INTO sqlite_sequence VALUES ('engagement', :was)"), {"was": was})


def upgrade() -> None:
    with engagements() as batch_op:
        batch_op.add_column(sa.Column("two_to_decide", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("decide_by", sa.Date(), nullable=True))
    with engagements() as batch_op:
        batch_op.alter_column("two_to_decide", server_default=None)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("audience", one_of("audience", *AUDIENCES), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("verdict", one_of("verdict", "now", "not_now", "not_ours"), nullable=False),
        *(sa.Column(text, sa.String(), nullable=False) for text in TEXTS),
        *(sa.Column(day, sa.Date(), nullable=False) for day in ("met_on", "decided_on")),
        *(sa.Column(day, sa.Date(), nullable=True) for day in ("step_by", "look_again_on", "agreed_on")),
        sa.Column("keeper_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("needs_two", sa.Boolean(), nullable=False),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        *(sa.CheckConstraint(rule, name=op.f(f"ck_decision_{name}")) for name, rule in CHECKS.items()),
        points_to("decision", "theme_id", "theme"),
        points_to("decision", "replaces_id", "decision"),
        *(points_to("decision", column, "user_account") for column in ("keeper_id", "by_id", "agreed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_decision_replaces_id")),
    )
    op.create_index(op.f("ix_decision_theme_id"), "decision", ["theme_id"])
    op.create_index(op.f("ix_decision_keeper_id"), "decision", ["keeper_id"])
    for name, (columns, where) in FIRST.items():
        condition = sa.text(where)
        op.create_index(name, "decision", columns, unique=True, sqlite_where=condition, postgresql_where=condition)
    op.create_table(
        "decision_theme",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        points_to("decision_theme", "decision_id", "decision"),
        points_to("decision_theme", "theme_id", "theme"),
        sa.PrimaryKeyConstraint("decision_id", "theme_id", name=op.f("pk_decision_theme")),
    )
    op.create_index(op.f("ix_decision_theme_theme_id"), "decision_theme", ["theme_id"])
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("happened", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("became_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("happened <> ''", name=op.f("ck_look_what_happened")),
        sa.CheckConstraint("(next_on IS NULL) <> (became_id IS NULL)", name=op.f("ck_look_what_comes_next")),
        sa.CheckConstraint("next_on > day", name=op.f("ck_look_looks_ahead")),
        sa.CheckConstraint("became_id <> decision_id", name=op.f("ck_look_became_another")),
        points_to("look", "decision_id", "decision"),
        points_to("look", "became_id", "decision"),
        points_to("look", "by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
        sa.UniqueConstraint("decision_id", "number", name=op.f("uq_look_decision_id_number")),
        sa.UniqueConstraint("became_id", name=op.f("uq_look_became_id")),
    )
    op.create_table(
        "look_reminder",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sent_to_id", sa.Integer(), nullable=False),
        points_to("look_reminder", "decision_id", "decision"),
        points_to("look_reminder", "sent_to_id", "user_account"),
        sa.PrimaryKeyConstraint("decision_id", "day", name=op.f("pk_look_reminder")),
    )


def downgrade() -> None:
    for table in ("look_reminder", "look", "decision_theme", "decision"):
        op.drop_table(table)
    with engagements() as batch_op:
        batch_op.drop_column("decide_by")
        batch_op.drop_column("two_to_decide")
