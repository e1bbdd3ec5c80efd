"""promise"""

import sqlalchemy as sa
from alembic import op

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "sector",
            sa.Enum(
                "education",
                "health",
                "social-care",
                "voluntary",
                "police-fire",
                "business",
                "other",
                name="sector",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.CheckConstraint("name <> '' AND key <> ''", name=op.f("ck_organisation_has_a_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_key"), ["key"], unique=False)

    op.create_table(
        "promise",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_year", sa.Integer(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.Column("wording_note", sa.String(), nullable=False),
        sa.Column("pledging_lead", sa.String(), nullable=False),
        sa.Column("pledging_words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["activity.id"], name=op.f("fk_promise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise")),
    )
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_commitment_position")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_commitment_promise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("promise_id", "slug", name=op.f("uq_commitment_promise_id_slug")),
    )
    op.create_table(
        "pledge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("promise_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=False),
        sa.Column("by_when", sa.Date(), nullable=False),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("link_digest", sa.String(), nullable=True),
        sa.Column("link_ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contribution_id"], ["contribution.id"], name=op.f("fk_pledge_contribution_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_pledge_organisation_id")),
        sa.ForeignKeyConstraint(["promise_id"], ["promise.id"], name=op.f("fk_pledge_promise_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_pledge_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge")),
        sa.UniqueConstraint("contribution_id", name=op.f("uq_pledge_contribution_id")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_pledge_link_digest")),
        sa.UniqueConstraint("submission_id", name=op.f("uq_pledge_submission_id")),
    )
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledge_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pledge_promise_id"), ["promise_id"], unique=False)

    op.create_table(
        "pledge_commitment",
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("commitment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["commitment_id"], ["commitment.id"], name=op.f("fk_pledge_commitment_commitment_id")),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name=op.f("fk_pledge_commitment_pledge_id")),
        sa.PrimaryKeyConstraint("pledge_id", "commitment_id", name=op.f("pk_pledge_commitment")),
    )
    with op.batch_alter_table("pledge_commitment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pledge_commitment_commitment_id"), ["commitment_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("pledge_commitment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pledge_commitment_commitment_id"))

    op.drop_table("pledge_commitment")
    with op.batch_alter_table("pledge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pledge_promise_id"))
        batch_op.drop_index(batch_op.f("ix_pledge_organisation_id"))

    op.drop_table("pledge")
    op.drop_table("commitment")
    op.drop_table("promise")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_key"))

    op.drop_table("organisation")
