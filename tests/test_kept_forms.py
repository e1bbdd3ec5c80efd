"""A form page is rendered once, and filled in for each person exactly as it would have been rendered for them."""

import pytest
from flask import Flask, render_template_string
from hypothesis import given, settings, strategies as st
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField

from coprod.forms import Form, choices
from coprod.kept_forms import FormPage, KeptForms

OPTIONS = [("hall", "The hall"), ("field & gate", 'By the "gate"'), ("3", "3")]
TEMPLATE = """
{% from "govuk_frontend_jinja/components/radios/macro.html" import govukRadios %}
{% from "govuk_frontend_jinja/components/checkboxes/macro.html" import govukCheckboxes %}
{% from "govuk_frontend_jinja/components/select/macro.html" import govukSelect %}
{% from "govuk_frontend_jinja/components/input/macro.html" import govukInput %}
{% from "govuk_frontend_jinja/components/character-count/macro.html" import govukCharacterCount %}
<form method="post"><input type="hidden" name="token" value="of somebody else">
{{ govukRadios(form.one | govuk_choices) }}{{ govukCheckboxes(form.several | govuk_choices) }}
{{ govukSelect(form.listed | govuk_select) }}{{ govukInput(form.line | govuk_text) }}
{{ govukCharacterCount(form.words | govuk_text(maxlength=500, rows=6)) }}<button name="go" value="on">On</button></form>
"""


class Filled(Form):
    """One of each field that people fill in."""

    one = RadioField("One", choices=choices(OPTIONS))
    several = SelectMultipleField("Several", choices=choices(OPTIONS))
    listed = SelectField("Listed", choices=choices([("", "None"), *OPTIONS]))
    line = StringField("Line")
    words = TextAreaField("Words")

    class Meta(Form.Meta):
        csrf = False


def rendered(**typed: object) -> str:
    return render_template_string(TEMPLATE, form=Filled(formdata=None, data=typed))


def alike(html: str) -> str:
    """A page without the order and spacing of attributes, which browsers do not see."""
    return html.replace(' value=""', "").replace(" ", "").replace('value="', "").replace('"', "")


@pytest.fixture
def page(app: Flask):
    with app.test_request_context():
        yield FormPage(rendered(one="hall", line="before", words="of another"))


KINDS = {
    "one": ["field & gate"],
    "several": ["hall", "3"],
    "listed": ["3"],
    "line": ['"><script>alert(1)</script>'],
    "words": ["</textarea><b>Dont</b>\n stop & <input name=one value=hall checked>"],
}


@pytest.mark.parametrize("name", KINDS)
def test_each_field_is_filled_in_as_if_it_had_been_rendered_so(page, name):
    typed = KINDS[name]
    data = {name: typed if name == "several" else typed[0]}
    filled = page.filled({**KINDS, **{other: [] for other in KINDS if other != name}, "token": ["mine"]})
    assert sorted(alike(filled)) == sorted(alike(rendered(**data).replace("of somebody else", "mine")))
    assert "script>" not in filled and "of another" not in filled and "before" not in filled


def test_nothing_of_one_person_is_left_for_the_next(page):
    first = page.filled({"token": ["first"], "words": ["secret words"], "one": ["hall"]})
    second = page.filled({"token": ["second"]})
    assert "secret words" in first and "checked" in first
    assert "secret" not in second and "first" not in second and "checked" not in second and "selected" not in second


@settings(max_examples=60)
@given(words=st.text(max_size=80), line=st.text(max_size=20))
def test_whatever_is_typed_stays_text(words, line):
    page = FormPage('<form><input name="line"><textarea name="words">x</textarea><select name="s"></select></form>')
    filled = page.filled({"words": [words], "line": [line]})
    again = FormPage(filled)
    assert again.filled({"words": [words], "line": [line]}) == filled
    assert filled.count("<") == 7


def test_a_page_is_rendered_again_when_what_it_shows_has_moved_and_the_least_used_goes_first():
    kept, times = KeptForms(most=2), []

    def ask(address, shows):
        kept.page(address, shows, lambda: times.append(address) or "<form></form>")

    for address, shows in (("a", 1), ("a", 1), ("a", 2), ("b", 1), ("a", 2), ("c", 1), ("a", 2), ("b", 1)):
        ask(address, shows)
    assert times == ["a", "a", "b", "c", "b"]
