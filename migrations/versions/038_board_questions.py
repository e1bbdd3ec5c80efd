"""board questions: a board asks one to six, in an order, and offers the colours of paper that staff choose"""

import sqlalchemy as sa
from alembic import op

revision = "038"
down_revision = "037"
branch_labels = None
depends_on = None

FORTH = (
    """INSERT INTO board_question (board_id, part, position, is_asked, wording_id)
        SELECT board.id, 'question', 1, TRUE, board.wording_id FROM board""",
    """UPDATE note SET question_id =
        (SELECT board_question.id FROM board_question WHERE board_question.board_id = note.board_id)""",
)
# What it asks first. Notes that answer another question keep, in their submission, what they answer.
BACK = """UPDATE board SET wording_id = (SELECT board_question.wording_id FROM board_question
    WHERE board_question.board_id = board.id AND board_question.is_asked ORDER BY board_question.position LIMIT 1)"""


def upgrade() -> None:
    op.create_table(
        "board_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("is_asked", sa.Boolean(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_board_question_position")),
        sa.CheckConstraint("position IS NOT NULL OR NOT is_asked", name=op.f("ck_board_question_asked_in_a_place")),
        sa.ForeignKeyConstraint(["board_id"], ["board.id"], name=op.f("fk_board_question_board_id")),
        sa.ForeignKeyConstraint(["wording_id"], ["wording.id"], name=op.f("fk_board_question_wording_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_question")),
        sa.UniqueConstraint("board_id", "part", name=op.f("uq_board_question_board_id_part")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.add_column(sa.Column("question_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_note_question_id"), "board_question", ["question_id"], ["id"])
    for statement in FORTH:
        op.execute(statement)
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.alter_column("question_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.add_column(sa.Column("colours", sa.String(), nullable=False, server_default="123456"))
        batch_op.drop_constraint(op.f("fk_board_wording_id"), type_="foreignkey")
        batch_op.drop_column("wording_id")
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.alter_column("colours", server_default=None)
        batch_op.create_check_constraint(op.f("ck_board_colours"), "length(colours) BETWEEN 2 AND 6")


def downgrade() -> None:
    with op.batch_alter_table("board", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_board_colours"), type_="check")
        batch_op.drop_column("colours")
        batch_op.add_column(sa.Column("wording_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_board_wording_id"), "wording", ["wording_id"], ["id"])
    op.execute(BACK)
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_note_question_id"), type_="foreignkey")
        batch_op.drop_column("question_id")
    op.drop_table("board_question")
