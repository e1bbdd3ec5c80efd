"""The names of a partnership, who owns it, and its six colours."""

import re
from collections.abc import Mapping
from typing import Any

from wtforms import StringField
from wtforms.validators import DataRequired, Length

from coprod.date_fields import refuse
from coprod.forms import one_line
from coprod.partnership.colours import COLOURS, LABELS, Measured, is_colour, measured, mended
from coprod.partnership.models import SHORT_NAME
from coprod.settings.section_forms import SettingsForm
from coprod.text import repeated

OWNERS = ("owner_1", "owner_2", "owner_3", "owner_4")


def as_colour(value: Any) -> Any:
    """A colour however it was typed, as pages write it: "14503E" is "#14503e", and "#fff" is "#ffffff"."""
    digits = "".join(str(value or "").lower().split()).removeprefix("#")
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits}" if is_colour(f"#{digits}") else value


def colour_field(name: str) -> StringField:
    """One of the six."""
    return StringField(LABELS[name], filters=[as_colour])


def owner_field(label: str, *more: Any) -> StringField:
    """One of those whose partnership it is."""
    return StringField(label, [*more, Length(max=120, message="Use 120 letters or fewer")], filters=[one_line])


class NamesForm(SettingsForm):
    """Names, owners, and colours that are only saved when they are strong enough to be read."""

    name = StringField(
        "Name of the partnership",
        [DataRequired("Enter the name of the partnership"), Length(max=80, message="Use 80 letters or fewer")],
        filters=[one_line],
    )
    short_name = StringField(
        "Short name, for phones (you can skip this)",
        [Length(max=SHORT_NAME, message=f"Use {SHORT_NAME} letters or fewer")],
        filters=[one_line],
    )
    strapline = StringField(
        "One line about it (you can skip this)",
        [Length(max=120, message="Use 120 letters or fewer")],
        filters=[one_line],
    )
    owner_1 = owner_field("First owner", DataRequired("Enter who owns it: the council, for example"))
    owner_2 = owner_field("Second owner")
    owner_3 = owner_field("Third owner")
    owner_4 = owner_field("Fourth owner")
    brand = colour_field("brand")
    brand_deep = colour_field("brand-deep")
    brand_tint = colour_field("brand-tint")
    brand_line = colour_field("brand-line")
    on_brand = colour_field("on-brand")
    on_brand_soft = colour_field("on-brand-soft")

    def __init__(self, kept: Mapping[str, Any], formdata: Any = None, button: str = "") -> None:
        super().__init__(kept, formdata, button)
        do, _, name = button.partition(" ")
        if do == "use" and name in COLOURS and (nearest := self.measured[name].nearest):
            self.colour(name).data = nearest

    @classmethod
    def typed(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        colours = COLOURS | kept["colours"]
        texts = {name: kept[name] for name in ("name", "short_name", "strapline")}
        return (
            texts | dict(zip(OWNERS, kept["owners"], strict=False)) | {_field(name): colours[name] for name in COLOURS}
        )

    def values(self) -> dict[str, Any]:
        chosen = {name: self.colour(name).data for name in COLOURS}
        owners = [self[owner].data for owner in OWNERS if self[owner].data]
        return {
            "name": self.name.data or "",
            "short_name": self.short_name.data or "",
            "strapline": self.strapline.data or "",
            "owners": [owner for at, owner in enumerate(owners) if at not in repeated(owners)],
            "colours": {} if chosen == COLOURS else chosen,
        }

    def colour(self, name: str) -> StringField:
        """The field of one of the six."""
        field: StringField = self[_field(name)]
        return field

    @property
    def six(self) -> dict[str, str]:
        """The six as they were typed; where that is no colour, as it is kept."""
        kept = COLOURS | self.kept["colours"]
        return {
            name: self.colour(name).data if is_colour(self.colour(name).data or "") else kept[name] for name in COLOURS
        }

    @property
    def measured(self) -> dict[str, Measured]:
        """How strong each is."""
        return measured(self.six)

    @property
    def shown(self) -> dict[str, str]:
        """The six as the preview has them: what is too weak is shown with the nearest that works."""
        return mended(self.six)

    @property
    def shown_in_address(self) -> dict[str, str]:
        """The same, as the address of the preview's stylesheet has them."""
        return {name: value.removeprefix("#") for name, value in self.shown.items()}

    @property
    def weak(self) -> int:
        """How many are too weak."""
        return sum(not each.fits for each in self.measured.values())

    def validate(self, extra_validators: Any = None) -> bool:
        """Each is a colour, and every one that is read can be read."""
        fine = super().validate(extra_validators)
        for name, found in self.measured.items():
            if not is_colour(self.colour(name).data or ""):
                fine = refuse(self.colour(name), f"{LABELS[name]}: write # and six digits or letters, like #14503e")
            elif not found.fits and found.need:
                works = f"{found.nearest} works" if found.nearest else "No lighter or darker one works: change another"
                fine = refuse(
                    self.colour(name),
                    f"{LABELS[name]} is too weak {found.need.where}: {found.ratio} to 1, and it needs "
                    f"{found.need.least:g}. {works}",
                )
        return fine


def _field(name: str) -> str:
    return name.replace("-", "_")
