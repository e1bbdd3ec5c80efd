"""The base form, and the way from WTForms fields to the GOV.UK Design System's macros."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form as AnyForm,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.core import UnboundField
from wtforms.validators import NumberRange, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from coprod.email_addresses import NotAnAddress, email_address
from coprod.text import normalise
from coprod.whole_numbers import NoWholeNumber, read_whole_number


class Form(FlaskForm):
    """Every form. Text arrives normalised once: line ends, control characters, outer spaces."""

    class Meta(FlaskForm.Meta):
        csrf = False  # the guard has asked before any form is made: `csrf_field` is what it asks for

        def bind_field(self, form: AnyForm, unbound_field: UnboundField, options: dict[str, Any]) -> Field:
            if issubclass(unbound_field.field_class, StringField | SelectField):
                filters = (normalised, *unbound_field.kwargs.get("filters", ()))
                return unbound_field.bind(form=form, **(options | {"filters": filters}))
            return unbound_field.bind(form=form, **options)


class SendAgain(Exception):
    """What somebody sent is not taken now. They get all of it back, with a button that sends it again.

    `token` is the form's one-use token, where it has another now than the one it was sent with.
    """

    def __init__(self, heading: str, explanation: str, code: int, token: str = "") -> None:
        super().__init__(heading)
        self.heading, self.explanation, self.code, self.token = heading, explanation, code, token


def csrf_field() -> Markup:
    """The hidden field that every form with a POST has: by its token the guard knows that a page of ours sent it."""
    return Markup('<input name="csrf_token" type="hidden" value="{}">').format(generate_csrf())


class Difference(NamedTuple):
    """A field in which what somebody typed is not what stands there now."""

    label: str
    typed: str
    stands: str


class EditForm(Form):
    """A form with which staff change something there is. `edited` says which state of it the form was opened from.

    `Form(obj=thing)` fills `edited` from the thing. When a colleague was faster, `clash` has what differs and
    `changed_by` who did it; the page then shows both texts, and sent again it saves this one over the other.
    """

    edited = HiddenField()
    clash: Sequence[Difference] | None = None
    changed_by: Sequence[Any] = ()

    @property
    def seen(self) -> int:
        """The `edited` that it was opened from, as it was sent; one that is missing is older than any."""
        sent = str(self.edited.raw_data[0]) if self.edited.raw_data else ""
        return int(sent) if sent.isdecimal() and len(sent) < 10 else 0

    @property
    def only_looks(self) -> bool:
        """Whether a button was pressed that saves nothing: one more row, another order, or how it reads."""
        return bool(request.form.get("rows"))

    @property
    def status(self) -> int:
        """The HTTP status of a page that shows it."""
        return 409 if self.clash is not None else 422 if self.errors else 200

    def show_clash(self, stands: "EditForm", changed_by: Sequence[Any]) -> None:
        """Put what was typed beside the form as it `stands` now, and let the next try save over that."""
        both = [(field, stands[field.name]) for field in self if field.name in stands and field.type != "HiddenField"]
        texts = [(field.label.text, in_words(field), in_words(other)) for field, other in both]
        self.clash = [Difference(label, typed, there) for label, typed, there in texts if typed != there]
        self.changed_by = changed_by
        self.edited.data = stands.edited.data


def in_words(field: Field) -> str:
    """What stands in a field, as people read it."""
    if isinstance(field, BooleanField):
        return "Yes" if field.data else "No"
    if isinstance(field, SelectMultipleField | SelectField):
        chosen = field.data if isinstance(field.data, list) else [field.data]
        return ", ".join(str(label) for value, label, *_ in field.iter_choices() if value in chosen)
    return _shown(field)


def normalised(value: Any) -> Any:
    """A field's text as it is kept, and what was chosen from a list, each once; what is neither stays as it is.

    A file in the place of text is nothing.
    """
    if isinstance(value, FileStorage):
        return ""
    if isinstance(value, list):
        return list(dict.fromkeys(value))
    return normalise(value) if isinstance(value, str) else value


def one_line(value: Any) -> Any:
    """A name stands on one line, however it was typed or pasted."""
    return " ".join(value.split()) if isinstance(value, str) else value


def deliverable(form: Any, field: Field) -> None:
    """Refuse what is not one email address; keep it as mail servers write it."""
    try:
        field.data = email_address(field.data or "")
    except NotAnAddress as error:
        raise ValidationError(str(error)) from error


def https_link(form: AnyForm, field: Field) -> None:
    """Refuse what is not the address of a secure page."""
    if field.data and not is_https(field.data):
        raise ValidationError("Enter an address that begins with https://")


def is_https(address: str) -> bool:
    """Whether it is the address of a secure page."""
    return re.fullmatch(r"https://[^\s/]+\.[^\s]+", address) is not None


class CanSkip:
    """Nothing was chosen, and that is fine.

    WTForms' own `Optional` looks at what was sent and not at what was made of it: a list of blanks passes as an answer.
    """

    field_flags = {"optional": True}

    def __call__(self, form: AnyForm, field: Field) -> None:
        if not field.data:
            field.errors = []
            raise StopValidation


class AnyWholeNumber(IntegerField):
    """A whole number as people write it, or nothing; `wrong` is what is said of what is no number."""

    def __init__(self, label: str, wrong: str, validators: Sequence[Any] = (), **more: Any) -> None:
        super().__init__(label, validators, **more)
        self.wrong = wrong

    def process_formdata(self, valuelist: list[str]) -> None:
        """What was typed, as a number."""
        if not valuelist:
            return
        typed, self.data = normalise(str(valuelist[0])), None
        if not typed:
            return
        try:
            self.data = read_whole_number(typed)
        except NoWholeNumber as no:
            raise ValueError(f"{self.wrong}. {no}" if str(no) else self.wrong) from no


class WholeNumber(AnyWholeNumber):
    """A number between two others; what is no number gets the same words as one that is too small or too large."""

    def __init__(self, label: str, least: int, most: int, wrong: str, **more: Any) -> None:
        super().__init__(label, wrong, [NumberRange(min=least, max=most, message=wrong)], **more)


class Ticked(SelectMultipleField):
    """Some of a list, each with a box to tick. There may be nothing to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: str, **more: Any) -> None:
        more |= {"choices": [], "validators": [CanSkip()], "invalid_choice_message": "Choose from this list"}
        super().__init__(label, **more)


def choices(pairs: Any) -> list[SelectChoice]:
    """WTForms choices from (value, label) pairs."""
    return [SelectChoice(value, label) for value, label in pairs]


def error_list(form: FlaskForm) -> list[dict[str, str]]:
    """What is wrong with a form, for the error summary: each links to its field."""
    items = []
    for name, errors in form.errors.items():
        if name is None:
            items += [{"text": error} for error in errors]
        elif isinstance(form[name], FieldList):
            items += _errors_of_rows(form[name])
        else:
            items.append({"text": _first(errors), "href": f"#{form[name].id}"})
    return items


def _errors_of_rows(field: FieldList) -> list[dict[str, str]]:
    """Each leads to the field in its row that is wrong; what is wrong with all of them leads to the first."""
    items = [item for entry in field.entries for item in error_list(entry.form)]
    of_all = [error for error in field.errors if isinstance(error, str)]
    return items + [{"text": error, "href": f"#{field.id}"} for error in of_all]


def govuk_choices(
    field: Field, hint: str = "", legend: str = "m", hints: dict[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    """Options for `govukRadios` or `govukCheckboxes`; `hints` maps a value to a line under its label."""
    chosen = field.data if isinstance(field.data, list | tuple | set) else [field.data]
    items = []
    for value, label, *_ in field.iter_choices():
        item: dict[str, Any] = {"value": value, "text": label, "checked": value in chosen}
        if hints and value in hints:
            item["hint"] = {"text": hints[value]}
        items.append(item)
    return _common(
        field,
        hint,
        idPrefix=field.id,
        items=items,
        fieldset={"legend": {"text": field.label.text, "classes": f"govuk-fieldset__legend--{legend}"}},
        **more,
    )


def govuk_select(field: Field, hint: str = "", label: str = "m") -> dict[str, Any]:
    """Options for `govukSelect`."""
    items = [{"value": v, "text": text, "selected": v == field.data} for v, text, *_ in field.iter_choices()]
    return _common(field, hint, id=field.id, items=items, label=_label(field, label))


def govuk_text(field: Field, hint: str = "", label: str = "m", **more: Any) -> dict[str, Any]:
    """Options for `govukInput`, `govukTextarea` or `govukCharacterCount`: whoever types from the right sees it so."""
    more["attributes"] = {"dir": "auto"} | more.get("attributes", {})
    return _common(field, hint, id=field.id, value=_shown(field), label=_label(field, label), **more)


def _label(field: Field, size: str) -> dict[str, str]:
    return {"text": field.label.text, "classes": f"govuk-label--{size}" if size else ""}


def _shown(field: Field) -> str:
    # What was typed comes back as it was typed, also when it could not be understood as a date or a number.
    return str(field._value() if hasattr(field, "_value") else field.data or "")


def _common(field: Field, hint: str, **params: Any) -> dict[str, Any]:
    params["name"] = field.name
    if hint:
        params["hint"] = {"text": hint}
    if field.errors:
        params["errorMessage"] = {"text": _first(field.errors)}
    return params


def _first(errors: Any) -> str:
    while not isinstance(errors, str):
        errors = next(iter(errors.values() if isinstance(errors, dict) else errors))
    return errors


def template_filters() -> dict[str, Callable[..., Any]]:
    """The filters templates use: `{{ govukInput(form.name | govuk_text) }}`."""
    return {
        "error_list": error_list,
        "govuk_choices": govuk_choices,
        "govuk_select": govuk_select,
        "govuk_text": govuk_text,
    }
