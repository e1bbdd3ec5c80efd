"""A form field of rows: a few boxes to a row, such as a date and what happens then. It needs no script."""

from collections.abc import Mapping
from itertools import islice, zip_longest
from typing import Any, NamedTuple

from wtforms import Field
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from coprod.text import normalise

# The button that changes rows without saving: name="rows", value="glossary:more" or "glossary:up:2".
BUTTON = "rows"
# So many rows more than a field takes are shown again, for whoever typed them to choose from. No person types more.
TOO_MANY = 100


class Box(NamedTuple):
    """One box of each row. `choices` (value to label) make it a list to choose from; `hidden`, it only comes along.

    With `pictures`, the values of the choices are names of icons, and the chosen one is shown.
    """

    name: str
    label: str
    longest: int = 300
    required: bool = True
    lines: int = 1
    choices: Mapping[str, str] | None = None
    hidden: bool = False
    pictures: bool = False


class Rows(Field):
    """Rows in an order. `data` is a list of dicts, from the name of a box to its text; blank rows are left out."""

    def __init__(self, label: str, boxes: tuple[Box, ...], *, most: int = 40, blank: int = 2, **more: Any) -> None:
        super().__init__(label, **more)
        self.boxes = boxes
        self.most = most
        self.blank = blank

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """What was typed in all of its boxes, or what there is."""
        self.process_errors: list[str] = []
        self.object_data = self.default if data is unset_value else data
        self.data = [dict(row) for row in self.object_data or []]
        self.cut_off = False
        names = [f"{self.name}-{box.name}" for box in self.boxes]
        if formdata and any(name in formdata for name in names):
            typed = zip_longest(*(formdata.getlist(name) for name in names), fillvalue="")
            rows = (tuple(normalise(str(text)) for text in row) for row in typed)
            said = list(islice(filter(self._is_said, rows), self.most + TOO_MANY + 1))
            self.cut_off = len(said) > self.most + TOO_MANY  # a page of thousands of rows helps nobody
            self.data = [self._row(row) for row in said[: self.most + TOO_MANY]]
            self._rearrange(str(formdata.get(BUTTON, "")))

    def pre_validate(self, form: Any) -> None:
        """Every row says what it has to, in not too many letters."""
        if len(self.data) > self.most:
            lost = f". Only the first {len(self.data)} stand here" if self.cut_off else ""
            raise ValidationError(f"{self.label.text}: use {self.most} rows or fewer{lost}")
        for number, row in enumerate(self.data, start=1):
            for box in self.boxes:
                name = f"{self.label.text}, row {number}: {box.label.lower()}"
                if box.required and not row[box.name]:
                    raise ValidationError(f"{name} is missing")
                if len(row[box.name]) > box.longest:
                    raise ValidationError(f"{name} must be {box.longest} letters or fewer")

    @property
    def shown(self) -> list[dict[str, str]]:
        """The rows, and some to fill in."""
        return self.data + [dict.fromkeys([box.name for box in self.boxes], "")] * self.blank

    def _value(self) -> str:
        shown = [box.name for box in self.boxes if not box.hidden]
        return "\n".join(": ".join(row[name] for name in shown if row.get(name)) for row in self.data)

    def _row(self, typed: tuple[str, ...]) -> dict[str, str]:
        row = dict(zip((box.name for box in self.boxes), typed, strict=True))
        for box in self.boxes:
            if box.choices is not None and row[box.name] not in box.choices:
                row[box.name] = ""
        return row

    def _is_said(self, typed: tuple[str, ...]) -> bool:
        """A choice alone says nothing: its list always has one."""
        return any(text for text, box in zip(typed, self.boxes, strict=True) if box.choices is None and not box.hidden)

    def _rearrange(self, pressed: str) -> None:
        name, _, rest = pressed.partition(":")
        verb, _, place = rest.partition(":")
        if name != self.name:
            return
        if verb == "more":
            self.blank += 3
        elif verb == "up" and place.isdecimal() and 1 <= int(place) < len(self.data):
            row = self.data.pop(int(place))
            self.data.insert(int(place) - 1, row)
