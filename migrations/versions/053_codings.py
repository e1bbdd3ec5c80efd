"""codings: who says that a text belongs to a theme, since when and until when; who has read what; themes that move"""

import sqlalchemy as sa
from alembic import op

revision = "053"
down_revision = "050"
branch_labels = None
depends_on = None

AUDIENCES = ("young_person", "parent_carer", "professional", "organisation", "not_said")
TONES = ("going_well", "hard", "idea")


def one_of(values, name):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def held(table):
    """What both tables begin with."""
    return (
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("moves_made", sa.Integer(), nullable=False),
        sa.Column("coder_id", sa.Integer(), nullable=True),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f(f"fk_{table}_submission_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["coder_id"], ["user_account.id"], name=op.f(f"fk_{table}_coder_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user_account.id"], name=op.f(f"fk_{table}_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    op.create_table(
        "theme_meaning",
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("audience", one_of(AUDIENCES, "audience"), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_meaning_theme_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("theme_id", "audience", name=op.f("pk_theme_meaning")),
    )
    with op.batch_alter_table("theme") as theme:
        theme.add_column(sa.Column("made_on", sa.Date(), server_default=sa.func.current_date(), nullable=False))
        theme.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        theme.add_column(sa.Column("became_id", sa.Integer(), nullable=True))
        theme.add_column(sa.Column("split_from_id", sa.Integer(), nullable=True))
        theme.add_column(sa.Column("edited", sa.Integer(), server_default="1", nullable=False))
        theme.create_foreign_key(op.f("fk_theme_became_id"), "theme", ["became_id"], ["id"])
        theme.create_foreign_key(op.f("fk_theme_split_from_id"), "theme", ["split_from_id"], ["id"])
        theme.create_index(op.f("ix_theme_became_id"), ["became_id"])
    with op.batch_alter_table("theme") as theme:
        theme.alter_column("made_on", server_default=None)
        theme.alter_column("edited", server_default=None)
    op.create_table(
        "coding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("tone", one_of(TONES, "tone"), nullable=True),
        sa.Column("suggested_as", sa.Integer(), nullable=True),
        *held("coding"),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_coding_theme_id")),
        sa.CheckConstraint("suggested_as BETWEEN 1 AND 3", name=op.f("ck_coding_suggested_as")),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("says_nothing", sa.Boolean(), nullable=False),
        sa.Column("asks_for_help", sa.Boolean(), nullable=False),
        sa.Column("good_quote", sa.Boolean(), nullable=False),
        sa.Column("offered", sa.Integer(), nullable=False),
        *held("reading"),
        sa.CheckConstraint("offered BETWEEN 0 AND 3", name=op.f("ck_reading_offered")),
    )
    op.execute(
        "INSERT INTO coding (submission_id, theme_id, moves_made, blind, day) "
        "SELECT submission.id, link.theme_id, submission.moves_made, false, CURRENT_DATE FROM submission_theme AS link "
        "JOIN submission ON submission.id = link.submission_id ORDER BY submission.id, link.theme_id"
    )
    op.execute(
        "INSERT INTO reading (submission_id, moves_made, blind, day, says_nothing, asks_for_help, good_quote, offered) "
        "SELECT id, moves_made, false, CURRENT_DATE, false, false, false, 0 FROM submission "
        "WHERE id IN (SELECT submission_id FROM submission_theme) ORDER BY id"
    )
    unended, stands = sa.text("ended_on IS NULL"), sa.text("ended_on IS NULL AND NOT blind")
    once = {"unique": True, "sqlite_where": unended, "postgresql_where": unended}
    op.create_index("uq_coding_once", "coding", ["submission_id", "theme_id", "blind"], **once)
    op.create_index("uq_reading_once", "reading", ["submission_id", "blind"], **once)
    op.create_index(
        "ix_coding_theme", "coding", ["theme_id", "submission_id", "moves_made"], sqlite_where=stands,
        postgresql_where=stands,
    )  # fmt: skip
    for table in ("coding", "reading"):
        for column in ("coder_id", "submission_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(op.f("ix_coding_theme_id"), "coding", ["theme_id"])
    op.drop_table("submission_theme")


def downgrade() -> None:
    op.create_table(
        "submission_theme",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_submission_theme_submission_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_submission_theme_theme_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("submission_id", "theme_id", name=op.f("pk_submission_theme")),
    )
    op.create_index(op.f("ix_submission_theme_theme_id"), "submission_theme", ["theme_id"])
    op.execute(
        "INSERT INTO submission_theme (submission_id, theme_id) SELECT submission_id, theme_id FROM coding "
        "WHERE ended_on IS NULL AND NOT blind"
    )
    for table in ("reading", "coding", "theme_meaning"):
        op.drop_table(table)
    with op.batch_alter_table("theme") as theme:
        theme.drop_index(op.f("ix_theme_became_id"))
        theme.drop_constraint(op.f("fk_theme_split_from_id"), type_="foreignkey")
        theme.drop_constraint(op.f("fk_theme_became_id"), type_="foreignkey")
        for column in ("edited", "split_from_id", "became_id", "ended_on", "made_on"):
            theme.drop_column(column)
