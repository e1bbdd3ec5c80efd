"""What every form of settings has: it is filled from what is kept, says what it sets, and may have rows.

Buttons move, add and remove rows without a script: what was typed in them stays as it was typed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import FieldList, FormField
from wtforms.utils import unset_value

from coprod.activities.parts import slug_of as stem_of
from coprod.date_fields import refuse
from coprod.forms import EditForm, Form, in_words
from coprod.row_fields import TOO_MANY
from coprod.text import normalise

# One row: what was typed in each of its fields.
Row = Mapping[str, Sequence[str]]


class SettingsForm(EditForm):
    """A page of settings. `typed` says how what is kept is typed, `values` what to keep of what was typed.

    `values` is asked for the preview too, before anything is checked.
    """

    kept: dict[str, Any]

    def __init__(self, kept: Mapping[str, Any], formdata: MultiDict[str, str] | None = None, button: str = "") -> None:
        if formdata is not None:
            formdata = in_order(formdata, self.lists(), button)
        super().__init__(formdata, data=self.typed(kept) | {"edited": kept["edited"]})
        self.kept = dict(kept)

    @classmethod
    def lists(cls) -> list[str]:
        """The names of its fields that hold rows."""
        fields = ((name, getattr(cls, name)) for name in dir(cls) if not name.startswith("_"))
        return [name for name, field in fields if getattr(field, "field_class", None) is Rows]

    @classmethod
    def typed(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        """What is kept, as the fields of the form hold it."""
        return dict(kept)

    def values(self) -> dict[str, Any]:
        """What to keep, by the name of each setting."""
        return {name: field.data for name, field in self._fields.items() if name in self.kept and name != "edited"}


class Rows(FieldList):
    """Things of one kind, one under the other. Rows in which nothing was written are passed over.

    What is too many is refused, and stands there all the same: whoever typed it chooses what to take out.
    """

    entries: list[Any]
    errors: list[Any]

    def __init__(self, row: type[Form], label: str, most: int, **more: Any) -> None:
        super().__init__(FormField(row), label, max_entries=most + TOO_MANY, **more)
        self.most = most

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """What was typed in all of its rows, or what there is."""
        came = len(set(self._extract_indices(self.name, formdata))) if formdata else 0
        self.cut_off = came > self.most + TOO_MANY  # a page of thousands of rows helps nobody
        super().process(formdata, data, extra_filters)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Check each row, and that they are not too many."""
        self.entries = [entry for entry in self.entries if is_written(entry.data)]
        fine = super().validate(form, extra_validators)
        if len(self.entries) <= self.most:
            return fine
        lost = f". Only the first {len(self.entries)} stand here" if self.cut_off else ""
        return self.refuse(self, f"There can be {self.most} at most, and here are more. Remove some{lost}")

    def refuse(self, field: Any, message: str) -> bool:
        """Say what is wrong with a field in one of its rows, or with all of it, after its own checks."""
        refuse(field, message)
        of_all = [error for error in self.errors if isinstance(error, str)]
        self.errors = [*(entry.errors for entry in self.entries), *of_all]
        return False

    @property
    def rows(self) -> list[dict[str, Any]]:
        """What each row holds that has anything written in it."""
        return [without_marks(entry.data) for entry in self.entries if is_written(entry.data)]

    def _value(self) -> str:
        rows = [[in_words(field) for field in entry.form if field.type != "HiddenField"] for entry in self.entries]
        return "\n".join(", ".join(filter(None, row)) for row in rows)


def without_marks(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what only the form needs."""
    return {name: value for name, value in row.items() if name != "csrf_token"}


def is_written(row: Mapping[str, Any]) -> bool:
    """Whether anybody wrote anything in a row: under which slug it is kept, nobody wrote."""
    return any(value not in ("", None, False) for name, value in row.items() if name != "slug")


def is_typed(row: Row) -> bool:
    """Whether anything came for a row in one of its own fields."""
    return any(normalise(text) for name, texts in row.items() if name not in ("slug", "is_new") for text in texts)


def lines_of(text: str | None) -> list[str]:
    """What was typed one to a line."""
    return [" ".join(line.split()) for line in (text or "").splitlines() if line.strip()]


def slug_of(name: str, taken: Mapping[str, Any] | set[str]) -> str:
    """A short name for addresses and downloads that no other has."""
    start = stem_of(name)[:40].strip("-") or "other"
    number, slug = 1, start
    while slug in taken:
        number += 1
        slug = f"{start}-{number}"
    return slug


def in_order(typed: MultiDict[str, str], lists: Iterable[str], button: str = "") -> MultiDict[str, str]:
    """What was typed, with the rows of each list numbered from 0, after a button such as "up help_numbers 2".

    Without a button, rows in which nothing was typed do not count.
    """
    lists = tuple(lists)
    do, name, number = (*button.split(), "", "", "")[:3]
    found: MultiDict[str, str] = MultiDict()
    for key in typed:
        if not key.startswith(tuple(f"{each}-" for each in lists)):
            found.setlist(key, typed.getlist(key))
    for each in lists:
        rows = _rows(typed, each)
        if not do:
            rows = [row for row in rows if is_typed(row)]
        elif each == name:
            rows = _after(do, rows, int(number) if re.fullmatch(r"\d{1,3}", number, re.ASCII) else -1)
        for position, row in enumerate(rows):
            for field, values in row.items():
                found.setlist(f"{each}-{position}-{field}", list(values))
    return found


def _rows(typed: MultiDict[str, str], name: str) -> list[Row]:
    rows: dict[int, dict[str, list[str]]] = {}
    for key in typed:
        if match := re.fullmatch(rf"{name}-(\d{{1,4}})-(\w+)", key, re.ASCII):
            rows.setdefault(int(match[1]), {})[match[2]] = typed.getlist(key)
    return [rows[number] for number in sorted(rows)]


def _after(do: str, rows: list[Row], at: int) -> list[Row]:
    if do == "add":
        return [*rows, {"is_new": ["1"]}]
    if not 0 <= at < len(rows):
        return rows
    if do == "remove":
        return rows[:at] + rows[at + 1 :]
    to = at - 1 if do == "up" else at + 1
    if do in ("up", "down") and 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return rows
