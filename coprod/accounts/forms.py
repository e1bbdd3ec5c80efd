"""What staff type to sign in, and to look after how they do."""

from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, Length

from coprod.forms import Form


class Password(PasswordField):
    """A password box. What was typed never comes back in a page."""

    def _value(self) -> str:
        return ""


class OneTime(StringField):
    """A code that works once. What was typed never comes back: it has been used, or it was wrong."""

    def _value(self) -> str:
        return ""


class SignIn(Form):
    """Email and password."""

    email = StringField("Work email", [DataRequired("Enter your email"), Length(max=254, message="Enter your email")])
    password = Password("Password", [DataRequired("Enter your password")])
    one_time_code = OneTime("Six numbers from your app, or a recovery code")


class Code(Form):
    """The numbers that an app shows."""

    one_time_code = OneTime("Six numbers from your app", [DataRequired("Enter the six numbers")])


class AnyCode(Code):
    """The numbers that an app shows, or a code on paper: whoever has lost one still has the other."""

    one_time_code = OneTime("Six numbers from your app, or a recovery code", [DataRequired("Enter a code")])


class SecondStepAgain(Form):
    """The same, beside whatever else was typed: the name of its field is no other's."""

    second_step = OneTime("Six numbers from your app, or a recovery code", [DataRequired("Enter a code")])


class RecoveryCodeForm(Form):
    """One of the codes on paper."""

    recovery_code = OneTime("Recovery code", [DataRequired("Enter one of your recovery codes")])


class NewPassword(Form):
    """The password now, and the one from now on."""

    password = Password("Your password now", [DataRequired("Enter your password now")])
    new_password = Password("New password", [DataRequired("Enter a new password")])


class NewAuthenticator(Code):
    """The password, and what the new app shows."""

    password = Password("Your password", [DataRequired("Enter your password")])
    one_time_code = OneTime("Six numbers from the new app", [DataRequired("Enter the six numbers")])
