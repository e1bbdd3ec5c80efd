"""What comes in from outside, put in order at the door: words as they are kept, numbers as a database gives them."""

import re
from datetime import date, datetime

# Word processors put vertical tabs and form feeds where a person sees a new line.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85]")
# Control characters except line feed; halves of a character that no encoding can write; and the marks that change
# the direction of the words around them (U+202A to U+202E, U+2066 to U+2069). No keyboard types those marks: they come
# along when a phone number is copied from an address book, or to make words look to a moderator unlike what they are.
# Arabic, Hebrew or Urdu reads the same without them, because its letters carry their own direction.
_REMOVED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# What looks like nothing at either end: every white space, and the zero-width kind.
_OUTER = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\u200b\u2060\ufeff"


def normalise(text: str) -> str:
    """What a person typed, as it is kept: one kind of line end, no control characters, no white space around it.

    Line ends become one character, so that the server counts no more than the counter on the page does. Spelling,
    accents, emoji and the joiners inside them, and right-to-left letters stay exactly as they were written.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return _REMOVED.sub("", text).strip(_OUTER)


LAST_ROW = 2**31 - 1


def row_number(text: str) -> int:
    """A row's number out of an address; ValueError when no database could have given it."""
    number = int(text)
    if not 0 < number <= LAST_ROW:
        raise ValueError("no such number")
    return number


def day(text: str) -> date:
    """A date out of an address; ValueError when there is no such day."""
    # A browser's own date field sends the first; people whose browser has none type the second.
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    raise ValueError("no such day")
