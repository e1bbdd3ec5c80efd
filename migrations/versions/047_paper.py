"""paper: a questionnaire may be offered as a printed form, and staff type in the forms that came back"""

import sqlalchemy as sa
from alembic import op

revision = "047"
down_revision = "046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("questionnaire") as table:
        table.add_column(sa.Column("offers_paper", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("paper_return", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("paper_days", sa.Integer(), nullable=False, server_default="14"))
        table.create_check_constraint(op.f("ck_questionnaire_paper_days"), "paper_days BETWEEN 0 AND 60")
    with op.batch_alter_table("questionnaire") as table:
        for name in ("offers_paper", "paper_return", "paper_days"):
            table.alter_column(name, server_default=None)
    op.create_table(
        "paper_pile",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_paper_pile_questionnaire_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["questionnaire_version.id"], name=op.f("fk_paper_pile_version_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_paper_pile_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_pile")),
    )
    op.create_index(op.f("ix_paper_pile_questionnaire_id"), "paper_pile", ["questionnaire_id"])
    op.create_index(op.f("ix_paper_pile_by_id"), "paper_pile", ["by_id"])
    op.create_table(
        "typed_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("pile_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("typed_on", sa.Date(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("sealed_code", sa.LargeBinary(), nullable=True),
        sa.Column("found", sa.Boolean(), nullable=False),
        sa.Column("not_counted", sa.JSON(), nullable=False),
        sa.CheckConstraint("length(sealed_code) > 17", name=op.f("ck_typed_form_sealed_code")),
        sa.CheckConstraint("length(number) <= 12", name=op.f("ck_typed_form_number")),
        sa.ForeignKeyConstraint(["pile_id"], ["paper_pile.id"], name=op.f("fk_typed_form_pile_id")),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_typed_form_contribution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typed_form")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_typed_form_contribution_id")),
    )
    op.create_index(op.f("ix_typed_form_pile_id"), "typed_form", ["pile_id"])
    op.create_index(op.f("ix_typed_form_digest"), "typed_form", ["digest"])


def downgrade() -> None:
    op.drop_table("typed_form")
    op.drop_table("paper_pile")
    with op.batch_alter_table("questionnaire") as table:
        table.drop_constraint(op.f("ck_questionnaire_paper_days"), type_="check")
        for name in ("paper_days", "paper_return", "offers_paper"):
            table.drop_column(name)
