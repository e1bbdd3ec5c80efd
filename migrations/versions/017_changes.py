"""changes"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None

LIVES = ("draft", "ready", "open", "closed", "answered", "archived")
# What is asked now.
ASKED_NOW = (
    """INSERT INTO wording (activity_id, part, text, since)
        SELECT board.id, 'question', board.question, engagement.created_at FROM board
        JOIN activity ON activity.id = board.id JOIN engagement ON engagement.id = activity.engagement_id""",
    """INSERT INTO wording (activity_id, part, text, since)
        SELECT question.questionnaire_id, question.slug, question.prompt, engagement.created_at FROM question
        JOIN activity ON activity.id = question.questionnaire_id
        JOIN engagement ON engagement.id = activity.engagement_id""",
    "UPDATE board SET wording_id = (SELECT wording.id FROM wording WHERE wording.activity_id = board.id)",
    """UPDATE question SET wording_id = (SELECT wording.id FROM wording
        WHERE wording.activity_id = question.questionnaire_id AND wording.part = question.slug)""",
)
# What people answered and is asked in other words by now; then what each of them has read.
ASKED_BEFORE = (
    """INSERT INTO wording (activity_id, part, text, since)
        SELECT DISTINCT note.board_id, 'question', submission.prompt, engagement.created_at FROM note
        JOIN submission ON submission.id = note.submission_id JOIN board ON board.id = note.board_id
        JOIN activity ON activity.id = board.id JOIN engagement ON engagement.id = activity.engagement_id
        WHERE submission.prompt <> board.question AND submission.prompt <> ''""",
    """INSERT INTO wording (activity_id, part, text, since)
        SELECT DISTINCT question.questionnaire_id, question.slug, submission.prompt, engagement.created_at FROM answer
        JOIN submission ON submission.id = answer.submission_id JOIN question ON question.id = answer.question_id
        JOIN activity ON activity.id = question.questionnaire_id
        JOIN engagement ON engagement.id = activity.engagement_id
        WHERE submission.prompt <> question.prompt AND submission.prompt <> ''""",
    """UPDATE submission SET wording_id = (SELECT wording.id FROM wording
        JOIN note ON note.board_id = wording.activity_id
        WHERE note.submission_id = submission.id AND wording.part = 'question' AND wording.text = submission.prompt)""",
    """UPDATE submission SET wording_id = (SELECT wording.id FROM wording
        JOIN question ON question.questionnaire_id = wording.activity_id AND question.slug = wording.part
        JOIN answer ON answer.question_id = question.id
        WHERE answer.submission_id = submission.id AND wording.text = submission.prompt) WHERE wording_id IS NULL""",
    "UPDATE answer SET wording_id = (SELECT question.wording_id FROM question WHERE question.id = answer.question_id)",
    """UPDATE answer SET wording_id = (SELECT submission.wording_id FROM submission
        WHERE submission.id = answer.submission_id)
        WHERE submission_id IN (SELECT id FROM submission WHERE wording_id IS NOT NULL)""",
)
BACK = (
    "UPDATE board SET question = (SELECT text FROM wording WHERE wording.id = board.wording_id)",
    "UPDATE question SET prompt = (SELECT text FROM wording WHERE wording.id = question.wording_id)",
    """UPDATE engagement SET closes_at =
        (SELECT max(activity.closes_at) FROM activity WHERE activity.engagement_id = engagement.id)""",
    "UPDATE activity SET version = shown",
)


def upgrade() -> None:
    make_tables()
    life = sa.Enum(*LIVES, name="life", native_enum=False, create_constraint=True, length=30)
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("life", life, nullable=False, server_default="open"))  # it was public so far
        batch_op.add_column(sa.Column("shown", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("edited", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_check_constraint(op.f("ck_engagement_closes_by_itself"), "life <> 'closed'")
        batch_op.drop_column("closes_at")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shown", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("edited", sa.Integer(), nullable=False, server_default="1"))
    op.execute("UPDATE activity SET shown = version")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_column("version")
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("edited", sa.Integer(), nullable=False, server_default="1"))
    for table in ("question_option", "commitment"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f(f"fk_{table}_replaces_id"), table, ["replaces_id"], ["id"])
            batch_op.create_unique_constraint(op.f(f"uq_{table}_replaces_id"), ["replaces_id"])
    keep_wordings()


def make_tables() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("edit", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("was", sa.JSON(), nullable=False),
        sa.Column("became", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_change_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index("ix_change_subject_edit", "change", ["subject", "edit"], unique=False)
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("text <> ''", name=op.f("ck_wording_text")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_wording_activity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
    )
    op.create_index("ix_wording_activity_id_part", "wording", ["activity_id", "part"], unique=False)


def keep_wordings() -> None:
    """Every question as it is asked, and as it was asked, in rows of its own; what was said points to them."""
    # Works on both databases; and SQLite does not make the table anew, which would lose the triggers of search.
    name = op.f("fk_submission_wording_id")
    op.execute(f"ALTER TABLE submission ADD COLUMN wording_id INTEGER CONSTRAINT {name} REFERENCES wording (id)")
    for table in ("board", "question", "answer"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("wording_id", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f(f"fk_{table}_wording_id"), "wording", ["wording_id"], ["id"])
    for statement in (*ASKED_NOW, *ASKED_BEFORE):
        op.execute(statement)
    for table in ("question", "answer"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("wording_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("prompt")
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.drop_column("question")


def downgrade() -> None:
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.add_column(sa.Column("question", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("prompt", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    for statement in BACK:
        op.execute(statement)
    for table in ("answer", "question", "board", "submission"):
        with triggers_kept(table), op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("wording_id")
    for table in ("question_option", "commitment"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("replaces_id")
    op.drop_table("wording")
    op.drop_table("change")
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.drop_column("edited")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_column("edited")
        batch_op.drop_column("shown")
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_engagement_closes_by_itself"), type_="check")
        batch_op.drop_constraint(op.f("ck_engagement_life"), type_="check")
        batch_op.drop_column("edited")
        batch_op.drop_column("shown")
        batch_op.drop_column("life")


@contextmanager
def triggers_kept(table: str) -> Iterator[None]:
    """SQLite forgets a table's triggers when it makes the table anew."""
    bind = op.get_bind()
    if bind.dialect.name != "sqlite":
        yield
        return
    there = sa.text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
    triggers = bind.execute(there, {"table": table}).scalars().all()
    yield
    for trigger in triggers:
        bind.exec_driver_sql(trigger)
