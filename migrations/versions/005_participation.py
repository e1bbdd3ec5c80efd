"""participation"""

import sqlalchemy as sa
from alembic import op

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "engagement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("background", sa.String(), nullable=False),
        sa.Column("decided", sa.String(), nullable=False),
        sa.Column("can_change", sa.String(), nullable=False),
        sa.Column("what_happens_next", sa.String(), nullable=False),
        sa.Column("contact", sa.JSON(), nullable=False),
        sa.Column("glossary", sa.JSON(), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("slug", name=op.f("uq_engagement_slug")),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("digest", name=op.f("uq_receipt_digest")),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("readers", sa.String(), nullable=False),
        sa.Column("audiences", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("retention_months", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_activity_closes_after_it_opens")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_activity_minutes")),
        sa.CheckConstraint("retention_months > 0", name=op.f("ck_activity_retention_months")),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_activity_engagement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_activity_kind_slug")),
    )
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_engagement_id"), ["engagement_id"], unique=False)

    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_theme_engagement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("engagement_id", "slug", name=op.f("uq_theme_engagement_id_slug")),
    )
    op.create_table(
        "contribution",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("receipt_id", sa.Integer(), nullable=True),
        sa.Column("token_digest", sa.String(), nullable=True),
        sa.Column(
            "audience",
            sa.Enum(
                "young_person",
                "parent_carer",
                "professional",
                "organisation",
                "not_said",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("district_slug", sa.String(), nullable=True),
        sa.Column(
            "sharing",
            sa.Enum("show", "team", "idea", name="sharing", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum("online", "paper", "spoken", name="source", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("unusual", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_contribution_activity_id")),
        sa.ForeignKeyConstraint(["district_slug"], ["district.slug"], name=op.f("fk_contribution_district_slug")),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_contribution_receipt_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_contribution_token_digest")),
    )
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.create_index("ix_contribution_activity_counts", ["activity_id", "counts"], unique=False)
        batch_op.create_index(batch_op.f("ix_contribution_audience"), ["audience"], unique=False)
        batch_op.create_index(batch_op.f("ix_contribution_district_slug"), ["district_slug"], unique=False)
        batch_op.create_index("ix_contribution_newest", ["submitted_on", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contribution_receipt_id"), ["receipt_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("published_words", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "approved",
                "rejected",
                "escalated",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("findings", sa.JSON(), nullable=True),
        sa.Column("moves_made", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_submission_contribution_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_contribution_id"), ["contribution_id"], unique=False)
        batch_op.create_index("ix_submission_status_id", ["status", "id"], unique=False)
        batch_op.create_index(
            "ix_submission_waiting",
            ["contribution_id"],
            unique=False,
            sqlite_where=sa.text("status = 'pending' AND words != ''"),
            postgresql_where=sa.text("status = 'pending' AND words != ''"),
        )

    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("prompt", sa.String(), nullable=False),
        sa.Column("sealed_words", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user_account.id"], name=op.f("fk_concern_closed_by_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["user_account.id"], name=op.f("fk_concern_opened_by_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_concern_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_opened_at"), ["opened_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_concern_submission_id"), ["submission_id"], unique=False)

    op.create_table(
        "move",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column(
            "from_status",
            sa.Enum(
                "pending",
                "approved",
                "rejected",
                "escalated",
                name="from_status",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "to_status",
            sa.Enum(
                "pending",
                "approved",
                "rejected",
                "escalated",
                name="to_status",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("reason_slug", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_move_by_id")),
        sa.ForeignKeyConstraint(["reason_slug"], ["reason.slug"], name=op.f("fk_move_reason_slug")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_move_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_move")),
    )
    with op.batch_alter_table("move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_move_submission_id"), ["submission_id"], unique=False)

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
    with op.batch_alter_table("submission_theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_theme_theme_id"), ["theme_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("submission_theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_theme_theme_id"))

    op.drop_table("submission_theme")
    with op.batch_alter_table("move", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_move_submission_id"))

    op.drop_table("move")
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_concern_submission_id"))
        batch_op.drop_index(batch_op.f("ix_concern_opened_at"))

    op.drop_table("concern")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_submission_waiting",
            sqlite_where=sa.text("status = 'pending' AND words != ''"),
            postgresql_where=sa.text("status = 'pending' AND words != ''"),
        )
        batch_op.drop_index("ix_submission_status_id")
        batch_op.drop_index(batch_op.f("ix_submission_contribution_id"))

    op.drop_table("submission")
    with op.batch_alter_table("contribution", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contribution_receipt_id"))
        batch_op.drop_index("ix_contribution_newest")
        batch_op.drop_index(batch_op.f("ix_contribution_district_slug"))
        batch_op.drop_index(batch_op.f("ix_contribution_audience"))
        batch_op.drop_index("ix_contribution_activity_counts")

    op.drop_table("contribution")
    op.drop_table("theme")
    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_activity_engagement_id"))

    op.drop_table("activity")
    op.drop_table("receipt")
    op.drop_table("engagement")
