"""settings: kinds of organisations in a table of their own; which mail records were found"""

import sqlalchemy as sa
from alembic import op

revision = "037"
down_revision = "036"
branch_labels = None
depends_on = None

USUAL = {
    "education": "Education",
    "health": "Health",
    "social-care": "Social care",
    "voluntary": "Charity, club or community group",
    "police-fire": "Police and fire",
    "business": "Business",
    "other": "Something else",
}
PARTNERSHIP = sa.table("partnership", sa.column("wording", sa.JSON()))


def upgrade() -> None:
    with op.batch_alter_table("partnership") as batch:
        batch.add_column(sa.Column("mail_lookup", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("partnership") as batch:
        batch.alter_column("mail_lookup", server_default=None)
    sector = op.create_table(
        "sector",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_sector_has_a_name")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_sector")),
        sa.UniqueConstraint("name", name=op.f("uq_sector_name")),
    )
    op.bulk_insert(
        sector,
        [
            {"slug": slug, "name": name, "position": position, "retired": False}
            for position, (slug, name) in enumerate(_names().items(), start=1)
        ],
    )
    _call_sectors({})
    with op.batch_alter_table("pledge") as batch:
        batch.drop_constraint(batch.f("ck_pledge_sector"), type_="check")
        batch.alter_column("sector", existing_type=sa.String(30), type_=sa.String(), existing_nullable=False)
        batch.create_foreign_key(batch.f("fk_pledge_sector"), "sector", ["sector"], ["slug"])


def _names() -> dict[str, str]:
    """What each is called: in the partnership's own words, where no two of those are the same."""
    own = {slug: name for slug, name in _wording().get("sector", {}).items() if slug in USUAL and name}
    names = USUAL | own
    return names if len(set(names.values())) == len(names) else USUAL


def _wording() -> dict[str, dict[str, str]]:
    return op.get_bind().execute(sa.select(PARTNERSHIP.c.wording)).scalar() or {}


def _call_sectors(own: dict[str, str]) -> None:
    """Let the partnership's own words for sectors be these and no others."""
    wording = {place: words for place, words in _wording().items() if place != "sector"}
    op.execute(sa.update(PARTNERSHIP).values(wording=wording | ({"sector": own} if own else {})))


def downgrade() -> None:
    rows = op.get_bind().execute(sa.text("SELECT slug, name FROM sector")).all()
    own = {row.slug: row.name for row in rows if row.slug in USUAL and row.name != USUAL[row.slug]}
    _call_sectors(own)
    with op.batch_alter_table("pledge") as batch:
        batch.drop_constraint(batch.f("fk_pledge_sector"), type_="foreignkey")
    op.execute(sa.text(f"UPDATE pledge SET sector = 'other' WHERE sector NOT IN {tuple(USUAL)}"))  # noqa: S608
    with op.batch_alter_table("pledge") as batch:
        batch.alter_column("sector", existing_type=sa.String(), type_=sa.String(30), existing_nullable=False)
        batch.create_check_constraint(batch.f("ck_pledge_sector"), f"sector IN {tuple(USUAL)}")
    op.drop_table("sector")
    with op.batch_alter_table("partnership") as batch:
        batch.drop_column("mail_lookup")
