"""Whom staff invite, which roles a colleague holds, and what somebody types to take up their invitation."""

from collections.abc import Collection, Mapping
from typing import Any

from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, ValidationError

from coprod.accounts.forms import Password
from coprod.accounts.models import Held, email_address
from coprod.date_fields import refuse
from coprod.forms import EditForm, Form, choices, one_line
from coprod.people.role_words import EVERYTHING, IN_ORDER, is_mixture, name_of
from coprod.permissions import FOR_EVERYTHING, Role

NAME = 100  # characters at most
ALL = "everything"


class WhoFields(Form):
    """Who somebody is."""

    name = StringField(
        "Name",
        filters=[one_line],
        validators=[
            DataRequired("Enter their name"),
            Length(max=NAME, message=f"The name must be {NAME} characters or fewer"),
        ],
    )
    email = StringField(
        "Work email",
        validators=[
            DataRequired("Enter their work email"),
        ],
    )

    def validate_email(self, field: StringField) -> None:
        """An address that letters can reach."""
        try:
            field.data = email_address(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from error


class RoleFields(Form):
    """Several roles, and the one thing that they are for, where a role can be for one engagement."""

    roles = SelectMultipleField(
        "Roles",
        choices=choices((role, name_of(role).capitalize()) for role in IN_ORDER),
        validators=[DataRequired("Choose at least one role")],
    )
    engagement = SelectField("For", validate_choice=False)

    def offer(self, titles: Mapping[int, str], is_mixed: bool = False) -> None:
        """What there is to choose from. Nothing is chosen beforehand where that could be too much, or too little."""
        everything = [(ALL, EVERYTHING), *((str(id), title) for id, title in titles.items())]
        self.engagement.choices = choices([("", "Choose"), *everything] if titles or is_mixed else everything)

    def validate(self, extra_validators: Any = None) -> bool:
        """What is chosen is there to choose, and is chosen where it matters."""
        right = super().validate(extra_validators)
        offered = {value for value, *_ in self.engagement.iter_choices()}
        chosen = self.engagement.data or ""
        open_to_choice = not chosen and "" in offered and any(role not in FOR_EVERYTHING for role in self._roles())
        if open_to_choice or (chosen and chosen not in offered):
            return refuse(self.engagement, "Choose what these roles are for")
        return right

    def held(self) -> set[Held]:
        """The roles as they were chosen, each with the id of its engagement, or None for everything."""
        chosen = self.engagement.data or ALL
        id = None if chosen == ALL else int(chosen)
        return {(role, None if role in FOR_EVERYTHING else id) for role in self._roles()}

    def _roles(self) -> list[Role]:
        return [Role(role) for role in self.roles.data or () if role in list(Role)]


class InvitationForm(WhoFields, RoleFields):
    """Somebody who is to work here."""


class RolesForm(RoleFields, EditForm):
    """The roles of somebody who works here. `edited` says which roles they held when the form was opened."""

    @classmethod
    def of(cls, held: Collection[Held], titles: Mapping[int, str], **more: Any) -> "RolesForm":
        """The form, filled in with the roles that somebody holds."""
        ids = {id for role, id in held if role not in FOR_EVERYTHING} or {None}
        one = "" if len(ids) > 1 else str(next(iter(ids)) or ALL)
        data = {"roles": [role for role, _ in held], "engagement": one, "edited": as_sent(held)}
        form = cls(data=data, **more)
        form.offer(titles, is_mixture(held))
        return form


class TakeUpForm(Form):
    """Who takes up an invitation, and the password that they choose."""

    name = StringField(
        "Your name",
        filters=[one_line],
        validators=[
            DataRequired("Enter your name"),
            Length(max=NAME, message=f"Your name must be {NAME} characters or fewer"),
        ],
    )
    password = Password("Choose a password", [DataRequired("Choose a password")])


class PasswordForm(Form):
    """The password, asked for once more."""

    password = Password("Your password", [DataRequired("Enter your password")])


def as_sent(held: Collection[Held]) -> str:
    """Roles as a form carries them: what it was opened from."""
    return ",".join(sorted(f"{role}:{id or ''}" for role, id in held))
