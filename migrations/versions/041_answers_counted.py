"""answers counted: how often each thing was answered, by whom, up to which response"""

import sqlalchemy as sa
from alembic import op

revision = "041"
down_revision = "040"
branch_labels = None
depends_on = None

AUDIENCES = ("young_person", "parent_carer", "professional", "organisation", "not_said")
SOURCES = ("online", "paper", "spoken")
WHATS = ("picked", "answered", "ranked")


def choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def upgrade() -> None:
    op.create_table(
        "answer_count",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("what", choice("what", *WHATS), nullable=False),
        sa.Column("option", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audience", choice("audience", *AUDIENCES), nullable=False),
        sa.Column("district", sa.String(), nullable=False),
        sa.Column("source", choice("source", *SOURCES), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.CheckConstraint("people >= 0", name=op.f("ck_answer_count_people")),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_answer_count_question_id")),
        sa.ForeignKeyConstraint(["version_id"], ["question_version.id"], name=op.f("fk_answer_count_version_id")),
        sa.PrimaryKeyConstraint(
            "question_id",
            "version_id",
            "what",
            "option",
            "detail",
            "number",
            "audience",
            "district",
            "source",
            name=op.f("pk_answer_count"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "counted_up_to",
        sa.Column("questionnaire_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_counted_up_to_questionnaire_id")
        ),
        sa.PrimaryKeyConstraint("questionnaire_id", name=op.f("pk_counted_up_to")),
    )
    op.execute("INSERT INTO counted_up_to (questionnaire_id, response_id) SELECT id, 0 FROM questionnaire")
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_response_questionnaire_id"))
        batch_op.create_index("ix_response_questionnaire_id_id", ["questionnaire_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("response", schema=None) as batch_op:
        batch_op.drop_index("ix_response_questionnaire_id_id")
        batch_op.create_index(op.f("ix_response_questionnaire_id"), ["questionnaire_id"], unique=False)
    op.drop_table("counted_up_to")
    op.drop_table("answer_count")
