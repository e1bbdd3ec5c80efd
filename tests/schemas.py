"""What a database enforces and how it looks things up, as text: to be compared with what another one does."""

import re

from sqlalchemy import Engine, inspect, text

# PostgreSQL writes each of these in one way, however it was given.
IN_POSTGRESQL = """
SELECT format('%s %s: %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f', 'p', 'u', 'x')
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
"""
# SQLite keeps what it was told; its tables are told one line for each column and constraint.
IN_SQLITE = "SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE '%_fts%'"


def rules_of(engine: Engine) -> set[str]:
    """Every constraint, index (its condition too) and trigger, in words that are equal when they mean the same."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            found = set(connection.scalars(text(IN_POSTGRESQL)))
        else:
            found = set()
            for kind, table, sql in connection.execute(text(IN_SQLITE)):
                found |= {f"{table} {rule}" for rule in (_of_a_table(sql) if kind == "table" else [_tidied(sql)])}
    return {rule for rule in found if "alembic_version" not in rule}


def columns_of(engine: Engine) -> set[str]:
    """Every column, whether it may be empty, and its type."""
    inspector = inspect(engine)
    return {
        f"{table}.{column['name']}: {column['type']}, {'may' if column['nullable'] else 'may not'} be empty"
        for table in inspector.get_table_names()
        if "_fts" not in table and table != "alembic_version"
        for column in inspector.get_columns(table)
    }


def _of_a_table(sql: str) -> list[str]:
    parts = [
        _tidied(part)
        for part in re.split(r",\s*(?:\n|(?=\w+ \w+ CONSTRAINT \w+ REFERENCES ))", sql.strip().removesuffix(")"))
    ]
    rules = [part for part in parts if re.match(r"(constraint|primary key|unique|check|foreign key)\b", part)]
    # A pointer in a column that was added later stands beside it.
    beside = (re.match(r"(\w+) \w+ constraint (\w+) references (.+)", part) for part in parts)
    rules += [f"constraint {each[2]} foreign key({each[1]}) references {each[3]}" for each in beside if each]
    # A rule that stands beside its column would be overlooked here.
    assert len(re.findall(r"\bcheck *\(", _tidied(sql))) == sum("check (" in rule for rule in rules), sql
    return rules


def _tidied(sql: str) -> str:
    return re.sub(r"\s+", " ", sql.replace('"', "")).strip(" ,\t\n").lower()
