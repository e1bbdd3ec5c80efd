"""Filing: what one person sent, as rows that stand in no database yet, and the one short transaction that writes them.

Everything is decided before: screened, judged, made ready for the driver. Inside the transaction it is only asked again
whether what may have changed meanwhile still holds, and then written.
"""

from collections.abc import Container, Mapping
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Dialect, Table, inspect

from coprod.database import Base
from coprod.prepared import Prepared, Run, dialect, insert_into, transaction


class SentBefore(Exception):
    """The same form has been filed already."""


# From columns to the rows that they point to: of the same filing, whose ids nobody knows yet, or there already.
Links = Mapping[str, "Row | int"]


class Row:
    """One row to be written, and the rows that it points to.

    `once` names a column whose value makes a form sent twice one row: when it is there already, `SentBefore` is raised.
    `id` is known once the row is written.
    """

    def __init__(self, table: Table, values: Mapping[str, Any], links: "Links", once: str, dialect: Dialect) -> None:
        self.links = links
        self.once = once
        self.id: int | None = None
        self.statement = insert_into(table, dialect, frozenset({*values, *links}), once=once)
        self._bound = self.statement.bound({**values, **dict.fromkeys(links)})

    def decide(self, values: Mapping[str, Any]) -> None:
        """Set some of its values anew: what is known only inside the transaction."""
        self._bound |= self.statement.ready(values)

    def with_ids(self) -> Mapping[str, Any]:
        """Its values, once the rows that it points to are written."""
        return {**self._bound, **{column: getattr(row, "id", row) for column, row in self.links.items()}}

    def carry_out(self, run: Run) -> None:
        """Write it, unless it is there already; now its id is known."""
        if self.id is None:
            written = run(self.statement, self.with_ids())
            if written is None:
                raise SentBefore
            self.id = written[0]


class Demand:
    """What has to hold when it is written: a statement gives back a row. If not, `refusal` is raised."""

    def __init__(self, statement: Prepared, values: Mapping[str, Any], refusal: Exception) -> None:
        self.statement = statement
        self._bound = statement.bound(values)
        self._refusal = refusal

    def carry_out(self, run: Run) -> None:
        """Raise the refusal unless it holds."""
        if run(self.statement, self._bound) is None:
            raise self._refusal


class Statement:
    """One more statement that writes. What it gives back is not wanted: PostgreSQL's often do, unasked."""

    def __init__(self, statement: Prepared, values: Mapping[str, Any]) -> None:
        self.statement = statement
        self._bound = statement.bound(values)

    def with_ids(self) -> Mapping[str, Any]:
        """Its values."""
        return self._bound

    def carry_out(self, run: Run) -> None:
        """Send it."""
        run(self.statement, self._bound)


class Filing:
    """What one person sent: what has to hold and what is to be written, in the order in which it was added."""

    def __init__(self) -> None:
        self._steps: list[Row | Demand | Statement] = []
        self.dialect = dialect()

    def row(self, thing: Base, links: Links | None = None, *, once: str = "", **more: "Row | int") -> Row:
        """Add a model object that is in no session: its columns are written as they are."""
        links = {**(links or {}), **more}
        return self._add(Row(table_of(thing), columns_of(thing, links), links, once, self.dialect))

    def values(self, table: Table, values: Mapping[str, Any], *, once: str = "", **links: "Row | int") -> Row:
        """Add a row of a table that has no model, by its values."""
        return self._add(Row(table, values, links, once, self.dialect))

    def _add(self, row: Row) -> Row:
        self._steps.append(row)
        return row

    def statement(self, statement: Prepared, values: Mapping[str, Any]) -> None:
        """Send one more statement at this point."""
        self._steps.append(Statement(statement, values))

    def demand(self, statement: Prepared, values: Mapping[str, Any], refusal: Exception) -> None:
        """Let a statement find or change a row at this point; `refusal` is raised when it does not."""
        self._steps.append(Demand(statement, values, refusal))

    def write(self, run: Run) -> None:
        """Ask and write it all. Rows of one table that come together, and to which nothing points, go together."""
        for statement, steps in groupby(self._steps, key=lambda step: step.statement):
            if statement.gives_back:
                for step in steps:
                    step.carry_out(run)
            else:
                run.many(statement, [step.with_ids() for step in steps if not isinstance(step, Demand)])

    def file(self) -> None:
        """Write it all in a transaction of its own, or nothing. Raises `SentBefore`, and what was demanded."""
        with transaction() as run:
            self.write(run)


def table_of(thing: Base) -> Table:
    """The one table that holds things of this kind."""
    table: Any = type(thing).__table__
    return table


def columns_of(thing: Base, besides: Container[str] = ()) -> dict[str, Any]:
    """What the unit of work would store of a new object, by column; without its id and the columns `besides`."""
    kept = thing.__dict__
    return {name: kept[key] for key, name in _columns(type(thing)) if key in kept and name not in besides}


@cache
def _columns(model: type[Base]) -> list[tuple[str, str]]:
    """Attributes of a model and their columns, all but the id."""
    attributes = inspect(model).column_attrs
    return [(attribute.key, attribute.columns[0].name) for attribute in attributes if attribute.key != "id"]
