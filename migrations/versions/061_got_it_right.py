"""did we get this right: the question beneath each reply, what people answer, and what everyone sees of that"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "061"
down_revision = "060"
branch_labels = None
depends_on = None

ASKED_FOR = timedelta(days=730)


def points_to(table, column, at, name=None):
    return sa.ForeignKeyConstraint([column], [f"{at}.id"], name=op.f(name or f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "got_it_right",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        points_to("got_it_right", "id", "activity"),
        points_to("got_it_right", "reply_id", "reply"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_got_it_right")),
        sa.UniqueConstraint("reply_id", name=op.f("uq_got_it_right_reply_id")),
    )
    answer = sa.Enum("yes", "partly", "not_yet", name="answer", native_enum=False, create_constraint=True, length=30)
    op.create_table(
        "got_it_right_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("got_it_right_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("answer", answer, nullable=False),
        sa.Column("replaced", sa.Boolean(), nullable=False),
        points_to("got_it_right_answer", "got_it_right_id", "got_it_right"),
        points_to("got_it_right_answer", "version_id", "reply_version"),
        points_to("got_it_right_answer", "contribution_id", "contribution"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_got_it_right_answer")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_got_it_right_answer_contribution_id")),
    )
    op.create_index("ix_got_it_right_answer_day", "got_it_right_answer", ["got_it_right_id", "submitted_on"])
    op.create_index(op.f("ix_got_it_right_answer_version_id"), "got_it_right_answer", ["version_id"])
    op.create_table(
        "got_it_right_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("got_it_right_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("counted", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_got_it_right_release_number")),
        sa.CheckConstraint("people >= 10", name=op.f("ck_got_it_right_release_people")),
        points_to("got_it_right_release", "got_it_right_id", "got_it_right"),
        points_to("got_it_right_release", "made_by_id", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_got_it_right_release")),
        sa.UniqueConstraint("got_it_right_id", "number", name=op.f("uq_got_it_right_release_got_it_right_id_number")),
    )
    ask_about_what_is_published()


def ask_about_what_is_published() -> None:
    """Replies that everyone reads already are asked about from now on."""
    reply, version = sa.table("reply", *map(sa.column, ("id", "public_id", "engagement_id"))), sa.table(
        "reply_version", *map(sa.column, ("reply_id", "title", "published_on", "ended_on"))
    )  # fmt: skip
    activity = sa.table(
        "activity",
        sa.column("id", sa.Integer()),
        *(sa.column(name, sa.String()) for name in TEXTS),
        *(sa.column(name, sa.DateTime(timezone=True)) for name in ("opens_at", "closes_at")),
        *(
            sa.column(name, sa.Integer())
            for name in ("engagement_id", "minutes", "retention_months", "shown", "edited")
        ),
        sa.column("audiences", sa.JSON()),
        sa.column("two_people", sa.Boolean()),
    )
    question = sa.table("got_it_right", sa.column("id"), sa.column("reply_id"))
    there = sa.select(reply.c.id, reply.c.public_id, reply.c.engagement_id, version.c.title)
    standing = there.join_from(reply, version, version.c.reply_id == reply.c.id).where(
        version.c.published_on.is_not(None), version.c.ended_on.is_(None)
    )
    now, connection = datetime.now(UTC), op.get_bind()
    for id, public_id, engagement_id, title in connection.execute(standing).all():
        by_two = sa.select(activity.c.id).where(activity.c.engagement_id == engagement_id, activity.c.two_people)
        values = dict.fromkeys(TEXTS, "") | {
            "kind": "got_it_right",
            "slug": public_id,
            "title": f"Our reply: {title}",
            "readers": "The team that writes the replies",
            "purpose": "To find out whether our replies are right",
            "life": "open",
            "opens_at": now,
            "closes_at": now + ASKED_FOR,
            "engagement_id": engagement_id,
            "minutes": 1,
            "retention_months": 6,
            "shown": 1,
            "edited": 1,
            "audiences": [],
            "two_people": connection.execute(by_two).first() is not None,
        }
        made = connection.execute(sa.insert(activity).values(values).returning(activity.c.id)).scalar_one()
        connection.execute(sa.insert(question).values(id=made, reply_id=id))


TEXTS = (
    "kind", "slug", "title", "summary", "readers", "purpose", "life", "made_safe", "ways_to_say", "can_change",
    "what_changed", "share_card",
)  # fmt: skip


def downgrade() -> None:
    activity = sa.table("activity", sa.column("id"), sa.column("kind"))
    questions = sa.select(activity.c.id).where(activity.c.kind == "got_it_right")
    in_one = {
        name: sa.table(name, sa.column("activity_id")) for name in ("contribution", "took_part", "took_part_change")
    }
    theirs = in_one.pop("contribution")
    if op.get_bind().execute(sa.select(theirs).where(theirs.c.activity_id.in_(questions)).limit(1)).first():
        raise RuntimeError("People have answered beneath replies: what they wrote would have no place any more.")
    for table in ("got_it_right_release", "got_it_right_answer", "got_it_right"):
        op.drop_table(table)
    for table in in_one.values():
        op.execute(sa.delete(table).where(table.c.activity_id.in_(questions)))
    op.execute(sa.delete(activity).where(activity.c.kind == "got_it_right"))
