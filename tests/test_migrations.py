"""The migrations make the tables that the models describe, and unmake them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import inspect

from coprod import create_app
from coprod.config import Config
from coprod.database import db
from databases import make_database, worker_name


@pytest.fixture
def bare_app(config: Config, tmp_path: Path) -> Iterator[Flask]:
    """The application before its first start: an empty database."""
    app = create_app(replace(config, database_url=make_database(tmp_path, f"{worker_name()}_migrations")))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_up_matches_the_models_and_down_leaves_nothing(bare_app: Flask):
    upgrade()
    check()
    assert {"contribution", "submission", "move", "note"} <= set(inspect(db.engine).get_table_names())
    downgrade(revision="base")
    assert inspect(db.engine).get_table_names() == ["alembic_version"]
