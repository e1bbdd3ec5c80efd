"""What shows nothing is refused like an empty field, on every form there is."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import StringField
from wtforms.fields.core import UnboundField

from builders import a_board, a_partnership, a_submission
from coprod.boards.models import Note
from coprod.database import db
from coprod.date_fields import DateInput
from coprod.forms import Form

NOTHING = ["\u3164", "\u2800\u200d", "\ufe0f \u0301", "\U000e0041"]


def every_form(below: type[Form] = Form) -> list[type[Form]]:
    return [each for form in below.__subclasses__() for each in [form, *every_form(form)]]


def errors(field: UnboundField, typed: str) -> list[str]:
    """What a form with this one field says when this was typed."""
    beside = {field.kwargs["on"]: DateInput("Day", what="the day")} if "on" in field.kwargs else {}  # of a time
    form = type("OneField", (Form,), beside | {"only": field})(MultiDict({"only": typed}), meta={"csrf": False})
    form.only.validate(form)
    return list(form.only.errors)


def test_every_field_for_words(app: Flask):
    refused = 0
    with app.test_request_context(method="POST"):
        for form in every_form():
            for name, field in vars(form).items():
                if isinstance(field, UnboundField) and issubclass(field.field_class, StringField):
                    when_empty = errors(field, "")
                    refused += bool(when_empty)
                    for nothing in NOTHING:
                        assert errors(field, nothing) == when_empty, f"{form.__name__}.{name}"
    assert refused > 20


@pytest.mark.parametrize("nothing", NOTHING, ids=ascii)
def test_a_note_of_nothing_is_refused_in_plain_words(client, nothing):
    a_partnership()
    a_board()
    form = {"words": nothing, "audience": "young_person", "sharing": "show"}
    answer = client.post("/boards/better/add", data=form)
    assert answer.status_code == 422 and "Write something on your note" in answer.text
    assert db.session.query(Note).count() == 0


@pytest.mark.parametrize("nothing", NOTHING, ids=ascii)
def test_there_is_no_submission_of_nothing(app, nothing):
    with pytest.raises(ValueError, match="without words"):
        a_submission(nothing, a_board())
