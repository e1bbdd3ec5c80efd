"""What staff type to sign in."""

from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from coprod.forms import Form


class Password(PasswordField):
    """A password box. What was typed never comes back in a page."""

    def _value(self) -> str:
        return ""


class SignIn(Form):
    """Email and password."""

    email = StringField("Work email", [InputRequired("Enter your email"), Length(max=254, message="Enter your email")])
    password = Password("Password", [InputRequired("Enter your password")])
