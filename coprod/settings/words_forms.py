"""How people are called who take part."""

from collections.abc import Mapping
from typing import Any

from wtforms import StringField
from wtforms.validators import Length

from coprod.activities.audience import AUDIENCE_CHOICES, AUDIENCE_FIRST, AUDIENCE_LABELS, Audience
from coprod.date_fields import refuse
from coprod.forms import one_line
from coprod.settings.section_forms import SettingsForm
from coprod.text import repeated

# Where each wording stands, what the product says there, and how long it may be.
PLACES: dict[str, tuple[Mapping[Any, str], int]] = {
    "label": (AUDIENCE_LABELS, 40),
    "choice": (AUDIENCE_CHOICES, 60),
    "first": (AUDIENCE_FIRST, 24),
}


def name_of(place: str, who: str) -> str:
    """The name of the field for one wording."""
    return f"{place}_{who.replace('-', '_')}"


def wording(usual: str, most: int) -> StringField:
    """One wording; what is left empty says what the product says."""
    return StringField(usual, [Length(max=most, message=f"Use {most} letters or fewer")], filters=[one_line])


class WordsForm(SettingsForm):
    """Three wordings of who people are; a field for each, made below from `PLACES`."""

    audiences = tuple(Audience)

    @classmethod
    def typed(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        return {
            name_of(place, who): kept["wording"].get(place, {}).get(who) or usual
            for place, (words, _) in PLACES.items()
            for who, usual in words.items()
        }

    def values(self) -> dict[str, Any]:
        """Only what is said in other words than the product's own."""
        own: dict[str, dict[str, str]] = {place: {} for place in PLACES}
        for place, (words, _) in PLACES.items():
            for who, usual in words.items():
                if self.said(place, who) not in ("", usual):
                    own[place][who.value] = self.said(place, who)
        return {"wording": {place: words for place, words in own.items() if words}}

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: no two who take part are called the same in one place. Nobody could choose between them."""
        fine = super().validate(extra_validators)
        for place, (words, _) in PLACES.items():
            who = list(words)
            for at in repeated(self.shown(place, each) for each in who):
                fine = refuse(self.field(place, who[at]), "Somebody else is called this already")
        return fine

    def said(self, place: str, who: Audience) -> str:
        """What was typed there."""
        return self.field(place, who).data or ""

    def field(self, place: str, who: Audience) -> StringField:
        """The field of one wording."""
        found: StringField = self[name_of(place, who)]
        return found

    def shown(self, place: str, who: Audience) -> str:
        """What people will read there."""
        return self.said(place, who) or PLACES[place][0][who]


for _place, (_words, _most) in PLACES.items():
    for _who, _usual in _words.items():
        setattr(WordsForm, name_of(_place, _who), wording(_usual, _most))
