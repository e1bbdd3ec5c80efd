"""The box in which the code is typed that starts a device."""

from wtforms import StringField
from wtforms.validators import DataRequired

from coprod.forms import Form


class StartForm(Form):
    """Six numbers, with or without gaps."""

    code = StringField("The code", [DataRequired("Type the code that staff see on their screen")])

    @property
    def as_drawn(self) -> str:
        """The code without what people type between the numbers; '' for what cannot be one."""
        code = (self.code.data or "").replace(" ", "").replace("-", "")
        return code if code.isascii() and code.isdecimal() and len(code) == 6 else ""
