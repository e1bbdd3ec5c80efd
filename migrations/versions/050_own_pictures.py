"""own pictures: what staff put into a questionnaire, with what each shows and who made it"""

import sqlalchemy as sa
from alembic import op

revision = "050"
down_revision = "049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("shows", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_own_picture_questionnaire_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_picture")),
        sa.UniqueConstraint("questionnaire_id", "key", name=op.f("uq_own_picture_questionnaire_id_key")),
        sa.UniqueConstraint("questionnaire_id", "file", name=op.f("uq_own_picture_questionnaire_id_file")),
    )
    op.create_index(op.f("ix_own_picture_file"), "own_picture", ["file"])


def downgrade() -> None:
    op.drop_table("own_picture")
