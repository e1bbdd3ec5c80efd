"""How Alembic reaches the database: through the app that is running it."""

from alembic import context
from flask import current_app
from sqlalchemy.schema import SchemaItem

from coprod.database import UTCDateTime, db


def include_object(
    item: SchemaItem, name: str | None, type_: str, reflected: bool, compare_to: SchemaItem | None
) -> bool:
    """Whether Alembic looks after a thing. Not after what full-text search is made of, nor the job queue's tables."""
    return not (name is not None and ("_fts" in name or name.startswith("huey_")))


def render_item(type_: str, item: object, autogen: object) -> str | bool:
    """Migrations outlive the code: they name the database's own types, not ours."""
    return "sa.DateTime(timezone=True)" if type_ == "type" and isinstance(item, UTCDateTime) else False


def run() -> None:
    """Bring the database to the version that was asked for, in one transaction."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            include_object=include_object,
            render_item=render_item,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
