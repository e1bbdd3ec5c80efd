"""files: pictures and documents that are kept, logos of the owners, documents of an engagement, pictures to share"""

import sqlalchemy as sa
from alembic import op

revision = "031"
down_revision = "030"
branch_labels = None
depends_on = None

KINDS = ("png", "jpg", "pdf", "docx", "odt", "mp3", "mp4")
# What is new in tables that are there, and what stands in it.
NEW = {
    "partnership": {"logos": "[]", "share_card": ""},
    "engagement": {"documents": "[]", "share_card": ""},
    "activity": {"share_card": ""},
}


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column(
            "kind", sa.Enum(*KINDS, name="kind", native_enum=False, create_constraint=True, length=30), nullable=False
        ),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("drawn_from", sa.String(), nullable=False),
        sa.Column("given_by_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_size")),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_stored_file_hash")),
        sa.CheckConstraint("length(name) <= 120", name=op.f("ck_stored_file_name")),
        sa.ForeignKeyConstraint(["given_by_id"], ["user_account.id"], name=op.f("fk_stored_file_given_by_id")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_stored_file")),
    )
    op.create_index("ix_stored_file_drawn_from", "stored_file", ["drawn_from"])
    for table, columns in NEW.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column, empty in columns.items():
                kind = sa.JSON() if empty else sa.String()
                batch_op.add_column(sa.Column(column, kind, nullable=False, server_default=empty))
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    for table, columns in NEW.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            for column in columns:
                batch_op.drop_column(column)
    op.drop_index("ix_stored_file_drawn_from", table_name="stored_file")
    op.drop_table("stored_file")
