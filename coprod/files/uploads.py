"""Where staff give us files: a form field that says what is wrong with one, and views that take so much."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.utils import unset_value

from coprod.files.recognise import MEGABYTE

LARGEST = 52 * MEGABYTE  # the largest file that we take, and the form around it
View = TypeVar("View", bound=Callable[..., Any])


def takes_files(view: View) -> View:
    """This view takes files from whoever may open it: what is sent may be larger than words are."""
    view.largest_sent = LARGEST  # type: ignore[attr-defined]
    return view


def largest_sent(endpoint: str | None) -> int:
    """How much may be sent to an endpoint that takes files; 0 for every other."""
    return getattr(current_app.view_functions[endpoint], "largest_sent", 0) if endpoint else 0


class FileField(Field):
    """A file that somebody chooses. `data` is what they sent, or None."""

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """What was sent under this name, when it is a file and has a name."""
        self.process_errors: list[str] = []
        sent = formdata.getlist(self.name) if formdata is not None and hasattr(formdata, "getlist") else []
        files = [each for each in sent if isinstance(each, FileStorage) and each.filename]
        self.raw_data = files
        self.data = files[0] if files else None

    def _value(self) -> str:
        return self.data.filename or "" if self.data else ""
