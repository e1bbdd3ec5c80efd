"""What moderators go by, what people read about it, and how fast a concern is somebody's."""

from collections.abc import Mapping
from typing import Any

from wtforms import Field, TextAreaField
from wtforms.validators import Length, ValidationError

from coprod.forms import WholeNumber
from coprod.settings.section_forms import SettingsForm, lines_of

MOST_RULES, LONGEST_RULE = 12, 240
LEAST_MINUTES, MOST_MINUTES = 5, 480


class ModerationForm(SettingsForm):
    """The rules, one to a line, and the minutes until a deputy is told of a concern."""

    moderation_rules = TextAreaField("Rules, one to a line", [Length(max=MOST_RULES * (LONGEST_RULE + 1))])
    acknowledge_minutes = WholeNumber(
        "After how many minutes is the next person told?",
        LEAST_MINUTES,
        MOST_MINUTES,
        f"Enter a number of minutes, from {LEAST_MINUTES} to {MOST_MINUTES}",
    )

    @classmethod
    def typed(cls, kept: Mapping[str, Any]) -> dict[str, Any]:
        return dict(kept) | {"moderation_rules": "\n".join(kept["moderation_rules"])}

    def values(self) -> dict[str, Any]:
        return {
            "moderation_rules": lines_of(self.moderation_rules.data),
            "acknowledge_minutes": self.acknowledge_minutes.data,
        }

    def validate_moderation_rules(self, field: Field) -> None:
        """There are not too many, and each can be read in one go."""
        rules = lines_of(field.data)
        if len(rules) > MOST_RULES:
            raise ValidationError(f"Write {MOST_RULES} rules at most: nobody reads more")
        if too_long := next((rule for rule in rules if len(rule) > LONGEST_RULE), None):
            raise ValidationError(f"A rule has {LONGEST_RULE} letters at most. This one is longer: {too_long[:60]}…")
