"""names in public: a theme keeps the words in which it was published; agreement counts a theme that nobody used too;
what nobody has read is found in an index"""

import sqlalchemy as sa
from alembic import op

revision = "062"
down_revision = "061"
branch_labels = None
depends_on = None

TABLE = "second_reading_agreement"
USED, READ = (op.f(f"ck_{TABLE}_{name}") for name in ("somebody_used_it", "somebody_read"))
# Both had every theme that was in use before the sample was drawn, and left out of every text what they did not use.
LEFT_OUT = """
INSERT INTO second_reading_agreement (sample_id, theme_id, by_both, by_first, by_second, by_neither)
SELECT sample.id, theme.id, 0, 0, 0, counted.texts
FROM second_reading AS sample
JOIN theme ON theme.engagement_id = sample.engagement_id AND theme.made_on <= sample.drawn_on
    AND (theme.ended_on IS NULL OR theme.ended_on > sample.compared_on)
JOIN (
    SELECT sample_id, MAX(by_both + by_first + by_second + by_neither) AS texts
    FROM second_reading_agreement GROUP BY sample_id
) AS counted ON counted.sample_id = sample.id
WHERE NOT EXISTS (
    SELECT 1 FROM second_reading_agreement AS there WHERE there.sample_id = sample.id AND there.theme_id = theme.id
)
"""


def upgrade() -> None:
    op.add_column("theme", sa.Column("published", sa.JSON(none_as_null=True), nullable=True))
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(USED, type_="check")
        table.create_check_constraint(READ, "by_both + by_first + by_second + by_neither > 0")
    op.execute(LEFT_OUT)
    op.create_index(
        "uq_reading_stands", "reading", ["submission_id", "moves_made"], unique=True,
        sqlite_where=sa.text("ended_on IS NULL AND blind = 0"),
        postgresql_where=sa.text("ended_on IS NULL AND NOT blind"),
    )  # fmt: skip
    publish(op.get_bind())


def publish(connection) -> None:
    """Each theme as it stands in what was published last."""
    theme = sa.table("theme", sa.column("id", sa.Integer), sa.column("published", sa.JSON))
    heard = sa.table("heard", sa.column("id", sa.Integer), sa.column("themes", sa.JSON))
    for (themes,) in connection.execute(sa.select(heard.c.themes).order_by(heard.c.id)).all():
        for each in themes:
            words = {name: each[name] for name in ("title", "meaning", "meanings")}
            connection.execute(theme.update().where(theme.c.id == each["id"]).values(published=words))


def downgrade() -> None:
    op.drop_index("uq_reading_stands", table_name="reading")
    op.execute(f"DELETE FROM {TABLE} WHERE by_both + by_first + by_second = 0")  # noqa: S608 - our own
    with op.batch_alter_table(TABLE) as table:
        table.drop_constraint(READ, type_="check")
        table.create_check_constraint(USED, "by_both + by_first + by_second > 0")
    op.drop_column("theme", "published")
